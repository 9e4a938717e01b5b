"""Played cases: a scenario file goes through a real registry, and its expectations are compared.

`scenario` reads the file, `cast` turns its parts into acts with real keys, `stage` is the
set of institutions they act on, `player` performs and probes.
"""
