"""The life of a letter as a picture: one line, its events by number, its standing as a band.

The same facts stand in the list beside it under the same numbers.  Time runs with the
reading direction.  Distances follow time, but events that would lie on top of each
other are moved apart: a letter that was disowned after four minutes and is read after
four years must still show both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chancery.check.copy import Event, Happening
from chancery.phrases import say, standing, standing_word, stretch

HEIGHT = 148
MARGIN = 22
"""From the edges to the first and the last mark; half a mark and some air."""

APART = 34
"""The least distance between two marks' centres, so that their numbers can be read."""

BAND_TOP, BAND_HEIGHT = 58, 20
LETTER_WIDTH = 7.2
"""Of the picture's own writing, about; a word that would not fit into its band is left to the list."""

GONE = ("disowned", "withdrawn", "superseded", "corrected", "suspended")
"""The standings whose coming is worth a bar, the gravest first: how long the letter stood before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One stretch of the line with the same standing throughout."""

    x: float
    width: float
    kind: str
    word: str
    """The standing in a word; empty when there is no room for it."""

    @property
    def middle(self) -> float:
        """Where its word stands."""
        return self.x + self.width / 2

    @property
    def label_width(self) -> float:
        """The width of the plain ground behind its word, which a pattern would make hard to read."""
        return min(self.width, len(self.word) * LETTER_WIDTH + 10)

    @property
    def label_x(self) -> float:
        """Where that ground begins."""
        return self.middle - self.label_width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One event, under the number it has in the list."""

    x: float
    number: int
    hollow: bool
    """A notice without effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The bar below the line: how long the letter stood before something was done about it."""

    left: float
    right: float
    label: str
    anchor: str
    text_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All shapes of one picture, in its own units."""

    width: int
    height: int
    bands: tuple[Band, ...]
    dots: tuple[Dot, ...]
    gap: Gap | None
    now: float
    now_label: str
    now_text: float
    now_anchor: str


def picture(
    life: Sequence[Event],
    at: int,
    language: str,
    *,
    width: int,
    mirrored: bool,
    past_moment: bool,
    unknown_since: int | None = None,
) -> Picture | None:
    """
    The life up to *at*, now or a past moment; None for a letter to which nothing has happened yet.

    Nothing is drawn of what came after *unknown_since*, if it is given, but that it is not known.
    """
    past = [event for event in life if event.at <= at]
    if not past:
        return None
    known = () if unknown_since is None else (max(past[-1].at, min(unknown_since, at)),)
    places = _places([*(event.at for event in past), *known, at], width)
    ends = [width - place if mirrored else place for place in places]
    return Picture(
        width=width,
        height=HEIGHT,
        bands=(*_bands(past, ends[: len(past) + 1], language), *_unknown(ends[len(past) :], language)),
        dots=tuple(
            Dot(x=x, number=number, hollow=event.had_effect == "no")
            for number, (event, x) in enumerate(zip(past, ends, strict=False), 1)
        ),
        gap=_gap(past, ends, language, width, mirrored),
        now=ends[-1],
        now_label=say("life.moment" if past_moment else "life.now", language),
        now_anchor="end",
        now_text=ends[-1] + (-MARGIN + 4 if mirrored else MARGIN - 4),
    )


def _places(moments: Sequence[int], width: int) -> list[float]:
    """
    Where each moment lies, in order, never closer than `APART` while there is room.

    Half of the room is shared out by time and the rest evenly, when time alone would
    press marks together.
    """
    steps = len(moments) - 1
    room = width - 2 * MARGIN
    if steps == 0:
        return [MARGIN]
    least = min(APART, room / steps)
    free = room - least * steps
    span = max(1, moments[-1] - moments[0])
    places = [float(MARGIN)]
    for earlier, later in pairwise(moments):
        places.append(places[-1] + least + free * (later - earlier) / span)
    return [round(place, 1) for place in places]


def _bands(life: Sequence[Event], ends: Sequence[float], language: str) -> list[Band]:
    bands: list[Band] = []
    for event, (x, after) in zip(life, pairwise(ends), strict=True):
        left, width = min(x, after), abs(after - x)
        kind, word = standing(event.standing).key, standing_word(event.standing, language)
        if bands and bands[-1].kind == kind:
            last = bands.pop()
            left, width = min(left, last.x), width + last.width
        fits = len(word) * LETTER_WIDTH < width
        bands.append(Band(x=round(left, 1), width=round(width, 1), kind=kind, word=word if fits else ""))
    return bands


def _unknown(ends: Sequence[float], language: str) -> list[Band]:
    """From where nothing is known to the end; nothing where all is."""
    return [
        _band(left, right, "unknown", say("page.mark.unknown", language)) for left, right in pairwise(ends)
    ]


def _band(one: float, other: float, kind: str, word: str) -> Band:
    left, width = min(one, other), abs(other - one)
    fits = len(word) * LETTER_WIDTH < width
    return Band(x=round(left, 1), width=round(width, 1), kind=kind, word=word if fits else "")


def _gap(
    life: Sequence[Event], ends: Sequence[float], language: str, width: int, mirrored: bool
) -> Gap | None:
    """From the release to the notice that took the letter away; None when there was none."""
    came = _came(life)
    kind = next((grave for grave in GONE if grave in came), None)
    if kind is None:
        return None
    place = came[kind]
    left, right = sorted((ends[0], ends[place]))
    near_left = left + right < width
    return Gap(
        left=left,
        right=right,
        label=say(f"gap.{kind}", language, stretch=stretch(life[place].at - life[0].at, language)),
        anchor=_anchor(to_the_right=near_left, mirrored=mirrored),
        text_at=left if near_left else right,
    )


def _came(life: Sequence[Event]) -> Mapping[str, int]:
    """For each standing that a notice brought about, the place of the first such notice."""
    came: dict[str, int] = {}
    for place, event in enumerate(life):
        if event.happening is Happening.NOTICE and event.had_effect == "yes":
            came.setdefault(standing(event.standing).key, place)
    return came


def _anchor(*, to_the_right: bool, mirrored: bool) -> str:
    """Which end of the words stands at the place; from right to left, words *start* at the right."""
    return "start" if to_the_right is not mirrored else "end"
