"""What the maker of a file left out can only be named as not checked; so it is, wherever it would matter."""

from __future__ import annotations

import pytest

from chancery.check.offline import LEFT_OUT, weigh_evidence
from tests.hostile.forger import T0, VICTIM, genuine_evidence


@pytest.mark.parametrize("question", ["authority", "standing", "force"])
def test_an_answer_from_a_file_says_that_something_may_be_missing(question: str) -> None:
    """Without the charter that dismissed an officer, the officer still had authority."""
    checked = genuine_evidence().check()
    pins = {VICTIM: checked.shown[VICTIM].first_charter or b""}
    answer = getattr(weigh_evidence(checked, at=T0, pins=pins), question)
    assert LEFT_OUT in {gap.what for gap in answer.not_checked}
