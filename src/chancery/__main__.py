"""`python -m chancery`: the same program, where the command is not on the path."""

from __future__ import annotations

from chancery.cli.main import main

main()
