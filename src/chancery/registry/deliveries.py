"""What became of a letter on its way: for each addressee, how it was sent, and whether they have it.

Two things count as having it, and are told apart: somebody with the link pressed a
button, or the addressee's own institution acknowledges the letter on its record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chancery.record.entry import Entry
from chancery.record.statement import Instant, Institution, Relation, Statement, StatementId
from chancery.registry.outgoing import Fault, State, Way
from chancery.registry.picking_up import PickUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One message, as the outbox has it."""

    number: int
    way: Way
    to: str
    addressee: str
    about: StatementId | None
    first: bool
    """Whether it brings the letter itself, and not news of it."""
    state: State
    made_at: Instant
    next_try: Instant
    tries: int
    fault: Fault | None = None
    said: str = ""
    done_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A statement on the record of the addressee's own institution that acknowledges the letter."""

    statement: StatementId
    institution: Institution
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A letter and one of its addressees."""

    addressee: str
    for_action: bool
    in_book: bool
    """Whether the address book says how they are reached."""
    sent: tuple[Sent, ...] = ()
    laid_out: PickUp | None = None
    acknowledgement: Acknowledgement | None = None

    @property
    def received(self) -> Instant | None:
        """Since when they have it, by the earlier of the two ways; None: nobody said so."""
        moments = [self.laid_out.received if self.laid_out else None]
        moments.append(self.acknowledgement.at if self.acknowledgement else None)
        return min((at for at in moments if at is not None), default=None)

    @property
    def silent_since(self) -> Instant | None:
        """Since when they could have said so and have not; None once they did, or before it reached them."""
        if self.received is not None:
            return None
        reached = [each.done_at for each in self.sent if each.first and each.done_at is not None]
        reached += [self.laid_out.laid_out] if self.laid_out is not None else []
        return min(reached, default=None)


def deliveries(
    letter: Statement,
    *,
    sent: Iterable[Sent],
    laid_out: Iterable[PickUp],
    book: Mapping[str, str],
    acknowledging: Iterable[Entry],
) -> tuple[Delivery, ...]:
    """
    A letter's addressees, those for action first.

    *book* gives, by the names that letters write, the institutions of those who are in the
    address book (empty where none is known); *acknowledging* are statements that lean on
    the letter and stand.
    """
    by_name: dict[str, list[Sent]] = {}
    for each in sent:
        by_name.setdefault(each.addressee, []).append(each)
    waiting = {each.addressee: each for each in laid_out}
    acknowledged = _acknowledgements(letter.id, acknowledging)
    names = dict.fromkeys([*letter.action_addressees, *letter.info_addressees])
    return tuple(
        Delivery(
            addressee=name,
            for_action=name in letter.action_addressees,
            in_book=name in book,
            sent=tuple(by_name.get(name, ())),
            laid_out=waiting.get(name),
            acknowledgement=acknowledged.get(book[name]) if book.get(name) else None,
        )
        for name in names
    )


def _acknowledgements(letter: StatementId, entries: Iterable[Entry]) -> dict[str, Acknowledgement]:
    """By institution, the first that says so: it cannot have received it later than that."""
    found: dict[str, Acknowledgement] = {}
    for entry in entries:
        if acknowledges(entry, letter):
            found.setdefault(
                entry.institution,
                Acknowledgement(statement=entry.id, institution=entry.institution, at=entry.at),
            )
    return found


def acknowledges(entry: Entry, letter: StatementId) -> bool:
    """Whether a statement says that it acknowledges that letter."""
    return isinstance(entry.act, Statement) and any(
        link.relation is Relation.ACKNOWLEDGES and link.to == letter for link in entry.act.links
    )
