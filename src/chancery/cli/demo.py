"""`chancery demo`: two institutions, one morning, five answers; then the Counters to look at it in."""

from __future__ import annotations

import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import click

from chancery.check.answers import Answers
from chancery.check.copy import Copy, Kind
from chancery.cli.home import DEMONSTRATION
from chancery.cli.live import live_server, raise_limits
from chancery.cli.press import press_after
from chancery.cli.serving import Server, answering, counter_server, couriers, free_port, own_desk
from chancery.cli.table import Row, plain, table
from chancery.errors import OutOfOrder
from chancery.phrases.assumptions import assumption
from chancery.phrases.five import answer, question
from chancery.phrases.naming import called, newest
from chancery.phrases.saying import Names, say
from chancery.play.matter import stage_matter
from chancery.play.newspaper import LETTER, QUOTATION
from chancery.play.readers import stage_readers
from chancery.play.staged import IQ, LATEST, US, Addresses, Staged, stage_in
from chancery.record.statement import ClauseId, Institution
from chancery.wiring import House, open_registry, system_clock
from chancery.wiring.desk_settings import DeskSettings

BETWEEN_HEADS = 600
"""Seconds after which both records are stood by again, and each reads the other."""

MOMENTS = ("T0+1m", "T0+5m", "T0+60m")
LETTERS = (("letter", "L", US), ("vote", "V", IQ), ("order", "O", US), ("disowning", "D", US))
"""What the table follows: its phrase, its name in the scenario, and whose record answers."""


@click.command()
@click.option("--once", is_flag=True, help="Print the table and exit; serve nothing.")
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", help="The language of the table.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEMONSTRATION.parent,
    show_default=True,
    help="Where the two institutions are kept, until the next play.",
)
def demo(once: bool, lang: str, data: Path) -> None:
    """
    Play 6 January 2020 on two real institutions and print what a minister could have read.

    Both have their own database, keys, log and web address on this machine.  Everything
    about them is invented; the assumptions are printed below the table.
    """
    _cleared(data)
    addresses = {who: _addresses(place) for place, who in enumerate((US, IQ))}
    staged = stage_in(data, addresses, today=None if once else system_clock())
    click.echo(plain(told(staged, lang)))
    if not once:
        _serve(staged, lang)


def _addresses(place: int) -> Addresses:
    """Free ports of this machine, the usual ones where they are free."""
    counter, desk, live = (f"127.0.0.1:{free_port(first + place)}" for first in (8000, 8100, 8200))
    return Addresses(counter=counter, desk=desk, live=live)


def _cleared(folder: Path) -> None:
    """Room for a new play: what an earlier one left goes, and nothing else ever does."""
    for institution in (US, IQ):
        house = folder / institution
        if not house.exists():
            continue
        if not House.read(house).demonstration:
            raise OutOfOrder(f"{house} is no demonstration; choose another folder with --data.")
        shutil.rmtree(house)
        house.with_name(f"{house.name}.last-signed").unlink(missing_ok=True)


def told(staged: Staged, language: str) -> str:
    """The table, the sentence for each letter, and the assumptions."""
    parts = [say("demo.title", language)]
    parts += [_moment(staged, written, language) for written in MOMENTS]
    parts += [say("demo.why", language), _whys(staged, MOMENTS[-1], language)]
    parts.append(say("demo.assumptions", language))
    parts.append("\n".join(f"  {assumption(line, language)}" for line in staged.assumptions))
    return "\n\n".join(parts)


def _moment(staged: Staged, written: str, language: str) -> str:
    at = staged.at(written)
    found = {phrase: _answers(staged, name, who, written) for phrase, name, who in LETTERS}
    names = _names(staged, language)
    rows = [
        Row(head=say(f"demo.{phrase}", language), cells=_cells(each, language, names))
        for phrase, each in found.items()
    ]
    heads = [question(each.question, language) for each in next(iter(found.values()))]
    return f"{say('demo.at', language, at=at)}\n\n{table(heads, rows)}"


def _whys(staged: Staged, written: str, language: str) -> str:
    """Why the last answers are what they are, letter by letter."""
    lines, names = [], _names(staged, language)
    for phrase, name, who in LETTERS:
        lines.append(f"  {say(f'demo.{phrase}', language)}")
        for each in _answers(staged, name, who, written):
            told = answer(each, language, names, letter=None)
            lines.append(f"    {told.question} {told.short}. {' '.join(told.why)}")
    return "\n".join(lines)


def _answers(staged: Staged, name: str, who: Institution, written: str) -> Answers:
    """What the institution's record answered at that moment to somebody with a true copy in hand."""
    registry = staged.registries[who]
    letter = registry.letter(staged.id(name))
    assert letter is not None, "the play has put it on the record"
    assert letter.words is not None, "every letter in the table has words"
    copy = Copy(kind=Kind.TEXT, text=letter.words.authoritative.text)
    found = registry.check(copy, at=staged.at(written)).letters
    wanted = [each for each in found if each.letter is not None and each.letter.id == letter.name.id]
    return (wanted or list(found))[0]


def _cells(answers: Answers, language: str, names: Names) -> list[str]:
    return [answer(each, language, names, letter=answers.letter).short for each in answers]


def _names(staged: Staged, language: str) -> Names:
    """What the two institutions, their offices and their letters are called."""
    names: dict[str, str] = {}
    for institution, registry in staged.registries.items():
        names |= called(institution, newest(registry.charters(institution)), language)
    for phrase, name, _ in LETTERS:
        names[staged.id(name)] = say(f"demo.{phrase}", language)
    return names


def _serve(staged: Staged, language: str) -> None:
    """Both Counters, until somebody presses Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside, it ends its Counters too
    _pressed(staged)
    _furnished(staged)
    houses = list(staged.houses.values())
    raise_limits()
    servers = [started(house) for started in (counter_server, own_desk, live_server) for house in houses]
    paper = _gazette(staged)
    with couriers(houses), answering([*servers, paper]), suppress(KeyboardInterrupt):
        for institution, house in staged.houses.items():
            counter, desk = (
                f"http://{house.counter}/",
                f"{DeskSettings.of(house).url}/{language}/demonstration",
            )
            click.echo(plain(say("demo.address", language, institution=institution, address=counter)))
            click.echo(plain(say("demo.desk", language, institution=institution, address=desk)))
        click.echo(plain(say("demo.paper", language, address=f"{paper.address}/{language}/")))
        click.echo(say("demo.try", language))
        click.echo(say("demo.end", language))
        while True:
            time.sleep(BETWEEN_HEADS)
            staged.stand_by()


def _furnished(staged: Staged) -> None:
    """The matter of the day at each Desk, and people who wait for word of the newest letter."""
    letter = staged.registries[US].letter(staged.id(LATEST))
    assert letter is not None, "the play has put it on the record"
    stage_readers(staged.houses[US], letter.entry, system_clock())
    for house in staged.houses.values():
        stage_matter(house)


def _gazette(staged: Staged) -> Server:
    """The newspaper that quotes the letter of the day."""
    letter = staged.registries[US].letter(staged.id(LATEST))
    assert letter is not None, "the play has put it on the record"
    assert letter.words is not None, "it has words"
    text = letter.words.authoritative
    start, end = text.clauses[ClauseId("c1")]
    told = {LETTER: letter.name.code, QUOTATION: text.text[start:end]}
    return Server(
        application="chancery.web.gazette.wsgi:application",
        listens=f"127.0.0.1:{free_port(8300)}",
        environment={"CHANCERY_HOME": str(staged.houses[US].folder.absolute()), **told},
    )


def _pressed(staged: Staged) -> None:
    """The letters of the table as PDFs that their Counters offer; stamped, where they were taken back."""
    for institution, house in staged.houses.items():
        registry = open_registry(house, pen=True, alias=f"record:{institution}")
        letters = [name for _, name, who in (*LETTERS, ("today", LATEST, US)) if who == institution]
        for name in letters:
            press_after(house, registry, staged.id(name))
