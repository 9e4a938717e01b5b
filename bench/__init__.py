"""Whole figures, measured where you stand: each module with `rows()` is one group.

`python -m bench` runs every group, `python -m bench record` one, `python -m bench --report` writes
docs/reference/benchmarks.md from what was measured last.  Other people's software is installed into
an environment of its own and is never a dependency of Chancery.
"""
