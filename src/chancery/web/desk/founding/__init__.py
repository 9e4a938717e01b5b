"""First start, and the charter: composed, read aloud, signed by its roots, published."""
