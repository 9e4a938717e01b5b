"""Evidence: one file that carries a statement and everything that bears on it.

For each register concerned it holds the newest checkpoint, the charters, the
statement, its notices, its premises, each with its receipt; and the registered words.
Whoever has the file can answer for the statement as of the checkpoint, with no
network, no database and nobody's help — if they already know the fingerprint of the
institution's first charter.  The file cannot vouch for that itself, nor for entries
that its maker left out; both are named wherever it is used.

Format: deterministic CBOR, `docs/reference/evidence-format.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from chancery.errors import BadProof, Malformed, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, open_full_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.state_map import Cut, read_cut
from chancery.log.vkey import VerifierKey
from chancery.record.charter import Register
from chancery.record.entry import Entry
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, Institution, Statement, StatementId
from chancery.record.words import Words
from chancery.seal.codec import Value, decode, encode, only, optional, required
from chancery.seal.keys import Kind, PublicKey
from chancery.seal.reading import Reading, in_place
from chancery.seal.receipt import InclusionReceipt, Voucher, open_inclusion
from chancery.seal.words_form import digest_of_words, open_words

MOST_OCTETS = 16_777_216
"""Sixteen megabytes; an ordinary file has ten thousand bytes."""

MAGIC = "chancery-evidence/1"
"""The first thing in the map, so that a file is known for what it is before it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Part of one register: some of its entries with their receipts, under one checkpoint."""

    institution: Institution
    checkpoint: bytes
    entries: tuple[tuple[bytes, bytes], ...]
    """Each entry and its receipt of inclusion, in log order."""
    state: bytes | None = None
    """What the newest state head among the entries says of them: a cut of its map; None: no head is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An evidence file as read.  Believe nothing in it before `check`."""

    statement: StatementId
    extracts: tuple[Extract, ...]
    words: tuple[bytes, ...]
    """Sealed words, each with its salt."""

    def check(self) -> CheckedEvidence:
        """Every signature, receipt and digest in the file; raises `Untrusted` or `Malformed`."""
        return _check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a register itself stated to be newest, in the part of its state map that is shown."""

    head: StateHead
    at: Instant
    """When it was put on the log."""
    cut: Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How far a register was shown: up to which checkpoint, and from which first charter."""

    checkpoint: SignedCheckpoint
    first_charter: bytes | None
    """The fingerprint to compare with what is known of the institution from elsewhere:
    SHA-256 of the bytes of charter 1.  None: the file does not hold charter 1."""
    seen: Instant
    """The time that the log itself put on the checkpoint, or that of the newest entry shown."""
    stated: Stated | None = None
    """None: the file holds no state head of that register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEvidence:
    """What an evidence file holds once every signature in it has been checked."""

    statement: StatementId
    entries: tuple[Entry, ...]
    words: Mapping[StatementId, Words]
    shown: Mapping[Institution, Shown]
    positions: Mapping[StatementId, int]
    """Each entry's index in its own log."""


def looks_like_evidence(octets: bytes) -> bool:
    """Whether a file says that it is evidence; says nothing about what is in it."""
    return MAGIC.encode() in octets[:64]


def write_evidence(evidence: Evidence) -> bytes:
    """The file."""
    return encode(
        {
            "": MAGIC,
            "statement": evidence.statement,
            "extracts": [_extract(extract) for extract in evidence.extracts],
            "words": list(evidence.words),
        }
    )


def _extract(extract: Extract) -> dict[str, Any]:
    return {
        "institution": extract.institution,
        "checkpoint": extract.checkpoint,
        "entries": [list(pair) for pair in extract.entries],
        **({} if extract.state is None else {"state": extract.state}),
    }


def read_evidence(octets: bytes) -> Evidence:
    """The file, read strictly and not yet believed; raises `Malformed`."""
    if not looks_like_evidence(octets):
        raise Malformed("This is not an evidence file.")
    record = _map(decode(octets, limit=MOST_OCTETS))
    only(record, frozenset({"", "statement", "extracts", "words"}))
    if required(record, "", str) != MAGIC:
        raise Malformed("This evidence file is of a version that is not known here.")
    return Evidence(
        statement=StatementId(required(record, "statement", str)),
        extracts=tuple([_read_extract(_map(extract)) for extract in required(record, "extracts", list)]),
        words=tuple([_octets(words) for words in required(record, "words", list)]),
    )


def _read_extract(record: Mapping[Any, Value]) -> Extract:
    only(record, frozenset({"institution", "checkpoint", "entries", "state"}))
    return Extract(
        institution=Institution(required(record, "institution", str)),
        checkpoint=required(record, "checkpoint", bytes),
        entries=tuple([_pair(pair) for pair in required(record, "entries", list)]),
        state=optional(record, "state", bytes),
    )


def _pair(value: Value) -> tuple[bytes, bytes]:
    match value:
        case [bytes(entry), bytes(receipt)]:
            return entry, receipt
        case _:
            raise Malformed("In an evidence file every entry comes with its receipt.")


def _octets(value: Value) -> bytes:
    if type(value) is not bytes:
        raise Malformed("Words in an evidence file are a byte string.")
    return value


def _map(value: object) -> Mapping[Any, Value]:
    if type(value) is not dict:
        raise Malformed("An evidence file is made of maps.")
    return value


# The check, numbered once:
#
#   (1) each institution has one extract, read in log order: issuer, hands (`Reading`)
#   (2) the newest charter in it that counts names the log's keys
#   (3) the checkpoint is signed by every kind of key that charter names
#   (4) every receipt leads from its entry to the checkpoint's root
#   (5) the log's own key vouches for that root in the receipts
#   (6) every registered text is the one its statement's digest stands for
#   (7) a part of a state map is of the map whose root the one state head in the extract states
#
# Whether the first charter is the institution's (its fingerprint) is the caller's
# to compare, and whether the hands suffice is the world's to answer.


def _check(evidence: Evidence) -> CheckedEvidence:
    if len({extract.institution for extract in evidence.extracts}) < len(evidence.extracts):
        # Two extracts are two logs; the second could carry the first charter that the first lacks.
        raise Malformed("The evidence shows two registers of one institution.")
    parts = [_checked_extract(extract) for extract in evidence.extracts]
    entries = _in_order(parts)
    held = {entry.id for entry in entries}
    if evidence.statement not in held or len(held) != len(entries):
        raise Malformed("The evidence lacks the statement it is about, or holds an entry twice.")
    return CheckedEvidence(
        statement=evidence.statement,
        entries=entries,
        words=_registered_words(entries, evidence.words),
        shown={part.institution: part.shown for part in parts},
        positions={entry.id: index for part in parts for index, entry in part.entries},
    )


_Placed: TypeAlias = tuple[int, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    institution: Institution
    entries: tuple[tuple[int, Entry], ...]
    shown: Shown


def _checked_extract(extract: Extract) -> _Part:
    receipts = [open_inclusion(receipt) for _, receipt in extract.entries]
    indices = [receipt.index for receipt in receipts]
    if indices != sorted(set(indices)):
        raise Malformed("The entries of an extract are not in the order of their log.")
    reading = Reading(extract.institution)
    read = [  # (1)
        (index, entry)
        for index, (octets, _) in zip(indices, extract.entries, strict=True)
        if (entry := reading.read_next(octets, index)) is not None
    ]
    stated, read = _stated(extract, read)
    checkpoint = _checked_checkpoint(extract, reading.register)
    _check_receipts(extract, receipts, checkpoint)
    return _Part(
        institution=extract.institution,
        entries=tuple(read),
        shown=Shown(
            checkpoint=checkpoint,
            first_charter=reading.first_charter,
            seen=_seen(checkpoint, read),
            stated=stated,
        ),
    )


def _stated(extract: Extract, read: list[_Placed]) -> tuple[Stated | None, list[_Placed]]:
    """(7); and the entries that are somebody's acts, without the state head."""
    if extract.state is None:
        return None, read
    heads = [(index, entry, entry.act) for index, entry in read if isinstance(entry.act, StateHead)]
    if len(heads) != 1:
        raise Malformed("A part of a state map comes with the one state head that states its root.")
    ((index, entry, head),), cut = heads, read_cut(extract.state)
    if (head.size, head.root) != (index, cut.root):
        raise BadProof(f"The state map in this file is not the one that {extract.institution} stated.")
    return Stated(head=head, at=entry.at, cut=cut), [each for each in read if each[1] is not entry]


def _checked_checkpoint(extract: Extract, register: Register | None) -> SignedCheckpoint:
    if register is None:  # (2)
        raise Untrusted(f"No charter in this file says which log {extract.institution} keeps.")
    return open_full_checkpoint(extract.checkpoint, register.origin, _log_keys(register.log))  # (3)


@lru_cache(maxsize=256)
def _log_keys(lines: tuple[str, ...]) -> tuple[VerifierKey, ...]:
    """Every letter of an institution names the same log; its keys are read once."""
    return tuple(VerifierKey.parse(line) for line in lines)


def _check_receipts(extract: Extract, receipts: list[InclusionReceipt], checkpoint: SignedCheckpoint) -> None:
    vouchers: set[Voucher] = set()
    for (octets, _), receipt in zip(extract.entries, receipts, strict=True):
        root = receipt.root_for(octets)  # (4)
        if receipt.size != checkpoint.head.size or root != checkpoint.head.root:
            raise BadProof("A receipt does not lead to the checkpoint in this file.")
        vouchers.add(receipt.voucher)
    key = _receipt_key(checkpoint)
    for voucher in vouchers:  # one signature serves every receipt of a tree head
        if voucher.origin != checkpoint.head.origin:
            raise BadProof("A receipt speaks for another log than its checkpoint.")
        voucher.check(checkpoint.head.root, key)  # (5)


def _receipt_key(checkpoint: SignedCheckpoint) -> PublicKey:
    for signed in checkpoint.by_log:
        if signed.key.kind is SignatureType.ED25519:
            return PublicKey(kind=Kind.ED25519, octets=signed.key.public)
    raise Untrusted(f"{checkpoint.head.origin} has no Ed25519 key to sign receipts with.")


def _seen(checkpoint: SignedCheckpoint, read: list[tuple[int, Entry]]) -> Instant:
    stated = [signed.at for signed in checkpoint.by_log if signed.at is not None]
    newest = max((entry.at for _, entry in read), default=Instant(0))
    return Instant(max([newest, *stated]))


def _in_order(parts: Iterable[_Part]) -> tuple[Entry, ...]:
    """All entries by log time; at the same second, in the order in which the file gives the registers."""
    entries = [
        (entry.at, place, index, entry) for place, part in enumerate(parts) for index, entry in part.entries
    ]
    entries.sort(key=lambda item: item[:3])
    return tuple(in_place(entry, order) for order, (_, _, _, entry) in enumerate(entries))


def _registered_words(entries: tuple[Entry, ...], sealed: tuple[bytes, ...]) -> Mapping[StatementId, Words]:
    """(6): words that no statement in the file registered are refused, not ignored."""
    wanted: dict[bytes, list[StatementId]] = {}
    for entry in entries:
        if isinstance(entry.act, Statement) and entry.act.words is not None:
            wanted.setdefault(entry.act.words, []).append(entry.id)
    found: dict[StatementId, Words] = {}
    for octets in sealed:
        digest = digest_of_words(octets)
        if digest not in wanted:
            raise BadProof("The file holds words that no statement in it registered.")
        found |= dict.fromkeys(wanted[digest], open_words(octets, digest))
    return found
