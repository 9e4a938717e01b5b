"""Headings: what must fall together does, and nothing else."""

from __future__ import annotations

import itertools

from chancery.record.statement import Institution, KeyName, OfficeName, StatementId, Verb
from chancery.store import filing
from chancery.store.filing import digest


def test_no_two_questions_share_a_heading() -> None:
    """Whatever the names are, also when one continues where another ends."""
    names = ("", "a", "b", "ab", "a\0", "\0a", "entry", "é", "\ud800")
    questions = {("entry", name) for name in names}
    questions |= {filing.by_id(StatementId(name)) for name in names}
    questions |= {filing.notices_on(StatementId(name)) for name in names}
    questions |= {filing.certifications(name) for name in names}
    for one, other in itertools.product(names, repeat=2):
        institution, office = Institution(one), OfficeName(other)
        questions.add(filing.key_notices(institution, KeyName(other)))
        questions.add(filing.acts(institution, office, Verb.ORDER, None))
        questions |= {filing.acts(institution, office, Verb.ORDER, StatementId(id)) for id in names}
        questions.add(filing.waiting_for(institution, office, Verb.ORDER, None))
        questions.add(filing.signed_with(institution, KeyName(other)))
    questions |= {filing.relying_on(StatementId(name)) for name in names}
    questions |= {filing.awaiting(name) for name in names}
    assert len({digest(question) for question in questions}) == len(questions) > 1000


def test_a_heading_is_sixteen_octets() -> None:
    """However long the name."""
    assert len(digest(filing.referenced("x" * 100_000))) == 16
