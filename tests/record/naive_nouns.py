"""The nouns, read plainly for the naive evaluator: who sits where, what a delegation amounts to."""

from __future__ import annotations

from chancery.record.charter import Charter, Delegation, Mandate, Rule
from chancery.record.entry import Entry, Hand, Role
from chancery.record.statement import (
    Clause,
    Notice,
    Statement,
)


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


def wait(body: Charter) -> int:
    return body.root.delay or 0


def same_root(one: Charter, other: Charter) -> bool:
    """The same threshold, people, keys and wait, down to the public parts."""
    publics = [[body.keys.get(key) for key in sorted(body.root.keys)] for body in (one, other)]
    return one.root == other.root and publics[0] == publics[1]
