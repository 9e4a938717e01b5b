"""From the bytes of a log to entries the world can weigh.

Reading an entry checks three things: that the institution's issuer signed it into the
log; that its name is one that only this institution can give; and which of the hands
under it really signed these very words with a key that a charter of this institution has
named.  A hand that did not is left out.  Whether a hand that did *counts* — its office,
its dates, its capacity, a theft — is not asked here; that is `chancery.record.world`'s
business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from chancery.errors import BadSignature, Malformed, Untrusted
from chancery.record.charter import Charter, Register
from chancery.record.entry import Entry, Hand, charter_of
from chancery.record.naming import is_named_by
from chancery.record.observed import Observed
from chancery.record.state_head import StateHead
from chancery.record.statement import Instant, Institution, KeyName, StatementId
from chancery.seal import genesis
from chancery.seal.act_form import CONTENT_TYPE, digest_of, read_act
from chancery.seal.approval import Approval, read_approval, write_approval
from chancery.seal.codec import decode, encode, only, required
from chancery.seal.genesis import Genesis, read_genesis
from chancery.seal.keys import Key, SigningKey
from chancery.seal.known_keys import NONE_YET, KnownKeys
from chancery.seal.signed import UncheckedStatement, open_statement, sign_statement, sign_unread

_FIELDS: frozenset[int | str] = frozenset({"act", "approvals"})


def issuer_name(institution: Institution) -> str:
    """The institution as the URI that RFC 9943 asks for."""
    return f"https://{institution}"


def seal_act(
    act: bytes, approvals: tuple[Approval, ...], *, institution: Institution, at: Instant, key: SigningKey
) -> bytes:
    """An act with the hands under it, signed into an entry by the institution's issuer at log time *at*."""
    id, _ = read_act(act)
    payload = payload_of(act, approvals)
    return sign_statement(
        payload, issuer=issuer_name(institution), subject=id, at=at, content_type=CONTENT_TYPE, key=key
    )


def seal_unread(
    id: StatementId,
    act: bytes,
    approvals: tuple[Approval, ...],
    *,
    institution: Institution,
    at: Instant,
    key: SigningKey,
) -> bytes:
    """The same for an act that goes by this *id*; whoever admits it reads the entry before it counts."""
    payload = payload_of(act, approvals)
    return sign_unread(
        payload, issuer=issuer_name(institution), subject=id, at=at, content_type=CONTENT_TYPE, key=key
    )


def seal_genesis(first: Genesis, *, id: StatementId, at: Instant, key: SigningKey) -> bytes:
    """The entry with which a log begins."""
    return sign_statement(
        genesis.write_genesis(first),
        issuer=issuer_name(first.institution),
        subject=id,
        at=at,
        content_type=genesis.CONTENT_TYPE,
        key=key,
    )


def payload_of(act: bytes, approvals: tuple[Approval, ...]) -> bytes:
    """An act with the hands under it, as an entry carries them."""
    return encode({"act": act, "approvals": [write_approval(approval) for approval in approvals]})


def approvals_of(payload: bytes) -> tuple[bytes, tuple[Approval, ...]]:
    """The act's bytes and the approvals under it, unchecked."""
    record = decode(payload)
    if type(record) is not dict:
        raise Malformed("An entry holds an act and the approvals under it.")
    only(record, _FIELDS)
    approvals = [read_approval(approval) for approval in required(record, "approvals", list)]
    return required(record, "act", bytes), tuple(approvals)


class Reading:
    """
    One institution's log, read in order; it knows the keys that its charters have named so far.

    Any part of a log may be read that holds, in order, every charter up to where it ends.
    """

    def __init__(self, institution: Institution) -> None:
        self.institution = institution
        self.genesis: Genesis | None = None
        self.first_charter: bytes | None = None
        """The digest of the bytes of charter 1: what the institution is known by."""
        self.uncounted = 0
        """How many hands under the entry read last were signed by no key known so far."""
        self._known = NONE_YET
        self._at = Instant(0)

    def copy(self) -> Reading:
        """Another reader who knows as much and goes on alone."""
        other = Reading(self.institution)
        other.genesis, other.first_charter = self.genesis, self.first_charter
        other._known, other._at = self._known, self._at
        return other

    @property
    def register(self) -> Register | None:
        """Which log the institution keeps, by the newest charter read that counts; None: none says so."""
        return self._known.register

    def read_next(self, octets: bytes, index: int) -> Entry | None:
        """
        As `read`, for who reads a log from one end to the other.

        Raises `Untrusted` too where the log begins again, or its clock runs backwards: what
        came first is told by log time, and nobody may be let in before those who were there.
        """
        entry = self.read(octets, index)
        if entry is None and index > 0:
            raise Untrusted(f"The log of {self.institution} begins again at entry {index}.")
        if entry is not None and entry.at < self._at:
            raise Untrusted(f"Entry {index} of {self.institution} says that it is older than the one before.")
        self._at = self._at if entry is None else entry.at
        return entry

    def read(self, octets: bytes, order: int) -> Entry | None:
        """
        The entry these bytes spell; None for the genesis, which is no act.

        Raises `Malformed` for bytes that are no entry, `Untrusted` for one that this
        institution's issuer did not sign; and then it knows no more than before.
        """
        read = _read_once if may_be_charter(octets) else _read
        found = read(octets, self.institution, self._known)
        self._known, self.uncounted = found.known, found.uncounted
        self.genesis = found.genesis or self.genesis
        self.first_charter = self.first_charter or found.first_charter
        return None if found.entry is None else in_place(found.entry, order)

    @property
    def known(self) -> KnownKeys:
        """Everything that the charters read so far have named; another value once they name more."""
        return self._known

    def learn(self, entry: Entry) -> None:
        """Know the keys that a charter of this institution names, as when its entry is read."""
        self._known = self._known.and_hands(charter_of(entry)).and_register(entry)

    @property
    def at(self) -> Instant:
        """The log time of the newest entry read from one end to the other."""
        return self._at

    def names(self, key: KeyName) -> bool:
        """Whether some charter read so far names that key."""
        return key in self._known.named

    def signed(self, octets: bytes, approval: Approval) -> bool:
        """Whether a known key of that name made this approval of the act in the entry *octets*."""
        act, _ = approvals_of(open_statement(octets).payload)
        return _signed_with(digest_of(act), approval, self._known) is not None


def in_place(entry: Entry, order: int) -> Entry:
    """The same entry, at its place among others."""
    return Entry(
        id=entry.id,
        institution=entry.institution,
        at=entry.at,
        order=order,
        act=entry.act,
        hands=entry.hands,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was read, and what is known from now on."""

    known: KnownKeys
    genesis: Genesis | None = None
    entry: Entry | None = None
    first_charter: bytes | None = None
    uncounted: int = 0


def _read(octets: bytes, institution: Institution, known: KnownKeys) -> _Found:
    statement = open_statement(octets)
    if statement.issuer != issuer_name(institution):
        raise Untrusted(f"This entry was issued by {statement.issuer}, not by {institution}.")
    if statement.content_type == genesis.CONTENT_TYPE:
        return _read_genesis(statement, institution, known)
    return _read_entry(statement, institution, known)


_SAYS_CHARTER = encode("kind") + encode("charter")
"""Bytes that stand in every charter."""


def may_be_charter(octets: bytes) -> bool:
    """Whether an entry may be a charter; hardly any other holds these bytes."""
    return _SAYS_CHARTER in octets


_read_once = lru_cache(maxsize=256)(_read)
"""The same for charters, which every letter of an institution brings along, with all their hands.

What is remembered is found again by all of its bytes and the keys known before it, so it
is the answer that reading it again would give.  A letter in which those bytes happen to
stand is remembered for nothing, and that is all.
"""


def _read_genesis(statement: UncheckedStatement, institution: Institution, known: KnownKeys) -> _Found:
    first = read_genesis(statement.payload)
    known = known.and_issuer(first.issuer)
    _issued(statement, institution, known)
    return _Found(known=known, genesis=first)


def _read_entry(statement: UncheckedStatement, institution: Institution, known: KnownKeys) -> _Found:
    octets, approvals = approvals_of(statement.payload)
    id, act = read_act(octets)
    if statement.subject != id or act.institution != institution:
        raise Malformed("The entry's envelope and the act inside it speak of different things.")
    if not is_named_by(id, institution):
        # Whoever could use another's name would have its place at every reader of both; and no code
        # could be printed on a name of another shape.
        raise Malformed(f"An act on this record goes by a name that only {institution} can give.")
    if approvals and isinstance(act, StateHead | Observed):
        raise Malformed("Nobody puts a hand to what the register itself says.")
    digest = digest_of(octets)
    if isinstance(act, Charter):
        known = known.and_hands(act)
    hands = tuple(_hands(digest, approvals, known))
    entry = Entry(id=id, institution=institution, at=Instant(statement.at), order=0, act=act, hands=hands)
    if isinstance(act, Charter):
        known = known.and_register(entry)
    _issued(statement, institution, known)
    return _Found(
        known=known,
        entry=entry,
        first_charter=digest if isinstance(act, Charter) and act.version == 1 else None,
        uncounted=len(approvals) - len(hands),
    )


def _issued(statement: UncheckedStatement, institution: Institution, known: KnownKeys) -> None:
    issuer = known.issuers.get(statement.kid)
    if issuer is None:
        raise Untrusted(f"No charter of {institution} names the key that signed this entry.")
    statement.check(issuer)


def hands_under(act: bytes, approvals: tuple[Approval, ...], known: KnownKeys) -> tuple[Hand, ...]:
    """The hands among these *approvals* that a known key put to exactly this act."""
    return tuple(_hands(digest_of(act), approvals, known))


def _hands(digest: bytes, approvals: tuple[Approval, ...], known: KnownKeys) -> Iterator[Hand]:
    for approval in approvals:
        public = _signed_with(digest, approval, known)
        if public is not None:
            yield Hand(
                person=approval.person,
                key=approval.key,
                role=approval.role,
                office=approval.office,
                public=str(public),
            )


def _signed_with(digest: bytes, approval: Approval, known: KnownKeys) -> Key | None:
    for public in known.named.get(approval.key, ()):
        try:
            approval.check(digest, public)
        except BadSignature:
            continue
        return public
    return None
