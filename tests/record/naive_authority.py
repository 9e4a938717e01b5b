"""The naive evaluator, first half: what is known, which charter rules, and who was allowed to do what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import partial

from chancery.record.charter import Charter, Mandate, Reach, Rule
from chancery.record.entry import Entry, Role
from chancery.record.statement import (
    Clause,
    Verb,
)
from tests.record.naive_nouns import (
    aimed,
    capacity_rules,
    charter,
    clauses,
    meets,
    notice,
    office,
    ranked,
    reaches,
    released,
    same_root,
    subject_of,
    wait,
)


class Side(Enum):
    CERTAIN = "for certain"
    POSSIBLE = "possibly"

    @property
    def other(self) -> Side:
        return Side.POSSIBLE if self is Side.CERTAIN else Side.CERTAIN


CERTAIN, POSSIBLE = Side.CERTAIN, Side.POSSIBLE
EVER = 10**18
Fact = tuple[str, ...]


class NaiveAuthority:
    """What a record says about charters, keys and powers at one moment."""

    def __init__(self, entries: Iterable[Entry], at: int, complete: set[str] | None = None) -> None:
        self.log = sorted(entries, key=lambda entry: entry.order)
        self.at, self.complete = at, complete
        self.of = {entry.id: entry for entry in self.log}
        self.charters = [
            entry
            for entry in self.log
            if isinstance(entry.act, Charter) and entry.act.institution == entry.institution
        ]
        self.notices = [entry for entry in self.log if notice(entry) is not None]
        self.clauses = [(entry, clause) for entry in self.log for clause in clauses(entry)]
        self.facts = self.questions()
        self.holds: dict[Side, set[Fact]] = {CERTAIN: set(), POSSIBLE: set(self.facts)}
        while (then := self.next_round()) != self.holds:
            assert self.holds[CERTAIN] <= then[CERTAIN] <= then[POSSIBLE] <= self.holds[POSSIBLE]
            self.holds = then

    def questions(self) -> dict[Fact, Callable[[Side], bool]]:
        """What may be open; the other half has more."""
        return {("made", entry.id): partial(self.made, entry) for entry in self.charters}

    def next_round(self) -> dict[Side, set[Fact]]:
        return {side: {fact for fact, ask in self.facts.items() if ask(side)} for side in Side}

    def known(self, side: Side, *fact: str) -> bool:
        """What a fact that is not among the questions may be, is anybody's guess."""
        return fact in self.holds[side] if fact in self.facts else side is POSSIBLE

    # ── charters and keys ──

    def made(self, entry: Entry, side: Side) -> bool:
        body = charter(entry)
        before = [c for c in self.charters if c.institution == entry.institution and c.order < entry.order]
        if not self.rooted(entry, body, side):
            return False
        if body.version == 1:
            return not before
        if any(charter(c).version == body.version and self.known(side.other, "made", c.id) for c in before):
            return False
        parents = [c for c in before if charter(c).version + 1 == body.version]
        return any(self.known(side, "made", c.id) and self.rooted(entry, charter(c), side) for c in parents)

    def rooted(self, entry: Entry, body: Charter, side: Side) -> bool:
        signed = {
            hand.person
            for hand in entry.hands
            if (hand.key, hand.person) in set(body.root.keys.items())
            and body.keys.get(hand.key) == hand.public
            and self.trusted(entry, hand.key, side)
        }
        return len(signed) >= body.root.threshold

    def ruling(self, entry: Entry, side: Side) -> list[Charter]:
        home = [c for c in self.charters if c.institution == entry.institution and c.order < entry.order]
        return [
            charter(c)
            for c in home
            if self.ripe(c, entry.at, side)
            and not any(self.ripe(d, entry.at, side.other) for d in home if d.order > c.order)
        ]

    def ripe(self, entry: Entry, at: int, side: Side) -> bool:
        """Made, and with no wait before it, back to the first charter, that was not over."""
        if not self.known(side, "made", entry.id):
            return False
        body = charter(entry)
        home = [c for c in self.charters if c.institution == entry.institution and c.order < entry.order]
        if body.version == 1:
            return True
        return any(
            self.ripe(c, at, side) and (same_root(charter(c), body) or at - entry.at >= wait(charter(c)))
            for c in home
            if charter(c).version + 1 == body.version
        )

    def trusted(self, entry: Entry, key: str, side: Side) -> bool:
        """No confirmation has taken the key away, and no report that still counts casts doubt on it."""
        for other in self.notices:
            said = notice(other)
            assert said is not None
            if said.key != key or other.institution != entry.institution or other is entry:
                continue
            if said.since is not None and said.since > entry.at:
                continue
            if said.verb is Verb.CONFIRM_COMPROMISE and self.known(side.other, "works", other.id):
                return False
            if said.verb is Verb.REPORT_COMPROMISE and side is CERTAIN and self.nagging(other, key):
                return False
        return True

    def nagging(self, report: Entry, key: str) -> bool:
        """Whether a report may still cast doubt: not lapsed, or followed by a confirmation."""
        if not self.known(POSSIBLE, "works", report.id):
            return False
        confirmations = [
            other
            for other in self.notices
            if (said := notice(other)) is not None
            and said.verb is Verb.CONFIRM_COMPROMISE
            and (said.key, other.institution) == (key, report.institution)
            and other.order > report.order
        ]
        followed = any(self.known(POSSIBLE, "works", other.id) for other in confirmations)
        return followed or self.allowed(report, POSSIBLE, lasting=True)

    # ── authority ──

    def may(
        self,
        entry: Entry,
        verb: str,
        subject: str,
        side: Side,
        *,
        amount: object = 0,
        over: str | None = None,
        lasting: bool = False,
        at_least: int = 0,
        including: str | None = None,
    ) -> bool:
        for body in self.ruling(entry, side):
            if side is CERTAIN and body.expires is not None and entry.at >= body.expires:
                continue
            for grant in meets(body):
                if grant.office != office(entry) or verb not in grant.may:
                    continue
                if not any(reaches(scope, subject) for scope in grant.about):
                    continue
                if not (grant.since or -EVER) <= entry.at < (EVER if grant.until is None else grant.until):
                    continue
                if grant.limit is not None and amount > grant.limit:  # type: ignore[operator]
                    continue
                if over is not None and grant.over is not Reach.ANY and not ranked(body, grant, verb, over):
                    continue
                if not released(entry, body, grant):
                    continue
                people = self.people(entry, body, grant, verb, side)
                if len(people) < max(grant.approvals, at_least):
                    continue
                if including is not None and including not in people:
                    continue
                ends = entry.at + (72 * 3600 if grant.lapses_after is None else grant.lapses_after)
                if lasting and len(people) < 2 and self.at >= ends:
                    continue
                return True
        return False

    def people(self, entry: Entry, body: Charter, grant: Mandate, verb: str, side: Side) -> set[str]:
        counted = set()
        for hand in entry.hands:
            lent = hand.office or grant.office
            if hand.role not in (Role.APPROVER, Role.RELEASER):
                continue
            if lent != grant.office and lent not in (grant.approvers or ()):
                continue
            for rule in capacity_rules(body, grant, lent, hand, entry.at, verb):
                fit = rule is Rule.ALLOW or (rule is Rule.DISPUTED and side is POSSIBLE)
                if fit and self.trusted(entry, hand.key, side):
                    counted.add(hand.person)
        return counted

    def said_with_right(self, entry: Entry, clause: Clause, side: Side, read_as: str | None = None) -> bool:
        verb = read_as or clause.verb
        if self.may(entry, verb, clause.subject, side, amount=clause.amount):
            return True
        return any(
            self.known(side, "works", other.id)
            for other in self.after(entry, "ratify")
            if other.institution == entry.institution and aimed(other, entry, clause.id)
        )

    def all_said_with_right(self, entry: Entry, side: Side) -> bool:
        said = clauses(entry)
        return bool(said) and all(self.said_with_right(entry, clause, side) for clause in said)

    # ── powers that notices use ──

    def after(self, entry: Entry, *verbs: str) -> list[Entry]:
        """Later notices on the entry, as far as they have been given."""
        return [
            other
            for other in self.notices
            if (said := notice(other)) is not None
            and said.verb in verbs
            and entry.id in {target.statement for target in said.targets}
            and other.order > entry.order
            and other.at <= self.at
        ]

    def targets(self, entry: Entry) -> list[tuple[Entry, str | None]]:
        said = notice(entry)
        assert said is not None
        return [(self.of[t.statement], t.clause) for t in said.targets if t.statement in self.of]

    def allowed(
        self,
        entry: Entry,
        side: Side,
        *,
        lasting: bool = False,
        at_least: int = 0,
        including: str | None = None,
    ) -> bool:
        said = notice(entry)
        assert said is not None
        more = {"lasting": lasting, "at_least": at_least, "including": including}
        if said.verb in ("report_compromise", "confirm_compromise"):
            return self.may(entry, said.verb, "keys", side, **more)  # type: ignore[arg-type]
        aims = self.targets(entry)
        if not aims:
            return self.may(entry, said.verb, said.subject or "**", side, **more)  # type: ignore[arg-type]
        return all(
            self.may(
                entry,
                said.verb,
                subject_of(other, part, said.subject),
                side,
                over=None if said.verb is Verb.RATIFY else office(other),
                **more,  # type: ignore[arg-type]
            )
            for other, part in aims
        )
