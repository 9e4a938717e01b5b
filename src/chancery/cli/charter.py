"""`chancery charter`: check it, read it aloud, sign it, publish it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.bringing import octets_of, text_of
from chancery.cli.home import found, house_option
from chancery.cli.roots import root
from chancery.cli.speaking import paragraph, say, told
from chancery.errors import Malformed, NotPermitted, NotReady, OutOfOrder
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_from_toml
from chancery.record.entry import Role
from chancery.seal.act_form import digest_of, write_charter

if TYPE_CHECKING:
    from chancery.record.entry import Entry
    from chancery.registry.act import Act
    from chancery.registry.registry import Registry
    from chancery.wiring import House

LANGUAGE = click.Choice(["en", "ar"])


@click.group()
def charter() -> None:
    """Check the charter, read it aloud, sign it, publish it.

    A charter says who may say what.  It is written in TOML, read aloud as sentences,
    signed by the holders of its root keys, and published on the record:

    \b
      $ chancery charter check charter.toml
      $ chancery charter sign charter.toml --key root1.pem -o one.signed
      $ chancery charter sign charter.toml --key root2.pem -o two.signed
      $ chancery charter publish one.signed two.signed --data record
    """


@charter.command()
@click.argument("file")
@click.option("--lang", type=LANGUAGE, default="en")
def check(file: str, lang: str) -> None:
    """Find faults, and what should be thought over once more.

    A fault ends with exit code 4 and names its place; remarks refuse nothing.
    """
    from chancery.phrases.charter_aloud import remark_aloud
    from chancery.record.charter_remarks import examine
    from chancery.wiring.chance import system_clock

    read = _read(file)
    remarks = examine(read, system_clock())
    say(f"{file} is sound: version {read.version} of the charter of {read.institution}.")
    for remark in remarks:
        say(f"- {remark_aloud(remark, read, lang)}", language=lang)


@charter.command()
@click.argument("what", metavar="FILE|DOMAIN")
@click.option("--lang", type=LANGUAGE, default="en", help="English or Arabic.")
@house_option
def read(what: str, lang: str, data: Path | None) -> None:
    """Read a charter aloud: a file, or an institution's newest on the record.

    Every sentence is made from the charter and none by hand, so what you hear is what
    is signed.  Of a charter on the record the fingerprint is told as well; it is what
    others pin.
    """
    if Path(what).exists() or what == "-":
        _aloud(_read(what), lang)
        return
    entries = _published(what, data)
    _aloud(_charter_of(entries[-1]), lang)
    say(f"Fingerprint of the first charter: {_fingerprint(entries[0])}")


@charter.command()
@click.argument("file")
@click.option("--key", required=True, metavar="PEM", help="Your root key.")
@click.option("--as", "person", help="Your name in the charter; found by the key if left out.")
@click.option("--key-name", help="The charter's name for the key; found by the key if left out.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The signed file.")
def sign(file: str, key: str, person: str | None, key_name: str | None, output: Path) -> None:
    """Put your hand to a charter, as a holder of one of its root keys.

    FILE is the TOML, or what somebody else has signed already.  Whoever signs the same
    TOML on another machine signs the same charter.
    """
    from chancery.cli.signing import root_holder
    from chancery.registry.act import Act
    from chancery.registry.act_file import charter_of_act, write_act_file

    act = _act(file)
    signer = root_holder(key, person, key_name, charter_of_act(act))
    approval = signer.hand(act.digest, Role.ROOT)
    output.write_bytes(write_act_file(Act(octets=act.octets, approvals=(*act.approvals, approval))))
    told(f"{signer.person} has signed with {signer.key}: {output}")


@charter.command()
@click.argument("files", nargs=-1, required=True)
@house_option
def publish(files: tuple[str, ...], data: Path | None) -> None:
    """Put a signed charter on the record, with the hands from all these files.

    From version 2 on, enough holders of the old root must have signed as well.
    """
    from chancery.registry.act_file import charter_of_act, joined
    from chancery.wiring import open_registry

    house = found(data)
    act = joined([_act(file) for file in files])
    signed = charter_of_act(act)
    _require_enough(signed, act)
    _require_own_register(signed, house)
    registry = open_registry(house, pen=True)
    _refuse_published(act, registry)
    entry = registry.perform(act)
    say(f"Version {signed.version} of the charter of {signed.institution} is on the record.")
    say(f"Fingerprint of the first charter: {_fingerprint(registry.charters(entry.institution)[0])}")


charter.add_command(root)


# ── between them ─────────────────────────────────────────────────────────────


def _read(file: str) -> Charter:
    charter = charter_from_toml(text_of(octets_of(file)))
    _require_keys(charter)
    return charter


def _act(file: str) -> Act:
    """The act in a signed file, or the one that a charter in TOML makes."""
    from chancery.registry.act_file import act_of_charter, charter_of_act, read_act_file

    octets = octets_of(file)
    act = read_act_file(octets) if _is_signed(octets) else act_of_charter(charter_from_toml(text_of(octets)))
    _require_keys(charter_of_act(act))
    return act


def _is_signed(octets: bytes) -> bool:
    """A CBOR map of two begins with this octet, which no UTF-8 text begins with (RFC 8949 section 3)."""
    return octets[:1] == b"\xa2"


def _require_keys(charter: Charter) -> None:
    """A key that is none signs nothing, and its owner would find out when it is needed."""
    from chancery.seal.keys import parse

    for name, public in sorted(charter.keys.items()):
        try:
            parse(public)
        except Malformed as unreadable:
            raise Malformed(
                f"Under [keys], {name} is not a key: write there what `chancery keys show` prints for it."
            ) from unreadable


def _refuse_published(act: Act, registry: Registry) -> None:
    digest = digest_of(act.octets)
    charters = registry.charters(registry.institution)
    if any(digest_of(write_charter(entry.id, _charter_of(entry))) == digest for entry in charters):
        raise OutOfOrder("This charter is on the record already.")


def _require_enough(charter: Charter, act: Act) -> None:
    people = {approval.person for approval in act.approvals if approval.role is Role.ROOT}
    missing = charter.root.threshold - len(people & set(charter.root.keys.values()))
    if missing > 0:
        raise NotReady(f"{missing} more of its root holders must sign this charter: `chancery charter sign`.")


def _require_own_register(charter: Charter, house: House) -> None:
    """A charter that named another register would make every later checkpoint unreadable."""
    if not house.pen().is_named_in(charter):
        raise NotPermitted(f"The part [register] of this charter does not name the record in {house.folder}.")


def _published(domain: str, data: Path | None) -> tuple[Entry, ...]:
    from chancery.record.statement import Institution
    from chancery.wiring import open_registry

    entries = open_registry(found(data), pen=False).charters(Institution(domain))
    if not entries:
        raise NotReady(f"There is no file {domain}, and no charter of such an institution is held here.")
    return entries


def _charter_of(entry: Entry) -> Charter:
    from chancery.record.entry import charter_of

    return charter_of(entry)


def _fingerprint(entry: Entry) -> str:
    return digest_of(write_charter(entry.id, _charter_of(entry))).hex()


def _aloud(charter: Charter, language: str) -> None:
    from chancery.phrases.charter_aloud import aloud

    for part in aloud(charter, language):
        paragraph(part.number, part.text, language=language)
