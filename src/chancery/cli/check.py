"""`chancery check`: the five questions, asked of whatever somebody holds."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.check.copy import Checked, Copy, Kind
from chancery.cli.bringing import STDIN, octets_of, some_text, text_of, whole_text
from chancery.cli.home import house_option, maybe
from chancery.cli.moments import MOMENT
from chancery.errors import Malformed, Mistyped, Unavailable, Untrusted
from chancery.record.statement import Instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from chancery.check.answers import Answers
    from chancery.record.entry import Entry
    from chancery.registry.registry import Registry
    from chancery.seal.evidence import CheckedEvidence
    from chancery.wiring import House

FEW_WORDS = 40
"""Up to so many words on the command line are looked for as a quotation; more are a letter or part of one."""

DAMAGED = "This evidence file was changed after it was made, or is damaged: it proves nothing either way."

FOUND = frozenset({"exact", "equal after named normalisation", "excerpt", "altered"})
"""A text of which one of these can be said is a copy of a letter, and no article about one."""

_FILE_NAME = re.compile(r"\S+\.[A-Za-z0-9]{1,10}|\S*/\S*")

_PRINTED = re.compile(r"(?=.*\d)\w{11}|\w{5}\W?\w{5}-\w")
"""How a code is written; a word of eleven letters may look like a mistyped one and is none."""

Found = tuple["Checked", "Iterable[Entry]"]
"""What was found, and the charters from which offices take their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the question was put."""

    at: Instant | None
    as_known_at: Instant | None
    offline: bool
    pins: tuple[str, ...]
    language: str


@click.command()
@click.argument("what", metavar="X")
@click.option("--quote", is_flag=True, help="X is words, whatever it looks like: a quotation.")
@click.option("--article", is_flag=True, help="X is somebody else's text; check what it quotes.")
@click.option("--at", type=MOMENT, help="The moment asked about, as the record showed it then.")
@click.option("--as-known-at", type=MOMENT, help="With --at: what had been recorded by this moment.")
@click.option("--offline", is_flag=True, help="Use nothing but the evidence file itself.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object for each letter concerned, one per line."
)
@click.option("--why", is_flag=True, help="The reasons under each answer, down to the last.")
@click.option(
    "--pin", "pins", multiple=True, metavar="DOMAIN=FIGURES", help="A fingerprint known from elsewhere."
)
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", help="English or Arabic.")
@house_option
def check(
    what: str,
    quote: bool,
    article: bool,
    at: Instant | None,
    as_known_at: Instant | None,
    offline: bool,
    as_json: bool,
    why: bool,
    pins: tuple[str, ...],
    lang: str,
    data: Path | None,
) -> None:
    """Ask the five questions of X: a text, a file, `-`, an evidence file, a code, a reference.

    Whatever the answers are, the command ends with 0: the question was answered.

    \b
      $ chancery check letter.txt
      $ chancery check "We ask you to open the hall" --quote
      $ chancery check article.txt --article
      $ chancery check K7QF2-M9XT4-Z --at 2026-03-01T09:05:00Z
      $ chancery check letter.evidence --offline --pin mod.example=3f0c…
    """
    asked = Asked(at=at, as_known_at=as_known_at, offline=offline, pins=pins, language=lang)
    if quote and article:
        raise click.UsageError("X is either a quotation or an article.")
    octets = None if quote and what != STDIN else _octets(what)
    if octets is not None and _is_evidence(octets):
        checked, charters = _evidence(octets, asked, data)
    elif offline:
        raise click.UsageError("Only an evidence file can be checked offline.")
    else:
        checked, charters = _record(what, octets, asked, data, quote=quote, article=article)
    if as_json:
        _print_json(checked)
    else:
        from chancery.cli.aloud import Telling
        from chancery.cli.naming import Names

        Telling(checked, Names(charters, lang), lang, why=why, then=at is not None).tell()


def _octets(what: str) -> bytes | None:
    """What lies in the file or came in; None if X is words or a name."""
    return octets_of(what) if what == STDIN or os.path.exists(what) else None


def _is_evidence(octets: bytes) -> bool:
    from chancery.seal.evidence import looks_like_evidence

    return looks_like_evidence(octets)


def _print_json(checked: Checked) -> None:
    from chancery.check.projection import objects

    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    for found in objects(checked):
        click.echo(json.dumps(found, ensure_ascii=ascii_only, separators=(",", ":")))


# ── an evidence file ─────────────────────────────────────────────────────────


def _evidence(octets: bytes, asked: Asked, data: Path | None) -> Found:
    """Weighed by itself; with a record at hand that has the letter, that record's newer answers."""
    from chancery.check.offline import weigh_evidence
    from chancery.cli.pins import pins
    from chancery.wiring.chance import system_clock

    house = None if asked.offline else maybe(data)
    held = _held(octets)
    now = system_clock()
    alone = weigh_evidence(
        held,
        at=now if asked.at is None else asked.at,
        as_known_at=asked.as_known_at,
        pins=pins(asked.pins, house),
    )
    words = held.words.get(held.statement)
    copy = Copy(
        kind=Kind.EVIDENCE,
        text="" if words is None else words.authoritative.text,
        digest=sha256(octets).digest(),
    )
    newer = None if house is None else _newer(held, house, asked)
    letters = alone if newer is None else replace(newer, words=alone.words)
    return Checked(copy=copy, letters=(letters,), read_at=now), held.entries


def _held(octets: bytes) -> CheckedEvidence:
    """What the file proves; raises `Malformed` or `Untrusted` if nothing."""
    from chancery.seal.evidence import read_evidence

    try:
        return read_evidence(octets).check()
    except Malformed as damaged:
        raise Malformed(DAMAGED) from damaged
    except Untrusted as changed:
        raise Untrusted(DAMAGED) from changed


def _newer(held: CheckedEvidence, house: House, asked: Asked) -> Answers | None:
    """What the record at hand answers; None if the letter is not on it."""
    from chancery.wiring import open_registry

    letter = open_registry(house, pen=False).letter(
        held.statement, at=asked.at, as_known_at=asked.as_known_at
    )
    return None if letter is None else letter.answers


# ── the record ───────────────────────────────────────────────────────────────


def _record(
    what: str, octets: bytes | None, asked: Asked, data: Path | None, *, quote: bool, article: bool
) -> Found:
    """Asked of the record at hand, and of those it follows."""
    from chancery.cli.home import found
    from chancery.wiring import open_registry

    text = some_text(whole_text(what) if octets is None else text_of(octets))
    registry = open_registry(found(data), pen=False)
    copy = Copy(
        kind=_kind(text, octets, registry, quote=quote, article=article),
        text=text,
        digest=sha256(text.encode() if octets is None else octets).digest(),
    )
    checked = registry.check(copy, at=asked.at, as_known_at=asked.as_known_at)
    if copy.kind is Kind.TEXT and octets is not None:
        checked = _as_an_article(checked, registry, asked)
    # Our own last: where two institutions call an office the same, ours is meant.
    held = sorted(registry.institutions(), key=lambda who: (who == registry.institution, who))
    charters = [entry for who in held for entry in registry.charters(who)]
    return checked, charters


def _kind(text: str, octets: bytes | None, registry: Registry, *, quote: bool, article: bool) -> Kind:
    if article:
        return Kind.ARTICLE
    if quote:
        return Kind.QUOTATION
    if octets is None and _is_name(text, registry):
        return Kind.CODE
    if octets is None and _FILE_NAME.fullmatch(text):
        # Taken for words, a mistyped file name would be answered with "no record".
        raise Unavailable(f"There is no file {text}, nor a letter of that name; for words, add --quote.")
    return Kind.QUOTATION if octets is None and len(text.split()) <= FEW_WORDS else Kind.TEXT


def _is_name(text: str, registry: Registry) -> bool:
    from chancery.record.code import read_code

    try:
        read_code(text)
    except Mistyped:
        return bool(_PRINTED.fullmatch(text.strip()) or registry.by_reference(text))
    except Malformed:
        return bool(registry.by_reference(text))
    return True


def _as_an_article(checked: Checked, registry: Registry, asked: Asked) -> Checked:
    """A file that is no copy of any letter may still quote some."""
    if any(answers.words.state in FOUND for answers in checked.letters):
        return checked
    copy = replace(checked.copy, kind=Kind.ARTICLE)
    quoting = registry.check(copy, at=asked.at, as_known_at=asked.as_known_at)
    return quoting if any(finding.pieces for finding in quoting.passages) else checked
