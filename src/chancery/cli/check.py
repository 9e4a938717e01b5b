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
    from collections.abc import Iterable, Sequence

    from chancery.record.entry import Entry
    from chancery.registry.registry import Registry
    from chancery.wiring import House

FEW_WORDS = 40
"""Up to so many words on the command line are looked for as a quotation; more are a letter or part of one."""

DAMAGED = "This evidence file was changed after it was made, or is damaged: it proves nothing either way."

FOUND = frozenset({"exact", "equal after named normalisation", "excerpt", "altered"})
"""A text of which one of these can be said is a copy of a letter, and no article about one."""

_FILE_NAME = re.compile(r"\S+\.[A-Za-z0-9]{1,10}|\S*/\S*")

_PRINTED = re.compile(r"(?=.*\d)\w{11}|\w{5}\W?\w{5}-\w")
"""How a code is written; a word of eleven letters may look like a mistyped one and is none."""

Found = tuple["Sequence[Checked]", "Iterable[Entry]"]
"""What was found, and the charters from which offices take their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the question was put."""

    at: Instant | None
    as_known_at: Instant | None
    offline: bool
    pins: tuple[str, ...]
    policy: Path | None
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
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whose word is enough: a file of C2SP tlog-policy, instead of what the settings name.",
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
    policy: Path | None,
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
      $ chancery check letter.evidence --offline --policy policy.txt
    """
    asked = Asked(at=at, as_known_at=as_known_at, offline=offline, pins=pins, policy=policy, language=lang)
    if quote and article:
        raise click.UsageError("X is either a quotation or an article.")
    octets = None if quote and what != STDIN else _octets(what)
    if octets is not None and not quote:
        checked, charters = _file(what, octets, asked, data, article=article)
    elif offline:
        raise click.UsageError("Only a file that carries evidence can be checked offline.")
    else:
        words = what if octets is None else text_of(octets)
        checked, charters = _words(words, asked, data, quote=quote, article=article)
    if as_json:
        _print_json(checked)
    else:
        _tell(checked, charters, asked, why=why)


def _tell(checked: Sequence[Checked], charters: Iterable[Entry], asked: Asked, *, why: bool) -> None:
    from chancery.cli.aloud import Telling
    from chancery.cli.naming import Names

    names = Names(charters, asked.language)
    for each in checked:
        Telling(each, names, asked.language, why=why, then=asked.at is not None).tell()


def _octets(what: str) -> bytes | None:
    """What lies in the file or came in; None if X is words or a name."""
    from chancery.paper.limits import MOST_OCTETS

    return octets_of(what, MOST_OCTETS) if what == STDIN or os.path.exists(what) else None


def _is_evidence(octets: bytes) -> bool:
    from chancery.seal.evidence import looks_like_evidence

    return looks_like_evidence(octets)


def _print_json(checked: Sequence[Checked]) -> None:
    from chancery.check.projection import objects

    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    for found in (each for one in checked for each in objects(one)):
        click.echo(json.dumps(found, ensure_ascii=ascii_only, separators=(",", ":")))


# ── a file ───────────────────────────────────────────────────────────────────


def _file(what: str, octets: bytes, asked: Asked, data: Path | None, *, article: bool) -> Found:
    """Read in the sandbox and asked of the record at hand; offline, of the evidence in it."""
    from chancery.cli.pins import known_pins
    from chancery.paper.bringing import Bringing, Handed, Unreadable
    from chancery.paper.sandbox import Sandbox
    from chancery.wiring import open_registry
    from chancery.wiring.chance import system_clock
    from chancery.wiring.hearing import reader_for
    from chancery.wiring.pinned import Pins

    house = None if asked.offline else _asking(_house(octets, data), asked)
    registry = None if house is None else open_registry(house, pen=False)
    bringing = Bringing(
        record=registry,
        sandbox=Sandbox.here(),
        now=system_clock(),
        pins=known_pins(asked.pins, house),
        known_as={} if house is None else Pins(house),
        reader=reader_for(house, asked.policy),
    )
    name = "" if what == STDIN else Path(what).name
    handed = Handed(octets=octets, name=name, article=article, at=asked.at, as_known_at=asked.as_known_at)
    try:
        checked = bringing.checked(handed)
    except Unreadable as unread:
        from chancery.phrases.papers import obstacle, remedy

        why = unread.obstacle
        raise Malformed(f"{obstacle(why, asked.language)} {remedy(why, asked.language)}") from unread
    except (Malformed, Untrusted) as damaged:
        if _is_evidence(octets):
            raise type(damaged)(DAMAGED) from damaged
        raise
    return checked, _charters(registry) if registry is not None else bringing.entries(handed)


def _house(octets: bytes, data: Path | None) -> House | None:
    """Evidence can answer alone; everything else needs a record."""
    from chancery.cli.home import found

    return maybe(data) if _is_evidence(octets) else found(data)


def _asking(house: House | None, asked: Asked) -> House | None:
    """The house, asking for the witnesses of the policy that was given, if one was."""
    if house is None or asked.policy is None:
        return house
    follow = {who: replace(each, policy=None) for who, each in house.follow.items()}
    return replace(house, policy=asked.policy, follow=follow)


# ── words and names ──────────────────────────────────────────────────────────


def _words(what: str, asked: Asked, data: Path | None, *, quote: bool, article: bool) -> Found:
    """Asked of the record at hand, and of those it follows."""
    from chancery.cli.home import found
    from chancery.paper.copies import pasted
    from chancery.wiring import open_registry

    text = some_text(whole_text(what))
    house = _asking(found(data), asked)
    assert house is not None, "words are asked of a house"
    registry = open_registry(house, pen=False)
    kind, digest = _kind(text, registry, quote=quote, article=article), sha256(text.encode()).digest()
    copy = pasted(text, digest) if kind is Kind.TEXT else Copy(kind=kind, text=text, digest=digest)
    return (registry.check(copy, at=asked.at, as_known_at=asked.as_known_at),), _charters(registry)


def _charters(registry: Registry) -> Iterable[Entry]:
    """Our own last: where two institutions call an office the same, ours is meant."""
    held = sorted(registry.institutions(), key=lambda who: (who == registry.institution, who))
    return [entry for who in held for entry in registry.charters(who)]


def _kind(text: str, registry: Registry, *, quote: bool, article: bool) -> Kind:
    if article:
        return Kind.ARTICLE
    if quote:
        return Kind.QUOTATION
    if _is_name(text, registry):
        return Kind.CODE
    if _FILE_NAME.fullmatch(text):
        # Taken for words, a mistyped file name would be answered with "no record".
        raise Unavailable(f"There is no file {text}, nor a letter of that name; for words, add --quote.")
    return Kind.QUOTATION if len(text.split()) <= FEW_WORDS else Kind.TEXT


def _is_name(text: str, registry: Registry) -> bool:
    from chancery.record.code import read_code
    from chancery.registry.pointing import is_mark

    if is_mark(text):
        return True
    try:
        read_code(text)
    except Mistyped:
        return bool(_PRINTED.fullmatch(text.strip()) or registry.by_reference(text))
    except Malformed:
        return bool(registry.by_reference(text))
    return True
