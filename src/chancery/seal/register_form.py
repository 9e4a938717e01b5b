"""Acts of the register itself as bytes, and the way back: state heads, and heads it saw of others.

The same spelling as every act (`chancery.seal.act_form`), and as closed.

Format: `docs/reference/act-format.md`.
"""

from __future__ import annotations

from chancery.errors import Malformed
from chancery.record.observed import Observed
from chancery.record.state_head import StateHead
from chancery.record.statement import Institution, StatementId
from chancery.seal.act_fields import VERSION, Record, a_digest, closed, instant, moment
from chancery.seal.codec import Writable, encode, required

STATE_FIELDS: frozenset[int | str] = frozenset({"v", "kind", "id", "institution", "size", "root", "expires"})
OBSERVED_FIELDS: frozenset[int | str] = frozenset(
    {"v", "kind", "id", "institution", "of", "origin", "size", "root", "signed_at", "first_charter"}
)

LONGEST_NAME = 255
"""The longest name of a log or an institution, in characters (C2SP tlog-cosignature has 8 bits for it)."""

MOST_ENTRIES = 1 << 62


def write_state_head(head: StateHead) -> bytes:
    """The bytes of a state head."""
    return encode(
        {
            "v": VERSION,
            "kind": "state",
            "id": head.id,
            "institution": head.institution,
            "size": head.size,
            "root": head.root,
            "expires": head.expires,
        }
    )


def write_observed(observed: Observed) -> bytes:
    """The bytes of an observed head; a first charter that was not seen is left out."""
    fields: dict[int | str, Writable] = {
        "v": VERSION,
        "kind": "observed",
        "id": observed.id,
        "institution": observed.institution,
        "of": observed.of,
        "origin": observed.origin,
        "size": observed.size,
        "root": observed.root,
        "signed_at": observed.signed_at,
    }
    return encode(
        fields if observed.first_charter is None else {**fields, "first_charter": observed.first_charter}
    )


def read_state_head(id: StatementId, record: Record) -> StateHead:
    """The state head in an act's map; raises `Malformed` for anything that is not wholly one."""
    closed(record, STATE_FIELDS)
    return StateHead(
        id=id,
        institution=Institution(_name(record, "institution")),
        size=_size(record),
        root=_root(record),
        expires=moment(required(record, "expires", int)),
    )


def read_observed(id: StatementId, record: Record) -> Observed:
    """The observed head in an act's map; raises `Malformed` for anything that is not wholly one."""
    closed(record, OBSERVED_FIELDS)
    signed_at = instant(record, "signed_at")
    if signed_at is None:
        raise Malformed("An observed head says when it was signed.")
    return Observed(
        id=id,
        institution=Institution(_name(record, "institution")),
        of=Institution(_name(record, "of")),
        origin=_name(record, "origin"),
        size=_size(record),
        root=_root(record),
        signed_at=signed_at,
        first_charter=a_digest(record, "first_charter"),
    )


def _name(record: Record, under: str) -> str:
    """A name on one line: it will be shown, and compared with what checkpoints and pins say."""
    name = required(record, under, str)
    if not name.isprintable() or " " in name or not 0 < len(name) <= LONGEST_NAME:
        raise Malformed(f"Under {under!r} stands a name of 1 to {LONGEST_NAME} characters without a space.")
    return name


def _size(record: Record) -> int:
    size = required(record, "size", int)
    if not 0 < size <= MOST_ENTRIES:
        raise Malformed("The size of a log on the record is a whole number above nought.")
    return size


def _root(record: Record) -> bytes:
    root = a_digest(record, "root")
    if root is None:
        raise Malformed("A head on the record names its root.")
    return root
