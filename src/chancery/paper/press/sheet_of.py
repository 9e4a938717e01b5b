"""From the record to a sheet: the offices' titles, the holders' capacity, the words cut into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from chancery.paper.press.sheet import InLanguages, Letterhead, Passage, Sheet, Signatory
from chancery.record.charter import SUBSTANTIVE, Charter, Holder, Mandate
from chancery.record.code import code_of
from chancery.record.entry import Hand, Role
from chancery.record.grants import granted
from chancery.record.statement import Clause, Instant, OfficeName, Statement, covers
from chancery.record.words import Text, Words

LONGEST_TITLE = 120
"""Characters.  A longer first line is a sentence of the letter, not its title."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_NO_TITLE_ENDS = tuple(".,;:!?،؛؟…")
"""A title ends without any of these; a salutation ends in a comma."""


def sheet_of(
    statement: Statement,
    words: Words,
    charter: Charter,
    *,
    mark: str,
    released: Instant,
    hands: Iterable[Hand] = (),
    letterhead: Letterhead | None = None,
    place: InLanguages | None = None,
    names: Mapping[str, str] | None = None,
) -> Sheet:
    """
    The sheet on which a released statement is printed.

    *charter* is the version in force at *released*; *hands* are those under the entry, of
    which only the releaser's are printed.  *names* gives persons' names for readers, where
    the charter's are not for them.
    """
    return Sheet(
        institution=statement.institution,
        letterhead=letterhead or Letterhead(name=charter.title or {"en": str(statement.institution)}),
        office=_title(charter, statement.office),
        code=code_of(statement.id),
        mark=mark,
        released=released,
        passages=tuple(passage_of(text) for text in words),
        reference=statement.reference,
        place=place or {},
        action_addressees=statement.action_addressees,
        info_addressees=statement.info_addressees,
        effective=statement.effective,
        expires=statement.expires,
        signatories=tuple(_signatories(statement, charter, released, hands, names or {})),
    )


def passage_of(text: Text) -> Passage:
    """The words of one language in paragraphs; the first is the title where it looks like one."""
    title, *rest = paragraphs = [part.strip("\n") for part in _BLANK_LINES.split(text.text.strip())]
    if not rest or not _is_title(title):
        return Passage(language=text.language, paragraphs=tuple(paragraphs))
    return Passage(language=text.language, title=title, paragraphs=tuple(rest))


def _is_title(line: str) -> bool:
    return "\n" not in line and 0 < len(line) <= LONGEST_TITLE and not line.endswith(_NO_TITLE_ENDS)


def _title(charter: Charter, name: OfficeName) -> InLanguages:
    """The office's titles for readers, or the record's own name for it where there are none."""
    office = charter.offices.get(name)
    return office.title if office is not None and office.title else {"": str(name)}


def _signatories(
    statement: Statement, charter: Charter, at: Instant, hands: Iterable[Hand], names: Mapping[str, str]
) -> Iterator[Signatory]:
    delegator = _delegator(statement, charter, at)
    for hand in hands:
        if hand.role is Role.RELEASER:
            holder = _holder(charter, hand.office or statement.office, hand, at)
            yield Signatory(
                name=names.get(hand.person, hand.person),
                office=_title(charter, hand.office or statement.office),
                capacity=None if holder is None or holder.capacity == SUBSTANTIVE else holder.capacity,
                delegated_by=None if delegator is None else _title(charter, delegator),
            )


def _holder(charter: Charter, name: OfficeName, hand: Hand, at: Instant) -> Holder | None:
    office = charter.offices.get(name)
    for holder in office.holders if office is not None else ():
        if holder.person == hand.person and hand.key in holder.keys and holder.serves(at):
            return holder
    return None


def _delegator(statement: Statement, charter: Charter, at: Instant) -> OfficeName | None:
    """The office that handed on the power for a clause; None if the office's own power covers them all."""
    reaching = [mandate for mandate in granted(charter) if mandate.office == statement.office]
    owners = {mandate.id: mandate.office for mandate in charter.mandates}
    for clause in statement.clauses:
        under = [mandate.id for mandate in reaching if _allows(mandate, clause, at)]
        if under and not any(id in owners for id in under):
            return _origin(charter, under[0], owners)
    return None


def _allows(mandate: Mandate, clause: Clause, at: Instant) -> bool:
    within = (mandate.since is None or mandate.since <= at) and (mandate.until is None or at < mandate.until)
    enough = mandate.limit is None or clause.amount <= mandate.limit
    about = any(covers(scope, clause.subject) for scope in mandate.about)
    return within and enough and about and clause.verb in mandate.may


def _origin(charter: Charter, id: str, owners: Mapping[str, OfficeName]) -> OfficeName | None:
    """Whose mandate it was at first; `granted` follows no circles, so neither does this."""
    origins = {delegation.id: delegation.of for delegation in charter.delegations}
    while id not in owners and id in origins:
        id = origins.pop(id)
    return owners.get(id)
