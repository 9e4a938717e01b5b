"""The keys that an institution has named so far: who may be believed to have signed for it.

Two kinds of keys, believed in two ways.  The hands of officers are known as soon as any
charter names them: whether that charter counts is the world's to ask, of every act anew.
The register's own keys decide what is an entry at all, before there is a world to ask;
so they are taken from charters that count and from no others.  Else whoever holds a
genuine first charter could write a second one themselves, name their own keys in it, and
show a log of their own in the institution's name.

Never changed, only followed by another that knows more; so whoever goes on alone from
here takes this very value along, and what was read with it stays read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chancery.errors import Malformed
from chancery.record.charter import Charter, Register
from chancery.record.entry import Entry, charter_of
from chancery.record.logic import YES
from chancery.record.statement import KeyName
from chancery.record.world import World
from chancery.seal.keys import Key, PublicKey, parse


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownKeys:
    """Keys by the names that charters gave them, and the issuers of entries by their thumbprints."""

    named: Mapping[KeyName, tuple[Key, ...]]
    """One name may have stood for several keys, in one charter after another."""
    issuers: Mapping[bytes, PublicKey]
    charters: tuple[Entry, ...] = ()
    """The charters that count, each made by the one before it."""

    @property
    def register(self) -> Register | None:
        """Which log the institution keeps, by the newest charter that counts; None: none says so."""
        return charter_of(self.charters[-1]).register if self.charters else None

    def and_issuer(self, text: str) -> KnownKeys:
        """These, and a key that signs entries; raises `Malformed` for a passkey."""
        issuer = parse(text)
        if not isinstance(issuer, PublicKey):
            raise Malformed("A log's issuer is a key of its own, not a passkey.")
        return replace(self, issuers={**self.issuers, issuer.thumbprint: issuer})

    def and_hands(self, charter: Charter) -> KnownKeys:
        """These, and the keys that a charter names, whether or not it counts."""
        named = dict(self.named)
        for name, text in charter.keys.items():
            keys, key = named.get(name, ()), parse(text)
            if key not in keys:
                named[name] = (*keys, key)
        return replace(self, named=named)

    def and_register(self, entry: Entry) -> KnownKeys:
        """These, and the register's keys that the charter in *entry* names, if that charter counts."""
        following = replace(entry, order=len(self.charters))
        if entry.id in {charter.id for charter in self.charters} or not self._counts(following):
            return self
        known, charter = replace(self, charters=(*self.charters, following)), charter_of(entry)
        if charter.register is None or charter.register.issuer not in charter.keys:
            return known
        return known.and_issuer(charter.keys[charter.register.issuer])

    def _counts(self, entry: Entry) -> bool:
        return World([*self.charters, entry], entry.at).authorised(entry.id).truth is YES


NONE_YET = KnownKeys(named={}, issuers={})
"""What is known before anything of an institution has been read."""
