"""A dossier: a matter put together.  What stands now, what stood at a moment, what differs, what came when.

Everything official in it is asked of the record at that moment; everything reported is
read from its source.  Nothing is concluded from the one about the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from chancery.check.copy import Event, Happening, Letter
from chancery.check.sighting import Sighting
from chancery.record.asks import Ask, AskState
from chancery.record.claims import Claim, Report
from chancery.record.edtf import Reach, reach_of
from chancery.record.matter import Kind, KnownSource, Matter, Membership, reported
from chancery.record.statement import Instant, StatementId
from chancery.registry.differing import Contradiction, in_report, on_record
from chancery.registry.dossier_ports import ReadRecord
from chancery.registry.reliance import Web, aims, web_of_letters, web_of_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source taken apart, with the claims of it that are in the matter."""

    source: KnownSource
    report: Report
    asks: tuple[Ask, ...]
    """The questions it tells of."""
    claims: tuple[Claim, ...]
    """Those that are gathered, in the order of the text."""

    @property
    def present(self) -> frozenset[str]:
        """The ids of the claims that are gathered."""
        return frozenset(claim.id for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A statement that is gathered; no letter: it is not on the record that is held here."""

    membership: Membership
    id: StatementId
    letter: Letter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """
    A statement at a moment by two clocks: as it was shown then, and as it is known now of then.

    None: it was not on the record by that moment.
    """

    membership: Membership
    id: StatementId
    shown: Letter | None
    known: Letter | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLine:
    """
    A question with its clock; *source* tells of it, or it was put to this office (None).

    No ask: the question is kept no longer, and only its name is left.
    """

    membership: Membership
    ask: Ask | None
    state: AskState | None = None
    age: int | None = None
    """How long it has waited, in seconds; None: nobody said when it was asked."""
    source: KnownSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingLine:
    """A checked copy that somebody gathered; None: the sighting is kept no longer."""

    membership: Membership
    sighting: Sighting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of time: an event of a statement, a claim with its days, or a question."""

    first: Instant
    after: Instant | None = None
    """For days that are not known more closely: the first moment after them."""
    doubtful: bool = False
    letter: Letter | None = None
    event: Event | None = None
    claim: Claim | None = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A matter at a moment, put together."""

    matter: Matter
    at: Instant
    statements: tuple[StatementLine, ...]
    readings: tuple[Reading, ...]
    asks: tuple[AskLine, ...]
    sightings: tuple[SightingLine, ...]
    contradictions: tuple[Contradiction, ...]
    on_record: Web
    as_reported: Mapping[str, Web]
    """One web for each source, by its name."""
    moments: tuple[Moment, ...]
    undated: tuple[Claim, ...]
    """The claims whose time is not stated, or cannot be resolved."""


def compose(
    matter: Matter,
    at: Instant,
    *,
    record: ReadRecord,
    readings: tuple[Reading, ...],
    asks: Mapping[str, Ask],
    sightings: Mapping[str, Sighting],
) -> Dossier:
    """The matter as it stands at *at*, now; *asks* and *sightings* by their names as members."""
    statements = tuple(
        StatementLine(membership=each, id=id, letter=record.letter(id, at=at))
        for each, id in _statements(matter)
    )
    letters = [line.letter for line in statements if line.letter is not None]
    questions = tuple(_asks(matter, at, readings, asks))
    return Dossier(
        matter=matter,
        at=at,
        statements=statements,
        readings=readings,
        asks=questions,
        sightings=tuple(
            SightingLine(membership=each, sighting=sightings.get(each.member.name))
            for each in matter.of(Kind.SIGHTING)
        ),
        contradictions=tuple(_contradictions(letters, readings)),
        on_record=web_of_letters(letters, _elsewhere(letters, record, at)),
        as_reported={each.source.name: web_of_report(each.report, each.present) for each in readings},
        moments=tuple(sorted(_moments(letters, readings, questions), key=_when)),
        undated=tuple(claim for each in readings for claim in each.claims if _days(claim) is None),
    )


def stood(matter: Matter, at: Instant, now: Instant, record: ReadRecord) -> tuple[Stood, ...]:
    """Where everything that is gathered stood at *at*: as it was shown then, and as is known *now*."""
    return tuple(
        Stood(
            membership=each,
            id=id,
            shown=record.letter(id, at=at, as_known_at=at),
            known=record.letter(id, at=at, as_known_at=now),
        )
        for each, id in _statements(matter)
    )


def _statements(matter: Matter) -> Iterator[tuple[Membership, StatementId]]:
    for each in matter.of(Kind.STATEMENT):
        yield each, StatementId(each.member.name)


def _asks(
    matter: Matter, at: Instant, readings: Iterable[Reading], asks: Mapping[str, Ask]
) -> Iterator[AskLine]:
    told = {
        reported(Kind.REPORTED_ASK, each.source, ask.id).name: (ask, each.source)
        for each in readings
        for ask in each.asks
    }
    for each in matter.of(Kind.ASK):
        held = asks.get(each.member.name)
        yield AskLine(membership=each, ask=None) if held is None else _ask(each, held, None, at)
    for each in matter.of(Kind.REPORTED_ASK):
        yield _ask(each, *told[each.member.name], at)


def _ask(membership: Membership, ask: Ask, source: KnownSource | None, at: Instant) -> AskLine:
    return AskLine(membership=membership, ask=ask, state=ask.state(at), age=ask.age(at), source=source)


def _elsewhere(letters: list[Letter], record: ReadRecord, at: Instant) -> list[Letter]:
    """What the letters point to and nobody gathered, as far as it is held here."""
    gathered = {letter.name.id for letter in letters}
    aimed = dict.fromkeys(aim for letter in letters for aim in sorted(aims(letter) - gathered))
    return [found for aim in aimed if (found := record.letter(aim, at=at)) is not None]


def _contradictions(letters: list[Letter], readings: Iterable[Reading]) -> Iterator[Contradiction]:
    yield from on_record(letters)
    for each in readings:
        yield from in_report(each.report, each.source, each.present)


def _moments(letters: list[Letter], readings: Iterable[Reading], asks: Iterable[AskLine]) -> Iterator[Moment]:
    notices = {event.by for letter in letters for event in letter.life if event.by is not None}
    for letter in letters:
        for event in letter.life:
            # A notice is told where it strikes; that it was released besides would be the same event twice.
            if event.happening is not Happening.RELEASED or letter.name.id not in notices:
                yield Moment(first=event.at, letter=letter, event=event)
    for each in readings:
        for claim in each.claims:
            if (days := _days(claim)) is not None:
                yield Moment(first=days.first, after=days.after, doubtful=days.doubtful, claim=claim)
    for line in asks:
        if line.ask is None:
            continue
        if line.ask.asked_at is not None:
            yield Moment(first=line.ask.asked_at, ask=line.ask)
        elif line.ask.asked_when is not None and (days := reach_of(line.ask.asked_when)) is not None:
            yield Moment(first=days.first, after=days.after, doubtful=days.doubtful, ask=line.ask)


def _days(claim: Claim) -> Reach | None:
    return None if claim.time is None else reach_of(claim.time.edtf)


def _when(moment: Moment) -> tuple[Instant, Instant]:
    return moment.first, moment.first if moment.after is None else moment.after
