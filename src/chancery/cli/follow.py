"""`chancery follow`: keep up with other institutions' registers, so that their letters can be checked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say, told
from chancery.errors import ChanceryError, NotPermitted, Unavailable
from chancery.record.statement import Institution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chancery.wiring import House


@click.command()
@click.argument("domain", required=False)
@click.option("--url", help="With DOMAIN: the address of its register, if it is not to be looked for.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="With DOMAIN: its register as a folder here.",
)
@click.option("--fingerprint", help="With DOMAIN: that of its first charter, known from elsewhere.")
@click.option(
    "--despite-likeness", is_flag=True, help="With DOMAIN: it can be taken for a known name, and is meant."
)
@click.option("--every", type=click.IntRange(min=1), metavar="SECONDS", help="Go on, until you press Ctrl-C.")
@house_option
def follow(
    domain: str | None,
    url: str | None,
    folder: Path | None,
    fingerprint: str | None,
    despite_likeness: bool,
    every: int | None,
    data: Path | None,
) -> None:
    """Catch up with every register that is followed; with DOMAIN, follow one more.

    DOMAIN alone is enough: its register is looked for in the directory of this house, in the
    records of those followed, in the name records of DOMAIN and at its web address.  Where two
    of them disagree nothing is followed.  Who vouches for it is told, here and with every answer.

    Only published files are read and every one is checked; what you check here
    afterwards, nobody there learns.

    \b
      $ chancery follow iq.demo
      iq.demo: 12 entries more.
      iq.demo is in the list that foreign.example/directory signed, here since …
      $ chancery follow iq.demo --url https://iq.demo/register --fingerprint 3f0c…
    """
    from chancery.wiring import follow as catch_up

    house = found(data)
    if domain is not None:
        if url is not None and folder is not None:
            raise click.UsageError("Say where the register is: --url or --folder, not both.")
        house = _one_more(house, Institution(domain), url, folder, fingerprint, despite_likeness)
    if not house.follow:
        told("No register is followed yet: chancery follow DOMAIN")
    while True:
        try:
            silent: list[Unavailable] = []
            for who, brought in catch_up(house, silent=silent).items():
                say(f"{who}: {brought} entries more.")
                if who == domain:
                    _tell_vouched(house, who)
            _tell_silent(silent)
        except ChanceryError as trouble:
            if every is None:
                raise
            error(str(trouble))
        if every is None:
            return
        time.sleep(every)


def _tell_silent(silent: Sequence[Unavailable]) -> None:
    """Raises `Unavailable` where a register that was read before did not answer; nothing of it is lost."""
    said = dict.fromkeys(str(each) for each in silent)  # one may have been asked more than once
    if said:
        raise Unavailable(" ".join([*said, "What was read before stays."]))


def _one_more(
    house: House,
    domain: Institution,
    url: str | None,
    folder: Path | None,
    fingerprint: str | None,
    despite_likeness: bool,
) -> House:
    from chancery.wiring import Followed, open_index, read_fingerprint, system_clock
    from chancery.wiring.pinning import directory_trouble
    from chancery.wiring.taking_up import Wanted, require_new, take_up

    require_new(house, domain)
    if not despite_likeness:
        _refuse_alike(house, domain)
    place = None if url is None and folder is None else Followed(institution=domain, url=url, folder=folder)
    figures = None if fingerprint is None else read_fingerprint(fingerprint)
    trouble = directory_trouble(house, system_clock())
    if trouble is not None:
        told(trouble)
    index, _ = open_index(house)
    wanted = Wanted(domain=domain, place=place, fingerprint=figures)
    return take_up(house, wanted, index, system_clock())


def _refuse_alike(house: House, domain: Institution) -> None:
    """Raises `NotPermitted` for a name that is taken for a known one, and says how well that one is known."""
    from chancery.phrases.vouching import taken_for
    from chancery.wiring import system_clock
    from chancery.wiring.pinned import Pins
    from chancery.wiring.taking_up import alike

    now, pins = system_clock(), Pins(house)
    said = [taken_for(domain, each, pins.get(each.name), now, "en") for each in alike(house, domain, now)]
    if said:
        raise NotPermitted(" ".join([*said, "If it is meant all the same, add --despite-likeness."]))


def _tell_vouched(house: House, who: Institution) -> None:
    from chancery.phrases.vouching import vouched
    from chancery.wiring import system_clock
    from chancery.wiring.pinned import Pins

    for sentence in vouched(Pins(house)[who], system_clock(), "en"):
        told(sentence)
