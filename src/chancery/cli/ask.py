"""`chancery ask`: keep a question that came by e-mail; forget somebody who asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.bringing import octets_of
from chancery.cli.exits import Exit
from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say
from chancery.errors import Unavailable

if TYPE_CHECKING:
    from chancery.wiring.mailed import Mailed


@click.group()
def ask() -> None:
    """Keep a question that came by e-mail; forget somebody who asked.

    \b
      $ chancery ask mail message.eml
      $ chancery ask forget reader@press.example
    """


@ask.command()
@click.argument("file", metavar="FILE|-")
@house_option
def mail(file: str, data: Path | None) -> int:
    """Keep the question in one e-mail, as a mail server hands it on.

    The letter is found by a code or a reference in the message, or by what it quotes or
    carries.  What machines and mailing lists send is left aside without a word, and the same
    message twice is one question.  The asker gets one receipt, by the courier.

    It ends with 75 when nothing can be kept just now: a mail server then tries again later.

    \b
      In the aliases of a mail server:
        questions: "|chancery ask mail - --data /srv/record"
      $ chancery ask mail message.eml
      Kept: a question about K7QF2-M9XT4-Z.
    """
    try:
        say(_told(_taken(octets_of(file, _most()), data)))
    except Unavailable as trouble:
        error(str(trouble))
        return Exit.LATER
    return Exit.DONE


@ask.command()
@click.argument("address")
@house_option
def forget(address: str, data: Path | None) -> None:
    """Forget an address: where it is told of answers, and whatever it wished to be told.

    The questions stay, with their age and without anybody who asked them.  Messages that
    are on their way already are not called back.

    \b
      $ chancery ask forget reader@press.example
      Forgotten at 2 questions and 1 wish.
    """
    from chancery.wiring.inbox import inbox

    here = inbox(found(data), key=False)
    questions, wishes = here.asks.forget_asker(address), here.subscriptions.forget(address)
    say(f"Forgotten at {_counted(questions, 'question')} and {_counted(wishes, 'wish', 'wishes')}.")


def _counted(number: int, one: str, other: str | None = None) -> str:
    return f"{number} {one if number == 1 else other or f'{one}s'}"


def _most() -> int:
    from chancery.paper.limits import MOST_OCTETS

    return MOST_OCTETS


def _taken(octets: bytes, data: Path | None) -> Mailed:
    from chancery.paper.sandbox import Sandbox
    from chancery.wiring import open_registry
    from chancery.wiring.inbox import inbox
    from chancery.wiring.mailed import PostBox

    house = found(data)
    registry = open_registry(house, pen=False)
    return PostBox(registry=registry, inbox=inbox(house, key=False), sandbox=Sandbox.here()).take(octets)


def _told(mailed: Mailed) -> str:
    from chancery.record.code import code_of

    if mailed.aside is not None:
        return f"Left aside: it comes from {_SENDERS[mailed.aside.value]}."
    if mailed.too_many:
        return "Left aside: its sender has asked too often today."
    if mailed.kept is None:
        return "This message was kept before."
    about = mailed.kept.ask.about
    return (
        "Kept: a question about no letter." if about is None else f"Kept: a question about {code_of(about)}."
    )


_SENDERS = {
    "machine": "a machine",
    "list": "a mailing list",
    "ourselves": "our own domain",
    "nobody": "nobody who could be answered",
}
