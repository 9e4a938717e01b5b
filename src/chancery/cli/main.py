"""`chancery`: where the command line begins."""

from __future__ import annotations

import click

from chancery import __version__
from chancery.cli.verbs import Verbs

EPILOG = """\b
Ask about a text somebody sent you:
  $ chancery check letter.txt
  $ chancery check "We respect your decision" --quote
\b
Check an evidence file with no network and no database:
  $ chancery check K7QF2-M9XT4-Z.evidence --offline
\b
Found a record of your own:
  $ chancery init mod.example --data record
\b
Where the record is: --data, or CHANCERY_HOME, or the folder you stand in.
How a command ends: 0 answered or done, 1 differs, 2 wrong usage, 3 refused by the rules,
4 cannot be read, 5 does not hold together, 6 unavailable.  `chancery VERB --help` tells more.
"""


@click.group(
    cls=Verbs,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="chancery", message="%(prog)s %(version)s")
def chancery() -> None:
    """The official record for letters, statements and decisions.

    Issue them under authority, check any copy, take them back in seconds.  Every check
    gives five answers and never one verdict: origin, words, authority, standing, force.
    """


def main() -> None:
    """The program's entry point."""
    chancery(prog_name="chancery")
