"""Signed notes: a text, an empty line, and who signed it (C2SP signed-note).

The text of a note must be ignored unless a trusted key has signed it.  So there
is no way here to get at the text except through `open_note`, which demands keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.errors import BadSignature, Malformed
from chancery.log.lines import from_base64, to_base64
from chancery.log.vkey import Signer, VerifierKey, require_name

MOST_SIGNATURES = 64
"""Signature lines we read; signed-note asks for 16 at least and for a limit."""

MOST_OCTETS = 1 << 20
"""Octets of a note we read: room for 64 post-quantum signatures, and no more than that."""

_KEY_ID_LENGTH = 4

_CONTROL = bytes(octet for octet in range(0x20) if octet != 0x0A)
"""Every character below U+0020 but the newline; in UTF-8 these octets stand for nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """One line under a note: which key is said to have signed, and its signature."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """``— <name> <base64 of key id and signature>`` and a newline; the dash is U+2014."""
        return f"\N{EM DASH} {self.name} {to_base64(self.key_id + self.signature)}\n"

    @classmethod
    def parse(cls, line: str) -> SignatureLine:
        """The signature on *line*, which comes without its newline; raises `Malformed`."""
        dash, name, octets = _three_words(line)
        if dash != "\N{EM DASH}":
            raise Malformed("A signature line does not begin with a dash.")
        require_name(name)
        signature = from_base64(octets)
        if len(signature) <= _KEY_ID_LENGTH:
            raise Malformed("A signature line holds no signature.")
        return cls(name=name, key_id=signature[:_KEY_ID_LENGTH], signature=signature[_KEY_ID_LENGTH:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """*key* signed, and says it did so at *at* (Unix seconds; ``None``: it names no time)."""

    key: VerifierKey
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNote:
    """A text and the keys, one or more of those asked about, that did sign it."""

    text: str
    signatures: tuple[Signed, ...]


def open_note(note: bytes, keys: Iterable[VerifierKey]) -> OpenedNote:
    """
    The text of *note*, signed by at least one of *keys*.

    A line by any other key is ignored.  A line by one of *keys* that does not
    verify condemns the whole note, whatever else is on it.  Raises `Malformed` or
    `BadSignature` (signed-note, "Signatures").
    """
    text, lines = _parted(note)
    known = _by_identity(keys)
    signatures = []
    for line in lines:
        key = known.get((line.name, line.key_id))
        if key is not None:
            signatures.append(Signed(key=key, at=key.check(text, line.signature)))
    if not signatures:
        raise BadSignature("This note is not signed by any key that was asked for.")
    return OpenedNote(text=text, signatures=tuple(signatures))


def sign_note(text: str, signers: Iterable[Signer], *, at: int) -> bytes:
    """*text* as a note with one line by each of *signers*; raises `Malformed` if it cannot be one."""
    lines = "".join(signature_line(text, signer, at=at).text for signer in signers)
    note = f"{text}\n{lines}".encode()
    _parted(note)
    return note


def signature_line(text: str, signer: Signer, *, at: int) -> SignatureLine:
    """The line that *signer* puts under *text* at *at*, in Unix seconds."""
    return SignatureLine(
        name=signer.name,
        key_id=signer.verifier.key_id,
        signature=signer.sign(text, at=at),
    )


def with_lines(note: bytes, lines: Iterable[SignatureLine]) -> bytes:
    """*note* with further signature lines under it, such as the answers of witnesses."""
    note += "".join(line.text for line in lines).encode()
    _parted(note)
    return note


def with_newer_lines(note: bytes, lines: Iterable[SignatureLine]) -> bytes:
    """*note* with *lines* under it, each in place of an older one by the same key if there is one."""
    text, present = _parted(note)
    newest = {(line.name, line.key_id): line for line in (*present, *lines)}
    return with_lines(f"{text}\n".encode(), newest.values())


def lines_by(note: bytes, keys: Iterable[VerifierKey]) -> tuple[SignatureLine, ...]:
    """The lines under *note* that are called as *keys* are; whether they verify is for `open_note` to say."""
    known = _by_identity(keys)
    return tuple(line for line in _parted(note)[1] if (line.name, line.key_id) in known)


def parse_lines(text: bytes) -> tuple[SignatureLine, ...]:
    """Bare signature lines, as a witness answers them; raises `Malformed`."""
    return _lines(_decoded(text))


def _parted(note: bytes) -> tuple[str, tuple[SignatureLine, ...]]:
    """The text and the signature lines of *note*, none of them checked yet."""
    whole = _decoded(note)
    # The text ends at the last empty line: it may hold empty lines itself.
    end = whole.rfind("\n\n")
    if end < 0:
        raise Malformed("A note has no empty line between its text and its signatures.")
    return whole[: end + 1], _lines(whole[end + 2 :])


def _decoded(octets: bytes) -> str:
    if len(octets) > MOST_OCTETS:
        raise Malformed(f"A note of more than {MOST_OCTETS} octets is not read.")
    # Not a search: post-quantum lines are long, and a witness reads each note three times.
    if len(octets.translate(None, _CONTROL)) < len(octets):
        raise Malformed("A note holds a control character.")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("A note is not UTF-8.") from None


def _lines(text: str) -> tuple[SignatureLine, ...]:
    # Not str.splitlines: it also breaks at NEL and at U+2028.
    *lines, end = text.split("\n")
    if end or not lines:
        raise Malformed("The signatures of a note do not end with a newline.")
    if len(lines) > MOST_SIGNATURES:
        raise Malformed(f"A note with more than {MOST_SIGNATURES} signatures is not read.")
    return tuple(SignatureLine.parse(line) for line in lines)


def _three_words(line: str) -> list[str]:
    words = line.split(" ")
    if len(words) != 3:
        raise Malformed("A signature line has three parts: dash, name and signature.")
    return words


def _by_identity(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    """*keys* by what a signature line calls them; raises `Malformed` if two are called the same."""
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise Malformed(f"Two different keys of {key.name} have the same key id.")
    return known
