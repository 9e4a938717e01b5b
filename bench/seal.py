"""What a check of one evidence file costs, beside the nearest that other people's software does."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

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
PYHANKO = "pyhanko==0.38.0"
SIGSTORE = "sigstore==4.5.1"
ITS_BUNDLES = "pypi-attestations==0.0.30"

FILES, RUNS = 40, 9
"""So many different files, each checked once a run."""

WHAT = (
    "bytes → read → every signature, receipt and digest → world → authority, standing, force; {entries} entries "
    "of a log of 2^20 (real tree, filler beside the acts), {signatures} Ed25519 + 1 ML-DSA-44; {files} different "
    "files with heads of their own; {caches}"
)
KNOWN = "the charter has been met before, the file has not"
NEVER_MET = "nothing is remembered: keys, charter and mandates are worked out anew for each file"


def rows() -> Iterator[Row]:
    """The check, warm and cold, with and without a disowning; then its parts; then the peers."""
    writer = Correspondence()
    plain = [evidence_files.plain(writer, number) for number in range(FILES)]
    disowned = [evidence_files.disowned(writer, number) for number in range(FILES)]
    yield _checked("check a letter that stands", plain, signatures=7)
    yield _checked("check a letter that was disowned", disowned, signatures=10)
    yield _never_met("check a letter that stands, first of its institution", plain, signatures=7)
    yield _never_met("check a letter that was disowned, first of its institution", disowned, signatures=10)
    yield from _parts(writer, disowned[0])
    yield from _beside_others(plain)


def answer(cut: Cut) -> None:
    """The whole check, and the three answers that take arithmetic."""
    _answer(read_evidence(cut.octets).check(), cut.at)


def _answer(checked: CheckedEvidence, at: Instant) -> None:
    world = World(checked.entries, at)
    world.authority(checked.statement)
    world.standing(checked.statement)
    world.force(checked.statement)


def _checked(name: str, cuts: Sequence[Cut], *, signatures: int) -> Row:
    spread = _each(cuts, answer)
    return _row(name, spread, cuts, signatures, KNOWN)


def _never_met(name: str, cuts: Sequence[Cut], *, signatures: int) -> Row:
    spread = _each(cuts, answer, before=forget_everything, runs=3)
    return _row(name, spread, cuts, signatures, NEVER_MET)


def _row(name: str, spread: Spread, cuts: Sequence[Cut], signatures: int, caches: str) -> Row:
    what = WHAT.format(entries=cuts[0].entries, signatures=signatures, files=len(cuts), caches=caches)
    return Row(
        name=name, value=spread.median * 1e3, unit="ms", bar=at_most(0.7), how=f"{spread.how()}; {what}"
    )


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
        how="a letter, its disowning, their charter, words, three paths of 20 hashes, a checkpoint with both lines",
    )


def _approval(writer: Correspondence) -> Callable[[], None]:
    posted = writer.letter(0)
    written, key = decode(encode(write_approval(posted.approvals[0]))), writer.key(posted.approvals[0].key)
    return lambda: read_approval(written).check(digest_of(posted.act), key)


# Beside others


def _beside_others(cuts: Sequence[Cut]) -> Iterator[Row]:
    spread = _each(cuts, answer)
    yield _beside(spread, "pyHanko, PAdES B-B, one page", 8, _pyhanko)
    yield _beside(spread, "sigstore, DSSE bundle", 4, _sigstore)


def _beside(ours: Spread, peer: str, times: float, measured: Callable[[], tuple[Spread, str]]) -> Row:
    """A row that compares, or says why it cannot."""
    try:
        theirs, what = measured()
        value, how = theirs.median * 1e3, f"ours {ours.how()}; {peer}: {theirs.how()}; {what}"
    except PeerAbsent as absent:
        value, how = None, str(absent)
    return Row(
        name=f"check a letter that stands, beside {peer.partition(',')[0]}",
        value=ours.median * 1e3,
        unit="ms",
        bar=times_the_peer(times),
        peer=peer,
        peer_value=value,
        how=how,
    )


def _pyhanko() -> tuple[Spread, str]:
    python = peers.python_with("pyhanko", PYHANKO)
    spread = _timed(python, "pyhanko_pades.py", 7, 20)
    return spread, f"{PYHANKO}: open, integrity, certificate path of two (P-256), no revocation, no timestamp"


def _sigstore() -> tuple[Spread, str]:
    python = peers.python_with("sigstore", SIGSTORE)
    spread = _timed(python, "sigstore_bundle.py", _source_of(python, ITS_BUNDLES), 7, 100)
    return spread, (
        f"{SIGSTORE}: a bundle out of {ITS_BUNDLES}, staging root, read and verified offline: certificate path "
        "and its timestamp, log entry, inclusion, checkpoint, payload; the trusted root is known already"
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
