"""The registry's answers beside those of the naive evaluator, and what must be so whatever they are."""

from __future__ import annotations

from collections.abc import Sequence

from chancery.check.answers import Answers, Authority, Force
from chancery.record.charter import Charter
from chancery.record.entry import Entry, Role
from chancery.record.logic import NO, UNDETERMINED, YES, Truth
from chancery.record.statement import Statement, StatementId, Verb
from chancery.registry.registry import Registry
from tests.record.naive import BINDING, Naive
from tests.record.naive_authority import CERTAIN
from tests.record.naive_nouns import meets, notice
from tests.record.realm import A

SPELLED = {YES: Authority.YES, NO: Authority.NO, UNDETERMINED: Authority.UNDETERMINED}


def naive_of(entries: Sequence[Entry], at: int) -> Naive:
    """The record as the naive evaluator reads it, with nobody else's beside it."""
    return Naive(entries, at, {A})


def disagreements(registry: Registry, naive: Naive, id: StatementId) -> list[str]:
    """In what the registry answers otherwise about a statement than the naive evaluator."""
    standing, answers = registry.standing(id), _asked(registry, id)
    if answers is None:
        return [f"{id} is not found"]
    told = {
        "authority": answers.authority.state,
        "force": answers.force.state,
        "standing": (standing.status, standing.doubts),
        "clauses": dict(standing.clauses),
    }
    whole, parts = naive.standing(id)
    wanted = {
        "authority": _authority(naive, id),
        "force": _force(naive, id),
        "standing": whole,
        "clauses": parts,
    }
    return [
        f"{id}: {what} is {told[what]}, not {wanted[what]}" for what in told if told[what] != wanted[what]
    ]


def _authority(naive: Naive, id: StatementId) -> Authority:
    parts = {naive.clause_authority(id, clause.id) for clause in _statement(naive, id).clauses}
    return Authority.IN_PART if {YES, NO} <= parts else SPELLED[naive.authority(id)]


def _force(naive: Naive, id: StatementId) -> Force:
    binding = {clause.id for clause in _statement(naive, id).clauses if clause.verb in BINDING}
    truths = {truth for clause, truth in naive.force(id).items() if clause in binding}
    if not truths:
        return Force.NO_EFFECT
    if truths == {YES}:
        return Force.IN_FORCE
    if YES in truths:
        return Force.PARTLY
    return Force.UNDETERMINED if UNDETERMINED in truths else Force.NOT_IN_FORCE


def _statement(naive: Naive, id: StatementId) -> Statement:
    act = naive.of[id].act
    assert isinstance(act, Statement)
    return act


def past(registry: Registry, ids: Sequence[StatementId]) -> dict[StatementId, tuple[str, str, str]]:
    """Origin, words and authority of letters: what nobody can change by disowning them."""
    found = ((id, _asked(registry, id), registry.held(id)) for id in ids)
    return {
        id: (answers.origin.state, repr(held[1]), answers.authority.state)
        for id, answers, held in found
        if answers is not None and held is not None
    }


def _asked(registry: Registry, id: StatementId) -> Answers | None:
    """The five answers for a letter as its page gives them; of a bare disclaimer there is no page by code."""
    letter = registry.letter(id)
    return None if letter is None else letter.answers


def known_authority(entries: Sequence[Entry], coming: Entry) -> Truth:
    """What the naive evaluator would answer, if this came last."""
    return naive_of([*entries, coming], coming.at).authority(coming.id)


def below_threshold(entries: Sequence[Entry], coming: Entry) -> bool:
    """
    Whether the people under an act are fewer than every power of the office asks for.

    Asked as plainly as can be: of all charters that there ever were, whatever else they say.
    """
    assert isinstance(coming.act, Statement)
    act = coming.act
    people = {hand.person for hand in coming.hands if hand.role in (Role.APPROVER, Role.RELEASER)}
    verbs = {clause.verb for clause in act.clauses} | ({act.notice.verb} if act.notice else set())
    bodies = [entry.act for entry in entries if isinstance(entry.act, Charter)]
    return any(
        all(
            len(people) < grant.approvals
            for body in bodies
            for grant in meets(body)
            if grant.office == act.office and verb in grant.may
        )
        for verb in verbs
    )


def stolen_for_certain(entries: Sequence[Entry], key: str, at: int) -> bool:
    """Whether a confirmation with effect took the key away for whatever is logged at that moment."""
    naive = naive_of(entries, at)
    for entry in naive.notices:
        said = notice(entry)
        assert said is not None
        confirms = said.verb is Verb.CONFIRM_COMPROMISE and said.key == key and (said.since or 0) <= at
        if confirms and naive.known(CERTAIN, "works", entry.id):
            return True
    return False


def is_disowning_of_letters(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether it disowns letters only: to disown a ratification or a confirmation takes its effect back."""
    said = notice(entry)
    if said is None or said.verb is not Verb.DISOWN:
        return False
    of = {other.id: other for other in entries}
    aims = [of[target.statement] for target in said.targets if target.statement in of]
    return all(notice(other) is None for other in aims)
