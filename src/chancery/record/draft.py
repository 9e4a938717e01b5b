"""A letter before it is released: who is working on it, who has agreed, what it still lacks.

Everything here is private to the Desk and leaves no trace on the record.  The words and
the structure are frozen by a digest, which the caller takes of their exact encoding;
approvals name that digest, and any edit, even back to the same words, makes a new
version that nobody has approved yet.

What the rules would say of the letter once released is in `preflight`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum, unique

from chancery.errors import Malformed, NotReady, OutOfOrder
from chancery.record.charter import Charter, Mandate, Rule
from chancery.record.charter_faults import offices_that_count
from chancery.record.charter_remarks import capacity_rule
from chancery.record.entry import Hand, Role
from chancery.record.grants import powers
from chancery.record.statement import Instant, OfficeName, Statement, Subject, Verb, covers
from chancery.record.words import Words

# ── the states and the steps between them; all of it is in this table ────────


@unique
class State(StrEnum):
    """Where a draft is on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    """No approval is lacking but the releaser's own, which may be the only one that was asked for."""
    SCHEDULED = "scheduled"
    VOID = "void"
    RELEASED = "released"
    """It is on the record; from here on its standing is computed and no longer kept."""


@unique
class Step(StrEnum):
    """What can be done with a draft."""

    EDIT = "edit"
    SUBMIT = "submit"
    GIVE_BACK = "give back"
    APPROVE = "approve"
    PASS = "pass"
    """No approval is missing any more, if the releaser's own hand is counted."""
    FALL_SHORT = "fall short"
    """A newer charter asks for more approvals than were given."""
    SCHEDULE = "schedule"
    RELEASE = "release"
    ABANDON = "abandon"


_AFTER_APPROVAL = {
    Step.EDIT: State.DRAFT,
    Step.GIVE_BACK: State.DRAFT,
    Step.SCHEDULE: State.SCHEDULED,
    Step.RELEASE: State.RELEASED,
    Step.ABANDON: State.VOID,
}

STEPS: Mapping[State, Mapping[Step, State]] = {
    State.DRAFT: {
        Step.EDIT: State.DRAFT,
        Step.SUBMIT: State.IN_REVIEW,
        Step.ABANDON: State.VOID,
    },
    State.IN_REVIEW: {
        Step.EDIT: State.DRAFT,
        Step.GIVE_BACK: State.DRAFT,
        Step.APPROVE: State.IN_REVIEW,
        Step.PASS: State.APPROVED,
        Step.ABANDON: State.VOID,
    },
    State.APPROVED: {Step.APPROVE: State.APPROVED, Step.FALL_SHORT: State.IN_REVIEW, **_AFTER_APPROVAL},
    State.SCHEDULED: {Step.APPROVE: State.SCHEDULED, **_AFTER_APPROVAL},
    State.VOID: {},
    State.RELEASED: {},
}

_INSTEAD: Mapping[State, str] = {
    State.DRAFT: "This draft has not been submitted yet; submit it first.",
    State.IN_REVIEW: "This draft is in review; it can be approved, edited, given back or abandoned.",
    State.APPROVED: "This draft is ready for release; it can be released, scheduled, edited or given back.",
    State.SCHEDULED: "This draft waits for its hour; it can be released then, edited or given back.",
    State.VOID: "This draft was abandoned, and nothing more can be done with it.",
    State.RELEASED: "This letter is on the record already; only a notice changes how it stands.",
}
"""What to do first, or instead, told to whoever tries a step that a state does not have."""


# ── the draft ────────────────────────────────────────────────────────────────

DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An officer's own hand, given to the words of exactly this digest."""

    hand: Hand
    digest: bytes
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One version of a letter that is not released, with the approvals given to this version."""

    id: str
    statement: Statement
    words: Words | None
    """None for an act without words of its own, as a bare withdrawal."""
    digest: bytes
    """SHA-256 of the encoded statement and words, taken by the caller."""
    drafters: frozenset[str]
    """Everybody who ever wrote at it; where two must approve, none of them releases it."""
    version: int = 1
    state: State = State.DRAFT
    approvals: tuple[Approval, ...] = ()
    not_before: Instant | None = None
    """For *scheduled*: the moment before which it may not be released."""

    def __post_init__(self) -> None:
        if len(self.digest) != DIGEST_BYTES:
            raise Malformed(f"A draft is frozen by a digest of {DIGEST_BYTES} bytes, not {len(self.digest)}.")
        if any(approval.digest != self.digest for approval in self.approvals):
            raise Malformed("An approval of other words is attached to this draft.")

    def edit(self, statement: Statement, words: Words | None, digest: bytes, by: str) -> Draft:
        """
        The next version; whoever agreed to the last has not agreed to this one.

        Raises `OutOfOrder` for a notice in place of a letter, or a letter in place of a notice.
        """
        if (statement.notice is None) != (self.statement.notice is None):
            raise OutOfOrder("A notice stays a notice, and a letter a letter; begin another draft.")
        return replace(
            self._after(Step.EDIT),
            statement=statement,
            words=words,
            digest=digest,
            drafters=self.drafters | {by},
            version=self.version + 1,
            approvals=(),
            not_before=None,
        )

    def submit(self) -> Draft:
        """Put it before those who must agree."""
        return self._after(Step.SUBMIT)

    def give_back(self) -> Draft:
        """Return it to its drafters; what was agreed to is to be thought over, so it falls."""
        return replace(self._after(Step.GIVE_BACK), approvals=(), not_before=None)

    def approve(self, approval: Approval, charter: Charter) -> Draft:
        """
        Agree to these very words.

        Raises `OutOfOrder` if the approval is of other words or was given already.
        """
        if approval.digest != self.digest:
            raise OutOfOrder("This approval was given to other words than those now before review.")
        if approval.hand in (given.hand for given in self.approvals):
            raise OutOfOrder(f"{approval.hand.person} has approved these words already.")
        if approval.hand.role is not Role.APPROVER:
            raise Malformed(f"A {approval.hand.role} does not approve by that hand.")
        agreed = replace(self._after(Step.APPROVE), approvals=(*self.approvals, approval))
        return agreed.under(charter, approval.at)

    def under(self, charter: Charter, at: Instant) -> Draft:
        """
        The same draft, in review or approved by what *charter* asks of it at this moment.

        Nothing else decides it: a letter that its releaser may send alone is approved as
        soon as it is submitted, and a newer charter may ask for more than was given.
        """
        short = any(_approvals_lacking(self, charter, at, None))
        if self.state is State.IN_REVIEW and not short:
            return self._after(Step.PASS)
        if self.state is State.APPROVED and short:
            return self._after(Step.FALL_SHORT)
        return self

    def schedule(self, not_before: Instant) -> Draft:
        """Hold it until that moment, which may be put off or brought forward again."""
        return replace(self._after(Step.SCHEDULE), not_before=not_before)

    def abandon(self) -> Draft:
        """Let it go; nobody will ever know that it was written."""
        return replace(self._after(Step.ABANDON), approvals=(), not_before=None)

    def release(self, releaser: Hand, charter: Charter, at: Instant) -> Draft:
        """
        Mark it as gone on the record under *releaser*'s hand.

        Raises `NotReady` while anything is lacking.  Putting it on the record, after
        preflight, is the registry's doing.
        """
        after = self.under(charter, at)._after(Step.RELEASE)
        if lacks := lacking(self, charter, at, releaser):
            raise NotReady(f"The draft may not be released yet: {len(lacks)} things are lacking.")
        return after

    def hands(self, releaser: Hand) -> tuple[Hand, ...]:
        """The hands under the act: those who approved these words, and the releaser."""
        return (*(approval.hand for approval in self.approvals), releaser)

    def _after(self, step: Step) -> Draft:
        if step not in STEPS[self.state]:
            raise OutOfOrder(_INSTEAD[self.state])
        return replace(self, state=STEPS[self.state][step])


# ── what it lacks ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsLacking:
    """So many more different people, besides whoever releases, must approve this part."""

    part: str
    """A clause's id; for a notice its verb."""
    people: int
    offices: frozenset[OfficeName]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchOffice:
    """The charter has no such office; nobody can release what it would say."""

    office: OfficeName
    known: frozenset[OfficeName]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaserLacking:
    """Nobody who holds this office has come forward to release it."""

    office: OfficeName


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherReleaserNeeded:
    """This person wrote at it, and where two must approve, whoever drafts does not release."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLacking:
    """It has not been put before anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooEarly:
    """It is to wait until this moment."""

    not_before: Instant


Lack = ApprovalsLacking | NoSuchOffice | ReleaserLacking | AnotherReleaserNeeded | ReviewLacking | TooEarly


def lacking(draft: Draft, charter: Charter, at: Instant, releaser: Hand | None = None) -> frozenset[Lack]:
    """
    What *draft* still needs before it may be released under *charter*; empty means go.

    The releaser counts as one of those who approve; without *releaser*, it is taken that
    whoever can help most will release.  A part that no mandate allows
    lacks no approval, for none would help: that is preflight's to say.
    """
    return frozenset(_lacking(draft, charter, at, releaser))


def _lacking(draft: Draft, charter: Charter, at: Instant, releaser: Hand | None) -> Iterator[Lack]:
    if Step.APPROVE not in STEPS[draft.state]:
        yield ReviewLacking()
    yield from _approvals_lacking(draft, charter, at, releaser)
    office = draft.statement.office
    if office not in charter.offices:
        yield NoSuchOffice(office=office, known=frozenset(charter.offices))
    elif releaser is None or powers(charter).holder(office, releaser, at) is None:
        yield ReleaserLacking(office=office)
    elif releaser.person in draft.drafters and separated(draft, charter, at, releaser):
        yield AnotherReleaserNeeded(person=releaser.person)
    if draft.not_before is not None and at < draft.not_before:
        yield TooEarly(not_before=draft.not_before)


def _approvals_lacking(
    draft: Draft, charter: Charter, at: Instant, releaser: Hand | None
) -> tuple[ApprovalsLacking, ...]:
    """Under *releaser*'s hand; without one, under that of the holder with whom the least is lacking."""
    hand = likeliest_releaser(draft, charter, at) if releaser is None else releaser
    return tuple(_approvals_lacking_with(draft, charter, at, hand))


def likeliest_releaser(draft: Draft, charter: Charter, at: Instant) -> Hand | None:
    """
    The hand, among those of the issuing office, with which the least is lacking; None if it has none.

    Whoever wrote it comes last where two must agree: with their hand it is never released.
    """

    def distance(hand: Hand) -> tuple[bool, int]:
        barred = hand.person in draft.drafters and separated(draft, charter, at, hand)
        return barred, sum(lack.people for lack in _approvals_lacking_with(draft, charter, at, hand))

    return min(_possible_releasers(draft, charter), key=distance, default=None)


def _possible_releasers(draft: Draft, charter: Charter) -> tuple[Hand, ...]:
    """Every holder of the issuing office, by each of their keys; whether they count is asked elsewhere."""
    office = charter.offices.get(draft.statement.office)
    return tuple(
        Hand(person=holder.person, key=key, role=Role.RELEASER, public=charter.keys.get(key))
        for holder in (office.holders if office else ())
        for key in sorted(holder.keys)
    )


def _approvals_lacking_with(
    draft: Draft, charter: Charter, at: Instant, releaser: Hand | None
) -> Iterator[ApprovalsLacking]:
    for part, mandate in asked(draft, charter, at, releaser):
        people = missing(draft, charter, mandate, part.verb, at, releaser)
        if people > 0:
            yield ApprovalsLacking(part=part.name, people=people, offices=offices_that_count(mandate))


def separated(draft: Draft, charter: Charter, at: Instant, releaser: Hand | None) -> bool:
    """Whether some part is of the kind that drafter and releaser may not be one person."""
    used = (mandate for _, mandate in asked(draft, charter, at, releaser))
    return any(mandate.separation and mandate.approvals > 1 for mandate in used)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAsked:
    """A clause, or the notice, as something to be allowed."""

    name: str
    verb: Verb
    subject: Subject | None = None
    amount: Decimal = Decimal(0)


def asked(
    draft: Draft, charter: Charter, at: Instant, releaser: Hand | None
) -> Iterator[tuple[PartAsked, Mandate]]:
    """For each part the mandate that is nearest to allowing it; none where no mandate could."""
    worked_out, office = powers(charter), draft.statement.office
    for part in parts(draft.statement):
        fitting = [m for m in worked_out.grants.get((office, part.verb), ()) if _fits(m, part, at)]
        if fitting:
            nearest = min(fitting, key=lambda m: missing(draft, charter, m, part.verb, at, releaser))
            yield part, nearest


def parts(statement: Statement) -> Iterator[PartAsked]:
    """What is asked about, one by one: each clause, and the notice if it is one."""
    for clause in statement.clauses:
        yield PartAsked(name=clause.id, verb=clause.verb, subject=clause.subject, amount=clause.amount)
    if statement.notice is not None:
        # Its subject is its target's, which only the record knows; preflight asks there.
        yield PartAsked(name=statement.notice.verb.value, verb=statement.notice.verb)


def _fits(mandate: Mandate, part: PartAsked, at: Instant) -> bool:
    begun = mandate.since is None or mandate.since <= at
    running = mandate.until is None or at < mandate.until
    within = mandate.limit is None or part.amount <= mandate.limit
    about = part.subject is None or any(covers(scope, part.subject) for scope in mandate.about)
    return begun and running and within and about


def missing(
    draft: Draft, charter: Charter, mandate: Mandate, verb: Verb, at: Instant, releaser: Hand | None
) -> int:
    """How many more different people the mandate asks for."""
    given = [approval.hand for approval in draft.approvals] + ([] if releaser is None else [releaser])
    counted = {hand.person for hand in given if counts(draft, charter, mandate, verb, hand, at)}
    return mandate.approvals - len(counted)


def counts(draft: Draft, charter: Charter, mandate: Mandate, verb: Verb, hand: Hand, at: Instant) -> bool:
    """Whether the hand is that of a holder, of an office that counts, in a capacity not denied it."""
    office = draft.statement.office if hand.office is None else hand.office
    if office not in offices_that_count(mandate):
        return False
    holder = powers(charter).holder(office, hand, at)
    return holder is not None and capacity_rule(charter, mandate, holder.capacity, verb) is not Rule.DENY
