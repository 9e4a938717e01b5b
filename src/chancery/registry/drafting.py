"""The Desk's half of the door: letters on their way to the record.

    begin → edit* → submit → approve+ → release
                                      → plan → (the hour) → release_due

Nothing here is on the record before `release`, and `release` puts it there by the same
door as every other act.  Every step is kept as a new version, so that two people who
work at once find out instead of undoing each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from chancery.check.parties import Titles
from chancery.errors import Conflict, Malformed, NotPermitted, OutOfOrder, Refused, Unavailable, Untrusted
from chancery.record import draft as record_draft
from chancery.record.charter import Charter
from chancery.record.draft import Draft, Lack, State
from chancery.record.entry import Entry, Hand, Role
from chancery.record.preflight import Objection
from chancery.record.routing import Routing, concerned, routing
from chancery.record.statement import Instant, Override, Statement, StatementId
from chancery.record.words import Words
from chancery.registry.act import Act
from chancery.registry.draft_form import Papers, read_papers, words_of, write_papers
from chancery.registry.given import checked, refuse_unready, released_by
from chancery.registry.looking import Beside, Look, beside, look, titles
from chancery.registry.margin import Margins, Note, Noted, PlannedRelease
from chancery.registry.planning import Outcome, given_beforehand, kept_back, note, plan_of
from chancery.registry.ports import Drafts, KeptDraft
from chancery.registry.registry import Registry
from chancery.seal.act_form import digest_of, read_act, write_statement
from chancery.seal.approval import Approval
from chancery.seal.words_form import seal_words

_NO_SUCH_DRAFT = "There is no such draft."

# Goes by the octets themselves, so it cannot be out of date: every list reads all that is on its way.
_read_once = lru_cache(maxsize=1_000)(read_papers)


class Desk:
    """Everybody who works at letters before they are released, as far as rules go."""

    def __init__(self, *, registry: Registry, drafts: Drafts, margins: Margins) -> None:
        self._registry = registry
        self._drafts = drafts
        self._margins = margins

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

    def edit(
        self, statement: Statement, words: Words | None, *, salt: bytes, by: str, seen: int | None = None
    ) -> Papers:
        """
        The next version; whoever agreed to the last has not agreed to this one.

        *seen* says how often it had been kept when its writer last looked (`Papers.kept`);
        raises `Conflict` if somebody has kept it since.
        """
        act, sealed = written(statement, words, salt)
        return self._edited(statement.id, act, sealed, by, seen)

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

    def give_back(self, id: StatementId, reason: str = "", by: str = "") -> Papers:
        """Return it to its drafters; what was agreed to is to be thought over, and the reason stays."""
        said = note(self.papers(id).draft, Noted.GIVEN_BACK, self._registry.now(), by=by, text=reason)
        papers = self._step(id, lambda draft: draft.give_back())
        self._margins.write(said)
        return papers

    def remind(self, id: StatementId, whom: str, *, by: str) -> Note:
        """Note that *whom* was asked once more; sending the letter that asks is the post's doing."""
        return self._note(self.papers(id), Noted.REMINDED, by=by, whom=whom)

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
        given = checked(papers, approval, charter, at)
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
        given = checked(papers, approval, charter, at)
        if given.hand.role is not Role.RELEASER:
            raise NotPermitted(f"A {given.hand.role} does not release by that hand.")
        released = released_by(papers.draft, given.hand, charter, at)
        entry = self._registry.perform(self._act(papers, approval))
        self._keep(replace(papers, draft=released))
        return entry

    def release_at_once(self, id: StatementId, approval: Approval) -> Entry:
        """Release it now, also where it waits for an hour: its releaser has thought better of waiting."""
        papers, charter, at = self.papers(id), self.charter(), self._registry.now()
        if papers.draft.state is State.SCHEDULED:
            # Before the hour is moved: a hand that is worth nothing must not bring it forward.
            refuse_unready(papers.draft, checked(papers, approval, charter, at), charter, at)
            self.schedule(id, at)
        return self.release(id, approval)

    # Releasing later

    def plan(
        self,
        id: StatementId,
        approval: Approval,
        not_before: Instant,
        *,
        embargo: bool = False,
        to: Iterable[str] = (),
    ) -> PlannedRelease:
        """
        Keep the releaser's hand, given beforehand, for that hour; any edit makes it worthless.

        Raises `NotReady` while anything but the hour is lacking, `OutOfOrder` for an hour
        that has passed, and whatever `approve` raises for a hand that is nobody's.
        """
        papers, charter, at = self.papers(id), self.charter(), self._registry.now()
        given = checked(papers, approval, charter, at)
        if not_before <= at:
            raise OutOfOrder("That hour has passed; release it at once, or name a later one.")
        refuse_unready(papers.draft, given, charter, at)
        planned = plan_of(id, approval, not_before, embargo=embargo, to=to)
        self._step(id, lambda draft: draft.schedule(not_before))
        self._margins.plan(planned)
        return planned

    def planned(self, id: StatementId) -> PlannedRelease | None:
        """When it is to go out, by whose hand; None while nobody has planned that, or an edit undid it."""
        waiting = self.papers(id).draft.state is State.SCHEDULED
        return self._margins.planned(id) if waiting else None

    def hand_over(self, id: StatementId, whom: str, *, by: str) -> Note:
        """
        Note that the words were handed to somebody before the hour.

        Raises `NotPermitted` for anybody whom the releaser did not name, or without an embargo.
        """
        planned = self.planned(id)
        if planned is None or not planned.embargo or whom not in planned.to:
            raise NotPermitted(f"The releaser has not named {whom} as one who may have the words beforehand.")
        return self._note(self.papers(id), Noted.HANDED_OVER, by=by, whom=whom)

    def release_due(self) -> tuple[Outcome, ...]:
        """
        Do what was planned for an hour that has come.

        A letter that the rules refuse by then goes back to its people, with the reason
        beside it; one that could not be written for want of storage is tried again next time,
        and holds up no other.
        """
        return tuple(self._let_go(planned) for planned in self._margins.due(self._registry.now()))

    def _let_go(self, planned: PlannedRelease) -> Outcome:
        id = planned.draft
        if self._drafts.draft(id) is None or (papers := self.papers(id)).draft.state is not State.SCHEDULED:
            self._margins.unplan(id)  # nothing is left of it to be released
            return Outcome(draft=id)
        if (letter := self._registry.letter(id)) is not None:  # a crash came between the record and the Desk
            self._step(id, lambda draft: replace(draft, state=State.RELEASED))
            return Outcome(draft=id, entry=letter.entry)
        try:
            return Outcome(draft=id, entry=self.release(id, given_beforehand(planned)))
        except (Refused, Untrusted, Malformed) as refusal:
            self._step(id, lambda draft: draft.give_back())
            self._note(papers, Noted.KEPT_BACK, text=kept_back(refusal))
            return Outcome(draft=id, refusal=refusal)
        except Unavailable as trouble:
            return Outcome(draft=id, refusal=trouble)

    # Reading

    def papers(self, id: StatementId) -> Papers:
        """The newest version of a draft; raises `OutOfOrder` if there is none of that id."""
        kept = self._drafts.draft(id)
        if kept is None:
            raise OutOfOrder(_NO_SUCH_DRAFT)
        papers = read_papers(kept.body, kept.version)
        return replace(papers, draft=self._under_charter(papers.draft))

    def versions(self, id: StatementId) -> tuple[Papers, ...]:
        """Every version that was ever kept, oldest first, each as it was kept; empty for no such draft."""
        return tuple(read_papers(kept.body, kept.version) for kept in self._drafts.versions(id))

    def notes(self, id: StatementId) -> tuple[Note, ...]:
        """What was written beside it, oldest first."""
        return self._margins.notes(id)

    def pending(self) -> Iterator[Papers]:
        """The drafts that are neither released nor abandoned, oldest first."""
        charter, at = self._registry.in_charge(), self._registry.now()
        for kept in self._drafts.waiting():
            papers = _read_once(kept.body, kept.version)
            yield replace(papers, draft=_under(papers.draft, charter, at))

    def lacking(self, id: StatementId, releaser: Hand | None = None) -> frozenset[Lack]:
        """What the draft still needs before it may be released; empty means go."""
        return record_draft.lacking(self.papers(id).draft, self.charter(), self._registry.now(), releaser)

    def objections(self, id: StatementId, hands: tuple[Hand, ...] | None = None) -> tuple[Objection, ...]:
        """
        What the record would say against it if it were released now.

        *hands*: those under it; None while it is being written, as if all had signed who may.
        """
        return self._registry.foreseen(self.papers(id).draft.statement, hands)

    def look(self, statement: Statement, words: Words | None, *, by: str) -> Look:
        """What there is to say of a letter as it is being written; nothing is kept of it."""
        return look(
            statement,
            words,
            by=by,
            charter=self.charter(),
            at=self._registry.now(),
            objections=self._registry.foreseen(statement),
            titled=self._titled(),
        )

    def look_at_words(self, words: Words | None) -> Beside:
        """What there is to say of words in which no clause is marked yet."""
        return beside(words, self._titled())

    def _titled(self) -> tuple[Titles, ...]:
        known = (self._registry.charters(each) for each in self._registry.institutions())
        return titles(e.act for entries in known for e in entries if isinstance(e.act, Charter))

    def routing(self, id: StatementId) -> Routing:
        """The way it still has to go: who must agree, who has, who can, who may release it."""
        return routing(self.papers(id).draft, self.charter(), self._registry.now())

    def shown_to(self, person: str) -> Iterator[Papers]:
        """The drafts on their way that concern a person, oldest first; of others they learn nothing."""
        charter, at = self.charter(), self._registry.now()
        for papers in self.pending():
            if person in concerned(papers.draft, charter, at):
                yield papers

    def papers_for(self, id: StatementId, person: str) -> Papers:
        """
        The newest version, for somebody whom it concerns.

        Raises the same `OutOfOrder` as for no draft at all if it concerns them not.
        """
        papers = self.papers(id)
        if person not in concerned(papers.draft, self.charter(), self._registry.now()):
            raise OutOfOrder(_NO_SUCH_DRAFT)
        return papers

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

    def _note(self, papers: Papers, noted: Noted, *, by: str = "", whom: str = "", text: str = "") -> Note:
        written = note(papers.draft, noted, self._registry.now(), by=by, whom=whom, text=text)
        self._margins.write(written)
        return written

    def _edited(
        self, id: StatementId, act: bytes, sealed: bytes | None, by: str, seen: int | None = None
    ) -> Papers:
        statement, before = _statement(act), self.papers(id)
        if seen not in (None, before.kept):
            raise Conflict("Somebody else has kept this draft since; read it again.")
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
        if papers.draft.state is not State.SCHEDULED:
            self._margins.unplan(kept.id)
        return replace(papers, kept=kept.version)

    def _under_charter(self, draft: Draft) -> Draft:
        """As the charter in charge sees it now; it may have changed since the draft was kept."""
        return _under(draft, self._registry.in_charge(), self._registry.now())


def _under(draft: Draft, charter: Charter | None, at: Instant) -> Draft:
    return draft if charter is None else draft.under(charter, at)


def charter_of(registry: Registry) -> Charter:
    """The charter in charge of a registry's own institution; raises `NotPermitted` before there is one."""
    charter = registry.in_charge()
    if charter is None:
        raise NotPermitted(
            f"No charter of {registry.institution} is in force, so nobody may do anything yet."
        )
    return charter


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
