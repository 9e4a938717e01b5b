"""`chancery directory`: a signed list of institutions and the registers that are theirs."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chancery.cli.bringing import octets_of
from chancery.cli.speaking import say, told
from chancery.errors import Malformed
from chancery.record.statement import Instant, Institution

if TYPE_CHECKING:
    from chancery.log.vkey import Signer
    from chancery.seal.directory import Directory, Listed

MOST_OCTETS = 1 << 20
_NAMES = frozenset({"until", "institution"})
_LISTED_NAMES = frozenset({"fingerprint", "address", "origin", "until"})


@click.group()
def directory() -> None:
    """Sign a list of institutions and their registers, or read one.

    Whoever believes you puts the file beside their settings and your verifier key into them:

    \b
      $ chancery keys new directory.pem
      $ chancery directory sign list.toml --key directory.pem --name foreign.example/directory -o list.signed
      directory_key = "foreign.example/directory+…"
    """


@directory.command()
@click.argument("file")
@click.option("--key", required=True, metavar="PEM", help="An Ed25519 key of your own.")
@click.option("--name", required=True, help="Your name under it, such as foreign.example/directory.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The signed file.")
def sign(file: str, key: str, name: str, output: Path) -> None:
    """Sign the list in FILE, and print the setting by which others believe it.

    \b
      until = 2027-01-01T00:00:00Z
      [institution."mod.example"]
      fingerprint = "3f0c…"
      address = "https://mod.example/register"
      origin = "mod.example/register"
    """
    from chancery.seal.directory import sign_directory

    written = _toml(file)
    until = _moment(written.get("until"), "until")
    signer = _signer(key, name)
    output.write_bytes(sign_directory(_listed(written), until, signer))
    say(f'directory_key = "{signer.verifier.text}"')
    told(f"Signed: {output}")


@directory.command()
@click.argument("file")
@click.option("--key", required=True, metavar="VKEY", help="The verifier key of whom you believe.")
def show(file: str, key: str) -> None:
    """Read a directory aloud, if it is signed with that key and has not ended."""
    from chancery.log.vkey import VerifierKey
    from chancery.phrases.moments import iso
    from chancery.seal.directory import open_directory
    from chancery.wiring.chance import system_clock

    found: Directory = open_directory(octets_of(file, MOST_OCTETS), VerifierKey.parse(key), system_clock())
    say(f"{found.by}, until {iso(found.until)}: {len(found.institutions)} institutions.")
    for each in found.institutions:
        ends = "" if each.until is None else f", until {iso(each.until)}"
        say(f"{each.domain}  {each.fingerprint.hex()}  {each.origin}  {each.address}{ends}")


def _toml(file: str) -> dict[str, Any]:
    try:
        written = tomllib.loads(octets_of(file, MOST_OCTETS).decode("utf-8"))
    except ValueError as unreadable:
        raise Malformed(f"{file} is not TOML: {unreadable}.") from unreadable
    for name in written.keys() - _NAMES:
        raise Malformed(f"{file} says {name!r}, which no directory has.")
    return written


def _listed(written: dict[str, Any]) -> list[Listed]:
    table = written.get("institution", {})
    if not isinstance(table, dict) or not all(isinstance(each, dict) for each in table.values()):
        raise Malformed('A directory lists each institution as [institution."domain"].')
    return [_line(domain, each) for domain, each in table.items()]


def _line(domain: str, each: dict[str, Any]) -> Listed:
    from chancery.seal.directory import Listed
    from chancery.wiring.house import read_fingerprint

    if not _LISTED_NAMES - {"until"} <= set(each) <= _LISTED_NAMES:
        raise Malformed(f"{domain} is listed with a fingerprint, an address and an origin.")
    return Listed(
        domain=Institution(domain),
        fingerprint=read_fingerprint(str(each["fingerprint"])),
        address=str(each["address"]),
        origin=str(each["origin"]),
        until=_moment(each["until"], "until") if "until" in each else None,
    )


def _moment(value: object, name: str) -> Instant:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Malformed(f"{name!r} is a moment with its time zone, such as 2027-01-01T00:00:00Z.")
    return Instant(int(value.timestamp()))


def _signer(key: str, name: str) -> Signer:
    from chancery.cli.keys import signing_key
    from chancery.log.cosignature import SignatureType
    from chancery.log.vkey import Signer
    from chancery.registry.pen import private_key

    try:
        private = private_key(signing_key(key).pem(), SignatureType.ED25519)
    except Malformed as other:
        raise Malformed("A directory is signed with an Ed25519 key: `chancery keys new FILE`.") from other
    return Signer(name=name, kind=SignatureType.ED25519, private=private)
