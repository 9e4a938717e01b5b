"""Chancery: the official record for letters, statements and decisions."""

__version__ = "0.1.0"
