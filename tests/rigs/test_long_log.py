"""Bar 17: an evidence file from a log of a million entries is checked in moments, with nothing but itself."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from bench import evidence_files
from bench.correspondence import Correspondence
from bench.evidence_files import Cut
from chancery.check.beforehand import Beforehand
from chancery.check.offline import weigh_evidence
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.head import TreeHead
from chancery.log.policy import Policy
from chancery.log.vkey import Signer
from chancery.record.statement import Instant
from chancery.seal.evidence import read_evidence
from tests.log.keys import signer
from tests.rigs.conftest import Say

FILES = (30, 1_000)
"""In the quick version and at full length; each with a head, receipts and signatures of its own."""
MOST = 0.010
"""Seconds of this processor's time for 99 of 100 checks."""
WITNESSES = tuple(
    signer(f"witness.example/{name}", SignatureType.COSIGNATURE_ED25519) for name in ("W1", "W2", "W3")
)


@pytest.fixture(scope="module")
def writer() -> Correspondence:
    """An institution that writes letters and disowns them."""
    return Correspondence()


def test_a_file_from_a_long_log_with_three_witnesses_is_checked_in_moments(
    writer: Correspondence, monkeypatch: pytest.MonkeyPatch, at_full_length: bool, say: Say
) -> None:
    """Log, witnesses, receipts, hands and rules: all of it, for a charter, a letter and a notice."""
    monkeypatch.setattr(evidence_files, "sign_checkpoint", _cosigned)
    cuts = [evidence_files.disowned(writer, number) for number in range(FILES[at_full_length])]
    beforehand = Beforehand(policy=_all_three(writer))
    states = [_checked(cuts[0], beforehand)]  # whoever checks a first letter loads and learns on the way
    spent = []
    for cut in cuts:
        began = time.process_time()
        states.append(_checked(cut, beforehand))
        spent.append(time.process_time() - began)
    worst = sorted(spent)[int(len(spent) * 0.99) - 1]
    say(f"{len(cuts)} files of 2^20 entries with 3 witnesses: p99 {worst * 1e3:.1f} ms of processor time")
    assert set(states) == {"disowned"}
    assert worst <= MOST


def test_a_file_that_a_witness_has_not_signed_is_not_called_fresh(writer: Correspondence) -> None:
    """Control: without the three lines the same policy finds nobody who vouches."""
    state = _checked(evidence_files.disowned(writer, 0), Beforehand(policy=_all_three(writer)))
    assert state.startswith("unknown since")


def _checked(cut: Cut, beforehand: Beforehand) -> str:
    """Where the letter of a file stands, from its octets."""
    evidence = read_evidence(cut.octets).check()
    return weigh_evidence(evidence, at=cut.at, pins={}, beforehand=beforehand).standing.state


def _cosigned(head: TreeHead, signers: Sequence[Signer], *, at: Instant) -> bytes:
    """The checkpoint with the lines of three witnesses under those of the log."""
    return sign_checkpoint(head, (*signers, *WITNESSES), at=at)


def _all_three(writer: Correspondence) -> Policy:
    lines = [f"log {line}" for line in writer.pen.vkeys]
    lines += [f"witness W{number} {each.verifier.text}" for number, each in enumerate(WITNESSES, 1)]
    lines += ["group all-three all W1 W2 W3", "quorum all-three", ""]
    return Policy.parse("\n".join(lines).encode())
