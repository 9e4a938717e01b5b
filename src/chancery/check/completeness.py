"""Whether anything that bears on a letter was left out of a file, as far as a state head says.

The slice in the file asked certain questions of each register (`chancery.record.bears_on`).
The state head says how many entries answered each of them by then; so many must be in
the file, and the newest of them among them.  Fewer mean that somebody took one out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, unique

from chancery.errors import BadProof
from chancery.log.state_map import Latest
from chancery.record.bears_on import KEYS, Question, about_key, answered_by, asked_of
from chancery.record.entry import Entry
from chancery.record.statement import Institution, StatementId
from chancery.seal.evidence import Stated
from chancery.seal.state import key_of


@unique
class Whole(Enum):
    """What a state head says about the entries of its register that are in a file."""

    YES = "yes"
    """Nothing that bears on them had been put on the record by then and is missing."""
    NO = "no"
    """Something is missing."""
    UNSAID = "unsaid"
    """No state head is in the file, or it does not speak of the letter, or not all of the map is shown."""


def whole(
    institution: Institution,
    stated: Stated | None,
    slice: Sequence[Entry],
    positions: Mapping[StatementId, int],
    *,
    letter: StatementId,
) -> Whole:
    """Whether the *slice* has all that *institution* had on record about it; *positions*: indices in logs."""
    if stated is None:
        return Whole.UNSAID
    own = [entry for entry in slice if entry.institution == institution]
    answers = _answers(own, positions, stated.head.size)
    try:
        agree = all(
            stated.cut.latest(key_of(question)) == answers.get(question)
            for question in _questions(institution, slice, stated)
        )
    except BadProof:
        return Whole.UNSAID
    if not agree:
        return Whole.NO
    own_letter = any(entry.id == letter for entry in own)
    return Whole.UNSAID if own_letter and positions[letter] >= stated.head.size else Whole.YES


def _questions(institution: Institution, slice: Sequence[Entry], stated: Stated) -> Iterable[Question]:
    """All that were asked; about single keys only where the log ever spoke of one."""
    asked = asked_of(institution, slice)
    yield from asked.others
    if stated.cut.latest(key_of(KEYS)) is not None:
        yield from map(about_key, asked.keys)


def _answers(
    own: Iterable[Entry], positions: Mapping[StatementId, int], size: int
) -> Mapping[Question, Latest]:
    """The answers among these entries, as the map would count them."""
    found: dict[Question, list[int]] = defaultdict(list)
    for entry in own:
        if positions[entry.id] < size:
            for question in answered_by(entry.id, entry.act):
                found[question].append(positions[entry.id])
    return {question: Latest(max(places), len(places)) for question, places in found.items()}
