"""An evidence file at the Counter: first whether it holds together, then what the record says now.

Where the letter in the file is on a record that is held here, the record answers: it is
newer than any file.  Where it is not, the file answers for itself as of its checkpoint,
and says that nothing but the file vouches for whose charter it carries.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from chancery.check.copy import Checked, Copy, Kind
from chancery.check.offline import weigh_evidence
from chancery.seal.evidence import CheckedEvidence, read_evidence
from chancery.web.counter.door import Record


def check_file(name: str, octets: bytes, record: Record) -> Checked:
    """The five answers for the letter in the file; raises `Malformed` or `Untrusted` for a broken file."""
    evidence = read_evidence(octets).check()
    now = record.now()
    answers = weigh_evidence(evidence, at=now, pins={})
    letter = record.letter(evidence.statement)
    if letter is not None:
        # The file's words are the registered ones: its own digest says so, and so does the log's.
        answers = replace(letter.answers, words=answers.words)
    return Checked(copy=_copy(name, octets, evidence), letters=(answers,), words=(None,), read_at=now)


def _copy(name: str, octets: bytes, evidence: CheckedEvidence) -> Copy:
    words = evidence.words.get(evidence.statement)
    return Copy(
        kind=Kind.EVIDENCE,
        text="" if words is None else words.authoritative.text,
        digest=hashlib.sha256(octets).digest(),
        name=name or None,
    )
