"""The slice: those entries, out of a whole record, that can bear on one statement.

The answers about a statement are the same on its slice as on the whole record
(docs/reference/semantics.md, property 24), whatever the moment asked about.  So the slice is at once
the query plan, the content of offline evidence, and the reason why a check costs the
same in a small record and in a large one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Protocol

from chancery.record.charter import Charter
from chancery.record.entry import BY_REGISTER, Entry
from chancery.record.statement import (
    COMPROMISE,
    ActInForce,
    Clause,
    FactCertified,
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
    Verb,
)

oldest_first = attrgetter("order", "id")


class Sources(Protocol):
    """
    What must be findable in a record, each by looking it up, never by searching.

    Nothing here depends on a moment: entries are given whatever their log time, in any
    order.  What is not held is simply not given.
    """

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of that id: the first that used it, when two did."""
        ...

    def charters(self, institution: Institution) -> Iterable[Entry]:
        """Every version of its charter that the institution itself has logged."""
        ...

    def notices_on(self, id: StatementId) -> Iterable[Entry]:
        """Notices, anybody's, with a target in that entry."""
        ...

    def successors_of(self, id: StatementId) -> Iterable[Entry]:
        """Statements that say they supersede that one."""
        ...

    def key_notices(self, institution: Institution, key: KeyName) -> Iterable[Entry]:
        """The institution's own reports and confirmations that the key is in other hands."""
        ...

    def acts(
        self, institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
    ) -> Iterable[Entry]:
        """Statements of the office with such a clause; of those, the ones that carry out *implementing*."""
        ...

    def certifications(self, fact: str) -> Iterable[Entry]:
        """Statements, anybody's, that certify the fact to be so or not to be so."""
        ...


def bearing_on(id: StatementId, sources: Sources) -> tuple[Entry, ...]:
    """The statement and everything that can bear on it, oldest first; nothing if it is not on record."""
    entry = sources.entry(id)
    return () if entry is None else bearing_on_any((entry,), sources)


def bearing_on_any(entries: Iterable[Entry], sources: Sources) -> tuple[Entry, ...]:
    """
    These entries of the record and everything that can bear on one of them, oldest first.

    All that each alone would bring, and nothing twice: so one world answers for all of
    them what its own would for each (property 24).
    """
    todo = list(entries)
    found: dict[StatementId, Entry] = {}
    once = _Once(sources)
    while todo:
        entry = todo.pop()
        if entry.id not in found:
            found[entry.id] = entry
            todo.extend(_touching(entry, once))
    return tuple(sorted(found.values(), key=oldest_first))


class _Once:
    """
    Sources that are asked each thing once, and the second time have nothing to add.

    Whoever gathers has the first answer already; every letter of an office would bring
    its charters and the notices on its keys again.
    """

    __slots__ = ("_asked", "_sources")

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._asked: set[tuple[str | None, ...]] = set()

    def _first(self, *question: str | None) -> bool:
        if question in self._asked:
            return False
        self._asked.add(question)
        return True

    def entry(self, id: StatementId) -> Entry | None:
        return self._sources.entry(id) if self._first("entry", id) else None

    def charters(self, institution: Institution) -> Iterable[Entry]:
        return self._sources.charters(institution) if self._first("charters", institution) else ()

    def notices_on(self, id: StatementId) -> Iterable[Entry]:
        return self._sources.notices_on(id)  # of an entry that is new, so nobody has asked yet

    def successors_of(self, id: StatementId) -> Iterable[Entry]:
        return self._sources.successors_of(id)

    def key_notices(self, institution: Institution, key: KeyName) -> Iterable[Entry]:
        return self._sources.key_notices(institution, key) if self._first("key", institution, key) else ()

    def acts(
        self, institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
    ) -> Iterable[Entry]:
        if not self._first("acts", institution, office, verb, implementing):
            return ()
        return self._sources.acts(institution, office, verb, implementing)

    def certifications(self, fact: str) -> Iterable[Entry]:
        return self._sources.certifications(fact) if self._first("fact", fact) else ()


def _touching(entry: Entry, sources: Sources) -> Iterator[Entry]:
    """What one entry brings with it: its charters, the notices on it, those on its signers' keys …"""
    yield from sources.charters(entry.institution)
    yield from sources.notices_on(entry.id)
    for hand in entry.hands:
        yield from sources.key_notices(entry.institution, hand.key)
    if isinstance(entry.act, Statement):
        yield from sources.successors_of(entry.id)
        yield from _leaned_on(entry, entry.act, sources)


def _leaned_on(entry: Entry, statement: Statement, sources: Sources) -> Iterator[Entry]:
    """… and what its words point at: its targets, its premises, whatever may fulfil its conditions."""
    named = [target.statement for target in statement.notice.targets] if statement.notice else []
    for clause in statement.clauses:
        named += [premise.statement for premise in clause.premises]
        for condition in clause.conditions:
            match condition:
                case ActInForce():
                    where = condition.institution or entry.institution
                    yield from sources.acts(where, condition.office, condition.verb, condition.implementing)
                case FactCertified():
                    yield from sources.certifications(condition.fact)
                case _:
                    pass
    for id in named:
        if (other := sources.entry(id)) is not None:
            yield other


class Shelf:
    """
    A record in memory, every entry standing where it is looked for.

    An id belongs to the entry that used it first: a later entry of the same id finds the
    place taken and is not kept.  It can only be of the same institution, for no other one's
    log is read that uses its names (`chancery.record.naming`).
    """

    __slots__ = (
        "_acts",
        "_certifications",
        "_charters",
        "_entries",
        "_implementing",
        "_keys",
        "_on",
        "_successors",
    )

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._entries: dict[StatementId, Entry] = {}
        self._charters: dict[Institution, list[Entry]] = {}
        self._on: dict[StatementId, list[Entry]] = {}
        self._successors: dict[StatementId, list[Entry]] = {}
        self._keys: dict[tuple[Institution, KeyName], list[Entry]] = {}
        self._acts: dict[tuple[Institution, OfficeName, Verb], list[Entry]] = {}
        self._implementing: dict[tuple[Institution, OfficeName, Verb, StatementId], list[Entry]] = {}
        self._certifications: dict[str, list[Entry]] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Put the entry wherever somebody may look for it; no rule asks for what the register itself did."""
        if entry.id in self._entries or isinstance(entry.act, BY_REGISTER):
            return
        self._entries[entry.id] = entry
        if isinstance(entry.act, Charter):
            # A charter for another institution is on the record and counts for nobody.
            if entry.act.institution == entry.institution:
                self._charters.setdefault(entry.institution, []).append(entry)
            return
        if entry.act.notice is not None:
            self._shelve_notice(entry, entry.act.notice)
        for superseded in dict.fromkeys(entry.act.supersedes):
            self._successors.setdefault(superseded, []).append(entry)
        for clause in entry.act.clauses:
            self._shelve_clause(entry, entry.act, clause)

    def _shelve_notice(self, entry: Entry, notice: Notice) -> None:
        for id in dict.fromkeys(target.statement for target in notice.targets):
            self._on.setdefault(id, []).append(entry)
        if notice.verb in COMPROMISE and notice.key is not None:
            self._keys.setdefault((entry.institution, notice.key), []).append(entry)

    def _shelve_clause(self, entry: Entry, statement: Statement, clause: Clause) -> None:
        power = (entry.institution, statement.office, clause.verb)
        _append_once(self._acts.setdefault(power, []), entry)
        for implemented in statement.implements:
            _append_once(self._implementing.setdefault((*power, implemented), []), entry)
        if clause.verb is Verb.CERTIFY and clause.fact is not None:
            _append_once(self._certifications.setdefault(clause.fact, []), entry)

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, in the order in which they were added."""
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, id: StatementId) -> Entry | None:
        """The entry of that id: the first that used it, when two did."""
        return self._entries.get(id)

    def charters(self, institution: Institution) -> Sequence[Entry]:
        """Every version of its charter that the institution itself has logged."""
        return self._charters.get(institution, ())

    def notices_on(self, id: StatementId) -> Sequence[Entry]:
        """Notices, anybody's, with a target in that entry."""
        return self._on.get(id, ())

    def successors_of(self, id: StatementId) -> Sequence[Entry]:
        """Statements that say they supersede that one."""
        return self._successors.get(id, ())

    def key_notices(self, institution: Institution, key: KeyName) -> Sequence[Entry]:
        """The institution's own reports and confirmations that the key is in other hands."""
        return self._keys.get((institution, key), ())

    def acts(
        self, institution: Institution, office: OfficeName, verb: Verb, implementing: StatementId | None
    ) -> Sequence[Entry]:
        """Statements of the office with such a clause; of those, the ones that carry out *implementing*."""
        if implementing is None:
            return self._acts.get((institution, office, verb), ())
        return self._implementing.get((institution, office, verb, implementing), ())

    def certifications(self, fact: str) -> Sequence[Entry]:
        """Statements, anybody's, that certify the fact to be so or not to be so."""
        return self._certifications.get(fact, ())


def _append_once(entries: list[Entry], entry: Entry) -> None:
    """One entry with two such clauses is still one entry; its clauses are shelved one after the other."""
    if not entries or entries[-1] is not entry:
        entries.append(entry)
