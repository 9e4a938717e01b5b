"""A receipt vouches for a root that only the entry can lead to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache

import cbor2
import pytest

from chancery.errors import BadProof, BadSignature, Malformed, NotReady
from chancery.log.path import consistency_path, inclusion_path
from chancery.log.tree import leaf_hash, range_root
from chancery.seal import codec
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.receipt import (
    SignedTreeHead,
    attach,
    detach,
    open_consistency,
    open_inclusion,
    sign_tree_head,
)
from chancery.seal.signed import open_sign1, sign_statement, write_sign1

KEY = SigningKey.from_seed(Kind.ED25519, hashlib.sha256(b"register").digest())
HEADS = SigningKey.from_seed(Kind.ML_DSA_44, hashlib.sha256(b"register").digest())
OTHER = SigningKey.from_seed(Kind.ED25519, hashlib.sha256(b"another").digest())
ENTRIES = [f"entry {number}".encode() for number in range(40)]


@cache
def perfect(height: int, index: int) -> bytes:
    """The hash of a whole subtree of the entries."""
    if height == 0:
        return leaf_hash(ENTRIES[index])
    left, right = perfect(height - 1, 2 * index), perfect(height - 1, 2 * index + 1)
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int) -> bytes:
    return range_root(0, size, perfect)


def head(size: int, key: SigningKey = KEY) -> SignedTreeHead:
    origin = "mod.example/register"
    return sign_tree_head(root(size), size, issuer="https://mod.example", origin=origin, key=key)


def receipt(index: int, size: int) -> bytes:
    return head(size).inclusion(index, inclusion_path(index, size, perfect))


def test_every_entry_of_every_tree_has_a_receipt_that_checks() -> None:
    """From 2 entries to 40: the root computed from the entry is the root that was signed."""
    for size in range(2, len(ENTRIES) + 1):
        signed = head(size)
        for index in range(size):
            octets = signed.inclusion(index, inclusion_path(index, size, perfect))
            found = open_inclusion(octets)
            assert found.check(ENTRIES[index], KEY.public) == root(size)
            assert found.voucher.signature == signed.signature


@pytest.mark.parametrize("key", [KEY, HEADS], ids=["Ed25519", "ML-DSA-44"])
def test_a_receipt_names_who_vouches_and_for_which_log(key: SigningKey) -> None:
    """Issuer, origin and key; the same with a key that outlives quantum computers."""
    found = open_inclusion(head(8, key).inclusion(3, inclusion_path(3, 8, perfect)))
    assert (found.voucher.issuer, found.voucher.origin) == ("https://mod.example", "mod.example/register")
    assert found.voucher.kid == key.public.thumbprint
    assert found.check(ENTRIES[3], key.public) == root(8)


def test_no_receipt_is_given_below_two_entries() -> None:
    """The first entry has no path, so its receipt waits for the second."""
    for size in (0, 1):
        with pytest.raises(NotReady, match="second"):
            sign_tree_head(leaf_hash(b""), size, issuer="i", origin="o", key=KEY)


def test_a_receipt_serves_no_other_entry() -> None:
    """Held against another entry it leads to another root, which nobody signed."""
    found = open_inclusion(receipt(5, 13))
    assert found.root_for(ENTRIES[6]) != root(13)
    with pytest.raises(BadSignature):
        found.check(ENTRIES[6], KEY.public)


def test_a_receipt_serves_no_other_place_size_or_key() -> None:
    """Another index, size, path or key is refused."""
    found = open_inclusion(receipt(5, 13))
    for changed in (replace(found, index=4), replace(found, size=32), replace(found, path=found.path[::-1])):
        with pytest.raises((BadProof, BadSignature)):
            changed.check(ENTRIES[5], KEY.public)
    with pytest.raises(BadProof):
        replace(found, path=found.path[:-1]).check(ENTRIES[5], KEY.public)
    with pytest.raises(BadSignature, match="another key"):
        found.check(ENTRIES[5], OTHER.public)


def test_the_size_in_a_receipt_is_only_claimed() -> None:
    """RFC 9942 signs the root alone: a neighbouring size with the same path passes, and must be looked up.

    Hence a root counts together with the checkpoint that signs root *and* size.
    """
    claimed = replace(open_inclusion(receipt(5, 13)), size=12)
    assert claimed.check(ENTRIES[5], KEY.public) == root(13) != root(12)


def test_the_log_only_grew() -> None:
    """A consistency receipt ties every smaller root to the signed one, and no other root to it."""
    size = 21
    for old_size in range(1, size):
        found = open_consistency(head(size).consistency(old_size, consistency_path(old_size, size, perfect)))
        found.check(root(old_size), root(size), KEY.public)
        with pytest.raises(BadProof):
            found.check(root(old_size + 1), root(size), KEY.public)
        with pytest.raises(BadSignature):
            replace(found, voucher=open_inclusion(receipt(0, 20)).voucher).check(
                root(old_size), root(size), KEY.public
            )


@pytest.mark.parametrize(("old_size", "size"), [(0, 5), (5, 5), (6, 5), (-1, 5)])
def test_a_log_does_not_stand_still_or_shrink(old_size: int, size: int) -> None:
    """From one entry or more to more than that: nothing else is growth."""
    with pytest.raises(Malformed, match="grows"):
        open_consistency(head(size).consistency(old_size, [bytes(32)]))


def test_a_receipt_of_one_kind_is_not_read_as_the_other() -> None:
    """Three numbers of the same shape mean different things under -1 and -2."""
    with pytest.raises(Malformed, match="kind that was asked for"):
        open_consistency(receipt(5, 13))
    with pytest.raises(Malformed, match="kind that was asked for"):
        open_inclusion(head(13).consistency(5, consistency_path(5, 13, perfect)))


def rewritten(proof: codec.Writable, *, payload: bytes | None = None, kid: bytes | None = None) -> bytes:
    """The receipt of entry 5 of 13 with something else as its proof."""
    sign1 = open_sign1(receipt(5, 13))
    unprotected: dict[int | str, codec.Writable] = {396: {-1: proof}}
    if kid is not None:
        unprotected[4] = kid
    return write_sign1(sign1.protected, unprotected, payload, sign1.signature)


@pytest.mark.parametrize(
    "proof",
    [
        [],
        [b""],
        [b"\x00"],
        b"\x83\x02\x00\x80",
        [codec.encode([2, 0, []])],
        [codec.encode([1, 0, [bytes(32)]])],
        [codec.encode([2, 2, [bytes(32)]])],
        [codec.encode([2, -1, [bytes(32)]])],
        [codec.encode([2, True, [bytes(32)]])],
        [codec.encode([2, 0, [bytes(31)]])],
        [codec.encode([2, 0, ["x" * 32]])],
        [codec.encode([2, 0, [bytes(32)], 0])],
        [codec.encode([2, 0, [bytes(32)]])] * 2,
        [cbor2.dumps([2, 0, [bytes(32)]]) + b"\0"],
    ],
)
def test_a_proof_of_another_shape_is_refused(proof: codec.Writable) -> None:
    """No path, no place, two proofs, other hashes: each is refused before anything is computed."""
    with pytest.raises(Malformed):
        open_inclusion(rewritten(proof))


def test_a_root_in_the_message_is_refused() -> None:
    """Whoever brings its own root wants it believed."""
    proof = [codec.encode([2, 0, [bytes(32)]])]
    with pytest.raises(Malformed, match="carries no root"):
        open_inclusion(rewritten(proof, payload=root(13)))
    with pytest.raises(Malformed, match="unknown"):
        open_inclusion(rewritten(proof, kid=b"11"))


@pytest.mark.parametrize(
    "change",
    [{395: 2}, {395: None}, {4: None}, {15: {1: "i"}}, {15: {1: "i", 2: "o", 6: 1}}, {99: 1}],
    ids=str,
)
def test_a_header_that_says_anything_else_is_refused(change: dict[int | str, codec.Writable]) -> None:
    """Another structure, a missing name, a header nobody reads."""
    sign1 = open_sign1(receipt(5, 13))
    changed: dict[int | str, codec.Writable] = {**sign1.header(), **change}
    with pytest.raises(Malformed):
        open_inclusion(write_sign1(codec.encode(changed), sign1.unprotected, None, sign1.signature))


def test_the_witnesses_proof_may_ride_along() -> None:
    """Unsigned, under our own label, and handed back as it came."""
    octets = head(13).inclusion(5, inclusion_path(5, 13, perfect), tlog_proof=b"c2sp.org/tlog-proof@v1\n")
    assert open_inclusion(octets).tlog_proof == b"c2sp.org/tlog-proof@v1\n"
    assert open_inclusion(receipt(5, 13)).tlog_proof is None


def entry() -> bytes:
    return sign_statement(
        b"act", issuer="https://mod.example", subject="urn:x", at=0, content_type="a/b", key=KEY
    )


def test_a_transparent_statement_gives_back_the_entry_and_its_receipts() -> None:
    """The entry is restored byte for byte, in whichever form the receipts came."""
    receipts = (receipt(5, 13), receipt(5, 14))
    transparent = attach(entry(), receipts)
    assert detach(transparent) == (entry(), receipts)
    assert [type(one) for one in cbor2.loads(transparent).value[1][394]] == [bytes, bytes]
    # The other form, from RFC 9943's grammar: receipts put in as they are.
    bare = transparent
    for one in receipts:
        bare = bare.replace(codec.byte_string(one), one)
    assert bare != transparent
    assert detach(bare) == (entry(), receipts)


def test_beside_a_statement_only_receipts_are_read() -> None:
    """No receipts, other things for receipts, and other headers are refused."""
    sign1 = open_sign1(entry())
    others: list[dict[int | str, codec.Writable]]
    others = [{}, {394: "none"}, {394: [1]}, {394: [[1]]}, {394: [], 4: b"kid"}]
    for unprotected in others:
        octets = write_sign1(sign1.protected, unprotected, sign1.payload, sign1.signature)
        with pytest.raises(Malformed):
            detach(octets)
