"""Look at the seals on a file: whether each is as it was set, and what was done to the file since.

Whose the certificates are is not judged.  A name in one is what its holder, or whoever made it, says;
nobody here decides whom to trust.  Nor does any seal raise an answer about the words: a letter that
was saved anew has lost its seal and may still be the letter.

A seal is intact only if nothing speaks against it.  Where something cannot be examined, for whatever
reason, that is what is said: never that it is good, and never that it is bad.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from asn1crypto.parser import peek
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from chancery.paper.paper import Seal, SealChange, SealState
from chancery.paper.sealing.changes import PROOF_OF_TIME, changes
from chancery.paper.sealing.coverage import sealed_until, unaccounted

# pyHanko writes half a page into the diary for each certificate that nobody vouches for: here, every one.
for _diary in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_diary).setLevel(logging.CRITICAL)

COULD_NOT_EXAMINE: Final = Seal(state=SealState.COULD_NOT_EXAMINE)
WHOLE_REVISIONS: Final = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)

LONGEST_NAME: Final = 120
"""Characters of a certificate's name that are shown."""

KINDS: Final = (b"/adbe.pkcs7", b"/adbe.x509", b"/ETSI.")
"""How the kinds of seal begin that a file can name (ISO 32000-2, table 260)."""


@dataclass(frozen=True, slots=True)
class _Examined:
    seal: Seal
    proof_of_time: bool = False
    """A timestamp over the whole document, and nobody's seal."""


def judge(pdf: bytes) -> tuple[Seal, ...]:
    """
    Every seal on *pdf*, in the order in which they were set; never raises, whatever the octets.

    A proof of time is told with the seals it stands behind, and by itself only where it stands alone
    or is not intact.  Seals of which there are only traces come last, as one that could not be examined.
    Empty where there is no trace of any seal.
    """
    try:
        examined = [_examined(pdf, field) for field in _fields(pdf)]
    except Exception:  # whatever hostile octets can bring about has one meaning: nothing is known
        examined = []
    more = (COULD_NOT_EXAMINE,) if _traces(pdf) > len(examined) else ()
    return (*_with_their_time(examined), *more)


def undisturbed(seals: Sequence[Seal]) -> bool:
    """
    Whether a file was sealed and nothing speaks against any of its seals.

    One seal is told by itself, and may be intact on a file on which another is broken: whoever broke
    the other may have set it.
    """
    return bool(seals) and all(each.state is SealState.INTACT for each in seals)


@dataclass(frozen=True, slots=True)
class _Field:
    reader: Any
    name: str
    field: Any


def _fields(pdf: bytes) -> list[_Field]:
    """The filled fields for seals.  Strict, because where programs are lenient they differ."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    filled = enumerate_sig_fields(reader, filled_status=True)
    fields = [_Field(reader, name, field) for name, _, field in filled]
    return sorted(fields, key=_revision)


def _revision(field: _Field) -> int:
    try:
        return int(field.reader.xrefs.get_last_change(field.field.get_object().raw_get("/V").reference))
    except Exception:  # a seal that cannot even be placed is told first
        return -1


def _traces(pdf: bytes) -> int:
    """How many seals the octets speak of, whether or not the file's structure leads to them."""
    # ISO 32000-1, 7.3.5: any character of a name may be written as # and two digits.
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), pdf)
    return max(plain.count(b"/ByteRange"), any(kind in plain for kind in KINDS))


def _with_their_time(examined: Sequence[_Examined]) -> Iterator[Seal]:
    for place, each in enumerate(examined):
        behind = any(not before.proof_of_time for before in examined[:place])
        if each.proof_of_time and behind and each.seal.state is SealState.INTACT:
            continue
        proofs = [
            after.seal
            for after in examined[place + 1 :]
            if after.proof_of_time and after.seal.state is SealState.INTACT
        ]
        untimed = each.seal.state is SealState.INTACT and not each.seal.timestamped
        yield replace(each.seal, at=proofs[0].at, timestamped=True) if proofs and untimed else each.seal


# ── one seal ─────────────────────────────────────────────────────────────────


def _examined(pdf: bytes, field: _Field) -> _Examined:
    try:
        embedded = EmbeddedPdfSignature(field.reader, field.field, field.name)
        proof_of_time = embedded.sig_object_type == "/DocTimeStamp"
        return _Examined(_seal(pdf, embedded, proof_of_time=proof_of_time), proof_of_time)
    except Exception:  # as in `judge`
        return _Examined(COULD_NOT_EXAMINE)


def _seal(pdf: bytes, embedded: Any, *, proof_of_time: bool) -> Seal:
    signer = _name(embedded.signer_cert.subject)
    try:
        status = _status(embedded, proof_of_time=proof_of_time)
        state, later = _state(pdf, embedded, status)
    except Exception:  # as in `judge`; the name can still be told
        return replace(COULD_NOT_EXAMINE, signer=signer)
    at, timestamped = _hour(status, proof_of_time=proof_of_time)
    return Seal(state=state, signer=signer, at=at, timestamped=timestamped, changes=later)


def _status(embedded: Any, *, proof_of_time: bool) -> Any:
    """What pyHanko finds without asking anybody and without trusting anybody."""
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    look = async_validate_pdf_timestamp if proof_of_time else async_validate_pdf_signature
    return _at_once(look(embedded, nobody, skip_diff=True))


def _at_once(task: Coroutine[Any, Any, Any]) -> Any:
    """
    Run what is written as if it waited, but here waits for nothing.

    An event loop would open a pair of sockets, and where hostile files are read there should be none.
    """
    try:
        task.send(None)
    except StopIteration as done:
        return done.value
    task.close()
    raise RuntimeError("a seal was to be judged by asking somebody")


def _state(pdf: bytes, embedded: Any, status: Any) -> tuple[SealState, frozenset[SealChange]]:
    if not _octets_hold(status):
        return SealState.BROKEN, frozenset()
    if _is_weak(status) or getattr(status, "seed_value_constraint_error", None):
        return SealState.COULD_NOT_EXAMINE, frozenset()
    later = _later(pdf, embedded)
    return (SealState.INTACT if later <= PROOF_OF_TIME else SealState.CHANGED), later


def _octets_hold(status: Any) -> bool:
    """Digest and signature, of the seal and of every timestamp inside it."""
    tokens = (
        getattr(status, "timestamp_validity", None),
        getattr(status, "content_timestamp_validity", None),
    )
    return all(each.intact and each.valid for each in (status, *tokens) if each is not None)


def _is_weak(status: Any) -> bool:
    """Whether the digest or the key is one that others have been able to match (SHA-1, short RSA)."""
    indication = status.trust_problem_indic
    return indication is not None and indication.name.startswith("CRYPTO_CONSTRAINTS")


def _later(pdf: bytes, embedded: Any) -> frozenset[SealChange]:
    message = embedded.pkcs7_content
    end = sealed_until(pdf, embedded.byte_range, message, peek(message))
    if end is None or embedded.coverage not in WHOLE_REVISIONS:
        return frozenset({SealChange.UNDEFINED})
    if end == len(pdf):
        return frozenset()
    found = changes(embedded)
    if unaccounted(pdf, end, embedded.reader.xrefs, embedded.signed_revision):
        found |= {SealChange.UNDEFINED}
    return found


def _hour(status: Any, *, proof_of_time: bool) -> tuple[int | None, bool]:
    token = status if proof_of_time else status.timestamp_validity
    if token is not None:
        return _seconds(token.timestamp), True
    return _seconds(status.signer_reported_dt), False


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None or moment.tzinfo is None else int(moment.timestamp())


def _name(subject: Any) -> str:
    """The name in a certificate, without what would move or hide the characters beside it."""
    told = subject.native
    name = told.get("common_name") or told.get("organization_name") or subject.human_friendly
    plain = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp", "Cs") else letter
        for letter in str(name)
    )
    return " ".join(plain.split())[:LONGEST_NAME]
