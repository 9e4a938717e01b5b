"""The figures that were promised, each with its bar, and how many copies it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.copies.cases import PICTURES, Became, On
from bench.copies.judge import Told
from bench.copies.tally import (
    Share,
    Tally,
    became,
    both,
    false_equal,
    named,
    on,
    quantile,
    told,
)
from bench.row import Bar, Better, Row, at_least, at_most

GENUINE = (Became.UNCHANGED, Became.HANDLED, Became.EXCERPT)
REGISTERED = (*GENUINE, Became.ALTERED)
CLEAN = (On.TEXT, On.PDF)

FOUND_BARS: dict[tuple[str, str | None], tuple[tuple[On, ...], Bar | None]] = {
    ("clean text or PDF", None): (CLEAN, at_least(100)),
    ("good photo, English", "en"): ((On.GOOD_PHOTO,), at_least(99.5)),
    ("bad photo or crop, English", "en"): ((On.BAD_PHOTO, On.CROP), at_least(97)),
    ("screenshot, scan or fax, English", "en"): ((On.SCREENSHOT, On.SCAN, On.FAX), None),
    ("good photo, Arabic", "ar"): ((On.GOOD_PHOTO,), at_least(95)),
    ("any other picture, Arabic", "ar"): (
        tuple(each for each in PICTURES if each is not On.GOOD_PHOTO),
        None,
    ),
}
LOCATED_BARS: Sequence[tuple[str, tuple[On, ...], str | None, Bar | None]] = (
    ("text", (On.TEXT,), None, at_least(0.99)),
    ("PDF, English", (On.PDF,), "en", at_least(0.99)),
    ("PDF, Arabic", (On.PDF,), "ar", at_least(0.99)),
    ("good photo, English", (On.GOOD_PHOTO,), "en", at_least(0.90)),
    ("good photo, Arabic", (On.GOOD_PHOTO,), "ar", None),
)
WAITED_BARS = {On.TEXT: ("text", 0.060), On.PDF: ("PDF", 0.6), On.GOOD_PHOTO: ("photo of 12 megapixels", 4.0)}


def rows_of(tally: Tally) -> Iterator[Row]:
    """Everything that a run says about its bars; of what was not brought it says nothing."""
    parts = (_false_equals, _found, _called, _located, _waited)
    return (row for part in parts for row in part(tally) if row is not None)


def _false_equals(tally: Tally) -> Iterator[Row | None]:
    """The one answer that must never be given."""
    sorts = {
        "text and PDF": both(on(*CLEAN), became(Became.ALTERED)),
        "PDFs that hide something": both(on(On.HIDING_PDF), became(Became.ALTERED)),
        "pictures": both(on(*PICTURES), became(Became.ALTERED)),
        "copies of letters that nobody registered": became(Became.UNREGISTERED),
    }
    for name, which in sorts.items():
        share = tally.share(which, false_equal)
        if not share.whole:
            continue
        yield Row(
            name=f"false “equal”, {name}",
            value=share.part,
            unit="copies",
            bar=at_most(0),
            how=f"{share}; {_bound(share)} of such copies; {_setting(tally)}",
        )


def _found(tally: Tally) -> Iterator[Row | None]:
    for (name, language), (media, bar) in FOUND_BARS.items():
        share = tally.share(both(on(*media, language=language), became(*REGISTERED)), named)
        yield _percent(
            f"right letter found, {name}",
            share,
            bar,
            f"among {tally.run['letters']:,} letters with their near-duplicates, not among 1,000,000",
            better=Better.HIGHER,
        )
    share = tally.share(became(*REGISTERED), told(Told.WRONG_LETTER))
    yield _percent("wrong letter named", share, at_most(0.1), f"all media and languages; {_bound(share)}")
    broken = tally.those(told(Told.BROKE_OFF))
    share = Share(part=len(broken), whole=len(tally.verdicts))
    faults = "; ".join(sorted({verdict["why"] for verdict in broken})[:3])
    yield _percent("checks that broke off in a fault of their own", share, at_most(0), faults)


def _called(tally: Tally) -> Iterator[Row | None]:
    """Honest copies that were not told to be what they are."""
    good = {language: on(On.GOOD_PHOTO, language=language) for language in ("en", "ar")}
    whole = became(Became.UNCHANGED)
    for language, name in (("en", "English"), ("ar", "Arabic")):
        altered = tally.share(both(good[language], whole), told(Told.ALTERED))
        bar = at_most(1) if language == "en" else None
        yield _percent(f"unaltered good photo called altered, {name}", altered, bar, _bound(altered))
        unsure = tally.share(both(good[language], whole), told(Told.CANNOT_TELL))
        yield _percent(
            f"unaltered good photo: cannot tell, {name}", unsure, at_most({"en": 20, "ar": 50}[language]), ""
        )
    for media, name in ((On.TEXT, "text"), (On.PDF, "PDF")):
        unsure = tally.share(both(on(media), became(*GENUINE)), told(Told.CANNOT_TELL, Told.QUOTED))
        yield _percent(f"unaltered {name}: cannot tell", unsure, at_most(0), _bound(unsure))
        altered = tally.share(both(on(media), became(*GENUINE)), told(Told.ALTERED))
        yield _percent(f"unaltered {name} called altered", altered, None, _bound(altered))


def _located(tally: Tally) -> Iterator[Row | None]:
    for name, media, language, bar in LOCATED_BARS:
        shown = tally.located(both(on(*media, language=language), told(Told.ALTERED)))
        everything = tally.located(on(*media, language=language))
        if not everything.copies:
            continue
        yield Row(
            name=f"altered words located, {name}",
            value=shown.f1,
            unit="word F1",
            better=Better.HIGHER,
            bar=bar,
            how=(
                f"{shown.copies:,} altered copies of which that was said: precision {shown.precision:.3f}, "
                f"recall {shown.recall:.3f}; over all {everything.copies:,}, where nothing told counts as "
                f"nothing shown: {everything.f1:.3f}"
            ),
        )


def _waited(tally: Tally) -> Iterator[Row | None]:
    for media, (name, seconds) in WAITED_BARS.items():
        ordered = tally.waited(media)
        if not ordered:
            continue
        yield Row(
            name=f"check of a {name}, p95",
            value=quantile(ordered, 0.95) * 1e3,
            unit="ms",
            bar=at_most(seconds * 1e3),
            how=(
                f"{len(ordered)} copies one after another, wall time; "
                f"median {quantile(ordered, 0.5) * 1e3:.3g} ms; {tally.run['letters']:,} letters registered"
            ),
        )


def _percent(
    name: str, share: Share, bar: Bar | None, more: str, better: Better = Better.LOWER
) -> Row | None:
    if not share.whole:
        return None
    how = "; ".join(filter(None, (str(share), more)))
    return Row(name=name, value=share.percent, unit="%", bar=bar, better=better, how=how)


def _bound(share: Share) -> str:
    return f"with 95 % certainty at most {share.at_most:.3g} %"


def _setting(tally: Tally) -> str:
    return f"seed {tally.run['seed']}, {tally.run['letters']:,} letters registered"
