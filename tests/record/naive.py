"""The rules once more, as plainly and as slowly as can be, to set beside the world.

Every question is asked twice, in ordinary yes and no: what holds for certain, and what
possibly holds.  Doubt is where the two differ, and *not* turns the one question into the
other.  Everything is worked out over the whole record, again and again, until a round
changes nothing.  No code is shared with the world but the nouns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from chancery.record.charter import Charter, Delegation, Mandate, Reach, Rule
from chancery.record.entry import Entry, Hand, Role
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.statement import (
    ActInForce,
    Clause,
    Condition,
    DateReached,
    FactCertified,
    Notice,
    Reliance,
    Statement,
    Verb,
)


class Side(Enum):
    CERTAIN = "for certain"
    POSSIBLE = "possibly"

    @property
    def other(self) -> Side:
        return Side.POSSIBLE if self is Side.CERTAIN else Side.CERTAIN


CERTAIN, POSSIBLE = Side.CERTAIN, Side.POSSIBLE
STRONGEST_FIRST = ("disowned", "withdrawn", "superseded", "suspended", "expired", "corrected")
STATUS_OF = {
    "disown": "disowned",
    "withdraw": "withdrawn",
    "supersede": "superseded",
    "suspend": "suspended",
    "correct": "corrected",
}
BINDING = {"decide", "appoint", "delegate", "authorise", "certify", "order", "undertake", "accept"}
EVER = 10**18
Fact = tuple[str, ...]
Place = tuple[str, tuple[str, ...]]


class Naive:
    """All the answers about one record at one moment."""

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
        asked: dict[Fact, Callable[[Side], bool]] = {}
        for entry in self.charters:
            asked["made", entry.id] = lambda side, entry=entry: self.made(entry, side)
        for entry in self.notices:
            asked["works", entry.id] = lambda side, entry=entry: self.works(entry, side)
        for entry, clause in self.clauses:
            asked["binds", entry.id, clause.id] = lambda side, e=entry, c=clause: self.binds(e, c, side)
        return asked

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
            if self.known(side, "made", c.id)
            and not any(self.known(side.other, "made", d.id) for d in home if d.order > c.order)
        ]

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

    # ── notices ──

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

    def works(self, entry: Entry, side: Side) -> bool:
        said = notice(entry)
        assert said is not None
        aims = self.targets(entry)
        if said.targets and not aims and side is CERTAIN:
            return False
        for other, part in aims:
            if other.institution != entry.institution or other.order >= entry.order:
                return False
            if part is not None and isinstance(other.act, Statement) and part not in names(other):
                return False
            if said.verb is Verb.SUSPEND and notice(other) is not None:
                return False
            if said.verb is Verb.RATIFY and not self.curable(entry, other, part, side):
                return False
        if said.verb is Verb.SUSPEND and self.renewed(entry, side.other):
            return False
        for other in self.after(entry, "reinstate", "disown"):
            ours = other.institution == entry.institution and aimed(other, entry, None)
            if ours and self.known(side.other, "works", other.id):
                return False
        return self.allowed(entry, side)

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

    def curable(self, entry: Entry, other: Entry, part: str | None, side: Side) -> bool:
        return all(
            clause.ratifiable and self.may(entry, clause.verb, clause.subject, side, amount=clause.amount)
            for clause in clauses(other)
            if part in (None, clause.id)
        )

    def renewed(self, entry: Entry, side: Side) -> bool:
        """Whether one person alone has held this before, and now holds it alone again."""
        for other in self.notices:
            said = notice(other)
            if said is None or said.verb is not Verb.SUSPEND or other.order >= entry.order:
                continue
            if other.institution != entry.institution or not self.meet(entry, other):
                continue
            for person in {hand.person for hand in entry.hands}:
                if (
                    self.known(side, "works", other.id)
                    and self.alone(other, person, side)
                    and self.alone(entry, person, side)
                ):
                    return True
        return False

    def meet(self, one: Entry, two: Entry) -> bool:
        ours, theirs = notice(one), notice(two)
        assert ours is not None
        assert theirs is not None
        pairs = [(a, b) for a in ours.targets for b in theirs.targets if a.statement == b.statement]
        return any(a.clause is None or b.clause is None or a.clause == b.clause for a, b in pairs)

    def alone(self, entry: Entry, person: str, side: Side) -> bool:
        return self.allowed(entry, side, including=person) and not self.allowed(entry, side.other, at_least=2)

    # ── standing ──

    def marks(self, entry: Entry, side: Side) -> list[tuple[str, set[str] | None]]:
        """The statuses that reach the entry, each with the clauses it reaches (None: all of it)."""
        found: list[tuple[str, set[str] | None]] = []
        for other in self.after(entry, *STATUS_OF):
            said = notice(other)
            assert said is not None
            if not self.known(side, "works", other.id):
                continue
            if said.verb is Verb.SUSPEND and not self.held(other, said, side):
                continue
            parts = {target.clause for target in said.targets if target.statement == entry.id}
            found.append((STATUS_OF[said.verb], None if None in parts else {p for p in parts if p}))
        if any(self.replaces(other, entry, side) for other in self.log):
            found.append(("superseded", None))
        if (
            isinstance(entry.act, Statement)
            and entry.act.expires is not None
            and self.at >= entry.act.expires
        ):
            found.append(("expired", None))
        return found

    def held(self, hold: Entry, said: Notice, side: Side) -> bool:
        if said.until is not None and self.at >= said.until:
            return False
        lifted = any(
            self.known(side.other, "works", other.id)
            for other in self.after(hold, "lift")
            if aimed(other, hold, None)
        )
        return not lifted and self.allowed(hold, side, lasting=True)

    def replaces(self, other: Entry, entry: Entry, side: Side) -> bool:
        if not isinstance(other.act, Statement) or other.act.notice or entry.id not in other.act.supersedes:
            return False
        if other.institution != entry.institution or other.order <= entry.order or other.at > self.at:
            return False
        ranks = any(
            other.act.office == office(entry) or climbs(body, office(entry), other.act.office)
            for body in self.ruling(other, side)
        )
        disowned = all(
            any(
                self.known(side.other, "works", gone.id)
                for gone in self.after(other, "disown")
                if aimed(gone, other, clause.id)
            )
            for clause in other.act.clauses
        )
        return ranks and self.all_said_with_right(other, side) and not disowned

    def place(self, entry: Entry, clause: str | None) -> Place:
        """Where the clause stands; None: the statement as a whole."""
        certain, possible = (self.statuses(entry, clause, side) for side in (CERTAIN, POSSIBLE))
        doubts: list[str] = []
        for status in STRONGEST_FIRST:
            if status in certain:
                return status, tuple(doubts)
            if status in possible:
                doubts.append(status)
        return "current", tuple(doubts)

    def statuses(self, entry: Entry, clause: str | None, side: Side) -> set[str]:
        marks = self.marks(entry, side)
        if clause is None and names(entry):
            each = [self.statuses(entry, name, side) for name in names(entry)]
            return set.intersection(*each)
        return {status for status, parts in marks if parts is None or clause in parts}

    # ── force ──

    def binds(self, entry: Entry, clause: Clause, side: Side) -> bool:
        if clause.verb not in BINDING or notice(entry) is not None or not isinstance(entry.act, Statement):
            return False
        begins = entry.at if entry.act.effective is None else entry.act.effective
        if self.at < begins or not self.said_with_right(entry, clause, side):
            return False
        if self.statuses(entry, clause.id, side.other) - {"corrected"}:
            return False
        needed = [p for p in clause.premises if p.reliance is Reliance.NECESSARY]
        return all(self.fulfilled(entry, condition, side) for condition in clause.conditions) and all(
            self.known(side, "binds", p.statement, p.clause) for p in needed
        )

    def fulfilled(self, entry: Entry, condition: Condition, side: Side) -> bool:
        if isinstance(condition, DateReached):
            return self.at >= condition.at
        if isinstance(condition, ActInForce):
            return self.acted(entry, condition, side)
        if isinstance(condition, FactCertified):
            return self.settled(condition.fact, side)
        return side is POSSIBLE

    def acted(self, entry: Entry, wanted: ActInForce, side: Side) -> bool:
        where = wanted.institution or entry.institution
        if self.complete is not None and where not in self.complete and side is POSSIBLE:
            return True
        return any(
            self.known(side, "binds", other.id, clause.id)
            for other, clause in self.clauses
            if (other.institution, office(other), clause.verb) == (where, wanted.office, wanted.verb)
            and other.order > entry.order
            and (wanted.implementing is None or wanted.implementing in other.act.implements)  # type: ignore[union-attr]
        )

    def settled(self, fact: str, side: Side) -> bool:
        """Certain if certified and by nobody possibly denied; possible unless the other way round."""
        found = [(e, c) for e, c in self.clauses if c.verb is Verb.CERTIFY and c.fact == fact]

        def so(value: bool, how: Side) -> bool:
            return any(self.known(how, "binds", e.id, c.id) for e, c in found if c.holds is value)

        if side is CERTAIN:
            return so(True, CERTAIN) and not so(False, POSSIBLE)
        return not (so(False, CERTAIN) and not so(True, POSSIBLE))

    # ── what it is compared by ──

    def truth(self, ask: Callable[[Side], bool]) -> Truth:
        if ask(CERTAIN):
            return YES
        return UNDETERMINED if ask(POSSIBLE) else NO

    def authority(self, id: str) -> Truth:
        entry = self.of[id]
        if isinstance(entry.act, Charter):
            return self.truth(lambda side: self.known(side, "made", id)) if entry in self.charters else NO
        if entry.act.notice is not None:
            return self.truth(lambda side: self.known(side, "works", id))
        return self.truth(lambda side: self.all_said_with_right(entry, side))

    def clause_authority(self, id: str, name: str, read_as: str | None = None) -> Truth:
        clause = next(clause for clause in clauses(self.of[id]) if clause.id == name)
        return self.truth(lambda side: self.said_with_right(self.of[id], clause, side, read_as))

    def standing(self, id: str) -> tuple[Place, dict[str, Place]]:
        entry = self.of[id]
        return self.place(entry, None), {name: self.place(entry, name) for name in names(entry)}

    def force(self, id: str) -> dict[str, Truth]:
        return {
            name: self.truth(lambda side, name=name: self.known(side, "binds", id, name))
            for name in names(self.of[id])
        }


# ── reading the nouns ──


def charter(entry: Entry) -> Charter:
    assert isinstance(entry.act, Charter)
    return entry.act


def notice(entry: Entry) -> Notice | None:
    return entry.act.notice if isinstance(entry.act, Statement) else None


def clauses(entry: Entry) -> tuple[Clause, ...]:
    return entry.act.clauses if isinstance(entry.act, Statement) else ()


def names(entry: Entry) -> list[str]:
    return [clause.id for clause in clauses(entry)]


def office(entry: Entry) -> str:
    return entry.act.office if isinstance(entry.act, Statement) else ""


def aimed(other: Entry, entry: Entry, clause: str | None) -> bool:
    said = notice(other)
    assert said is not None
    return any(t.statement == entry.id and (t.clause is None or t.clause == clause) for t in said.targets)


def subject_of(entry: Entry, part: str | None, stated: str | None) -> str:
    named = [clause.subject for clause in clauses(entry) if clause.id == part] if part else []
    said = notice(entry)
    own = [said.subject] if said is not None and said.subject else []
    return (named or [clause.subject for clause in clauses(entry)] or [stated or (own or ["**"])[0]])[0]


def reaches(scope: str, subject: str) -> bool:
    path, steps = subject.split("/"), scope.split("/")
    return scope == "**" or path[: len(steps)] == steps


def climbs(body: Charter, start: str, wanted: str) -> bool:
    """Whether one comes from *start* to *wanted* by going up."""
    here, passed = start, {start}
    while here in body.offices and (above := body.offices[here].superior) is not None and above not in passed:
        if above == wanted:
            return True
        passed.add(above)
        here = above
    return False


def ranked(body: Charter, grant: Mandate, verb: str, over: str) -> bool:
    if climbs(body, over, grant.office):
        return True
    return over == grant.office and (verb != "disown" or grant.may_disown_itself)


def released(entry: Entry, body: Charter, grant: Mandate) -> bool:
    releasers = [hand for hand in entry.hands if hand.role is Role.RELEASER]
    drafters = {hand.person for hand in entry.hands if hand.role is Role.DRAFTER}
    if grant.separation and grant.approvals > 1 and drafters & {hand.person for hand in releasers}:
        return False
    return any(seats(body, grant.office, hand, entry.at) for hand in releasers)


def seats(body: Charter, name: str, hand: Hand, at: int) -> list[str]:
    """In which capacities the hand holds the office; the first counts."""
    if name not in body.offices or body.keys.get(hand.key) != hand.public:
        return []
    return [
        holder.capacity
        for holder in body.offices[name].holders
        if holder.person == hand.person
        and hand.key in holder.keys
        and (holder.since is None or holder.since <= at)
        and (holder.until is None or at < holder.until)
    ]


def capacity_rules(body: Charter, grant: Mandate, name: str, hand: Hand, at: int, verb: str) -> list[Rule]:
    for capacity in seats(body, name, hand, at):
        if capacity in grant.capacity:
            return [grant.capacity[capacity]]
        return [rule for done, rule in body.capacity.get(capacity, {}).items() if done == verb] or [
            Rule.ALLOW
        ]
    return []


def meets(body: Charter) -> list[Mandate]:
    """Every mandate, and every delegation followed up to the mandate it comes from."""
    powers: dict[str, Mandate | Delegation] = {
        power.id: power for power in (*body.mandates, *body.delegations)
    }

    def follow(id: str, passed: frozenset[str]) -> Mandate | None:
        power = powers.get(id)
        if power is None or isinstance(power, Mandate) or id in passed:
            return power if isinstance(power, Mandate) else None
        origin = follow(power.of, passed | {id})
        return None if origin is None or origin.depth < 1 else cut(power, origin)

    return [grant for id in powers if (grant := follow(id, frozenset())) is not None]


def cut(handed: Delegation, origin: Mandate) -> Mandate:
    wanted = origin.about if handed.about is None else handed.about
    both = [(w, h) for w in wanted for h in origin.about]
    return Mandate(
        id=handed.id,
        office=handed.to,
        may=origin.may & (origin.may if handed.may is None else handed.may),
        about=tuple({w for w, h in both if reaches(h, w)} | {h for w, h in both if reaches(w, h)}),
        approvals=max(handed.approvals, origin.approvals),
        approvers=origin.approvers,
        separation=origin.separation,
        since=max((x for x in (handed.since, origin.since) if x is not None), default=None),
        until=min((x for x in (handed.until, origin.until) if x is not None), default=None),
        limit=min((x for x in (handed.limit, origin.limit) if x is not None), default=None),
        over=origin.over,
        depth=min(handed.depth, origin.depth - 1),
        capacity=origin.capacity,
        lapses_after=origin.lapses_after,
    )
