"""A receipt: the register's word that an entry is on it, or that it only grew.

A COSE Receipt (RFC 9942) over the tree of RFC 9162, which it calls structure 1:

    18([ << {1: algorithm, 4: kid, 15: {1: issuer, 2: origin}, 395: 1} >>,
         {396: {-1: [ << [size, index, [hash, ...]] >> ]}},          of inclusion
         {396: {-2: [ << [old size, size, [hash, ...]] >> ]}},       or of consistency
         null, signature over the root ])

The signature covers the root and nothing of the entry, so a tree head is signed once
and every receipt at that size carries the same signature.  The root is never taken
from the message: a reader computes it from the entry it holds.  The size is only
claimed (a neighbouring size may lead to the same root), so the root counts together
with the checkpoint that states both.

A receipt says *was put on the record*.  It does not say that witnesses saw it (that is
the checkpoint), nor that it still stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from chancery.errors import BadSignature, Malformed, NotReady
from chancery.log.path import check_consistency, root_from_inclusion
from chancery.log.tree import Hash, leaf_hash
from chancery.seal import codec
from chancery.seal.keys import PublicKey, SigningKey, verify
from chancery.seal.signed import (
    ALGORITHM,
    CLAIMS,
    ISSUER,
    KID,
    SUBJECT,
    Sign1,
    open_sign1,
    read_header,
    to_be_signed,
    write_sign1,
)

STRUCTURE, PROOFS, RECEIPTS = 395, 396, 394
"""Header labels of RFC 9942 section 7."""

RFC9162_SHA256: Final = 1
"""The only structure known here; a ledger of another kind has other proofs."""

INCLUSION, CONSISTENCY = -1, -2

TLOG_PROOF: Final = "c2sp.org/tlog-proof@v1"
"""Our own unsigned label: the same proof for the witnesses' world, with the cosigned checkpoint."""

_HEADER = frozenset[int | str]({ALGORITHM, KID, CLAIMS, STRUCTURE})
_CLAIMS = frozenset[int | str]({ISSUER, SUBJECT})

_Map: TypeAlias = dict[int | str, codec.Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedTreeHead:
    """The root of *size* entries, signed once; receipts are cut from it."""

    size: int
    protected: bytes
    signature: bytes

    def inclusion(self, index: int, path: Sequence[Hash], tlog_proof: bytes | None = None) -> bytes:
        """The receipt for entry *index*, which *path* leads from to this root."""
        return self._receipt(INCLUSION, [self.size, index, list(path)], tlog_proof)

    def consistency(self, old_size: int, path: Sequence[Hash]) -> bytes:
        """The receipt that the first *old_size* entries are as they were."""
        return self._receipt(CONSISTENCY, [old_size, self.size, list(path)], None)

    def _receipt(self, label: int, proof: Sequence[codec.Writable], tlog_proof: bytes | None) -> bytes:
        unprotected: dict[int | str, codec.Writable] = {PROOFS: {label: [codec.encode(proof)]}}
        if tlog_proof is not None:
            unprotected[TLOG_PROOF] = tlog_proof
        return write_sign1(self.protected, unprotected, None, self.signature)


def sign_tree_head(root: Hash, size: int, *, issuer: str, origin: str, key: SigningKey) -> SignedTreeHead:
    """Vouch for *root* as the root of the first *size* entries of the log *origin*.

    Raises `NotReady` below two entries: a path of no hashes cannot be written down
    (RFC 9942 wants one or more), so the first entry of a register waits for the second.
    """
    if size < 2:
        raise NotReady("The first entry of a register has its receipt when the second arrives.")
    header: dict[int, codec.Writable] = {
        ALGORITHM: key.public.algorithm,
        KID: key.public.thumbprint,
        CLAIMS: {ISSUER: issuer, SUBJECT: origin},
        STRUCTURE: RFC9162_SHA256,
    }
    protected = codec.encode(header)
    return SignedTreeHead(size=size, protected=protected, signature=key.sign(to_be_signed(protected, root)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """Who vouches for a root, as a receipt states it; not yet believed."""

    issuer: str
    origin: str
    kid: bytes
    algorithm: int
    protected: bytes
    signature: bytes

    def check(self, root: Hash, public: PublicKey) -> None:
        """Raises `BadSignature` unless the holder of *public* vouched for *root*."""
        if self.kid != public.thumbprint or not public.reads(self.algorithm):
            raise BadSignature("The receipt names another key than the one it is checked with.")
        verify(public, self.signature, to_be_signed(self.protected, root))


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionReceipt:
    """Somebody says that the entry it is held against is number *index* of *size*."""

    voucher: Voucher
    size: int
    index: int
    path: tuple[Hash, ...]
    tlog_proof: bytes | None

    def root_for(self, entry: bytes) -> Hash:
        """The root the log must have had for *entry* to be on it; raises `BadProof` if none."""
        return root_from_inclusion(leaf_hash(entry), self.index, self.size, self.path)

    def check(self, entry: bytes, public: PublicKey) -> Hash:
        """The root, signed with *public*, of a tree that has *entry*.

        Raises `BadProof` or `BadSignature`.  Compare root and size with a cosigned checkpoint.
        """
        root = self.root_for(entry)
        self.voucher.check(root, public)
        return root


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyReceipt:
    """Somebody says that the log of *size* entries begins with the *old_size* it once had."""

    voucher: Voucher
    old_size: int
    size: int
    path: tuple[Hash, ...]

    def check(self, old_root: Hash, root: Hash, public: PublicKey) -> None:
        """Raises `BadProof` or `BadSignature` unless *root*, signed, continues *old_root*."""
        check_consistency(self.old_size, old_root, self.size, root, self.path)
        self.voucher.check(root, public)


def open_inclusion(octets: bytes) -> InclusionReceipt:
    """A receipt of inclusion, read strictly and not yet believed; raises `Malformed`."""
    sign1 = _detached(octets)
    size, index, path = _proof(sign1, INCLUSION)
    if size < 2 or not 0 <= index < size:
        raise Malformed("A receipt places an entry among two or more.")
    return InclusionReceipt(
        voucher=_voucher(sign1.protected, sign1.signature),
        size=size,
        index=index,
        path=path,
        tlog_proof=codec.optional(sign1.unprotected, TLOG_PROOF, bytes),
    )


def open_consistency(octets: bytes) -> ConsistencyReceipt:
    """A receipt of consistency, read strictly and not yet believed; raises `Malformed`."""
    sign1 = _detached(octets)
    old_size, size, path = _proof(sign1, CONSISTENCY)
    if not 0 < old_size < size:
        raise Malformed("A log grows from one entry or more to more than that.")
    voucher = _voucher(sign1.protected, sign1.signature)
    return ConsistencyReceipt(voucher=voucher, old_size=old_size, size=size, path=path)


def _detached(octets: bytes) -> Sign1:
    sign1 = open_sign1(octets, limit=65_535)
    if sign1.payload is not None:
        raise Malformed("A receipt carries no root: whoever checks it computes the root.")
    codec.only(sign1.unprotected, frozenset({PROOFS, TLOG_PROOF}))
    return sign1


def _proof(sign1: Sign1, label: int) -> tuple[int, int, tuple[Hash, ...]]:
    """The one proof under *label*: two numbers and a path of at least one hash."""
    match sign1.unprotected.get(PROOFS):
        case dict(proofs) if proofs.keys() == {label}:
            return read_proof(proofs[label])
        case _:
            raise Malformed("A receipt holds one proof, of the kind that was asked for.")


def read_proof(wrapped: codec.Value) -> tuple[int, int, tuple[Hash, ...]]:
    """What stands in `[<< [number, number, [hash, ...]] >>]`; raises `Malformed`.

    RFC 9942 allows several proofs side by side; ours have one, and one nobody reads
    would be one nobody checks.
    """
    match wrapped:
        case [bytes(proof)]:
            pass
        case _:
            raise Malformed("A receipt holds exactly one proof.")
    match codec.decode(proof):
        case [int(first), int(second), [_, *_] as path] if type(first) is type(second) is int:
            return first, second, _hashes(path)
        case _:
            raise Malformed("A proof is two numbers and a path of one hash or more.")


def _hashes(path: Sequence[codec.Value]) -> tuple[Hash, ...]:
    hashes = tuple([sibling for sibling in path if type(sibling) is bytes and len(sibling) == 32])
    if len(hashes) != len(path):
        raise Malformed("A path to the root is made of hashes of 32 bytes.")
    return hashes


@lru_cache(maxsize=256)
def _voucher(protected: bytes, signature: bytes) -> Voucher:
    """All receipts of one tree head are vouched for alike; only what is below differs."""
    header = read_header(protected)
    codec.only(header, _HEADER)
    if codec.required(header, STRUCTURE, int) != RFC9162_SHA256:
        raise Malformed("The receipt is from a register of another construction.")
    claims: _Map = codec.required(header, CLAIMS, dict)
    codec.only(claims, _CLAIMS)
    return Voucher(
        issuer=codec.required(claims, ISSUER, str),
        origin=codec.required(claims, SUBJECT, str),
        kid=codec.required(header, KID, bytes),
        algorithm=codec.required(header, ALGORITHM, int),
        protected=protected,
        signature=signature,
    )


def attach(entry: bytes, receipts: Iterable[bytes]) -> bytes:
    """The transparent statement: *entry* with its *receipts* beside it, unsigned (RFC 9943)."""
    sign1 = open_sign1(entry)
    return write_sign1(sign1.protected, {RECEIPTS: list(receipts)}, sign1.payload, sign1.signature)


def detach(transparent: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """The entry as it lies on the log, and the receipts that came with it.

    Receipts are byte strings here, as in the ledgers one meets; RFC 9943's grammar
    puts them in as they are, and those are read too.  Raises `Malformed`.
    """
    sign1 = open_sign1(transparent, another_within=True)
    codec.only(sign1.unprotected, frozenset({RECEIPTS}))
    receipts = codec.required(sign1.unprotected, RECEIPTS, list)
    entry = write_sign1(sign1.protected, {}, sign1.payload, sign1.signature)
    return entry, tuple(_bytes(receipt) for receipt in receipts)


def _bytes(receipt: object) -> bytes:
    if not isinstance(receipt, bytes):
        raise Malformed("A receipt beside a statement is a byte string or a COSE_Sign1.")
    return receipt
