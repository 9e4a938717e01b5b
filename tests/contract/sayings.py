"""Statements and charters to be filed and found: small, made up, and as many as a test wants."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from chancery.record.charter import Charter, Root
from chancery.record.entry import Entry, order_of
from chancery.record.statement import (
    COMPROMISE,
    Clause,
    ClauseId,
    Instant,
    Institution,
    KeyName,
    Notice,
    OfficeName,
    Statement,
    StatementId,
    Subject,
    Target,
    Verb,
)
from chancery.registry.ports import Index
from tests.contract.storage import Codec, Storage

US, IQ = Institution("us.demo"), Institution("iq.demo")
GENERAL, MINISTER = OfficeName("general"), OfficeName("minister")


def urn(number: int) -> StatementId:
    """The number stands in front, so that numbers far apart have different printed codes."""
    return StatementId(f"urn:uuid:{number:08x}{0:024x}")


def statement(number: int, *, institution: Institution = US, at: int = 0, **what: object) -> Entry:
    """An entry with a statement of that number; *what* are the statement's own fields."""
    id = urn(number)
    words: dict[str, object] = {"office": GENERAL, **what}
    act = Statement(id=id, institution=institution, **words)  # type: ignore[arg-type]
    return Entry(id=id, institution=institution, at=Instant(at or number), order=0, act=act)


def charter(number: int, *, institution: Institution = US, about: Institution | None = None) -> Entry:
    act = Charter(institution=about or institution, version=1, root=Root(threshold=1, keys={}))
    return Entry(id=urn(number), institution=institution, at=Instant(number), order=0, act=act)


def notice(number: int, verb: Verb, *targets: StatementId, key: str | None = None, **where: object) -> Entry:
    given = Notice(
        verb=verb,
        targets=tuple(Target(statement=target) for target in targets),
        key=None if key is None else KeyName(key),
    )
    return statement(number, notice=given, **where)  # type: ignore[arg-type]


def clause(name: str, verb: Verb, **more: object) -> Clause:
    return Clause(id=ClauseId(name), verb=verb, subject=Subject("forces"), **more)  # type: ignore[arg-type]


def tell(storage: Storage, *entries: Entry, first: int = 0) -> Index:
    """The index after it took in these entries of one log."""
    index = storage.index()
    index.add(triples(storage.codec, entries, first=first))
    return storage.index()


def triples(codec: Codec, entries: Sequence[Entry], *, first: int = 0) -> list[tuple[int, bytes, Entry]]:
    return [(number, codec.write(entry), entry) for number, entry in enumerate(entries, first)]


def arrived(entry: Entry, number: int) -> Entry:
    """The entry as an index gives it back that took it in as its *number*-th."""
    return replace(entry, order=order_of(entry.at, number))


def any_record(chance: random.Random, size: int) -> list[Entry]:
    """A record in which much bears on much: few names, many coincidences, some ids used twice."""
    return [_any_entry(chance, number) for number in range(size)]


def _any_entry(chance: random.Random, number: int) -> Entry:
    institution = chance.choice((US, IQ))
    if chance.random() < 0.1:
        return charter(_any_number(chance, number), institution=institution, about=chance.choice((US, IQ)))
    earlier = [urn(chance.randrange(40)) for _ in range(chance.randrange(3))]
    return statement(
        _any_number(chance, number),
        institution=institution,
        at=number // 4,
        office=chance.choice((GENERAL, MINISTER)),
        reference=chance.choice((None, "1/2020", "2/2020")),
        notice=_any_notice(chance, earlier),
        clauses=tuple(_any_clause(chance, place) for place in range(chance.randrange(4))),
        supersedes=tuple(earlier[:1]),
        implements=tuple(earlier[1:]),
    )


def _any_number(chance: random.Random, number: int) -> int:
    return chance.randrange(number + 1) if chance.random() < 0.1 else number


def _any_notice(chance: random.Random, targets: list[StatementId]) -> Notice | None:
    if chance.random() < 0.5:
        return None
    verb = chance.choice((Verb.WITHDRAW, Verb.DISCLAIM, *sorted(COMPROMISE)))
    return Notice(
        verb=verb,
        targets=tuple(Target(statement=target) for target in targets),
        key=KeyName("k1") if verb in COMPROMISE else None,
    )


def _any_clause(chance: random.Random, place: int) -> Clause:
    verb = chance.choice((Verb.ORDER, Verb.CERTIFY))
    fact = chance.choice((None, "lunch", "rain")) if verb is Verb.CERTIFY else None
    return clause(f"c{place}", verb, fact=fact)
