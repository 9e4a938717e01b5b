"""A letter looked over while it is written: the general's letter is the measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.check.parity import Parity
from chancery.errors import Conflict
from chancery.record.ambiguity import Unclear
from chancery.record.draft import ApprovalsLacking
from chancery.record.preflight import Name
from chancery.record.words import Text
from tests.institution import Clock, Institution, department
from tests.letters import LETTER, OPERATIONS
from tests.people import GENERAL, secret


@pytest.fixture
def us() -> Institution:
    return department(Clock())


def test_what_was_wrong_with_the_generals_letter_is_said_beforehand(us: Institution) -> None:
    """It promises what the office may not, announces what nobody decided, and says two things in two ways."""
    _, statement = us.statement(replace(LETTER, words=None), office=GENERAL.office)
    found = us.desk().look(statement, LETTER.words, by="general")
    names = {objection.name for objection in found.objections}
    assert {Name.CLAUSE_UNAUTHORISED, Name.DECISION_NOT_ON_RECORD, Name.READING_UNAUTHORISED} <= names
    assert {each.unclear for each in found.words.unclear["en"]} == {Unclear.OF_WHAT, Unclear.NOTED_OR_AGREED}
    assert found.remarks == len(found.objections) + 2


def test_a_plain_order_has_nothing_to_remark(us: Institution) -> None:
    """And its general may send it alone."""
    _, statement = us.statement(replace(OPERATIONS, words=None), office=GENERAL.office)
    found = us.desk().look(statement, OPERATIONS.words, by="general")
    assert (found.objections, found.remarks) == ((), 0)
    assert not any(isinstance(lack, ApprovalsLacking) for lack in found.lacks)


def test_a_translation_is_laid_beside(us: Institution) -> None:
    """The authoritative text first."""
    assert OPERATIONS.words is not None
    beside = Text(language="ar", text="لا تعلق جميع العمليات حتى إشعار آخر.")
    words = replace(OPERATIONS.words, translations=(beside,))
    _, statement = us.statement(replace(OPERATIONS, words=None), office=GENERAL.office)
    found = us.desk().look(statement, words, by="general")
    assert [each.parity for each in found.words.unlike["ar"]] == [Parity.NEGATION]


def test_nothing_is_kept_of_a_look(us: Institution) -> None:
    """Neither a draft nor a trace of one."""
    _, statement = us.statement(replace(LETTER, words=None), office=GENERAL.office)
    us.desk().look(statement, LETTER.words, by="general")
    assert us.drafts.pending() == ()


def test_of_two_who_edit_the_second_is_told(us: Institution) -> None:
    """Who last looked before the other kept a version, keeps none over it."""
    id = us.leave_on_desk(OPERATIONS, by=GENERAL)
    seen = us.desk().papers(id).kept
    _, statement = us.statement(replace(LETTER, words=None), office=GENERAL.office, id=id)
    us.desk().edit(statement, LETTER.words, salt=secret("one"), by="general", seen=seen)
    with pytest.raises(Conflict):
        us.desk().edit(statement, LETTER.words, salt=secret("two"), by="chair", seen=seen)
    assert us.desk().papers(id).draft.drafters == {"general"}
