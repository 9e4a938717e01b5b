"""Evidence with a state head: the file shows that nothing it should hold was left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from chancery.check.answers import Answers
from chancery.check.offline import weigh_evidence
from chancery.errors import BadProof, Malformed
from chancery.log.state_map import MOST_OCTETS
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, StatementId
from chancery.registry.gathering import gather
from chancery.registry.standing_by import Publishing
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.evidence import CheckedEvidence, Evidence, Extract, read_evidence, write_evidence
from chancery.seal.state import state_head_in
from tests.institution import Clock, Institution, assembly, department, published
from tests.letters import INFORM, VOTE, saying
from tests.lying import states_falsely, true_root
from tests.people import DEPUTY, DUTY, GENERAL, SPEAKER, urn

AFTER, ANYTHING = "left_out_after_state", "left_out_of_the_file"


def letter(us: Institution, text: str = "The gate opens at nine.") -> StatementId:
    return us.release(saying(text, INFORM, "forces/gates"), by=GENERAL)


def state(us: Institution) -> StateHead:
    entry = us.registry.stand_by(urn(us.domain, f"state {us.registry.settle()}"), Publishing())
    assert entry is not None
    assert isinstance(entry.act, StateHead)
    return entry.act


def evidence_of(us: Institution, id: StatementId) -> Evidence:
    return read_evidence(us.registry.evidence(id))


def checked(evidence: Evidence) -> CheckedEvidence:
    return read_evidence(write_evidence(evidence)).check()


def weighed(us: Institution, evidence: Evidence, *, after: int = 60) -> Answers:
    first = digest_of(write_charter(us.first_charter.id, us.charter))
    return weigh_evidence(checked(evidence), at=Instant(us.registry.now() + after), pins={us.domain: first})


def gaps(answers: Answers, question: str) -> set[str]:
    return {gap.what for gap in getattr(answers, question).not_checked}


def without(evidence: Evidence, unwanted: Callable[[int], bool]) -> Evidence:
    """The file as somebody hands it on who takes these of its entries out, counted from the first."""
    (extract,) = evidence.extracts
    kept = tuple(pair for place, pair in enumerate(extract.entries) if not unwanted(place))
    return replace(evidence, extracts=(replace(extract, entries=kept),))


@cache
def withdrawn() -> tuple[Institution, Evidence]:
    """Charter, letter, hold, withdrawal, and a state head over them; and the file for the letter."""
    us = department(Clock())
    id = letter(us)
    us.hold(id, by=DUTY)
    us.withdraw(id, by=GENERAL)
    us.clock.turn("1m")
    state(us)
    return us, evidence_of(us, id)


def test_a_whole_file_says_that_nothing_newer_bore_on_the_letter() -> None:
    """As of the moment of the state head; only what came later may be missing."""
    us = department(Clock())
    id = letter(us)
    us.clock.turn("1m")
    state(us)
    answers = weighed(us, evidence_of(us, id))
    assert answers.standing.state == "current"
    for question in ("authority", "standing", "force"):
        assert gaps(answers, question) >= {AFTER}
        assert ANYTHING not in gaps(answers, question)
    (gap,) = (gap for gap in answers.standing.not_checked if gap.what == AFTER)
    assert gap.facts == {"seen": us.registry.now()}


def test_the_head_itself_is_none_of_the_acts_in_the_file() -> None:
    """It bears on nothing; it says of the others that they are all."""
    us, evidence = withdrawn()
    found = checked(evidence)
    assert [found.positions[entry.id] for entry in found.entries] == [1, 2, 3, 4]
    stated = found.shown[us.domain].stated
    assert stated is not None
    assert (stated.head.size, stated.at) == (5, us.registry.now())


@pytest.mark.parametrize("taken_out", [2, 3], ids=["the hold", "the withdrawal"])
def test_whatever_was_taken_out_is_missed(taken_out: int) -> None:
    """Then the letter is nowhere called current, nor anything else: it is not known where it stands."""
    us, evidence = withdrawn()
    assert weighed(us, evidence).standing.state == "withdrawn"
    answers = weighed(us, without(evidence, lambda place: place == taken_out))
    assert answers.standing.state.startswith("unknown since")
    assert "freshness.left_out" in {step.rule for step in answers.standing.because.because}
    assert ANYTHING in gaps(answers, "standing")


def test_a_file_without_its_head_says_what_files_have_always_said() -> None:
    """Whoever takes out the head as well leaves a file that claims nothing about what is missing."""
    us, evidence = withdrawn()
    (extract,) = evidence.extracts
    old = replace(evidence, extracts=(replace(extract, entries=extract.entries[:-1], state=None),))
    answers = weighed(us, without(old, lambda place: place == 3))
    assert ANYTHING in gaps(answers, "standing")


def test_a_head_older_than_the_letter_says_nothing_of_it() -> None:
    us = department(Clock())
    letter(us)
    state(us)
    id = letter(us, "The gate opens at ten.")
    evidence = evidence_of(us, id)
    assert evidence.extracts[0].state is not None
    answers = weighed(us, evidence)
    assert answers.standing.state == "current"
    assert ANYTHING in gaps(answers, "standing")


def test_what_is_newer_than_the_head_counts_and_is_not_missed() -> None:
    """A withdrawal that came after it is in the file, and nothing is missing of what came before."""
    us = department(Clock())
    id = letter(us)
    state(us)
    us.withdraw(id, by=GENERAL)
    answers = weighed(us, evidence_of(us, id))
    assert answers.standing.state == "withdrawn"
    assert AFTER in gaps(answers, "standing")


def test_a_head_that_has_expired_speaks_of_the_present_no_more() -> None:
    """The file is then as good as any that is too old."""
    us, evidence = withdrawn()
    assert weighed(us, evidence, after=86_300).standing.state == "withdrawn"
    assert weighed(us, evidence, after=86_500).standing.state.startswith("unknown since")


def test_a_report_about_a_signers_key_is_missed() -> None:
    """The log has spoken of keys; so the file must show what it said of each under the letter."""
    us = department(Clock())
    id = letter(us)
    us.report_stolen(GENERAL, since="T0", by=DUTY)
    state(us)
    evidence = evidence_of(us, id)
    found = checked(evidence)
    whole = weighed(us, evidence)
    assert AFTER in gaps(whole, "standing")
    reports = [place for place, entry in enumerate(found.entries) if _about_a_key(entry)]
    assert reports
    answers = weighed(us, without(evidence, lambda place: place in reports))
    assert answers.standing.state.startswith("unknown since")


def _about_a_key(entry: object) -> bool:
    notice = getattr(getattr(entry, "act", None), "notice", None)
    return notice is not None and notice.key is not None


def test_two_registers_each_state_their_own() -> None:
    """Only if both do, nothing that others' words hang on can be missing."""
    clock = Clock()
    us, iq = department(clock), assembly(clock)
    vote = iq.release(VOTE, by=[SPEAKER, DEPUTY])
    us.follow(iq)
    from chancery.record.statement import ClauseId, Premise
    from tests.letters import ACKNOWLEDGE

    premise = Premise(statement=vote, clause=ClauseId("c1"))
    sent = us.release_anyway(
        saying("We respect it.", ACKNOWLEDGE, "relations", premises=(premise,)), by=GENERAL
    )
    state(us)

    def answers() -> Answers:
        registers = {us.domain: published(us), iq.domain: published(iq)}
        gathered = gather(sent, index=us.index, words=us.words, registers=registers)
        return weigh_evidence(checked(gathered), at=clock(), pins={})

    assert AFTER in gaps(answers(), "standing")
    assert ANYTHING in gaps(answers(), "force")
    state(iq)
    us.follow(iq)
    assert AFTER in gaps(answers(), "force")


# ── put together otherwise ──


def _two_heads(extract: Extract) -> Extract:
    return replace(extract, entries=(extract.entries[0], *extract.entries[1:-1]))


def _another_cut(extract: Extract) -> Extract:
    assert extract.state is not None
    return replace(extract, state=extract.state[:-1] + bytes([extract.state[-1] ^ 1]))


def _no_cut(extract: Extract) -> Extract:
    return replace(extract, state=b"")


def _too_long(extract: Extract) -> Extract:
    return replace(extract, state=bytes(MOST_OCTETS + 1))


@pytest.mark.parametrize("change", [_two_heads, _another_cut, _no_cut, _too_long])
def test_a_map_that_does_not_fit_is_refused(change: Callable[[Extract], Extract]) -> None:
    """A part of a map without its head, with another root, or of no map at all."""
    _, evidence = withdrawn()
    (extract,) = evidence.extracts
    with pytest.raises((BadProof, Malformed)):
        checked(replace(evidence, extracts=(change(extract),)))


def test_every_bit_of_the_map_matters() -> None:
    """One flipped anywhere: the file is refused."""
    _, evidence = withdrawn()
    (extract,) = evidence.extracts
    assert extract.state is not None
    for bit in range(0, 8 * len(extract.state), 5):
        flipped = bytearray(extract.state)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((BadProof, Malformed)):
            checked(replace(evidence, extracts=(replace(extract, state=bytes(flipped)),)))


def test_an_issuer_that_states_less_than_its_record_gets_no_answer_through() -> None:
    """Its state keeps a withdrawal quiet; its file, made to fit, lacks it, and followers refuse the log."""
    us = department(Clock())
    id = letter(us)
    us.withdraw(id, by=GENERAL)
    size = us.registry.settle()
    states_falsely(us, true_root(us, size, without=[size - 1]))
    us.registry.settle()
    evidence = evidence_of(us, id)
    # What is kept of the map is true, so no file can be cut that fits the lie.
    assert evidence.extracts[0].state is None


def test_without_a_head_the_file_is_spelt_as_before() -> None:
    """Old readers read it, and so do we."""
    us = department(Clock())
    evidence = evidence_of(us, letter(us))
    assert b"state" not in write_evidence(evidence).split(b"chancery.act", 1)[0]
    assert evidence.extracts[0].state is None
    assert AFTER not in gaps(weighed(us, evidence), "standing")


def test_the_head_is_the_last_entry_with_its_receipt() -> None:
    _, evidence = withdrawn()
    octets, _ = evidence.extracts[0].entries[-1]
    assert state_head_in(octets) is not None
