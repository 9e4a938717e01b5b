"""`chancery approve`: an officer's own hand under a draft."""

from __future__ import annotations

from pathlib import Path

import click

from chancery.cli.home import house_option


@click.command()
@click.argument("draft", metavar="DRAFT")
@click.option("--key", required=True, metavar="PEM", help="Your key; it stays where it is.")
@click.option("--as", "person", help="Your name in the charter; found by the key if left out.")
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en")
@house_option
def approve(draft: str, key: str, person: str | None, lang: str, data: Path | None) -> None:
    """Put your hand to DRAFT: to exactly these words, and to no later version of them.

    \b
      $ chancery approve K7QF2-M9XT4-Z --key director.pem
      K7QF2-M9XT4-Z  version 1, ready for release
    """
    from chancery.cli.room import room, tell
    from chancery.cli.signing import officer
    from chancery.record.entry import Role
    from chancery.record.statement import StatementId

    here = room(data)
    papers = here.papers(draft)
    signer = officer(key, person, here.desk.charter(), papers.draft.statement.office)
    approval = signer.hand(papers.draft.digest, Role.APPROVER)
    tell(here.desk.approve(StatementId(papers.draft.id), approval), here, lang)
