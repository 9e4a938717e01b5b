"""One file for each kind of page.  Views parse, ask the core, and show."""
