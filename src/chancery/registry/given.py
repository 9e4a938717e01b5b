"""A hand that came: whose it is, and whether it is enough; asked before it counts for anything."""

from __future__ import annotations

from dataclasses import replace

from chancery.errors import BadSignature, NotPermitted, NotReady, OutOfOrder
from chancery.record import draft as record_draft
from chancery.record.charter import Charter
from chancery.record.draft import STEPS, Draft, NoSuchOffice, ReleaserLacking, State, Step, TooEarly
from chancery.record.entry import Hand, Role
from chancery.record.statement import Instant
from chancery.registry.draft_form import Given, Papers
from chancery.seal.approval import Approval
from chancery.seal.keys import parse


def checked(papers: Papers, approval: Approval, charter: Charter, at: Instant) -> Given:
    """The hand, once its signature was found to be over these very octets."""
    public = charter.keys.get(approval.key)
    if public is None:
        raise NotPermitted(f"The charter names no key {approval.key}.")
    try:
        approval.check(papers.draft.digest, parse(public))
    except BadSignature as foreign:
        raise BadSignature(f"{approval.person} did not sign these words with {approval.key}.") from foreign
    return Given(approval=approval, at=at, public=public)


def refuse_unready(draft: Draft, given: Given, charter: Charter, at: Instant) -> None:
    """Raises `NotReady` while something besides the hour is lacking."""
    if given.hand.role is not Role.RELEASER:
        raise NotPermitted(f"A {given.hand.role} does not release by that hand.")
    lacks = record_draft.lacking(draft, charter, at, given.hand)
    missing = [lack for lack in lacks if not isinstance(lack, TooEarly)]
    if missing:
        raise NotReady(f"The draft may not be scheduled yet: {len(missing)} things are lacking.")


def released_by(draft: Draft, releaser: Hand, charter: Charter, at: Instant) -> Draft:
    """The draft as released; raises `NotReady` while anything is lacking, unless an override passes it by."""
    if draft.statement.override is None:
        return draft.release(releaser, charter, at)
    _refuse_stranger(draft, releaser, charter, at)
    # The table of steps knows no way past what is lacking; an override is that way, and
    # it stands in the text that every hand is under.
    return replace(draft, state=State.RELEASED)


def _refuse_stranger(draft: Draft, releaser: Hand, charter: Charter, at: Instant) -> None:
    """An override names what the rules object to; it makes nobody a holder and wakes nothing."""
    if Step.EDIT not in STEPS[draft.state]:
        raise OutOfOrder("This draft is on the record or was let go; nothing more can be done with it.")
    lacks = record_draft.lacking(draft, charter, at, releaser)
    if any(isinstance(lack, NoSuchOffice | ReleaserLacking) for lack in lacks):
        raise NotPermitted(
            "Only somebody who holds the office releases what it says, whatever is overridden."
        )
