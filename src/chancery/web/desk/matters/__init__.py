"""Matters: everything about one affair, side by side."""
