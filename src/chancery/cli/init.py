"""`chancery init`: found an institution's record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.speaking import say
from chancery.record.statement import Instant

if TYPE_CHECKING:
    from chancery.registry.pen import Pen

TERM = 4 * 365 * 86_400
"""Seconds for which the first charter is proposed: long enough to learn what is missing in it."""

READY = """\
Ready: {domain} keeps its record in {folder}.
The record has begun, and each of its keys has signed once and was checked.
"""

AGAIN = """\
{domain} keeps its record in {folder} already.
What was unfinished is finished; nothing else was changed.
"""

THEN = """\

Next, the charter.  A beginning of one lies in {charter};
it already names the register.  Everybody in it makes a key, and what is printed
goes under [keys]:

  chancery keys new root1.pem                (A. Founder)
  chancery keys new root2.pem                (B. Founder; two must sign)
  chancery keys new director.pem             (C. Director)
  chancery keys new deputy.pem               (E. Deputy; two must agree to disown)
  chancery keys new press.pem                (D. Press; releases letters alone)

Then:

  chancery charter check {charter}
  chancery charter sign {charter} --key root1.pem -o one.signed
  chancery charter sign {charter} --key root2.pem -o two.signed
  chancery charter publish one.signed two.signed --data {folder}
"""

CHARTER = """\
# The charter of {domain}.  Fill in people and keys, then: chancery charter check FILE
charter = "{domain}"
version = 1
expires = {expires}

[title]
en = "{domain}"

# Who may change this charter: so many different people among these.
[root]
threshold = 2
keys = {{ "k-root1" = "A. Founder", "k-root2" = "B. Founder" }}
delay = "72h"  # a change of these stands on the record for so long before it takes charge

[office.director]
title = {{ en = "Director" }}

[[office.director.holders]]
person = "C. Director"
keys = ["k-director"]

[[office.director.holders]]
person = "E. Deputy"
keys = ["k-deputy"]

[office.press]
superior = "director"
title = {{ en = "Press Office" }}

[[office.press.holders]]
person = "D. Press"
keys = ["k-press"]

# Who may say what, about what, and how many people must approve: one, where nothing else
# is said, and whoever releases counts as one.
[[mandate]]
id = "m1"
office = "press"
may = ["inform", "announce", "clarify"]
about = ["**"]

[[mandate]]
id = "m2"
office = "press"
may = ["withdraw", "correct"]

[[mandate]]
id = "m3"
office = "director"
may = ["disown", "reinstate"]
approvals = 2
may_disown_itself = true

[[mandate]]
id = "m4"
office = "director"
may = ["suspend", "lift"]
lapses_after = "72h"

[register]
origin = "{origin}"
issuer = "{issuer_name}"
log = [
{log}
]

[keys]
{issuer_name} = "{issuer}"
"k-root1" = "paste: chancery keys show root1.pem"
"k-root2" = "paste: chancery keys show root2.pem"
"k-director" = "paste: chancery keys show director.pem"
"k-deputy" = "paste: chancery keys show deputy.pem"
"k-press" = "paste: chancery keys show press.pem"
"""


@click.command()
@click.argument("domain")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="CHANCERY_HOME",
    required=True,
    metavar="FOLDER",
    help="Where the record is to lie; or CHANCERY_HOME.",
)
@click.option("--record", default=".", help="A postgresql:// address, or a folder for SQLite.")
@click.option("--desk", default=".", help="The same for the drafts: another database, other credentials.")
@click.option("--inbox", default=".", help="The same for what the public leaves at the Counter.")
@click.option("--origin", default="", help="Another name for its log than DOMAIN/register; it never changes.")
@click.option("--counter", default="127.0.0.1:8000", show_default=True, help="Where the Counter is served.")
def init(domain: str, data: Path, record: str, desk: str, inbox: str, origin: str, counter: str) -> None:
    """Found the record of the institution at DOMAIN.

    Makes the folder, fresh keys readable by you alone, the databases and an empty record;
    each key signs once and is checked before this says that it is ready.  Run again, it
    finishes what was interrupted and changes nothing else.

    \b
      $ chancery init mod.example --data record
      Ready: mod.example keeps its record in record.
    """
    from chancery.wiring import found_house
    from chancery.wiring.house import SETTINGS

    begun = (data / SETTINGS).exists()
    house = found_house(data, domain, record=record, desk=desk, inbox=inbox, counter=counter, origin=origin)
    charter = data / "charter.toml"
    if not charter.exists():
        charter.write_text(_beginning(house.pen(), domain), encoding="utf-8")
    said = AGAIN if begun else READY + THEN
    say(said.format(domain=domain, folder=data, charter=charter))


def _beginning(pen: Pen, domain: str) -> str:
    from chancery.phrases.moments import iso
    from chancery.wiring.chance import system_clock

    return CHARTER.format(
        domain=domain,
        expires=iso(Instant(system_clock() + TERM)),
        origin=pen.origin,
        issuer_name=pen.register.issuer,
        issuer=pen.issuer.public,
        log="\n".join(f'  "{line}",' for line in pen.vkeys),
    )
