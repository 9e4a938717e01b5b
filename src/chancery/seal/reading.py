"""From the bytes of a log to entries the world can weigh.

Reading an entry checks two things: that the institution's issuer signed it into the
log, and which of the hands under it really signed these very words with a key that a
charter of this institution has named.  A hand that did not is left out.  Whether a
hand that did *counts* — its office, its dates, its capacity, a theft — is not asked
here; that is `chancery.record.world`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator

from chancery.errors import BadSignature, Malformed, Untrusted
from chancery.record.charter import Charter
from chancery.record.entry import Entry, Hand
from chancery.record.statement import Instant, Institution, KeyName, StatementId
from chancery.seal import genesis
from chancery.seal.act_form import CONTENT_TYPE, digest_of, read_act
from chancery.seal.approval import Approval, read_approval, write_approval
from chancery.seal.codec import decode, encode, only, required
from chancery.seal.genesis import Genesis, read_genesis
from chancery.seal.keys import Key, PublicKey, SigningKey, parse
from chancery.seal.signed import SignedStatement, UncheckedStatement, open_statement, sign_statement

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
        self._named: dict[KeyName, list[Key]] = {}
        self._issuers: dict[bytes, PublicKey] = {}

    def copy(self) -> Reading:
        """Another reader who knows as much and goes on alone."""
        other = Reading(self.institution)
        other.genesis, other.first_charter = self.genesis, self.first_charter
        other._named = {name: list(keys) for name, keys in self._named.items()}
        other._issuers = dict(self._issuers)
        return other

    def read(self, octets: bytes, order: int) -> Entry | None:
        """
        The entry these bytes spell; None for the genesis, which is no act.

        Raises `Malformed` for bytes that are no entry, `Untrusted` for one that this
        institution's issuer did not sign.
        """
        statement = open_statement(octets)
        if statement.issuer != issuer_name(self.institution):
            raise Untrusted(f"This entry was issued by {statement.issuer}, not by {self.institution}.")
        if statement.content_type == genesis.CONTENT_TYPE:
            self._begin(statement)
            return None
        return self._entry(statement, order)

    def _begin(self, statement: UncheckedStatement) -> None:
        first = read_genesis(statement.payload)
        self._learn_issuer(parse(first.issuer))
        self._issued(statement)
        self.genesis = first

    def _entry(self, statement: UncheckedStatement, order: int) -> Entry:
        act_octets, approvals = approvals_of(statement.payload)
        id, act = read_act(act_octets)
        if statement.subject != id or act.institution != self.institution:
            raise Malformed("The entry's envelope and the act inside it speak of different things.")
        digest = digest_of(act_octets)
        if isinstance(act, Charter):
            self.learn(act)
            if act.version == 1 and self.first_charter is None:
                self.first_charter = digest
        signed = self._issued(statement)
        hands = tuple(self._hands(digest, approvals))
        self.uncounted = len(approvals) - len(hands)
        return Entry(
            id=id, institution=self.institution, at=Instant(signed.at), order=order, act=act, hands=hands
        )

    def _issued(self, statement: UncheckedStatement) -> SignedStatement:
        issuer = self._issuers.get(statement.kid)
        if issuer is None:
            raise Untrusted(f"No charter of {self.institution} names the key that signed this entry.")
        return statement.check(issuer)

    def learn(self, charter: Charter) -> None:
        """
        Know the keys that a charter of this institution names.

        Keys are learned before anybody is asked whether the charter counts: the world asks.
        """
        for name, text in charter.keys.items():
            known, key = self._named.setdefault(name, []), parse(text)
            if key not in known:
                known.append(key)
        if charter.register is not None and charter.register.issuer in charter.keys:
            self._learn_issuer(parse(charter.keys[charter.register.issuer]))

    def names(self, key: KeyName) -> bool:
        """Whether some charter read so far names that key."""
        return key in self._named

    def signed(self, octets: bytes, approval: Approval) -> bool:
        """Whether a known key of that name made this approval of the act in the entry *octets*."""
        act, _ = approvals_of(open_statement(octets).payload)
        return self._signed_with(digest_of(act), approval) is not None

    def _learn_issuer(self, key: Key) -> None:
        if not isinstance(key, PublicKey):
            raise Malformed("A log's issuer is a key of its own, not a passkey.")
        self._issuers[key.thumbprint] = key

    def _hands(self, digest: bytes, approvals: tuple[Approval, ...]) -> Iterator[Hand]:
        for approval in approvals:
            public = self._signed_with(digest, approval)
            if public is not None:
                yield Hand(
                    person=approval.person,
                    key=approval.key,
                    role=approval.role,
                    office=approval.office,
                    public=str(public),
                )

    def _signed_with(self, digest: bytes, approval: Approval) -> Key | None:
        for public in self._named.get(approval.key, ()):
            try:
                approval.check(digest, public)
            except BadSignature:
                continue
            return public
        return None
