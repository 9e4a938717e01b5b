"""`chancery cosign`: ask the witnesses to sign the newest checkpoint; say who did, and who is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.wiring.cosigning import Presence


@click.command()
@house_option
def cosign(data: Path | None) -> None:
    """Ask every witness in `chancery.toml` to cosign the newest checkpoint, and publish what they sign.

    A witness that does not sign stops nothing: it is named, with the moment since when
    it is missing.  Whose signatures are enough is for each reader to decide.

    \b
      $ chancery cosign --data record
      mod.example/register: cosigned by 1 of 2 witnesses.
      archive: signed 2026-01-06T12:00:00Z
      court: missing since 2026-01-05T09:00:00Z; last signed never.
        https://court.example does not answer.
    """
    from chancery.wiring import open_registry
    from chancery.wiring.cosigning import cosign as ask_all

    house = found(data)
    if not house.witnesses:
        told("No witness is asked yet: name one under [witness.NAME] in chancery.toml.")
        return
    presences = ask_all(house, open_registry(house, pen=False))
    signed = sum(each.missing_since is None for each in presences.values())
    say(f"{house.origin}: cosigned by {signed} of {len(presences)} witnesses.")
    for name, presence in presences.items():
        _tell(name, presence)


def _tell(name: str, presence: Presence) -> None:
    from chancery.phrases.moments import iso

    last = "never" if presence.signed is None else iso(presence.signed)
    if presence.missing_since is None:
        say(f"{name}: signed {last}")
    else:
        say(f"{name}: missing since {iso(presence.missing_since)}; last signed {last}.")
        say(f"  {presence.trouble}")
