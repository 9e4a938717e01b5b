"""`chancery keys rotate`: change the keys with which the register itself is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.home import found, house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.wiring import House
    from chancery.wiring.rotating import Rotation

BEGUN = """\
New keys lie in {keys}/next; from now on they sign every checkpoint beside the present ones.

1. Start again whatever writes this record: the Desk, the courier, the register.
2. Send these lines to whoever runs a witness of {origin}, over another way:
"""

THEN = """\

3. Have the charter signed that names them, and put it on the record:

  chancery charter check {charter}
  chancery charter sign {charter} --key ROOT.pem -o one.signed
  chancery charter publish one.signed … --data {folder}

4. A week after that: chancery keys rotate --retire --data {folder}
"""


@click.command()
@click.option("--retire", "ending", is_flag=True, help="End the change: the former keys sign no more.")
@click.option("--early", is_flag=True, help="With --retire: before both have signed for a week.")
@house_option
def rotate(ending: bool, early: bool, data: Path | None) -> None:
    """Change the keys with which the register itself is written.

    The log keeps its name and its history.  New keys sign beside the present ones; the next
    charter names them; when everybody has turned, the former are retired.  Run again, it
    says how far the change has come.

    \b
      $ chancery keys rotate --data record
      $ chancery charter publish one.signed two.signed --data record
      $ chancery keys rotate --retire --data record
    """
    from chancery.wiring.chance import system_clock
    from chancery.wiring.rotating import begin_rotation, retire, rotation

    if early and not ending:
        raise click.UsageError("--early goes with --retire.")
    house = found(data)
    if ending:
        say(f"The former keys sign no more; they lie in {retire(house, system_clock(), early=early)}.")
        told("Start again whatever writes this record, and keep the former keys as long as its backups.")
        return
    under_way = rotation(house)
    if under_way is not None and under_way.named is not None:
        _tell_named(under_way, house)
        return
    charter = begin_rotation(house, system_clock())
    _tell_begun(house, charter)


def _tell_begun(house: House, charter: Path) -> None:
    following = house.pen().following
    assert following is not None, "begun a moment ago"
    say(BEGUN.format(keys=house.keys, origin=house.origin))
    for line in following.vkeys:
        say(f"  {line}")
    say(THEN.format(charter=charter, folder=house.folder))


def _tell_named(under_way: Rotation, house: House) -> None:
    from chancery.phrases.moments import iso
    from chancery.record.entry import charter_of

    assert under_way.named is not None
    version, ripe = charter_of(under_way.named).version, under_way.ripe()
    say(f"Version {version} of the charter names the new keys since {iso(under_way.named.at)}; both sign.")
    if ripe is not None:
        say(f"From {iso(ripe)} on: chancery keys rotate --retire --data {house.folder}")
