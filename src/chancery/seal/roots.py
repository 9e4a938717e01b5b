"""Root documents: the versions of a charter, each as it stands on the log, walked with no network.

    root/<N>.cbor     the entry of version N, signed into the log by its issuer

Whoever knows the fingerprint of the first can walk to the newest, and needs neither the log
nor whoever keeps it.  The rules are those of the record (`record.charters`), which are those of
The Update Framework, specification 5.3.  What a walk cannot know is what else the record says:
that a root key was reported stolen in between stands on the log, and a follower reads it there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chancery.errors import OutOfOrder, SplitView, Untrusted
from chancery.record.charter import Charter, Register
from chancery.record.charters import taking_charge
from chancery.record.entry import Entry, charter_of
from chancery.record.logic import YES
from chancery.record.statement import Instant, Institution
from chancery.record.world import World
from chancery.seal.act_form import digest_of, read_act
from chancery.seal.reading import Reading, approvals_of
from chancery.seal.signed import open_statement

MOST_VERSIONS = 10_000
"""Documents that are walked; whoever shows more wastes a reader's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RootDocument:
    """One version that follows from the one before it."""

    entry: Entry
    digest: bytes
    """SHA-256 of the document, as name records carry that of the first."""
    fingerprint: bytes
    """SHA-256 of the act inside, as people carry that of the first."""

    @property
    def charter(self) -> Charter:
        """What this version says."""
        return charter_of(self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootChain:
    """Every version from the first on, each signed by enough holders of the root before it and of its own."""

    documents: tuple[RootDocument, ...]

    @property
    def first(self) -> RootDocument:
        """Where trust begins: nothing in the chain says that it is the institution's."""
        return self.documents[0]

    @property
    def newest(self) -> RootDocument:
        """The version that was walked to."""
        return self.documents[-1]

    @property
    def register(self) -> Register:
        """The log that the newest version names."""
        register = self.newest.charter.register
        if register is None:
            raise Untrusted("The newest charter does not say which log its institution keeps.")
        return register

    def begins(self) -> tuple[Instant, ...]:
        """From when on each version is in charge: at once, or after the wait for a change of the root."""
        starts = taking_charge(each.entry for each in self.documents)
        return tuple(starts[each.entry.id] for each in self.documents)

    def require_running(self, at: Instant) -> None:
        """Raises `OutOfOrder` if the time of the newest version has ended; that of earlier ones may."""
        expires = self.newest.charter.expires  # TUF 5.3.10: only the last one's end matters
        if expires is not None and expires <= at:
            raise OutOfOrder(
                f"Version {self.newest.charter.version} of the charter of "
                f"{self.newest.entry.institution} has ended, and no later one is shown."
            )


def walk_roots(institution: Institution, documents: Iterable[bytes], *, held: int = 0) -> RootChain:
    """
    The chain from version 1 to the last of *documents*, which come in that order.

    *held* is how many versions were known before.  Raises `Malformed` for what is no such
    document, `Untrusted` for one that does not follow, `SplitView` if fewer are shown than were.
    """
    reading, walked = Reading(institution), list[RootDocument]()
    for octets in documents:
        if len(walked) == MOST_VERSIONS:
            raise Untrusted(f"{institution} shows more versions of its charter than anybody reads.")
        walked.append(_next(institution, reading, walked, octets))
    if not walked:
        raise Untrusted(f"{institution} shows no charter.")
    if len(walked) < held:  # TUF 5.3.5: never back
        raise SplitView(
            f"{institution} once showed {held} versions of its charter and now shows {len(walked)}."
        )
    return RootChain(documents=tuple(walked))


def _next(
    institution: Institution, reading: Reading, walked: list[RootDocument], octets: bytes
) -> RootDocument:
    act, _ = approvals_of(open_statement(octets).payload)
    _, charter = read_act(act)
    version = len(walked) + 1
    if not isinstance(charter, Charter) or charter.version != version:  # TUF 5.3.5: exactly the next
        raise Untrusted(f"What {institution} shows as version {version} of its charter is something else.")
    entry = reading.read_next(octets, version)  # its domain, its issuer, its clock
    assert entry is not None, "what holds an act is no genesis"
    before = [replace(each.entry, order=order) for order, each in enumerate(walked)]
    coming = replace(entry, order=len(walked))
    if World([*before, coming], entry.at).authorised(entry.id).truth is not YES:  # TUF 5.3.4
        roots = "its own root" if version == 1 else "the root before it and of its own"
        raise Untrusted(
            f"Version {version} of the charter of {institution} is not signed by enough holders of {roots}."
        )
    return RootDocument(entry=coming, digest=hashlib.sha256(octets).digest(), fingerprint=digest_of(act))
