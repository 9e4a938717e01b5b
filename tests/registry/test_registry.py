"""The one door: what goes in, what is kept out, and what is done once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.errors import (
    BadProof,
    BadSignature,
    Malformed,
    NotPermitted,
    OutOfOrder,
    Unavailable,
)
from chancery.record.entry import Role
from chancery.record.statement import Verb
from chancery.registry.act import Act
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.approval import approve
from chancery.seal.keys import Kind as KeyKind
from chancery.seal.keys import SigningKey
from chancery.store.memory import MemoryArchive
from tests.institution import Clock, Institution, assembly, department, department_charter
from tests.letters import (
    DECIDE,
    LETTER,
    OPERATIONS,
    UNDERTAKE,
    notice,
    saying,
)
from tests.people import ARCHIVIST, CHAIR, CLERK, DUTY, GENERAL, SECRETARY, STRANGER, urn


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(clock: Clock) -> Institution:
    return department(clock)


def size(us: Institution) -> int:
    return us.archive.applied()


# ── how a record begins ──


def test_a_record_begins_with_its_genesis_and_then_its_charter(us: Institution) -> None:
    """Entry 0 says whose it is, entry 1 who may act; nobody acted before."""
    assert us.index.position(us.first_charter.id) == (us.domain, 1)
    assert [entry.id for entry in us.registry.charters(us.domain)] == [us.first_charter.id]


def test_a_record_that_has_begun_is_left_as_it_is(us: Institution) -> None:
    """Beginning again adds nothing, whatever the new genesis would be called."""
    us.registry.begin(urn(us.domain, "another"))
    assert size(us) == 2


def test_a_registry_without_a_pen_answers_and_does_not_write(us: Institution) -> None:
    """The public process holds no key: it cannot begin, perform, renew or foresee with hands."""
    act = us.act(OPERATIONS, by=GENERAL)
    public = us.reopened(pen=False)
    for write in (
        lambda: public.perform(act),
        lambda: public.begin(urn(us.domain, "x")),
        public.renew,
        lambda: public.objections(act),
    ):
        with pytest.raises(NotPermitted, match="not write"):
            write()
    assert size(us) == 2
    us.registry.perform(act)
    assert public.letter(urn(us.domain, "2")) is not None


# ── what can never go on ──


def test_an_id_is_used_once(us: Institution) -> None:
    """The same words again are another letter, under another name."""
    used = us.release(OPERATIONS, by=GENERAL)
    with pytest.raises(OutOfOrder, match="on the record already"):
        us.release(OPERATIONS, by=GENERAL, id=used)
    with pytest.raises(OutOfOrder):
        us.release(OPERATIONS, by=GENERAL, id=us.first_charter.id)


def test_an_act_of_another_institution_is_refused(us: Institution, clock: Clock) -> None:
    """Nobody puts words on another's record."""
    foreign = assembly(clock).act(saying("Let it be.", DECIDE, "foreign-forces"), by=CLERK)
    with pytest.raises(Malformed):
        us.registry.perform(foreign)
    assert size(us) == 2


def test_words_must_be_those_of_the_digest(us: Institution) -> None:
    """Other words, no words, or words for a letter that registers none: refused, and none is kept."""
    act = us.act(OPERATIONS, by=GENERAL)
    other = us.act(LETTER, by=GENERAL)
    bare = us.act(replace(OPERATIONS, words=None), by=GENERAL)
    with pytest.raises(BadProof):
        us.registry.perform(replace(act, words=other.words))
    with pytest.raises(Malformed, match="words are brought"):
        us.registry.perform(replace(act, words=None))
    with pytest.raises(Malformed, match="words are brought"):
        us.registry.perform(replace(bare, words=act.words))
    assert (size(us), us.words._sealed) == (2, {})  # type: ignore[attr-defined]


def test_a_known_key_that_did_not_sign_is_a_lie_whatever_is_overridden(us: Institution) -> None:
    """Somebody signed in the general's name with a key of their own: that is not for overriding."""
    id = urn(us.domain, "forged")
    wanted = us.act(OPERATIONS, by=GENERAL, id=id, over=["clause_unauthorised"])
    forger = SigningKey.from_seed(KeyKind.ED25519, bytes(32))
    forged = approve(
        digest_of(wanted.octets),
        person=GENERAL.person,
        key=GENERAL.key,
        role=Role.RELEASER,
        signing=forger,
    )
    with pytest.raises(BadSignature, match="general did not sign"):
        us.registry.perform(replace(wanted, approvals=(forged,)))
    assert size(us) == 2


def test_a_hand_given_for_other_words_is_a_lie(us: Institution) -> None:
    """The general signed a letter; under this one his hand is not his."""
    one, other = us.act(OPERATIONS, by=GENERAL), us.act(OPERATIONS, by=GENERAL)
    with pytest.raises(BadSignature):
        us.registry.perform(replace(one, approvals=other.approvals))


def test_a_key_that_nobody_knows_is_an_objection_and_can_be_overridden(us: Institution) -> None:
    """A stranger's hand gives no authority; over that objection the letter goes on, without any."""
    with pytest.raises(NotPermitted, match="clause_unauthorised"):
        us.release(OPERATIONS, by=STRANGER)
    forced = us.release_anyway(OPERATIONS, by=STRANGER)
    assert us.letter(forced).answers.authority.state == "no"
    assert us.letter(forced).entry.hands == ()


@pytest.mark.parametrize("named", [[], ["decision_not_on_record"], ["clause_unauthorised"]])
def test_an_override_names_every_objection(us: Institution, named: list[str]) -> None:
    """One that names only some of them is none: nobody approves what they were not shown."""
    with pytest.raises(NotPermitted, match="Nothing has been put on the record"):
        us.release(LETTER, by=GENERAL, over=named)
    assert size(us) == 2


def test_what_has_no_objection_needs_no_override_and_bears_none(us: Institution) -> None:
    """A clear way is a clear way; the act says nothing of objections."""
    sent = us.release(OPERATIONS, by=GENERAL)
    assert us.letter(sent).entry.act.override is None  # type: ignore[union-attr]


@pytest.mark.parametrize("octets", [b"", b"\xa0", b"not an act", bytes(100)])
def test_bytes_that_are_no_act_are_refused(us: Institution, octets: bytes) -> None:
    """In one sentence, and nothing happened."""
    with pytest.raises(Malformed):
        us.registry.perform(Act(octets=octets, approvals=()))
    assert size(us) == 2


# ── charters ──


def test_the_next_charter_needs_its_own_root_and_the_last_one_s(us: Institution) -> None:
    """Two of them sign version 2, and it is in force; one alone is refused, whatever anybody wishes."""
    second = replace(department_charter(), version=2)
    with pytest.raises(NotPermitted, match="root"):
        us.adopt(second, by=[CLERK])
    with pytest.raises(NotPermitted, match="root"):
        us.adopt(second, by=[SECRETARY, CHAIR])
    us.adopt(second, by=[CLERK, ARCHIVIST])
    assert len(us.registry.charters(us.domain)) == 2


@pytest.mark.parametrize("version", [1, 3])
def test_a_charter_bears_the_next_number(us: Institution, version: int) -> None:
    """No number twice, none left out."""
    with pytest.raises(NotPermitted, match="follow"):
        us.adopt(replace(department_charter(), version=version), by=[CLERK, ARCHIVIST])


def test_a_charter_says_which_log_it_governs(us: Institution) -> None:
    """Else nobody could know whose checkpoints to believe."""
    with pytest.raises(Malformed, match="which log"):
        us.adopt(replace(department_charter(), version=2, register=None), by=[CLERK, ARCHIVIST])


def test_the_charter_of_another_institution_is_refused(us: Institution) -> None:
    """On our record only our own charters can stand."""
    octets = write_charter(urn("iq.demo", "foreign"), replace(assembly(Clock()).charter, version=2))
    with pytest.raises(Malformed):
        us.registry.perform(Act(octets=octets, approvals=()))


def test_a_new_charter_counts_for_what_comes_after_it(us: Institution, clock: Clock) -> None:
    """The general's order of before stays authorised; the next one is not."""
    before = us.release(OPERATIONS, by=GENERAL)
    fewer = tuple(each for each in department_charter().mandates if each.id != "US-2")
    us.adopt(replace(department_charter(), version=2, mandates=fewer), by=[CLERK, ARCHIVIST])
    with pytest.raises(NotPermitted):
        us.release(OPERATIONS, by=GENERAL)
    assert us.letter(before).answers.authority.state == "yes"


# ── once, and together ──


def test_the_same_act_under_the_same_key_is_done_once(us: Institution) -> None:
    """A retry finds what was done, and adds nothing."""
    act = us.act(OPERATIONS, by=GENERAL, key="k1")
    assert us.registry.perform(act) == us.registry.perform(act)
    assert size(us) == 3


def test_another_act_under_a_used_key_is_refused(us: Institution) -> None:
    """A key names one act for ever."""
    us.registry.perform(us.act(OPERATIONS, by=GENERAL, key="k1"))
    with pytest.raises(OutOfOrder, match="key of its own"):
        us.registry.perform(us.act(OPERATIONS, by=GENERAL, key="k1"))
    assert size(us) == 3


def test_the_same_words_without_a_key_are_two_letters(us: Institution) -> None:
    """Nothing is merged because it looks alike: two orders were given."""
    first, second = us.release(OPERATIONS, by=GENERAL), us.release(OPERATIONS, by=GENERAL)
    found = us.checked("All operations are suspended until further notice.")
    assert {each.letter.id for each in found.letters if each.letter} == {first, second}


def test_a_batch_is_done_whole_or_not_at_all(us: Institution) -> None:
    """One act that is refused keeps the others off the record, and their words out of the store."""
    good, bad = us.act(OPERATIONS, by=GENERAL), us.act(LETTER, by=GENERAL)
    with pytest.raises(NotPermitted):
        us.registry.perform_all([good, bad])
    assert (size(us), us.words._sealed) == (2, {})  # type: ignore[attr-defined]
    assert [entry.id for entry in us.registry.perform_all([good])] == [urn(us.domain, "2")]


def test_an_act_may_lean_on_the_one_before_it_in_the_batch(us: Institution) -> None:
    """A letter and its withdrawal, brought together: the second finds the first."""
    sent = urn(us.domain, "sent")
    acts = [
        us.act(OPERATIONS, by=GENERAL, id=sent),
        us.act(notice(Verb.WITHDRAW, sent), by=GENERAL),
    ]
    us.registry.perform_all(acts)
    assert us.letter(sent).answers.standing.state == "withdrawn"


def test_two_acts_of_one_batch_cannot_share_an_id(us: Institution) -> None:
    """Nor can one letter be released twice in one go."""
    act = us.act(OPERATIONS, by=GENERAL)
    with pytest.raises(OutOfOrder):
        us.registry.perform_all([act, act])
    assert size(us) == 2


def test_half_of_a_batch_that_was_done_before_is_found(us: Institution) -> None:
    """A retry of more than was done does the rest."""
    first, second = (us.act(OPERATIONS, by=GENERAL, key=key) for key in ("k1", "k2"))
    (done,) = us.registry.perform_all([first])
    assert us.registry.perform_all([first, second])[0] == done
    assert size(us) == 4


def test_nothing_at_all_is_done_at_once(us: Institution) -> None:
    """An empty batch changes nothing."""
    assert us.registry.perform_all([]) == ()
    assert size(us) == 2


# ── before it is done ──


def test_objections_are_foreseen_without_doing_anything(us: Institution) -> None:
    """Asked beforehand, the registry names what it would refuse; the record is as before."""
    names = [objection.name.value for objection in us.registry.objections(us.act(LETTER, by=GENERAL))]
    assert names == ["clause_unauthorised", "decision_not_on_record", "reading_unauthorised"]
    assert us.registry.objections(us.act(OPERATIONS, by=GENERAL)) == ()
    assert size(us) == 2


def test_whoever_drafted_a_letter_for_two_may_not_release_it(us: Institution) -> None:
    """Where two must agree, the releaser is not the drafter."""
    decision = saying("We leave.", UNDERTAKE, "forces/posture")
    with pytest.raises(NotPermitted, match="clause_unauthorised"):
        us.release(decision, by=[SECRETARY, CHAIR], drafted_by=SECRETARY)
    sent = us.release(decision, by=[SECRETARY, CHAIR], drafted_by=DUTY)
    assert us.letter(sent).answers.force.state == "in force"


def test_a_lost_archive_is_told_as_such(clock: Clock) -> None:
    """When the storage fails the caller hears that it failed, and nothing else."""

    class Lost(MemoryArchive):
        lost = False

        def stage(self, batch: object) -> None:
            if self.lost:
                raise Unavailable("The disk does not answer.")
            super().stage(batch)  # type: ignore[arg-type]

    archive = Lost()
    us = department(clock, archive=archive)
    archive.lost = True
    with pytest.raises(Unavailable):
        us.release(OPERATIONS, by=GENERAL)
    archive.lost = False
    us.release(OPERATIONS, by=GENERAL)
