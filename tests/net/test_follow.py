"""Following another's register: believing its tiles and never its word, and never going back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chancery.check.freshness import TOLERANCE
from chancery.errors import ChanceryError, Malformed, SplitView, Unavailable, Untrusted
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.net.follow import CHECKPOINT, Follower, Pin
from chancery.record.statement import Instant
from chancery.seal.act_form import digest_of, write_charter
from chancery.store.memory import MemoryIndex, MemoryWords
from tests.institution import Clock, Institution, assembly, at, department
from tests.letters import LETTER, OPERATIONS
from tests.people import CHAIR, GENERAL, SECRETARY


class Shown:
    """What the other side shows, for as long as it shows it; any file may be lied about."""

    def __init__(self, us: Institution) -> None:
        self.us = us
        self.silent = False
        self.lies: dict[str, bytes | None] = {}
        self.asked: list[str] = []

    def __call__(self, path: str) -> bytes | None:
        self.asked.append(path)
        if self.silent:
            raise Unavailable("The other side does not answer.")
        return self.lies[path] if path in self.lies else self.us.shown(path)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def us(clock: Clock) -> Institution:
    return department(clock)


@pytest.fixture
def shown(us: Institution) -> Shown:
    return Shown(us)


@pytest.fixture
def follower(us: Institution, shown: Shown) -> Follower:
    return Follower(pin_of(us), shown, MemoryIndex(), MemoryWords())


def pin_of(us: Institution, first_charter: bytes | None = None) -> Pin:
    """What one might have read in a newspaper: the fingerprint of its first charter."""
    known = digest_of(write_charter(us.first_charter.id, us.charter))
    return Pin(institution=us.domain, first_charter=first_charter or known)


def index_of(follower: Follower) -> MemoryIndex:
    index = follower._index
    assert isinstance(index, MemoryIndex)
    return index


# ── taking in ──


def test_what_is_new_is_taken_in_and_what_was_is_not_read_again(
    us: Institution, shown: Shown, follower: Follower
) -> None:
    """Two entries, then one more; then none, and no entry is asked for again."""
    assert follower.catch_up() == 2
    sent = us.release(OPERATIONS, by=GENERAL)
    assert follower.catch_up() == 1
    assert index_of(follower).position(sent) == (us.domain, 2)
    shown.asked.clear()
    assert follower.catch_up() == 0
    assert CHECKPOINT in shown.asked
    assert [path for path in shown.asked if path.startswith("tile/entries/")] == []


def test_everything_is_found_as_it_is_at_home(us: Institution, follower: Follower) -> None:
    """A long record, longer than a bundle, arrives whole and in order."""
    us.registry.perform_all([us.act(OPERATIONS, by=GENERAL) for _ in range(300)])
    assert follower.catch_up() == 302
    ours, theirs = us.index, index_of(follower)
    assert theirs.recent(us.domain, 999) == ours.recent(us.domain, 999)
    assert [theirs.entry(id) for id in theirs.recent(us.domain, 5)] == [
        ours.entry(id) for id in ours.recent(us.domain, 5)
    ]


def test_words_come_along_where_they_are_shown(us: Institution, follower: Follower) -> None:
    """Then the letter can be found by its words, without asking the other side anything."""
    sent = us.release(OPERATIONS, by=GENERAL)
    follower.catch_up()
    digest = us.letter(sent).entry.act.words  # type: ignore[union-attr]
    assert follower._words.words(digest) is not None  # type: ignore[arg-type]


def test_words_that_nobody_registered_are_left_alone(
    us: Institution, shown: Shown, follower: Follower
) -> None:
    """Shown in the place of the real ones, they are not kept; the letter arrives without words."""
    sent = us.release(OPERATIONS, by=GENERAL)
    digest = us.letter(sent).entry.act.words  # type: ignore[union-attr]
    assert digest is not None
    shown.lies[f"words/{digest.hex()}"] = b"other words"
    assert follower.catch_up() == 3
    assert follower._words.words(digest) is None


def test_the_record_is_known_up_to_the_time_on_its_checkpoint(
    us: Institution, follower: Follower, clock: Clock
) -> None:
    """Not up to when it was fetched: an old checkpoint stays old."""
    follower.catch_up()
    clock.turn("2h")
    follower.catch_up()
    assert index_of(follower).seen(us.domain) == at("T0")
    us.registry.renew()
    follower.catch_up()
    assert index_of(follower).seen(us.domain) == at("T0+2h")


# ── silence ──


def test_when_the_other_side_falls_silent_the_last_known_stays(
    us: Institution, shown: Shown, follower: Follower
) -> None:
    """It says that it does not answer, and forgets nothing."""
    sent = us.release(OPERATIONS, by=GENERAL)
    follower.catch_up()
    shown.silent = True
    with pytest.raises(Unavailable):
        follower.catch_up()
    assert index_of(follower).entry(sent) is not None


def test_a_register_that_shows_nothing_is_unavailable(shown: Shown, follower: Follower) -> None:
    """No checkpoint is no answer."""
    shown.lies[CHECKPOINT] = None
    with pytest.raises(Unavailable, match="no checkpoint"):
        follower.catch_up()


def test_silence_in_the_middle_takes_nothing_in(us: Institution, shown: Shown, follower: Follower) -> None:
    """A checkpoint without its entries is not believed; afterwards all goes on."""
    shown.lies["tile/entries/000.p/2"] = None
    with pytest.raises(ChanceryError):
        follower.catch_up()
    assert index_of(follower).reached(us.domain) == 0
    shown.lies.clear()
    assert follower.catch_up() == 2


# ── two histories ──


def test_a_record_that_grew_shorter_is_two_histories(
    us: Institution, shown: Shown, follower: Follower, clock: Clock
) -> None:
    """What was once shown cannot be unshown."""
    old = us.shown(CHECKPOINT)
    us.release(OPERATIONS, by=GENERAL)
    follower.catch_up()
    shown.lies[CHECKPOINT] = old
    with pytest.raises(SplitView, match="once showed 3 entries and now shows 2"):
        follower.catch_up()


def test_another_record_of_the_same_length_is_refused(
    us: Institution, shown: Shown, follower: Follower, clock: Clock
) -> None:
    """Signed by the true keys, over other entries: what was seen before does not lead there."""
    us.release(OPERATIONS, by=GENERAL)
    follower.catch_up()
    other = department(clock)
    other.release_anyway(LETTER, by=GENERAL)
    shown.us = other
    with pytest.raises(Untrusted):
        follower.catch_up()
    assert index_of(follower).reached(us.domain) == 3


def test_a_longer_record_that_does_not_continue_the_one_that_was_seen_is_refused(
    us: Institution, shown: Shown, follower: Follower, clock: Clock
) -> None:
    """More entries do not make up for another past."""
    us.release(OPERATIONS, by=GENERAL)
    follower.catch_up()
    other = department(clock)
    for _ in range(5):
        other.release_anyway(LETTER, by=GENERAL)
    shown.us = other
    with pytest.raises(Untrusted):
        follower.catch_up()
    assert index_of(follower).reached(us.domain) == 3


def test_whoever_starts_anew_over_what_is_held_notices_another_past(
    us: Institution, follower: Follower, clock: Clock
) -> None:
    """A follower that begins again reads everything again, and it must be what is held."""
    us.release(OPERATIONS, by=GENERAL)
    follower.catch_up()
    other = department(clock)
    other.release_anyway(LETTER, by=GENERAL)
    other.release_anyway(LETTER, by=GENERAL)
    again = Follower(pin_of(us), other.shown, index_of(follower), MemoryWords())
    with pytest.raises(Untrusted):
        again.catch_up()


# ── what does not hold together ──


def flipped(octets: bytes | None) -> bytes:
    assert octets
    return octets[:-40] + bytes([octets[-40] ^ 1]) + octets[-39:]


def without_line(keep: Callable[[list[bytes]], bytes]) -> Callable[[bytes | None], bytes]:
    def changed(note: bytes | None) -> bytes:
        assert note
        text, signatures = note.split(b"\n\n")
        return text + b"\n\n" + keep(signatures.splitlines()) + b"\n"

    return changed


LIES: dict[str, tuple[str, Callable[[bytes | None], bytes]]] = {
    "an entry with one bit turned": ("tile/entries/000.p/3", flipped),
    "a hash with one bit turned": ("tile/0/000.p/3", flipped),
    "a checkpoint with one bit turned": (CHECKPOINT, flipped),
    "no post-quantum signature": (CHECKPOINT, without_line(lambda lines: min(lines, key=len))),
    "no classical signature": (CHECKPOINT, without_line(lambda lines: max(lines, key=len))),
    "an empty checkpoint": (CHECKPOINT, lambda _: b""),
    "a checkpoint that is none": (CHECKPOINT, lambda _: b"hello\nworld\n"),
    "a size that is no number": (
        CHECKPOINT,
        lambda note: note.replace(b"\n3\n", b"\n3x\n", 1) if note else b"",
    ),
    "a size beyond all measure": (
        CHECKPOINT,
        lambda note: note.replace(b"\n3\n", b"\n" + b"9" * 25 + b"\n", 1) if note else b"",
    ),
    "entries cut short": ("tile/entries/000.p/3", lambda octets: (octets or b"")[:-1]),
    "entries with more after them": ("tile/entries/000.p/3", lambda octets: (octets or b"") + b"\0"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_register_that_does_not_hold_together_is_refused_whole(
    us: Institution, shown: Shown, follower: Follower, lie: str
) -> None:
    """Nothing of it is taken in; and once it holds together again, all of it is."""
    us.release(OPERATIONS, by=GENERAL)
    path, changed = LIES[lie]
    shown.lies[path] = changed(us.shown(path))
    with pytest.raises((Malformed, Untrusted, Unavailable)):
        follower.catch_up()
    assert index_of(follower).reached(us.domain) == 0
    assert follower.checkpoint is None
    shown.lies.clear()
    assert follower.catch_up() == 3


def test_a_checkpoint_of_a_stranger_is_refused(
    us: Institution, shown: Shown, follower: Follower, clock: Clock
) -> None:
    """Right size, right root, another's keys."""
    head = us.archive.head()
    assert head is not None
    stranger = assembly(clock).pen
    tree = TreeHead(origin=us.pen.origin, size=head.size, root=head.root)
    renamed = tuple(replace(signer, name=us.pen.origin) for signer in stranger.log)
    shown.lies[CHECKPOINT] = sign_checkpoint(tree, renamed, at=Instant(clock()))
    with pytest.raises(Untrusted):
        follower.catch_up()


# ── who it is ──


def test_another_first_charter_than_the_one_that_was_pinned_is_refused(us: Institution, shown: Shown) -> None:
    """All its signatures fit; it is not the institution one knows."""
    follower = Follower(pin_of(us, first_charter=bytes(32)), shown, MemoryIndex(), MemoryWords())
    with pytest.raises(Untrusted, match="pinned"):
        follower.catch_up()
    assert index_of(follower).reached(us.domain) == 0


def test_whoever_pins_nothing_is_told_the_fingerprint(us: Institution, shown: Shown) -> None:
    """So that it can be compared with print, and pinned from then on."""
    follower = Follower(Pin(institution=us.domain), shown, MemoryIndex(), MemoryWords())
    follower.catch_up()
    assert follower.fingerprint == pin_of(us).first_charter


def test_a_register_of_somebody_else_is_refused(clock: Clock, shown: Shown) -> None:
    """Whose it is stands in every entry."""
    iq = assembly(clock)
    follower = Follower(pin_of(iq), shown, MemoryIndex(), MemoryWords())
    with pytest.raises(Untrusted):
        follower.catch_up()


def test_the_other_side_learns_nothing_of_what_is_checked(
    us: Institution, iq_following: tuple[Institution, Shown]
) -> None:
    """After the tiles were read, a hundred checks ask it for nothing."""
    iq, shown = iq_following
    shown.asked.clear()
    for number in range(100):
        iq.checked(f"All operations are suspended until further notice. {number}")
    assert shown.asked == []


@pytest.fixture
def iq_following(us: Institution, shown: Shown, clock: Clock) -> tuple[Institution, Shown]:
    us.release(OPERATIONS, by=GENERAL)
    iq = assembly(clock)
    follower = Follower(pin_of(us), shown, iq.index, iq.words)
    follower.catch_up()
    return iq, shown


def test_a_disowning_arrives_like_any_entry(
    us: Institution, clock: Clock, iq_following: tuple[Institution, Shown]
) -> None:
    """And from then on the letter is disowned here too."""
    iq, _ = iq_following
    sent = us.registry.recent(1)[0].id
    us.disown(sent, by=[SECRETARY, CHAIR])
    iq.follow(us)
    assert iq.letter(sent).answers.standing.state == "disowned"
    assert iq.letter(sent).answers.origin.state == "issued by another institution"


def test_a_head_from_the_future_is_refused(us: Institution, shown: Shown, clock: Clock) -> None:
    """A log that dates its head ahead would seem fresh for as long; five minutes of error are forgiven."""
    behind = Clock()
    behind.now = Instant(clock() - TOLERANCE - 1)
    follower = Follower(pin_of(us), shown, MemoryIndex(), MemoryWords(), clock=behind)
    with pytest.raises(Untrusted, match="from now"):
        follower.catch_up()
    behind.now = Instant(clock() - TOLERANCE)
    assert follower.catch_up() > 0
