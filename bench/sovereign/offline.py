"""An evidence file with three witnesses' lines, checked where there is no network: bar 17.

Each file is a letter of its own in a register of 2^20 entries, with receipts of twenty hashes, the log's
two signatures and those of three witnesses, Ed25519 and ML-DSA-44 each.  Signatures and proofs are every
one of them checked, the reader's policy among them; then the five questions are weighed.  It runs in a
process of its own, in a network without interfaces where this machine gives one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from bench.correspondence import Correspondence
from bench.evidence_files import SIZE, plain
from bench.row import Row, at_most
from chancery.check.freshness import as_of
from chancery.check.offline import weigh_evidence
from chancery.log.cosignature import SignatureType
from chancery.log.note import signature_line, with_lines
from chancery.log.policy import Policy
from chancery.log.vkey import Signer
from chancery.record.statement import Instant
from chancery.seal.evidence import CheckedEvidence, read_evidence, write_evidence

FILES = 400
WITNESSES = 3
HERE = Path(__file__).parents[2]


class Measured(TypedDict):
    """What the other process found, in CPU milliseconds for each file, and what it sent."""

    proofs: list[float]
    answers: list[float]
    octets: int
    sent: int | None
    interfaces: list[str]


def rows() -> Iterator[Row]:
    """A check's signatures and proofs, and the whole of it; nothing sent."""
    alone = _may_be_alone()
    command = [*(["unshare", "--net"] if alone else []), sys.executable, "-m", __name__]
    ended = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)
    measured: Measured = json.loads(ended.stdout)
    where = "in a network without interfaces" if alone else "this machine gives no empty network"
    each = f"{FILES} letters of {SIZE:,} entries, {WITNESSES} witnesses, {measured['octets']:,} octets each"
    told = f"{each}; {where}"
    for name, figures in (
        ("signatures and proofs of an evidence file, p99", measured["proofs"]),
        ("all five answers of an evidence file, p99", measured["answers"]),
    ):
        yield Row(
            name=name,
            value=_share(figures, 0.99),
            unit="ms",
            how=f"CPU time; a half within {_share(figures, 0.5):.2f} ms; {told}",
            bar=at_most(10),
        )
    if measured["sent"] is not None and alone:
        interfaces = ", ".join(measured["interfaces"]) or "none"
        yield Row(
            name="packets sent while checking",
            value=measured["sent"],
            unit="packets",
            how=f"counted by the kernel on every interface of that network: {interfaces}",
            bar=at_most(0),
        )


def _may_be_alone() -> bool:
    """Whether this machine lets us make a network with nothing in it."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode == 0


def _share(figures: Sequence[float], share: float) -> float:
    return sorted(figures)[int(share * (len(figures) - 1))]


def measure() -> Measured:
    """Check every file once; none was seen before, so that nothing that is remembered helps."""
    writer, policy = Correspondence(), _policy()
    files = [_cosigned(plain(writer, number).octets) for number in range(FILES + 5)]
    at = plain(writer, 0).at
    for octets in files[:5]:  # what a process reads but once
        _proven(octets, policy, at)
    proofs, answers = [], []
    for octets in files[5:]:
        begun = time.process_time()
        checked = _proven(octets, policy, at)
        between = time.process_time()
        weigh_evidence(checked, at=at, pins={})
        proofs.append(1_000 * (between - begun))
        answers.append(1_000 * (time.process_time() - begun))
    sent, interfaces = _sent()
    return Measured(proofs=proofs, answers=answers, octets=len(files[-1]), sent=sent, interfaces=interfaces)


def _proven(octets: bytes, policy: Policy, at: Instant) -> CheckedEvidence:
    """What the file holds, once every signature in it was checked and a quorum was found."""
    checked = read_evidence(octets).check()
    for shown in checked.shown.values():
        if as_of(shown.checkpoint.note, policy, now=at) is None:
            raise ValueError("the three witnesses are no quorum")
    return checked


def _cosigned(octets: bytes) -> bytes:
    """The same file with the lines of three witnesses under its checkpoint."""
    evidence = read_evidence(octets)
    (extract,) = evidence.extracts
    text = extract.checkpoint.decode().rpartition("\n\n")[0] + "\n"
    at = int(text.split("\n")[1])  # any moment will do, and this one is of the past
    lines = [signature_line(text, each, at=at) for number in range(WITNESSES) for each in _hand(number)]
    note = with_lines(extract.checkpoint, lines)
    return write_evidence(replace(evidence, extracts=(replace(extract, checkpoint=note),)))


def _hand(number: int) -> tuple[Signer, Signer]:
    """The two keys of one witness."""
    name, seed = f"w{number}.example", sha256(b"%d" % number).digest()
    return (
        Signer(
            name=name,
            kind=SignatureType.COSIGNATURE_ED25519,
            private=Ed25519PrivateKey.from_private_bytes(seed),
        ),
        Signer(
            name=name,
            kind=SignatureType.COSIGNATURE_ML_DSA_44,
            private=MLDSA44PrivateKey.from_seed_bytes(seed),
        ),
    )


def _policy() -> Policy:
    """All three are asked for, each by both of its keys."""
    logs = "".join(f"log {vkey}\n" for vkey in Correspondence().pen.vkeys)
    names = [f"w{number}{kind}" for number in range(WITNESSES) for kind in ("", "q")]
    keys = [each.verifier.text for number in range(WITNESSES) for each in _hand(number)]
    witnesses = "".join(f"witness {name} {key}\n" for name, key in zip(names, keys, strict=True))
    return Policy.parse(f"{logs}{witnesses}group every all {' '.join(names)}\nquorum every\n".encode())


def _sent() -> tuple[int | None, list[str]]:
    """Packets that left by any interface of this network, and the names of those."""
    try:
        lines = Path("/proc/self/net/dev").read_text().split("\n")[2:]
    except OSError:
        return None, []
    found = {
        name.strip(): counts.split() for name, _, counts in (line.partition(":") for line in lines) if name
    }
    return sum(int(counts[9]) for counts in found.values()), sorted(found)


if __name__ == "__main__":
    print(json.dumps(measure()))
