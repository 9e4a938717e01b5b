"""What somebody asks at the Counter: the form as it came, and why it cannot be kept if it cannot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest

from chancery.check.copy import Letter
from chancery.errors import Malformed
from chancery.registry.asking import MOST_QUOTED, Fault, fault_in
from chancery.web.counter.door import record

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form's fields."""

    words: str = ""
    quoted: str = ""
    address: str = ""
    letter: Letter | None = None
    """The letter asked about, if this record has it and it is this institution's."""
    copy: bytes | None = None
    """SHA-256 of what was checked before."""

    @property
    def fault(self) -> Fault | None:
        """Why it cannot be kept."""
        return fault_in(self.words, quoted=self.quoted, address=self.address)

    @property
    def code(self) -> str:
        """The letter's code; empty for none."""
        return "" if self.letter is None else self.letter.name.code


def form_in(request: HttpRequest) -> Form:
    """The form as it was sent; what cannot be a letter of ours is none, whoever else may have it."""
    sent = request.POST
    copy = sent.get("copy", "")
    return Form(
        words=_lines(sent.get("words", "")),
        quoted=_lines(sent.get("quoted", "")),
        address=sent.get("address", "").strip(),
        letter=own_letter(sent.get("letter", "")),
        copy=bytes.fromhex(copy) if _DIGEST.fullmatch(copy) else None,
    )


def own_letter(code: str) -> Letter | None:
    """The letter of that code, if this institution released it: for others' letters others answer."""
    try:
        ids = record().by_code(code) if 0 < len(code) <= LONGEST_CODE else ()
    except Malformed:
        return None
    letter = record().letter(ids[0]) if len(ids) == 1 else None
    return letter if letter is not None and letter.name.institution == record().institution else None


def beginning(text: str) -> str:
    """As much of what was checked as may go along with a question."""
    return text[:MOST_QUOTED]


def _lines(text: str) -> str:
    """HTML forms send every line break as CR LF; a question is counted without."""
    return text.replace("\r\n", "\n").strip()
