"""`chancery release`: a draft goes on the record, under the releaser's own hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.cli.room import Room
    from chancery.cli.signing import Signer
    from chancery.record.entry import Hand
    from chancery.registry.draft_form import Papers


@click.command()
@click.argument("draft", metavar="DRAFT")
@click.option("--key", required=True, metavar="PEM", help="The releaser's key.")
@click.option("--as", "person", help="The releaser's name; found by the key if left out.")
@click.option(
    "--override",
    metavar="WHY",
    help="Release over every objection.  WHY and the objections go on the record for ever, approvals "
    "given before fall, and the record will answer for the letter as it is.",
)
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en")
@house_option
def release(
    draft: str, key: str, person: str | None, override: str | None, lang: str, data: Path | None
) -> None:
    """Put DRAFT on the record.  From then on it can be checked, and taken back, but not unsaid.

    \b
      $ chancery release K7QF2-M9XT4-Z --key press.pem
      On the record: K7QF2-M9XT4-Z at 2026-03-01T09:00:00Z
    """
    from chancery.cli.press import press_after
    from chancery.cli.refusing import objections_told
    from chancery.cli.room import named, names_in, room
    from chancery.cli.signing import officer
    from chancery.phrases.moments import iso
    from chancery.record.entry import Role
    from chancery.record.statement import StatementId

    here = room(data)
    papers = here.papers(draft)
    id = StatementId(papers.draft.id)
    signer = officer(key, person, here.desk.charter(), papers.draft.statement.office)
    hand = _hand(signer, here)
    if override is None:
        _refuse_unready(papers, here, hand, lang)
    elif papers.draft.statement.override is None:
        papers = _overridden(papers, here, override, hand)
    with objections_told(lang, names_in(here, lang)):
        entry = here.desk.release(id, signer.hand(papers.draft.digest, Role.RELEASER))
    say(f"On the record: {named(papers)} at {iso(entry.at)}")
    press_after(here.house, here.registry, id)


def _hand(signer: Signer, room: Room) -> Hand:
    from chancery.record.entry import Hand, Role

    return Hand(
        person=signer.person,
        key=signer.key,
        role=Role.RELEASER,
        public=room.desk.charter().keys.get(signer.key),
        office=signer.office,
    )


def _refuse_unready(papers: Papers, room: Room, hand: Hand, language: str) -> None:
    """The Desk would only count what is lacking; here it is named."""
    from chancery.cli.room import names_in
    from chancery.errors import NotReady
    from chancery.phrases.desk import lack
    from chancery.record.statement import StatementId

    if papers.draft.statement.override is None:
        missing = sorted(
            lack(each, language, names_in(room, language))
            for each in room.desk.lacking(StatementId(papers.draft.id), hand)
        )
        if missing:
            raise NotReady(f"Not released. {' '.join(missing)}")


def _overridden(papers: Papers, room: Room, why: str, hand: Hand) -> Papers:
    from chancery.record.statement import StatementId

    if papers.given:
        told(f"{len(papers.given)} approvals fall: nobody has signed this override yet but {hand.person}.")
    return room.desk.override(StatementId(papers.draft.id), why, by=hand.person, hands=(hand,))
