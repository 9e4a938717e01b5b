"""A register in an S3-compatible object store, instead of a folder: for several machines, and for a CDN."""
