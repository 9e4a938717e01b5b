"""A leaked draft: the record knows nothing of it, and what it answers does not give that away."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.check.copy import Checked, Kind
from tests.institution import Clock, Institution, department
from tests.letters import DECIDE, LETTER, OPERATIONS, saying
from tests.people import GENERAL

LEAKED = "We have decided to leave within ninety days."
NEVER_WRITTEN = "We have decided to start within ninety days."
"""As long as the other, so that places in the text say nothing either."""

DRAFT = saying(LEAKED, DECIDE, "forces/posture")


def told(checked: Checked, words: str) -> bytes:
    """Everything that is told, byte for byte, without the words that were brought."""
    return repr(checked).replace(words, "…").encode()


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.QUOTATION, Kind.ARTICLE, Kind.CODE])
def test_a_leaked_draft_and_words_nobody_wrote_get_the_same_answers(
    us: Institution, clock: Clock, kind: Kind
) -> None:
    """Byte for byte, however the words are brought."""
    clock.set("T0")
    us.release_anyway(LETTER, by=GENERAL)
    us.leave_on_desk(DRAFT, by=GENERAL)
    leaked, never = us.checked(LEAKED, kind=kind), us.checked(NEVER_WRITTEN, kind=kind)
    assert told(leaked, LEAKED) == told(never, NEVER_WRITTEN)


@pytest.mark.parametrize("words", [LEAKED, NEVER_WRITTEN])
def test_writing_a_draft_changes_no_answer(us: Institution, clock: Clock, words: str) -> None:
    """Before the draft lies on the desk and after, everything public is the same."""
    clock.set("T0")
    us.release(OPERATIONS, by=GENERAL)
    before = told(us.checked(words), words), us.registry.file("checkpoint"), us.registry.recent(10)
    us.leave_on_desk(DRAFT, by=GENERAL)
    assert us.drafts.pending()
    assert before == (told(us.checked(words), words), us.registry.file("checkpoint"), us.registry.recent(10))


def test_a_leaked_draft_answers_no_public_record_and_nothing_worse(us: Institution, clock: Clock) -> None:
    """Not a forgery, not unknown to us, not void: there is no public record."""
    clock.set("T0")
    us.leave_on_desk(DRAFT, by=GENERAL)
    assert [str(answer.state) for answer in us.check(LEAKED)] == [
        "no public record",
        "not in the registered words",
        "undetermined",
        "no public record",
        "undetermined",
    ]


def test_the_id_of_a_draft_opens_nothing(us: Institution, clock: Clock) -> None:
    """Whoever knows what the draft will be called learns no more than whoever guesses."""
    clock.set("T0")
    draft = us.leave_on_desk(DRAFT, by=GENERAL)
    assert us.registry.letter(draft) is None
    assert us.index.entry(draft) is None
    assert us.index.position(draft) is None


def test_a_record_with_a_draft_beside_it_is_the_same_record(tmp_path: Path) -> None:
    """Two departments live the same day, one with a draft: their logs do not differ in a byte."""
    logs = []
    for with_draft in (True, False):
        clock = Clock()
        us = department(clock)
        if with_draft:
            us.leave_on_desk(DRAFT, by=GENERAL)
            us._written -= 1  # the same ids for what follows
        us.release(OPERATIONS, by=GENERAL)
        logs.append([us.archive.entry(index) for index in range(us.archive.applied())])
    assert logs[0] == logs[1]
