"""Releases planned for an hour, and the notes beside drafts: how they are written and read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chancery.errors import (
    ChanceryError,
    Malformed,
    NotPermitted,
    NotReady,
    OutOfOrder,
)
from chancery.record.draft import Draft
from chancery.record.entry import Entry
from chancery.record.statement import Instant, StatementId
from chancery.registry.admission import Objected
from chancery.registry.margin import MOST_CHARACTERS, Note, Noted, PlannedRelease
from chancery.seal.approval import Approval, read_approval, write_approval
from chancery.seal.codec import decode, encode

NOT_READY, NOT_PERMITTED, OUT_OF_ORDER, UNSIGNED = "not_ready", "not_permitted", "out_of_order", "unsigned"
"""Why a release was kept back, where it was no objection that has a name (`record.preflight.Name`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What became of a planned release: on the record, refused, or nothing, because the plan was void.

    A *refusal* that is `Unavailable` is for now: it is tried again.
    """

    draft: StatementId
    entry: Entry | None = None
    refusal: ChanceryError | None = None


def plan_of(
    id: StatementId, approval: Approval, not_before: Instant, *, embargo: bool, to: Iterable[str]
) -> PlannedRelease:
    """The plan with the releaser's hand as octets; only under an embargo is anybody named in it."""
    hand, named = encode(write_approval(approval)), tuple(to)
    if named and not embargo:
        raise Malformed("Only under an embargo are the words handed to anybody before the hour.")
    return PlannedRelease(draft=id, not_before=not_before, hand=hand, embargo=embargo, to=named)


def given_beforehand(planned: PlannedRelease) -> Approval:
    """The releaser's hand as it was given; raises `Malformed`."""
    return read_approval(decode(planned.hand))


def kept_back(refusal: ChanceryError) -> str:
    """The names of what stood against it, for the note beside the draft."""
    match refusal:
        case Objected():
            return " ".join(sorted({objection.name.value for objection in refusal.objections}))
        case NotReady():
            return NOT_READY
        case NotPermitted():
            return NOT_PERMITTED
        case OutOfOrder():
            return OUT_OF_ORDER
        case _:
            return UNSIGNED


def note(draft: Draft, noted: Noted, at: Instant, *, by: str = "", whom: str = "", text: str = "") -> Note:
    """A note beside the words as they are now; raises `Malformed` for one that is a letter by itself."""
    if len(text) > MOST_CHARACTERS:
        raise Malformed(f"A note has {MOST_CHARACTERS:,} characters at most.")
    return Note(
        draft=StatementId(draft.id),
        version=draft.version,
        noted=noted,
        at=at,
        by=by,
        whom=whom,
        text=text.strip(),
    )
