"""`chancery pins`: what is known of institutions beforehand, by the fingerprint of their first charters.

    [pins]
    "us.demo" = "3f0c…"      # 64 hexadecimal figures: `chancery charter read us.demo` prints them

They lie in `~/.config/chancery/pins.toml`; `--pin DOMAIN=FIGURES` adds one for a check, and a
record at hand knows those of the registers that it follows.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

from chancery.cli.exits import Exit
from chancery.cli.home import found, house_option, maybe
from chancery.cli.speaking import say, told
from chancery.errors import Malformed
from chancery.record.statement import Institution
from chancery.wiring.house import House, read_fingerprint
from chancery.wiring.pinned import Pins

Known = dict[Institution, bytes]


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each institution, one per line.")
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", help="English or Arabic.")
@house_option
@click.pass_context
def pins(context: click.Context, as_json: bool, lang: str, data: Path | None) -> None:
    """Say whose register each followed one is, since when, and by whose word.

    The strongest source comes first: set by hand, a signed directory, the record of a
    counterpart, name records and web address that agree, the web address alone, nobody.

    \b
      $ chancery pins --data record
      mod.example  3f0c…
        mod.example is in the list that foreign.example/directory signed, here since …
    """
    if context.invoked_subcommand is None:
        _list(maybe(data), as_json=as_json, language=lang)


@pins.command()
@click.argument("domain")
@click.option("--fingerprint", required=True, help="That of its new first charter, known from elsewhere.")
@click.option("--stated-by", required=True, metavar="NAME", help="Who told you; every reader will see it.")
@click.option("--url", help="Where its new register is, if it moved.")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="The same, as a folder here."
)
@house_option
def anew(
    domain: str, fingerprint: str, stated_by: str, url: str | None, folder: Path | None, data: Path | None
) -> None:
    """Pin an institution anew that has lost its keys and begun another record.

    No rule of any record can do this: whoever states it has told you outside of it.  The
    earlier record is kept in `mirror-before/` and no longer answered from; its pin stays
    shown beside the new one.

    \b
      $ chancery pins anew mod.example --fingerprint 91ab… --stated-by "Ambassador N., in person"
    """
    from chancery.wiring import follow
    from chancery.wiring.refounding import pin_anew

    house = found(data)
    if url is not None and folder is not None:
        raise click.UsageError("Say where the register is: --url or --folder, not both.")
    who, figures = Institution(domain), read_fingerprint(fingerprint)
    before = pin_anew(house, who, figures, stated_by, url=url, folder=folder)
    say(f"{domain} is pinned anew by hand; what was read before lies in {before}.")
    for who, brought in follow(House.read(house.folder)).items():
        say(f"{who}: {brought} entries more.")


def _list(house: House | None, *, as_json: bool, language: str) -> None:
    from chancery.cli.pinned import tell_pins

    if house is None or not house.follow:
        known = known_pins((), house)
        for who, figures in sorted(known.items()):
            say(f"{who}  {figures.hex()}", language=language)
        if not known:
            told("Nothing is pinned here.")
        return
    if tell_pins(house, as_json=as_json, language=language):
        raise click.exceptions.Exit(Exit.UNTRUSTED)


def known_pins(given: Iterable[str], house: House | None) -> Known:
    """What is pinned: in the checker's own file, in the house's settings, and on the command line."""
    known = _kept(_file())
    if house is not None:
        known |= {who: each.fingerprint for who, each in Pins(house).items() if each.fingerprint}
    return known | dict(_pin(written) for written in given)


def _file() -> Path:
    config = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(config) / "chancery" / "pins.toml"


def _kept(file: Path) -> Known:
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8")).get("pins", {})
    except FileNotFoundError:
        return {}
    except ValueError as unreadable:
        raise Malformed(f"{file} is not TOML: {unreadable}.") from unreadable
    if not isinstance(written, dict):
        raise Malformed(f"{file} has no table [pins].")
    return {Institution(who): read_fingerprint(str(figures)) for who, figures in written.items()}


def _pin(written: str) -> tuple[Institution, bytes]:
    who, equals, figures = written.partition("=")
    if not who or not equals:
        raise click.BadParameter("Write DOMAIN=FIGURES.", param_hint="--pin")
    return Institution(who), read_fingerprint(figures)
