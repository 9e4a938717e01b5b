"""The tables, and nothing else: fields, keys, and what each row means."""
