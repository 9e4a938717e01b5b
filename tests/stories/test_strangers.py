"""Look-alikes, silence, and what is not known: the record says how much it knows, and since when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.check.offline import weigh_evidence
from chancery.errors import SplitView, Untrusted
from chancery.record.asks import Ask, AskState
from chancery.record.entry import statement_of
from chancery.record.statement import Link as StatedLink
from chancery.record.statement import Relation, StatementId
from chancery.registry.pen import ISSUER, pen_from_seeds
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.evidence import CheckedEvidence, read_evidence
from tests.institution import Clock, Institution, at, department, department_charter
from tests.letters import INFORM, LETTER, OPERATIONS, clause, letter
from tests.people import CHAIR, GENERAL, PRESS, SECRETARY, pen_of, urn


def pin_of(institution: Institution) -> bytes:
    """The fingerprint of its first charter, as one might find it in print."""
    return digest_of(write_charter(urn(institution.domain, "1"), institution.charter))


def evidence(institution: Institution, id: StatementId) -> CheckedEvidence:
    return read_evidence(institution.registry.evidence(id)).check()


def look_alike(clock: Clock) -> Institution:
    """Somebody who calls themselves us.demo, with keys and a log of their own."""
    real = pen_of("us.demo")
    theirs = pen_from_seeds(real.institution, real.origin, issuer=b"i" * 32, log=b"l" * 32, pq=b"q" * 32)
    charter = department_charter()
    keys = {**charter.keys, ISSUER: str(theirs.issuer.public)}
    return Institution(replace(charter, keys=keys, register=theirs.register), clock=clock, pen=theirs)


def test_evidence_that_nobody_vouches_for_could_not_be_checked(clock: Clock) -> None:
    """The file says who issued it, and only the file says so: origin could not be checked."""
    us = look_alike(clock)
    sent = us.release(OPERATIONS, by=GENERAL)
    answers = weigh_evidence(evidence(us, sent), at=clock(), pins={})
    assert answers.origin.state == "could not check"
    assert [gap.what for gap in answers.origin.not_checked] == ["first_charter"]


def test_evidence_of_a_look_alike_is_refused_by_whoever_knows_the_real_one(
    us: Institution, clock: Clock
) -> None:
    """All its signatures fit one another; its first charter is not the one that was pinned."""
    other = look_alike(clock)
    sent = other.release(OPERATIONS, by=GENERAL)
    with pytest.raises(Untrusted, match=r"us\.demo"):
        weigh_evidence(evidence(other, sent), at=clock(), pins={us.domain: pin_of(us)})


def test_with_the_fingerprint_in_hand_the_file_answers_alone(us: Institution, clock: Clock) -> None:
    """Issued by us.demo, authorised, current, in force, as of its checkpoint: no network, no database."""
    sent = us.release(OPERATIONS, by=GENERAL)
    answers = weigh_evidence(evidence(us, sent), at=clock(), pins={us.domain: pin_of(us)})
    assert [str(answer.state) for answer in answers][2:] == ["yes", "current", "in force"]
    assert answers.origin.state == "issued here"


def test_a_file_puts_no_letter_on_the_record_before_its_release(us: Institution, clock: Clock) -> None:
    """Asked about the moment before, the file answers like the record: no public record."""
    clock.set("T0")
    sent = us.release(OPERATIONS, by=GENERAL)
    kept = evidence(us, sent)
    answers = weigh_evidence(kept, at=at("T0-1m"), as_known_at=clock(), pins={us.domain: pin_of(us)})
    assert (answers.letter, answers.origin.state) == (None, "no public record")


def test_a_file_from_before_the_disowning_says_until_when_it_knows(us: Institution, clock: Clock) -> None:
    """It cannot know what came later, and after its patience it does not call itself current."""
    clock.set("T0")
    sent = us.release_anyway(LETTER, by=GENERAL)
    clock.set("T0+1m")
    us.registry.renew()
    kept = evidence(us, sent)
    clock.set("T0+4m")
    us.disown(sent, by=[SECRETARY, CHAIR])
    pins = {us.domain: pin_of(us)}
    stale = weigh_evidence(kept, at=at("T0+5m"), pins=pins, patience=60)
    assert stale.standing.state == "unknown since 2020-01-06T12:01:00Z (last known: current)"
    fresh = weigh_evidence(evidence(us, sent), at=at("T0+5m"), pins=pins, patience=60)
    assert fresh.standing.state == "disowned"


def test_a_record_that_goes_silent_is_known_up_to_a_moment(
    us: Institution, iq: Institution, clock: Clock
) -> None:
    """The assembly keeps what it saw of the department, and says how old that is."""
    clock.set("T0")
    sent = us.release_anyway(LETTER, by=GENERAL)
    iq.follow(us)
    clock.set("T0+4m")
    us.disown(sent, by=[SECRETARY, CHAIR])
    clock.set("T0+2h")
    seen = iq.check("We will reposition the forces to prepare for the movement.")
    assert seen.origin.state == "issued by another institution"
    assert seen.standing.state == "unknown since 2020-01-06T12:00:00Z (last known: current)"
    iq.follow(us)
    us_again = iq.check("We will reposition the forces to prepare for the movement.", at=at("T0+4m"))
    assert us_again.standing.state == "disowned"


def test_a_look_alike_cannot_take_the_place_of_whom_one_follows(
    us: Institution, iq: Institution, clock: Clock
) -> None:
    """Another log under the same name is two histories, and nothing of it is taken in."""
    iq.follow(us)
    other = look_alike(clock)
    other.release(OPERATIONS, by=GENERAL)
    iq.followers[us.domain]._read = other.shown
    with pytest.raises(Untrusted):
        iq.follow(us)
    assert iq.check("All operations are suspended until further notice.").letter is None


def test_silence_has_an_age(us: Institution, clock: Clock) -> None:
    """A question that was asked twice and never answered is open, and says for how long."""
    asked = Ask(
        id=urn(us.domain, "ask"),
        asker="a newspaper",
        asked=("Was the letter sent?",),
        institution=us.domain,
        asked_at=at("T0+10m"),
    )
    clock.set("T0+26h")
    assert asked.state(clock()) is AskState.OPEN
    assert asked.age(clock()) == 26 * 3_600 - 600


def test_only_a_statement_that_says_so_ends_the_silence(us: Institution, clock: Clock) -> None:
    """The press office answers on the record, and the question is answered from then on."""
    clock.set("T0+1h")
    question = urn(us.domain, "ask")
    asked = Ask(id=question, asker="x", asked=("?",), institution=us.domain, asked_at=at("T0"))
    reply = us.release(
        letter(
            ("It was a draft.", clause("c1", INFORM, "press")),
            links=(StatedLink(relation=Relation.ANSWERS, to=question),),
        ),
        by=PRESS,
    )
    entry = us.letter(reply).entry
    answered = asked.reply(statement_of(entry), entry.at)
    assert answered.state(at("T0+59m")) is AskState.OPEN
    assert answered.state(clock()) is AskState.ANSWERED


def test_a_department_restored_from_an_old_copy_refuses_to_write(clock: Clock) -> None:
    """Going on from there would show two histories; it says so and signs nothing."""
    us = department(clock)
    us.release(OPERATIONS, by=GENERAL)
    us.archive._last_signed = (99, bytes(32))  # type: ignore[attr-defined]
    with pytest.raises(SplitView, match="older copy"):
        us.release(OPERATIONS, by=GENERAL)
