"""The post: to whom letters go, what is on its way, who has acknowledged."""
