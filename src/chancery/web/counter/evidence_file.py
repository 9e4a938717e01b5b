"""An evidence file at the Counter: first whether it holds together, then what the record says now.

Where the letter in the file is on a record that is held here, the record answers: it is
newer than any file.  Where it is not, the file answers for itself as of its checkpoint,
and says that nothing but the file vouches for whose charter it carries.
"""

from __future__ import annotations

import hashlib

from chancery.check.copy import Checked, Copy, Kind
from chancery.check.offline import weigh_evidence
from chancery.record.words import Words
from chancery.seal.evidence import CheckedEvidence, read_evidence
from chancery.web.counter.door import Record


def check_file(name: str, octets: bytes, record: Record) -> Checked:
    """The five answers for the letter in the file; raises `Malformed` or `Untrusted` for a broken file."""
    evidence = read_evidence(octets).check()
    words = evidence.words.get(evidence.statement)
    copy = Copy(
        kind=Kind.EVIDENCE, text=_text(words), digest=hashlib.sha256(octets).digest(), name=name or None
    )
    return _from_record(evidence, copy, record) or _from_file(evidence, copy, record)


def _text(words: Words | None) -> str:
    return "" if words is None else words.authoritative.text


def _from_record(evidence: CheckedEvidence, copy: Copy, record: Record) -> Checked | None:
    """What the record says of the very letter in the file; None if no record held here has it."""
    letter = record.letter(evidence.statement)
    if letter is None:
        return None
    answers = letter.answers
    if copy.text:
        found = record.check(Copy(kind=Kind.TEXT, text=copy.text, digest=copy.digest))
        same = (each for each in found.letters if each.letter and each.letter.id == evidence.statement)
        answers = next(same, answers)
    return Checked(copy=copy, letters=(answers,), words=(None,), read_at=record.now())


def _from_file(evidence: CheckedEvidence, copy: Copy, record: Record) -> Checked:
    answers = weigh_evidence(evidence, at=record.now(), pins={})
    return Checked(copy=copy, letters=(answers,), words=(None,), read_at=record.now())
