"""`chancery keys`: the keys with which officers sign, and changing those of the register itself."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

import click

from chancery.cli.bringing import octets_of
from chancery.cli.rotate import rotate
from chancery.cli.speaking import say, told
from chancery.errors import BadSignature, Malformed, OutOfOrder
from chancery.seal.keys import Kind, PublicKey, SigningKey, check_possession, parse, prove_possession

MOST_OCTETS = 65_536
KINDS = {"ed25519": Kind.ED25519, "p256": Kind.P256}


def signing_key(file: str) -> SigningKey:
    """The key in a PEM file; a locked one is opened with CHANCERY_PASSPHRASE, or by asking."""
    octets = octets_of(file, MOST_OCTETS)
    if b"ENCRYPTED PRIVATE KEY" not in octets:
        return SigningKey.from_pem(octets)
    password = os.environ.get("CHANCERY_PASSPHRASE")
    if password is None:
        password = click.prompt(f"Passphrase of {file}", hide_input=True, err=True)
    try:
        return SigningKey.from_pem(octets, str(password).encode())
    except Malformed as unopened:
        raise Malformed("The key is locked with another passphrase, or this is no key file.") from unopened


@click.group()
def keys() -> None:
    """Make and show the keys with which officers sign.

    The public half goes into the charter, under a name that is that key's for ever:

    \b
      $ chancery keys new chancellor.pem
      ed25519:3q9XbK…
      $ chancery keys show chancellor.pem
      ed25519:3q9XbK…
    """


@keys.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(list(KINDS)), default="ed25519", show_default=True)
@click.option("--lock", is_flag=True, help="Lock the file with a passphrase (asked, or CHANCERY_PASSPHRASE).")
def new(file: Path, kind: str, lock: bool) -> None:
    """Make a new key, readable by you alone, and print its public half."""
    key = SigningKey.from_seed(KINDS[kind], secrets.token_bytes(32))
    _put(file, key.pem(_passphrase() if lock else None))
    say(str(key.public))


@keys.command()
@click.argument("file")
def show(file: str) -> None:
    """Print the public half, as the charter writes it."""
    say(str(signing_key(file).public))


@keys.command()
@click.argument("file")
def thumbprint(file: str) -> None:
    """Print the 64 figures by which whatever it signs names the key (RFC 9679)."""
    say(signing_key(file).public.thumbprint.hex())


@keys.command()
@click.argument("key")
@click.option("--as", "person", required=True, help="Whose key it is to be.")
@click.option("--proof", help="Check this proof instead of making one; KEY may then be the public half.")
def prove(key: str, person: str, proof: str | None) -> None:
    """Prove to the charter's clerk that a key is yours, or check such a proof.

    \b
      $ chancery keys prove chancellor.pem --as "A. Chancellor"
      proof:q83v…
      $ chancery keys prove ed25519:3q9X… --as "A. Chancellor" --proof proof:q83v…
      The proof holds: A. Chancellor has the secret half of this key.
    """
    if proof is None:
        say("proof:" + base64.b64encode(prove_possession(signing_key(key), person)).decode())
        return
    try:
        check_possession(_public(key), person, _proof(proof))
    except BadSignature as foreign:
        raise BadSignature(
            f"The proof does not hold: it was made with another key, or for another name than {person}."
        ) from foreign
    say(f"The proof holds: {person} has the secret half of this key.")


keys.add_command(rotate)


def _public(key: str) -> PublicKey:
    found = parse(key) if ":" in key else signing_key(key).public
    if not isinstance(found, PublicKey):
        raise Malformed("A passkey proves itself when it is enrolled, not here.")
    return found


def _proof(written: str) -> bytes:
    try:
        return base64.b64decode(written.removeprefix("proof:"), validate=True)
    except ValueError:
        raise Malformed("A proof is written as proof: and base64.") from None


def _passphrase() -> bytes:
    known = os.environ.get("CHANCERY_PASSPHRASE")
    if known is None:
        known = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    return str(known).encode()


def _put(file: Path, octets: bytes) -> None:
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OutOfOrder(f"{file} is there already; a key is never overwritten.") from None
    with os.fdopen(opened, "wb") as written:
        written.write(octets)
    told(f"Keep {file} to yourself; without it nobody can sign as you.")
