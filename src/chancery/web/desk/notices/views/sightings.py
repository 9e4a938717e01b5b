"""What readers told of: copies that were altered, of nothing on the record, or of what stands no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancery.check.answer_time import AnswerTime
from chancery.check.sighting import Seen, Sighting
from chancery.check.tally import Hour, Tally
from chancery.phrases import DIRECTIONS, day, iso, say
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Statement, StatementId
from chancery.web.counter.names import Names
from chancery.web.desk import door, trouble
from chancery.web.desk.notices.called import names
from chancery.web.desk.notices.clocks import Clock, said, told_clock
from chancery.web.desk.notices.columns import Columns, columns
from chancery.web.desk.notices.seen import pursuits, tally
from chancery.web.desk.officers import signed_in
from chancery.web.desk.surroundings import surroundings

DAY = 24 * 3_600
STRETCHES = {"day": DAY, "week": 7 * DAY, "all": 0}
MOST_ROWS = 100
MOST_SEEN = 40
MOST_CLOCKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one office's letters were seen as in one hour."""

    begins: int
    day: str
    office: str
    altered: int
    no_letter: int
    no_longer: int

    @property
    def written(self) -> str:
        """The hour for machines."""
        return iso(self.begins)

    @property
    def time(self) -> str:
        """The hour as a clock shows it, in UTC like every moment of these pages."""
        return self.written[11:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A single sighting worth acting on."""

    at: int
    what: str
    called: str | None
    code: str | None
    words: tuple[str, ...]
    digest: str
    taken_up: bool
    ours: bool
    foreign: bool
    """Whether what was seen may have to be disclaimed: words that no letter of ours has."""


@signed_in
def sightings(request: HttpRequest, language: str) -> HttpResponse:
    """The sightings of a day, of a week, or all."""
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD")
    stretch = request.GET.get("stretch", "day")
    if stretch not in STRETCHES:
        return trouble.not_found(request)
    told, called = tally(), names(language)
    since = Instant(door.now() - STRETCHES[stretch] if STRETCHES[stretch] else 0)
    rows = tuple(_rows(told, since, called, language))
    context = {
        **surroundings(request, language, f"notices/sightings?stretch={stretch}"),
        "stretch": stretch,
        "stretches": [(each, say(f"notices.sightings.{each}", language)) for each in STRETCHES],
        "rows": rows[:MOST_ROWS],
        "more": len(rows) > MOST_ROWS,
        "drawn": _drawn(rows, language),
        "ones": list(_ones(told, since, called, language)),
        "clocks": list(_clocks(told, since, called, language)),
    }
    return render(request, "desk/notices/sightings.html", context)


def _rows(told: Tally, since: Instant, called: Names, language: str) -> Iterator[Row]:
    found: dict[tuple[int, str], dict[Seen, int]] = {}
    for hour in told.hours(since=since):
        if hour.seen is not Seen.AS_REGISTERED:
            counts = found.setdefault((hour.begins, _office(hour, called, language)), {})
            counts[hour.seen] = counts.get(hour.seen, 0) + hour.count
    for (begins, office), counts in found.items():
        yield Row(
            begins=begins,
            day=day(begins, language),
            office=office,
            altered=counts.get(Seen.ALTERED, 0),
            no_letter=counts.get(Seen.NO_LETTER, 0),
            no_longer=counts.get(Seen.NO_LONGER_STANDS, 0),
        )


def _office(hour: Hour, called: Names, language: str) -> str:
    """Whose letter it was; of a copy of nothing, nobody's."""
    entry = None if hour.letter is None else _entry(hour.letter)
    if entry is None or not isinstance(entry.act, Statement):
        return say("notices.sightings.nobody", language)
    return called.get(entry.act.office, entry.act.office)


def _entry(id: StatementId) -> Entry | None:
    held = door.registry().held(id)
    return None if held is None else held[0]


def _drawn(rows: tuple[Row, ...], language: str) -> Columns | None:
    by_hour: dict[int, int] = {}
    for row in rows:
        by_hour[row.begins] = by_hour.get(row.begins, 0) + row.altered + row.no_letter + row.no_longer
    return columns(by_hour, mirrored=DIRECTIONS[language] == "rtl")


def _ones(told: Tally, since: Instant, called: Names, language: str) -> Iterator[One]:
    taken_up = {each.digest for each in pursuits().all()}
    newest = sorted((each for each in told.newest if each.at >= since), key=lambda each: -each.at)
    for each in newest[:MOST_SEEN]:
        yield _one(each, taken_up, called, language)


def _one(sighting: Sighting, taken_up: set[bytes], called: Names, language: str) -> One:
    letter = None if sighting.letter is None else _entry(sighting.letter)
    return One(
        at=sighting.at,
        what=say(f"notices.seen.{sighting.seen.name.lower()}", language),
        called=None if letter is None else called.title(letter.id),
        code=None if letter is None else code_of(letter.id),
        words=tuple(text for _, text in sighting.differences),
        digest=sighting.digest.hex(),
        taken_up=sighting.digest in taken_up,
        foreign=sighting.seen in (Seen.ALTERED, Seen.NO_LETTER),
        ours=letter is not None and letter.institution == door.registry().institution,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A clock, and what it is the clock of."""

    called: str
    code: str
    clock: Clock


def _clocks(told: Tally, since: Instant, called: Names, language: str) -> Iterator[Timed]:
    """For each of our letters that was seen and must be answered, how long that took or is taking."""
    seen = dict.fromkeys(
        hour.letter
        for hour in told.hours(since=since)
        if hour.letter is not None and hour.seen is not Seen.AS_REGISTERED
    )
    for id in list(seen)[:MOST_CLOCKS]:
        letter = door.registry().letter(id)
        if letter is not None and letter.entry.institution == door.registry().institution:
            yield Timed(called=called.title(id), code=letter.name.code, clock=told_clock(letter, language))
    yield from _disclaimed(told, called, language)


def _disclaimed(told: Tally, called: Names, language: str) -> Iterator[Timed]:
    """For each copy of nothing that was disclaimed because it was seen."""
    for id, digests in _taken_up_by().items():
        notice = door.registry().letter(id)
        first = told.first_of_copies(digests)
        if notice is None or first is None or not _disclaims(notice.entry.act):
            continue
        time = AnswerTime(seen=first.at_all, altered=None, answered=notice.entry.at, by=id)
        yield Timed(called=called.title(id), code=notice.name.code, clock=said(time, language))


def _taken_up_by() -> Mapping[StatementId, set[bytes]]:
    found: dict[StatementId, set[bytes]] = {}
    for each in pursuits().all():
        found.setdefault(each.by, set()).add(each.digest)
    return found


def _disclaims(act: object) -> bool:
    return isinstance(act, Statement) and act.notice is not None and not act.notice.targets
