"""`chancery courier`: tell everybody who must know, and keep at it until they were reached."""

from __future__ import annotations

import signal
from pathlib import Path

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import error, say, told


@click.command()
@click.option("--once", is_flag=True, help="Tell and deliver what is due now, and end.")
@click.option(
    "--from-the-start",
    is_flag=True,
    help="The first time: tell of every letter on the record, not only new ones.",
)
@house_option
def courier(once: bool, from_the_start: bool, data: Path | None) -> None:
    """Tell everybody who must know: addressees, and whoever wished to be told.

    It reads what is new on the record, writes to everybody concerned by mail and by
    webhook, and tries again until they were reached.  It releases what was planned for
    an hour that has come.  Killed at any moment, it loses nothing.

    \b
      $ chancery courier --data record
      The courier of mod.example is at work — Ctrl-C ends it.
    """
    from chancery.cli.askers import serve_askers
    from chancery.cli.errands import errands
    from chancery.cli.officers import know_officers, serve_officers
    from chancery.phrases.tidings import Phrased
    from chancery.wiring.courier import alone_in
    from chancery.wiring.desk_settings import DeskSettings
    from chancery.wiring.post_room import delivery_of, open_courier
    from chancery.wiring.watch.port import watched
    from chancery.wiring.watch.readiness import beat
    from chancery.wiring.watch.settings import Face

    house = found(data)
    ended = False

    def end(*_: object) -> None:
        nonlocal ended
        ended = True

    knows_officers = know_officers(house)
    with alone_in(house), watched(house, Face.COURIER), delivery_of(house) as delivery:
        at_work = open_courier(
            house,
            Phrased(),
            complain=error,
            errands=lambda room: [*errands(house, room), lambda: beat(house)],
        )
        serve_askers(house, at_work)
        if knows_officers:
            serve_officers(at_work)
        for name, place in at_work.begin(from_the_start=from_the_start).items():
            told(f"{name}: told up to entry {place:,}.")
        if DeskSettings.of(house).mail is None:
            told("No mail leaves: name a server under [mail] in desk.toml.")
        if not once:
            say(f"The courier of {house.institution} is at work — Ctrl-C ends it.")
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        at_work.run(delivery, once=once, ended=lambda: ended)
