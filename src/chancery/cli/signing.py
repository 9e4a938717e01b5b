"""Signing on the command line: whose hand a key is, according to the charter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from chancery.cli.keys import signing_key
from chancery.errors import NotPermitted
from chancery.record.charter import Charter
from chancery.record.entry import Role
from chancery.record.statement import KeyName, OfficeName
from chancery.seal.approval import Approval, approve
from chancery.seal.keys import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A person with a key in hand, and for whom they sign when not for the issuing office."""

    person: str
    key: KeyName
    signing: SigningKey
    office: OfficeName | None = None

    def hand(self, digest: bytes, role: Role) -> Approval:
        """Their hand under the act with this digest."""
        return approve(
            digest, person=self.person, key=self.key, role=role, office=self.office, signing=self.signing
        )


def officer(file: str, person: str | None, charter: Charter, issuing: OfficeName) -> Signer:
    """
    Who signs with the key in *file*: found in the charter, so that nobody types their office.

    Raises `NotPermitted` if the charter does not know the key, or gives it to somebody else.
    """
    signing = signing_key(file)
    seats = [
        (name, holder.person, key)
        for key in _names(charter, signing)
        for name, office in charter.offices.items()
        for holder in office.holders
        if key in holder.keys and person in (None, holder.person)
    ]
    if not seats:
        raise NotPermitted(_nobodys(file, person))
    # Their own seat in the issuing office counts first, wherever else they sit.
    office, who, key = min(seats, key=lambda seat: seat[0] != issuing)
    return Signer(person=who, key=key, signing=signing, office=None if office == issuing else office)


def root_holder(file: str, person: str | None, name: str | None, charter: Charter) -> Signer:
    """Who signs a charter with the key in *file*; raises `NotPermitted` if it is none of its root keys."""
    signing = signing_key(file)
    for key in [KeyName(name)] if name else _names(charter, signing):
        holder = charter.root.keys.get(key)
        if holder is not None and person in (None, holder):
            return Signer(person=holder, key=key, signing=signing)
    raise NotPermitted(_nobodys(file, person))


def officers(
    files: Sequence[str], persons: Sequence[str], charter: Charter, issuing: OfficeName
) -> list[Signer]:
    """Several signers: the first `--as` belongs to the first `--key`, and so on; or none is given."""
    if persons and len(persons) != len(files):
        raise click.UsageError("Give as many --as as --key, in the same order, or no --as at all.")
    named: Iterable[str | None] = persons or [None] * len(files)
    return [officer(file, person, charter, issuing) for file, person in zip(files, named, strict=True)]


def _names(charter: Charter, signing: SigningKey) -> list[KeyName]:
    return [name for name, public in charter.keys.items() if public == str(signing.public)]


def _nobodys(file: str, person: str | None) -> str:
    return f"The charter does not give the key in {file} to {person or 'anybody who could sign this'}."
