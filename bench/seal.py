"""What a check of one evidence file costs, beside the nearest that other people's software does."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import evidence_files, measure, peers
from bench.correspondence import Correspondence
from bench.evidence_files import Cut
from bench.measure import Spread
from bench.peers import PeerAbsent
from bench.row import Row, at_most, times_the_peer
from chancery.record.statement import Instant
from chancery.record.world import World
from chancery.seal.act_form import digest_of
from chancery.seal.approval import read_approval, write_approval
from chancery.seal.codec import decode, encode
from chancery.seal.evidence import CheckedEvidence, read_evidence, write_evidence
from chancery.seal.receipt import open_inclusion
from chancery.seal.signed import open_statement

OTHERS = Path(__file__).parent / "others"
CHANCERY = Path(sys.executable).parent / "chancery"
PYHANKO = "pyhanko==0.38.0"
SIGSTORE = "sigstore==4.5.1"
ITS_BUNDLES = "pypi-attestations==0.0.30"

FILES, RUNS = 40, 9
"""So many different files, each checked once a run."""

WHAT = (
    "bytes → all signatures, receipts, digests → world → {asked}; {entries} entries of a log of 2^20 (a real "
    "tree, filler where no act is), {signatures} Ed25519 and 1 ML-DSA-44; {files} files, each with its own "
    "head; {remembered}"
)
KNOWN = "charter met before, file not; of its signatures {fewer} were checked when the charter was first met"
NEVER_MET = "nothing is remembered: keys, charter and mandates are worked out anew for each file"
OF_A_CHARTER = 3
"""The issuer's and two roots' signatures under charter 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of evidence file, and how many Ed25519 signatures are in one."""

    name: str
    cuts: Sequence[Cut]
    signatures: int


def rows() -> Iterator[Row]:
    """The check, with the charter known and without; then its parts; then the same work by others."""
    writer = Correspondence()
    stands = Kind(
        name="a letter that stands",
        cuts=[evidence_files.plain(writer, number) for number in range(FILES)],
        signatures=7,
    )
    disowned = Kind(
        name="a letter that was disowned",
        cuts=[evidence_files.disowned(writer, number) for number in range(FILES)],
        signatures=10,
    )
    for kind in (stands, disowned):
        yield _row(f"check {kind.name}: three answers", kind, _each(kind.cuts, all_answers), "all three")
        yield _row(f"check {kind.name}: standing only", kind, _each(kind.cuts, standing), "standing")
        yield _row(
            f"check {kind.name}, first of its institution", kind, _first(kind.cuts), "all three", NEVER_MET
        )
    yield from _parts(writer, disowned.cuts[0])
    yield _from_the_command_line(disowned.cuts[0])
    yield from _beside_others(stands.cuts)


def all_answers(cut: Cut) -> None:
    """The whole check, and the three answers that take arithmetic."""
    _answer(read_evidence(cut.octets).check(), cut.at)


def _answer(checked: CheckedEvidence, at: Instant) -> None:
    world = World(checked.entries, at)
    world.authority(checked.statement)
    world.standing(checked.statement)
    world.force(checked.statement)


def standing(cut: Cut) -> None:
    """The whole check, and where the letter stands."""
    checked = read_evidence(cut.octets).check()
    World(checked.entries, cut.at).standing(checked.statement)


def _row(name: str, kind: Kind, spread: Spread, asked: str, remembered: str = KNOWN) -> Row:
    what = WHAT.format(
        asked={"all three": "authority, standing, force with their reasons"}.get(asked, asked),
        entries=kind.cuts[0].entries,
        signatures=kind.signatures,
        files=len(kind.cuts),
        remembered=remembered.format(fewer=OF_A_CHARTER),
    )
    how = f"{spread.how()}; {what}"
    return Row(name=name, value=spread.median * 1e3, unit="ms", bar=at_most(0.7), how=how)


def _first(cuts: Sequence[Cut]) -> Spread:
    return _each(cuts, all_answers, before=forget_everything, runs=3)


def _each(
    cuts: Sequence[Cut],
    call: Callable[[Cut], object],
    *,
    before: Callable[[], None] | None = None,
    runs: int = RUNS,
) -> Spread:
    """CPU seconds for one file: the mean over all of them in each run; *before* is not counted."""
    call(cuts[0])
    seconds = []
    for _ in range(runs):
        spent = 0.0
        for cut in cuts:
            if before is not None:
                before()
            begun = time.process_time()
            call(cut)
            spent += time.process_time() - begun
        seconds.append(spent / len(cuts))
    return Spread(seconds=tuple(seconds), clock="CPU")


def forget_everything() -> None:
    """Empty every cache of Chancery's, as in a process that has just begun."""
    for name, module in list(sys.modules.items()):
        if name.startswith("chancery"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


# Parts


def _parts(writer: Correspondence, cut: Cut) -> Iterator[Row]:
    evidence = read_evidence(cut.octets)
    checked = evidence.check()
    entry, octets = evidence.extracts[0].entries[1]
    receipt, log_key = open_inclusion(octets), writer.pen.receipts.public
    issued = open_statement(entry)
    parts: dict[str, Callable[[], object]] = {
        "check one Ed25519 signature": lambda: issued.check(writer.pen.issuer.public),
        "read an evidence file": lambda: read_evidence(cut.octets),
        "write an evidence file": lambda: write_evidence(evidence),
        "read an entry": lambda: open_statement(entry),
        "read an approval and check it": _approval(writer),
        "read a receipt": lambda: open_inclusion(octets),
        "check a receipt: 20 hashes and a signature": lambda: receipt.check(entry, log_key),
        "world of 3 entries, three answers with reasons": lambda: _answer(checked, cut.at),
    }
    for name, call in parts.items():
        spread = measure.cpu(call, calls=200)
        yield Row(name=name, value=spread.median * 1e6, unit="µs", how=spread.how(unit="µs"))
    yield Row(
        name="size of an evidence file at 2^20",
        value=len(cut.octets),
        unit="bytes",
        how="a letter, its disowning, charter, words, three paths of 20 hashes, a checkpoint signed twice",
    )


def _approval(writer: Correspondence) -> Callable[[], None]:
    posted = writer.letter(0)
    written, key = decode(encode(write_approval(posted.approvals[0]))), writer.key(posted.approvals[0].key)
    return lambda: read_approval(written).check(digest_of(posted.act), key)


def _from_the_command_line(cut: Cut) -> Row:
    """What a person waits for: Python starts, opens the library, checks one file, tells the five answers."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "letter.evidence"
        file.write_bytes(cut.octets)
        waited = measure.process([CHANCERY, "check", file, "--offline"], runs=15)
    floor = measure.process([sys.executable, "-c", "pass"], runs=15)
    return Row(
        name="chancery check FILE --offline, new process",
        value=waited.median * 1e3,
        unit="ms",
        bar=at_most(300),
        peer="python -c pass",
        peer_value=floor.median * 1e3,
        how=f"{waited.how()}; a letter that was disowned, five answers printed",
    )


# Beside others


def _beside_others(cuts: Sequence[Cut]) -> Iterator[Row]:
    spread = _each(cuts, all_answers)
    yield _beside(spread, "pyHanko, PAdES B-LT, one page", 8, lambda: _pyhanko("B-LT", LASTING))
    yield _beside(spread, "pyHanko, PAdES B-B, one page", 8, lambda: _pyhanko("B-B", BARE))
    yield _beside(spread, "sigstore, DSSE bundle", 4, _sigstore)


def _beside(ours: Spread, peer: str, times: float, measured: Callable[[], tuple[Spread, str]]) -> Row:
    """A row that compares, or says why it cannot."""
    try:
        theirs, what = measured()
        value, how = theirs.median * 1e3, f"ours {ours.how()}; {peer}: {theirs.how()}; {what}"
    except PeerAbsent as absent:
        value, how = None, str(absent)
    return Row(
        name=f"check a letter that stands, beside {peer.removesuffix(', one page')}",
        value=ours.median * 1e3,
        unit="ms",
        bar=times_the_peer(times),
        peer=peer,
        peer_value=value,
        how=how,
    )


BARE = "path of two certificates (P-256); a revocation is not looked for and the time is not known"
LASTING = (
    "the same, with timestamp and revocation list in the file, so that it can be checked without a network"
)


def _pyhanko(level: str, what: str) -> tuple[Spread, str]:
    python = peers.python_with("pyhanko", PYHANKO)
    return _timed(python, "pyhanko_pades.py", level, 7, 20), f"{PYHANKO}: {what}"


def _sigstore() -> tuple[Spread, str]:
    python = peers.python_with("sigstore", SIGSTORE)
    spread = _timed(python, "sigstore_bundle.py", _source_of(python, ITS_BUNDLES), 7, 100)
    return spread, (
        f"{SIGSTORE}: a bundle out of {ITS_BUNDLES}, read and verified offline: certificate path and its "
        "timestamp, log entry, inclusion of 14 hashes, checkpoint, payload; trusted root known already"
    )


def _source_of(python: Path, requirement: str) -> Path:
    """The source archive of *requirement*, fetched as pip fetches it; raises `PeerAbsent`."""
    home = peers.HOMES / "archives"
    name, version = requirement.replace("-", "_").split("==")
    archive = home / f"{name}-{version}.tar.gz"
    if not archive.exists():
        fetch = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", home, requirement]
        _asked([python, "-m", "pip", *fetch])
    return archive


def _timed(python: Path, script: str, *arguments: object) -> Spread:
    """What a script in bench/others measured, in the peer's own environment."""
    told = json.loads(_asked([python, OTHERS / script, *arguments]))
    return Spread(seconds=tuple(told["seconds"]), clock="CPU")


def _asked(command: Sequence[object]) -> str:
    try:
        run = subprocess.run(
            [str(word) for word in command], check=True, capture_output=True, text=True, timeout=300
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        last = (str(problem.stderr or problem).strip().splitlines() or ["no reason given"])[-1]
        raise PeerAbsent(f"not compared: {last}") from problem
    return run.stdout
