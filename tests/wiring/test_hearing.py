"""Every place where people check remembers the newest head of each log, and who contradicts it is caught."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from chancery.check.copy import Checked
from chancery.check.offline import weigh_evidence
from chancery.errors import SplitView
from chancery.log.equivocation import Equivocation, Lie
from chancery.paper.bringing import Bringing, Handed
from chancery.paper.sandbox import Sandbox
from chancery.phrases import LANGUAGES
from chancery.phrases.papers import also_seen
from chancery.phrases.reasons import reason
from chancery.record.statement import Instant
from chancery.seal.evidence import Evidence, read_evidence, write_evidence
from chancery.store.memory import MemoryArchive
from chancery.wiring.hearing import Hearing, hearing
from chancery.wiring.met import MOST_KEPT
from tests.hostile.forger import (
    FORGERS_PEN,
    T0,
    VICTIM,
    forged_extract,
    genesis,
    order,
    sealed,
    signed_charter,
    urn,
)
from tests.hostile.seen_by import HOUR, KEYS, Reading, cosigned, file_of, log_of, policy, witness

HERE = log_of("one", "two", at=T0 + 100)
"""What the house has followed: five entries."""


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    found = Reading(tmp_path)
    found.follow(HERE)
    return found


def heard(reading: Reading) -> Hearing:
    return hearing(reading.house, alias=reading.alias)


def bring(reading: Reading, archive: MemoryArchive, *, at: int = T0 + 200, about: str = "order") -> Checked:
    """Bring an evidence file to the place, as at the Counter."""
    bringing = Bringing(
        record=reading.registry(at), sandbox=Sandbox.here(), now=Instant(at), reader=heard(reading)
    )
    (checked,) = bringing.checked(Handed(octets=file_of(archive, about), name="letter.evidence"))
    return checked


def proof(reading: Reading) -> Equivocation:
    (file,) = reading.house.equivocation.iterdir()
    return Equivocation.read(file.read_bytes())


def waiting(reading: Reading) -> list[int]:
    return [int(name.partition("-")[0]) for name in heard(reading).met.of(VICTIM)]


# ── two that cannot both be true ──

FORKS = {
    "as long": (log_of("one", "other", at=T0 + 100), Lie.TWO_ROOTS),
    "shorter": (log_of("other", at=T0 + 50), Lie.TWO_BEGINNINGS),
    "frozen": (log_of("one", at=T0 + 150), Lie.WENT_BACK),
}


@pytest.mark.parametrize("name", FORKS)
def test_a_file_from_another_history_is_caught_at_once(reading: Reading, name: str) -> None:
    """The proof lies there when the answer is given, and the answer says so, in both languages."""
    fork, lie = FORKS[name]
    assert reading.standing(T0 + 200) == "current"
    checked = bring(reading, fork)
    assert proof(reading).check(KEYS).lie is lie
    (told,) = [remark for remark in checked.remarks if remark.what == "two_histories"]
    for language in LANGUAGES:
        assert str(VICTIM) in also_seen(told, language)
    assert checked.letters[0].standing.state.startswith("unknown since")
    assert reading.standing(T0 + 200) != "current"
    with pytest.raises(SplitView):
        reading.follow()


@pytest.mark.parametrize("name", FORKS)
def test_its_letters_say_why_nothing_is_known_of_them(reading: Reading, name: str) -> None:
    """Not only of the file: every answer about the register gives the same reason from then on."""
    bring(reading, FORKS[name][0])
    letter = reading.registry(T0 + 200).letter(urn("one"))
    assert letter is not None
    because = letter.answers.standing.because.because[0]
    assert because.rule == "freshness.two_histories"
    assert "two histories" in reason(because, "en")


def test_one_proof_is_kept_however_many_histories_are_brought(reading: Reading) -> None:
    """Whoever lies again is told as a liar again, and fills no disk with it."""
    for fork, _ in FORKS.values():
        assert [remark.what for remark in bring(reading, fork).remarks] == ["two_histories"]
    assert proof(reading).check(KEYS).lie is Lie.TWO_ROOTS


def test_a_file_of_the_same_history_accuses_nobody(reading: Reading) -> None:
    """The control: shorter, as long and renewed, and longer."""
    for archive in (
        log_of("one", at=T0 + 50),
        HERE,
        log_of("one", "two", at=T0 + 150),
        log_of("one", "two", "three", at=T0 + 160),
    ):
        assert [remark.what for remark in bring(reading, archive).remarks] == []
    assert not reading.house.equivocation.exists()
    assert reading.standing(T0 + 200) == "current"


def test_what_cannot_be_compared_yet_is_compared_when_the_register_is_asked(reading: Reading) -> None:
    """A longer head of another history waits; the register's own next head gives it away."""
    checked = bring(reading, log_of("one", "other", "more", at=T0 + 150))
    assert [remark.what for remark in checked.remarks] == []
    assert waiting(reading) == [6]
    with pytest.raises(SplitView, match="somebody else was shown another"):
        reading.follow(log_of("one", "two", "three", "four", at=T0 + 180))
    assert proof(reading).check(KEYS).lie is Lie.TWO_BEGINNINGS
    assert reading.standing(T0 + 200) != "current"


def test_a_longer_head_of_the_same_history_is_forgotten_once_it_was_compared(reading: Reading) -> None:
    """The register was asked, and what it showed continues what the file had."""
    bring(reading, log_of("one", "two", "three", at=T0 + 150))
    assert waiting(reading) == [6]
    reading.follow(log_of("one", "two", "three", "four", at=T0 + 180))
    assert waiting(reading) == []


def test_two_files_contradict_each_other_though_neither_is_followed_so_far(reading: Reading) -> None:
    """Both reach beyond what is held here: one against the other is proof enough."""
    bring(reading, log_of("one", "two", "three", at=T0 + 150))
    bring(reading, log_of("one", "two", "third", at=T0 + 150))
    assert proof(reading).check(KEYS).lie is Lie.TWO_ROOTS


# ── what changes no memory ──


def test_an_older_file_is_told_as_old_and_changes_no_memory(reading: Reading) -> None:
    """It rests on a head that the place has seen outgrown, so it says nothing of the present."""
    before = {who: size for who, size in heard(reading).beforehand().met.items() if size}
    evidence = read_evidence(file_of(log_of("one", at=T0 + 50))).check()
    assert heard(reading).heard(evidence) == frozenset()
    assert {who: size for who, size in heard(reading).beforehand().met.items() if size} == before
    answers = weigh_evidence(
        evidence, at=Instant(T0 + 200), pins={}, beforehand=heard(reading).beforehand(), now=Instant(T0 + 200)
    )
    assert answers.standing.state == "unknown since 1970-01-12T13:47:30Z (last known: current)"
    assert answers.standing.because.because[0].rule == "freshness.newer_head"


def test_a_flood_of_made_up_heads_is_not_kept(reading: Reading) -> None:
    """Whoever lacks the log's keys can sign what they like: it is not remembered and accuses nobody."""
    charter = sealed(signed_charter("mallory", FORGERS_PEN), T0)
    for number in range(50):
        entries = [genesis(), charter, *(sealed(order(f"{n}", "mallory"), T0) for n in range(number % 7 + 1))]
        made_up = Evidence(statement=urn("0"), extracts=(forged_extract(entries),), words=())
        evidence = read_evidence(write_evidence(made_up)).check()
        assert heard(reading).heard(evidence) == frozenset()
    assert not (reading.house.folder / "met").exists()
    assert not reading.house.equivocation.exists()


def test_what_waits_is_bounded(reading: Reading) -> None:
    """A log that signs a head for everybody fills no disk: the longest are kept."""
    said = [f"n{number}" for number in range(MOST_KEPT + 6)]
    for length in range(2, len(said)):
        bring_quietly(reading, log_of("one", "two", *said[:length], at=T0 + 150 + length))
    assert len(waiting(reading)) == MOST_KEPT
    assert max(waiting(reading)) == 5 + len(said) - 1


def bring_quietly(reading: Reading, archive: MemoryArchive) -> None:
    heard(reading).heard(read_evidence(file_of(archive)).check())


def test_a_place_that_may_not_write_still_answers_and_tells(reading: Reading) -> None:
    """The Counter's account may have no folder of its own; then it only remembers nothing."""
    (reading.house.folder / "met").write_text("in the way")
    assert (
        heard(reading).heard(read_evidence(file_of(log_of("one", "two", "three", at=T0 + 150))).check())
        == set()
    )
    reading.house.equivocation.write_text("in the way")
    fork = read_evidence(file_of(FORKS["as long"][0])).check()
    assert heard(reading).heard(fork) == {VICTIM}


def test_who_knew_nothing_before_is_told_nothing(tmp_path: Path) -> None:
    """The control: the same fork at a place that has followed nobody is one history, and accuses nobody."""
    other = Reading(tmp_path / "other")
    assert heard(other).heard(read_evidence(file_of(FORKS["as long"][0])).check()) == frozenset()
    assert other.standing(T0 + HOUR) is None


# ── what witnesses say they saw ──


@contextmanager
def monitored(note: bytes) -> Iterator[str]:
    """A witness's monitoring address on this machine, where that head is shown."""
    name = sha256(f"{VICTIM}/register".encode()).hexdigest()

    class Shows(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there = self.path == f"/{name}/checkpoint"
            self.send_response(200 if there else 404)
            self.end_headers()
            self.wfile.write(note if there else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Shows) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def asking_at(reading: Reading, url: str) -> None:
    """Ask for one of the witnesses, the first of which can be looked at there."""
    line = f"witness w1 {witness('w1').verifier.text}"
    reading.ask(policy(1).replace(line, f"{line} {url}"))


@pytest.mark.parametrize("name", FORKS)
def test_whoever_is_shown_another_history_than_the_witnesses_learns_it_when_following(
    reading: Reading, name: str
) -> None:
    """The witness is asked by the reader and not by the register, which can keep nobody from answering."""
    seen = cosigned(FORKS[name][0], {"w1": T0 + 120}).file("checkpoint") or b""
    with monitored(seen) as url:
        asking_at(reading, url)
        with pytest.raises(SplitView, match="somebody else was shown another"):
            reading.follow()
    assert proof(reading).check(KEYS).lie is FORKS[name][1]


def test_witnesses_that_saw_the_same_accuse_nobody(reading: Reading) -> None:
    """The control; and one that is silent says nothing."""
    longer = log_of("one", "two", "three", at=T0 + 150, times={"w1": T0 + 150}).file("checkpoint") or b""
    with monitored(longer) as url:
        asking_at(reading, url)
        reading.follow()
        assert waiting(reading) == [6]
    reading.follow(log_of("one", "two", "three", at=T0 + 160))
    assert waiting(reading) == []
