"""How far a record is known: by whom, up to when, and what forbids to speak of now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.check.freshness import TOLERANCE, Doubt, Known, as_of, is_ahead, latest
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.head import TreeHead
from chancery.log.note import signature_line, with_lines
from chancery.log.policy import Group, Policy
from chancery.log.tree import EMPTY_ROOT
from chancery.phrases import LANGUAGES
from chancery.phrases.five import answer
from chancery.record.logic import YES
from chancery.record.reason import Reason
from chancery.record.statement import Instant, Institution
from tests.institution import Clock, department
from tests.letters import OPERATIONS
from tests.log.keys import LOG, NOON, ORIGIN, signer
from tests.people import GENERAL

HEAD = TreeHead(origin=ORIGIN, size=3, root=EMPTY_ROOT)
WITNESSES = {
    name: signer(f"witness.example/{name}", SignatureType.COSIGNATURE_ED25519) for name in "abcdefgh"
}
US = Institution("us.demo")


def note(*lines: tuple[str, int]) -> bytes:
    signed = sign_checkpoint(HEAD, [LOG], at=NOON)
    return with_lines(signed, [signature_line(HEAD.text, WITNESSES[name], at=at) for name, at in lines])


def asking(quorum: str, *groups: str) -> Policy:
    written = [
        f"log {LOG.verifier.text}",
        *(f"witness {name} {each.verifier.text}" for name, each in WITNESSES.items()),
        *groups,
        f"quorum {quorum}",
        "",
    ]
    return Policy.parse("\n".join(written).encode())


# ── the moment ──


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Groups of groups, each member in one group at most, as tlog-policy has them."""
    free, groups = list(WITNESSES), []
    for number in range(draw(st.integers(1, 5))):
        if not free:
            break
        members = draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
        free = [each for each in free if each not in members] + [f"g{number}"]
        groups.append(f"group g{number} {draw(st.integers(1, len(members)))} {' '.join(members)}")
    return asking(draw(st.sampled_from(free)), *groups)


def met(policy: Policy, name: str, who: set[str]) -> bool:
    """The definition, from the top: a witness that is there, or a group with enough members that are met."""
    groups = {group.name: group for group in policy.groups}
    if name not in groups:
        return name in who
    group: Group = groups[name]
    return sum(met(policy, member, who) for member in group.members) >= group.threshold


@given(policies(), st.dictionaries(st.sampled_from(list(WITNESSES)), st.integers(1, 30)))
def test_the_moment_is_the_latest_at_which_those_who_signed_since_are_a_quorum(
    policy: Policy, times: dict[str, int]
) -> None:
    """For every way in which groups may nest, against the definition tried at every moment there is."""
    found = [
        at for at in range(31) if met(policy, policy.quorum, {who for who, t in times.items() if t >= at})
    ]
    expected = max(found, default=0) or None
    assert policy.as_of(times) == expected


def test_of_several_lines_of_a_witness_the_newest_counts() -> None:
    """Older ones stay true and say less; whichever comes first in the note."""
    two = asking("two", "group two 2 a b c")
    for lines in ((("a", 10), ("a", 50), ("b", 40)), (("a", 50), ("b", 40), ("a", 10))):
        found = as_of(note(*lines), two, now=Instant(100))
        assert found is not None
        assert found.at == 40


def test_a_newer_line_from_the_future_does_not_take_an_older_ones_place() -> None:
    """It counts for nothing; what the witness said before it does."""
    one = asking("a")
    now = Instant(1_000)
    found = as_of(note(("a", 900), ("a", now + TOLERANCE + 1)), one, now=now)
    assert found is not None
    assert found.at == 900
    assert as_of(note(("a", now + TOLERANCE + 1)), one, now=now) is None


def test_a_line_without_a_time_vouches_for_no_moment() -> None:
    """Enough have signed, and not enough say when: the log's own time does not stand in for theirs."""
    two = asking("two", "group two 2 a b c")
    assert as_of(note(("a", 10), ("b", 0)), two, now=Instant(100)) is None
    found = as_of(note(("a", 10), ("b", 0), ("c", 30)), two, now=Instant(100))
    assert found is not None
    assert found.at == 10


def test_a_line_that_does_not_fit_condemns_the_head() -> None:
    """Whatever else is under it: somebody has changed it after it was signed."""
    other = TreeHead(origin=ORIGIN, size=4, root=EMPTY_ROOT)
    wrong = signature_line(other.text, WITNESSES["b"], at=20)
    assert as_of(with_lines(note(("a", 10)), [wrong]), asking("a"), now=Instant(100)) is None
    assert as_of(note(("a", 10)), asking("a"), now=Instant(100)) is not None


@pytest.mark.parametrize(
    ("at", "ahead"), [(NOON, False), (NOON + TOLERANCE, False), (NOON + TOLERANCE + 1, True)]
)
def test_five_minutes_are_how_far_clocks_may_differ(at: int, ahead: bool) -> None:
    assert is_ahead(at, Instant(NOON)) is ahead
    assert latest([at], now=Instant(NOON)) == (None if ahead else at)


# ── what limits it ──


def test_the_earlier_of_quorum_and_expiry_is_how_far_it_is_known() -> None:
    assert Known(seen=Instant(100), expires=Instant(50)).until == 50
    assert Known(seen=Instant(100), expires=Instant(150)).until == 100
    assert Known(seen=Instant(100)).until == 100


@pytest.mark.parametrize(
    ("doubt", "before", "after"),
    [
        (None, None, None),
        (Doubt.NEWER_HEAD, None, Doubt.NEWER_HEAD),
        (Doubt.TWO_HISTORIES, Doubt.TWO_HISTORIES, Doubt.TWO_HISTORIES),
        (Doubt.NO_QUORUM, Doubt.NO_QUORUM, Doubt.NO_QUORUM),
        (Doubt.CLOCK, Doubt.CLOCK, Doubt.CLOCK),
    ],
)
def test_a_doubt_about_now_leaves_what_was_known_then(
    doubt: Doubt | None, before: Doubt | None, after: Doubt | None
) -> None:
    """But for those that are about the history itself, or about who vouches for any of it."""
    known = Known(seen=Instant(100), doubt=doubt)
    assert (known.doubt_at(Instant(100)), known.doubt_at(Instant(101))) == (before, after)


def test_after_its_expiry_a_state_head_says_nothing() -> None:
    known = Known(seen=Instant(500), expires=Instant(100))
    assert known.doubt_at(Instant(100)) is None
    assert known.doubt_at(Instant(101)) is Doubt.EXPIRED


def test_an_entry_beyond_the_head_that_was_vouched_for_is_not_covered() -> None:
    assert Known(seen=Instant(0), size=3).covers(2)
    assert not Known(seen=Instant(0), size=3).covers(3)
    assert not Known(seen=Instant(0), size=3).covers(None)
    assert Known(seen=Instant(0)).covers(None)


# ── what is said ──


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_is_told_beside_the_answer(language: str, doubt: Doubt) -> None:
    """On the card, on the command line and in print: since when, what was known then, and why no more."""
    clock = Clock()
    us = department(clock)
    sent = us.release(OPERATIONS, by=GENERAL)
    how_far = us.registry._letters.how_far
    object.__setattr__(how_far, "vouching", lambda now, *_: {US: Known(seen=Instant(now - 10), doubt=doubt)})
    standing = us.letter(sent).answers.standing
    assert standing.state.startswith("unknown since")
    told = answer(standing, language)
    assert len(told.why) == 2
    assert told.why[1] != answer(standing, language).short


def test_the_control_says_one_sentence() -> None:
    us = department(Clock())
    standing = us.letter(us.release(OPERATIONS, by=GENERAL)).answers.standing
    assert standing.state == "current"
    assert standing.because == Reason(
        truth=YES, rule="standing", facts=standing.because.facts, because=standing.because.because
    )
    assert len(answer(standing, "en").why) == 1
