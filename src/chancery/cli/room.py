"""The Desk opened for the command line: one draft by its name, told as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chancery.cli.home import found
from chancery.cli.naming import Names
from chancery.cli.speaking import say
from chancery.errors import OutOfOrder
from chancery.phrases.desk import lack, objection, state
from chancery.record.code import code_of
from chancery.record.statement import StatementId
from chancery.registry.draft_form import Papers
from chancery.registry.drafting import Desk
from chancery.registry.registry import Registry
from chancery.wiring import House, open_desk, open_registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A house, its Desk and the registry behind it."""

    house: House
    registry: Registry
    desk: Desk

    def papers(self, called: str) -> Papers:
        """The draft of that code or id; raises `OutOfOrder` if nothing is waiting under it."""
        if called.startswith("urn:"):
            return self.desk.papers(StatementId(called))
        for papers in self.desk.pending():
            if code_of(StatementId(papers.draft.id)) == called.strip().upper():
                return papers
        raise OutOfOrder(f"No draft is waiting under {called}.")


def room(data: Path | None) -> Room:
    """The Desk of the house meant, ready to write."""
    house = found(data)
    registry = open_registry(house, pen=True)
    registry.settle()
    return Room(house=house, registry=registry, desk=open_desk(house, registry))


def named(papers: Papers) -> str:
    """The code that will be printed on the letter."""
    return code_of(StatementId(papers.draft.id))


def names_in(room: Room, language: str) -> Names:
    """What the house's own offices and letters are called."""
    return Names(room.registry.charters(room.registry.institution), language)


def tell(papers: Papers, room: Room, language: str) -> None:
    """Where a draft stands, who has agreed, what is lacking and what would be objected to."""
    draft, id = papers.draft, StatementId(papers.draft.id)
    names = names_in(room, language)
    say(f"{named(papers)}  version {draft.version}, {state(draft.state, language)}", bold=True)
    office = names.get(draft.statement.office, draft.statement.office)
    say(f"  From {office}; written by {', '.join(sorted(draft.drafters))}.")
    for each in papers.given:
        say(f"  {each.hand.person} has approved these words.")
    for missing in sorted(lack(each, language, names) for each in room.desk.lacking(id)):
        say(f"  Still lacking: {missing}", language=language)
    for against in room.desk.objections(id):
        say(f"  Preflight: {objection(against, language, names)}", language=language)
