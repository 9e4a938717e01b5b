"""The pages on which officers make access keys and end them."""
