"""Where programs bring acts to be registered, over HTTP, as SCRAPI has it (docs/reference/scrapi.md)."""
