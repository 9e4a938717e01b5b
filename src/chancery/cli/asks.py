"""`chancery asks`: what was asked and not answered, and for how long."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chancery.cli.exits import Exit
from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told
from chancery.record.statement import Instant

if TYPE_CHECKING:
    from chancery.record.inquiries import Inquiry


@click.command()
@click.option("--overdue", is_flag=True, help="Only what should have been answered by now.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each inquiry, one per line.")
@house_option
def asks(overdue: bool, as_json: bool, data: Path | None) -> int:
    """List the questions that wait for an answer, those about one letter together.

    Who waits longest comes first.  Neither the askers nor their words are shown: this may
    be printed, sent and kept.  It ends with 1 if something is overdue.

    \b
      $ chancery asks
      K7QF2-M9XT4-Z  open     26 hours       3 waiting
    """
    from chancery.record.asks import AskState

    now, found_here = _waiting(data)
    late = [each for each in found_here if each.state(now) is AskState.OVERDUE]
    for inquiry in late if overdue else found_here:
        say(json.dumps(_object(inquiry, now), ensure_ascii=False) if as_json else _line(inquiry, now))
    if not found_here:
        told("Nothing waits for an answer.")
    return Exit.DIFFERENT if late else Exit.DONE


def _waiting(data: Path | None) -> tuple[Instant, tuple[Inquiry, ...]]:
    from chancery.registry.asking import open_inquiries
    from chancery.wiring import open_registry
    from chancery.wiring.inbox import inbox

    house = found(data)
    registry = open_registry(house, pen=False)
    now = registry.now()
    return now, open_inquiries(inbox(house, key=False).asks, registry, now)


def _line(inquiry: Inquiry, now: Instant) -> str:
    from chancery.phrases.moments import stretch

    age = inquiry.age(now)
    waited = "for an unknown time" if age is None else stretch(age, "en")
    return f"{_about(inquiry):<13}  {inquiry.state(now):<7}  {waited}  {len(inquiry.asks)} waiting"


def _object(inquiry: Inquiry, now: Instant) -> Mapping[str, Any]:
    return dict(_fields(inquiry, now))


def _fields(inquiry: Inquiry, now: Instant) -> Iterator[tuple[str, Any]]:
    from chancery.phrases.moments import iso

    since, due = inquiry.since(now), inquiry.due(now)
    yield "letter", inquiry.about
    yield "state", inquiry.state(now).value
    yield "since", None if since is None else iso(since)
    yield "age", inquiry.age(now)
    yield "due", None if due is None else iso(due)
    yield "asks", [ask.id for ask in inquiry.asks]


def _about(inquiry: Inquiry) -> str:
    from chancery.record.code import code_of

    return "no letter" if inquiry.about is None else code_of(inquiry.about)
