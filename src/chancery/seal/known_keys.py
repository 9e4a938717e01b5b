"""The keys that an institution has named so far: who may be believed to have signed for it.

Never changed, only followed by another that knows more; so whoever goes on alone from
here takes this very value along, and what was read with it stays read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chancery.errors import Malformed
from chancery.record.charter import Charter
from chancery.record.statement import KeyName
from chancery.seal.keys import Key, PublicKey, parse


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownKeys:
    """Keys by the names that charters gave them, and the issuers of entries by their thumbprints."""

    named: Mapping[KeyName, tuple[Key, ...]]
    """One name may have stood for several keys, in one charter after another."""
    issuers: Mapping[bytes, PublicKey]

    def and_issuer(self, text: str) -> KnownKeys:
        """These, and a key that signs entries; raises `Malformed` for a passkey."""
        issuer = parse(text)
        if not isinstance(issuer, PublicKey):
            raise Malformed("A log's issuer is a key of its own, not a passkey.")
        return replace(self, issuers={**self.issuers, issuer.thumbprint: issuer})

    def and_charter(self, charter: Charter) -> KnownKeys:
        """
        These, and the keys that a charter names.

        Keys are known before anybody is asked whether the charter counts: the world asks.
        """
        named = dict(self.named)
        for name, text in charter.keys.items():
            keys, key = named.get(name, ()), parse(text)
            if key not in keys:
                named[name] = (*keys, key)
        known = replace(self, named=named)
        if charter.register is None or charter.register.issuer not in charter.keys:
            return known
        return known.and_issuer(charter.keys[charter.register.issuer])


NONE_YET = KnownKeys(named={}, issuers={})
"""What is known before anything of an institution has been read."""
