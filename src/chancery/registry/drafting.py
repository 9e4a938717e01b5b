"""The Desk's half of the door: letters on their way to the record.

    begin → edit* → submit → approve+ → release

Nothing here is on the record before `release`, and `release` puts it there by the same
door as every other act.  Every step is kept as a new version, so that two people who
work at once find out instead of undoing each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from chancery.errors import BadSignature, NotPermitted, OutOfOrder
from chancery.record import draft as record_draft
from chancery.record.charter import Charter
from chancery.record.draft import Draft, Lack, State
from chancery.record.entry import Entry, Hand, Role
from chancery.record.preflight import Objection, charter_in_charge
from chancery.record.statement import Instant, Override, Statement, StatementId
from chancery.record.words import Words
from chancery.registry.act import Act
from chancery.registry.draft_form import Given, Papers, read_papers, words_of, write_papers
from chancery.registry.ports import Drafts, KeptDraft
from chancery.registry.registry import Registry
from chancery.seal.act_form import digest_of, read_act, write_statement
from chancery.seal.approval import Approval
from chancery.seal.keys import parse
from chancery.seal.words_form import seal_words


class Desk:
    """Everybody who works at letters before they are released, as far as rules go."""

    def __init__(self, *, registry: Registry, drafts: Drafts) -> None:
        self._registry = registry
        self._drafts = drafts

    # Writing

    def begin(self, statement: Statement, words: Words | None, *, salt: bytes, by: str) -> Papers:
        """
        A first version by *by*; *salt* is 32 fresh random octets.

        Raises `OutOfOrder` if a draft of that id is kept already.
        """
        if self._drafts.draft(statement.id) is not None:
            raise OutOfOrder("A draft of this id is kept already.")
        act, sealed = written(statement, words, salt)
        draft = Draft(
            id=statement.id,
            statement=_statement(act),
            words=words,
            digest=digest_of(act),
            drafters=frozenset({by}),
        )
        return self._keep(Papers(draft=draft, act=act, words=sealed))

    def edit(self, statement: Statement, words: Words | None, *, salt: bytes, by: str) -> Papers:
        """The next version; whoever agreed to the last has not agreed to this one."""
        act, sealed = written(statement, words, salt)
        return self._edited(statement.id, act, sealed, by)

    def override(self, id: StatementId, justification: str, *, by: str, hands: Iterable[Hand] = ()) -> Papers:
        """
        The next version, which names every objection that stands and says why it goes out all the same.

        Approvals fall with it: nobody is to have signed an override unseen.  *hands* are
        those that will be under it, when they are known.
        """
        papers = self.papers(id)
        names = sorted({objection.name.value for objection in self.objections(id, tuple(hands) or None)})
        override = Override(objections=tuple(names), justification=justification)
        act = write_statement(replace(papers.draft.statement, override=override))
        return self._edited(id, act, papers.words, by)

    def submit(self, id: StatementId) -> Papers:
        """Put it before those who must agree."""
        return self._step(id, lambda draft: draft.submit())

    def give_back(self, id: StatementId) -> Papers:
        """Return it to its drafters; what was agreed to is to be thought over."""
        return self._step(id, lambda draft: draft.give_back())

    def schedule(self, id: StatementId, not_before: Instant) -> Papers:
        """Hold it until that moment."""
        return self._step(id, lambda draft: draft.schedule(not_before))

    def abandon(self, id: StatementId) -> Papers:
        """Let it go; nobody will ever know that it was written."""
        return self._step(id, lambda draft: draft.abandon())

    def approve(self, id: StatementId, approval: Approval) -> Papers:
        """
        Agree to these very words.

        Raises `BadSignature` if the key did not sign them, `NotPermitted` if the charter
        names no such key, `OutOfOrder` if other words are before review by now.
        """
        papers, charter, at = self.papers(id), self.charter(), self._registry.now()
        given = _checked(papers, approval, charter, at)
        agreed = record_draft.Approval(hand=given.hand, digest=papers.draft.digest, at=at)
        draft = papers.draft.approve(agreed, charter)
        return self._keep(replace(papers, draft=draft, given=(*papers.given, given)))

    def release(self, id: StatementId, approval: Approval) -> Entry:
        """
        Put the draft on the record under the releaser's own hand.

        Raises `NotReady` while anything is lacking, `NotPermitted` where preflight
        objects; only an override, which names the objections and which everybody has
        signed with the rest, passes both by.
        """
        papers, charter, at = self.papers(id), self.charter(), self._registry.now()
        given = _checked(papers, approval, charter, at)
        if given.hand.role is not Role.RELEASER:
            raise NotPermitted(f"A {given.hand.role} does not release by that hand.")
        released = _released(papers.draft, given.hand, charter, at)
        entry = self._registry.perform(self._act(papers, approval))
        self._keep(replace(papers, draft=released))
        return entry

    # Reading

    def papers(self, id: StatementId) -> Papers:
        """The newest version of a draft; raises `OutOfOrder` if there is none of that id."""
        kept = self._drafts.draft(id)
        if kept is None:
            raise OutOfOrder("There is no such draft.")
        papers = read_papers(kept.body, kept.version)
        return replace(papers, draft=self._under_charter(papers.draft))

    def pending(self) -> Iterator[Papers]:
        """The drafts that are neither released nor abandoned, oldest first."""
        return (self.papers(id) for id in self._drafts.pending())

    def lacking(self, id: StatementId, releaser: Hand | None = None) -> frozenset[Lack]:
        """What the draft still needs before it may be released; empty means go."""
        return record_draft.lacking(self.papers(id).draft, self.charter(), self._registry.now(), releaser)

    def objections(self, id: StatementId, hands: tuple[Hand, ...] | None = None) -> tuple[Objection, ...]:
        """
        What the record would say against it if it were released now.

        *hands*: those under it; None while it is being written, as if all had signed who may.
        """
        return self._registry.foreseen(self.papers(id).draft.statement, hands)

    def charter(self) -> Charter:
        """The charter in charge; raises `NotPermitted` before there is one."""
        return charter_of(self._registry)

    # Between them

    def _act(self, papers: Papers, releaser: Approval) -> Act:
        # One key for the draft, whatever its version: a draft is released once.
        key = f"draft/{papers.draft.id}"
        return Act(octets=papers.act, approvals=(*papers.approvals, releaser), words=papers.words, key=key)

    def _step(self, id: StatementId, step: Callable[[Draft], Draft]) -> Papers:
        papers = self.papers(id)
        draft = step(papers.draft)
        given = papers.given if draft.approvals else ()
        return self._keep(replace(papers, draft=draft, given=given))

    def _edited(self, id: StatementId, act: bytes, sealed: bytes | None, by: str) -> Papers:
        statement, before = _statement(act), self.papers(id)
        draft = before.draft.edit(statement, words_of(statement, sealed), digest_of(act), by)
        return self._keep(Papers(draft=draft, act=act, words=sealed, kept=before.kept))

    def _keep(self, papers: Papers) -> Papers:
        """Keep the next version; raises `Conflict` if somebody kept one since this was read."""
        papers = replace(papers, draft=self._under_charter(papers.draft))
        kept = KeptDraft(
            id=StatementId(papers.draft.id),
            version=papers.kept + 1,
            body=write_papers(papers),
            state=papers.draft.state.value,
        )
        self._drafts.keep(kept)
        return replace(papers, kept=kept.version)

    def _under_charter(self, draft: Draft) -> Draft:
        """As the charter in charge sees it now; it may have changed since the draft was kept."""
        charter = _charter_in_charge(self._registry)
        return draft if charter is None else draft.under(charter, self._registry.now())


def charter_of(registry: Registry) -> Charter:
    """The charter in charge of a registry's own institution; raises `NotPermitted` before there is one."""
    charter = _charter_in_charge(registry)
    if charter is None:
        raise NotPermitted(
            f"No charter of {registry.institution} is in force, so nobody may do anything yet."
        )
    return charter


def _charter_in_charge(registry: Registry) -> Charter | None:
    institution = registry.institution
    return charter_in_charge(institution, registry.charters(institution), registry.now())


def written(statement: Statement, words: Words | None, salt: bytes) -> tuple[bytes, bytes | None]:
    """The octets that everybody will approve, and the sealed words they speak of."""
    if words is None:
        return write_statement(statement), None
    sealed, digest = seal_words(words, salt)
    return write_statement(replace(statement, words=digest)), sealed


def _statement(act: bytes) -> Statement:
    _, statement = read_act(act)
    assert isinstance(statement, Statement), "the Desk writes statements"
    return statement


def _checked(papers: Papers, approval: Approval, charter: Charter, at: Instant) -> Given:
    """The hand, once its signature was found to be over these very octets."""
    public = charter.keys.get(approval.key)
    if public is None:
        raise NotPermitted(f"The charter names no key {approval.key}.")
    try:
        approval.check(papers.draft.digest, parse(public))
    except BadSignature as foreign:
        raise BadSignature(f"{approval.person} did not sign these words with {approval.key}.") from foreign
    return Given(approval=approval, at=at, public=public)


def _released(draft: Draft, releaser: Hand, charter: Charter, at: Instant) -> Draft:
    if draft.statement.override is None:
        return draft.release(releaser, charter, at)
    # The table of steps knows no way past what is lacking; an override is that way, and
    # it stands in the text that every hand is under.
    return replace(draft, state=State.RELEASED)
