"""Logs that grow by an entry at a time, and the requests to a witness that go with it, written beforehand."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from chancery.log.checkpoint import sign_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.head import TreeHead
from chancery.log.path import consistency_path
from chancery.log.tree import leaf_hash, range_root
from chancery.log.vkey import Signer, VerifierKey
from chancery.log.witness import AddCheckpoint

AT = 1_700_000_000


class Growing:
    """A log of this origin, with two keys of its own, that asks *times* times."""

    def __init__(self, origin: str, times: int) -> None:
        self.origin = origin
        self._leaves = [leaf_hash(b"%d" % number) for number in range(times)]
        self._known: dict[tuple[int, int], bytes] = {}
        seed = sha256(origin.encode()).digest()
        self._signers = (
            Signer(
                name=origin, kind=SignatureType.ED25519, private=Ed25519PrivateKey.from_private_bytes(seed)
            ),
            Signer(
                name=origin,
                kind=SignatureType.COSIGNATURE_ML_DSA_44,
                private=MLDSA44PrivateKey.from_seed_bytes(seed),
            ),
        )
        self.requests = [self._request(size) for size in range(1, times + 1)]

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Those that a witness must be told."""
        return tuple(signer.verifier for signer in self._signers)

    def _request(self, size: int) -> bytes:
        """As it goes over the wire: from one entry less, with its proof."""
        head = TreeHead(origin=self.origin, size=size, root=range_root(0, size, self._perfect))
        path = consistency_path(size - 1, size, self._perfect) if size > 1 else []
        body = AddCheckpoint(
            old_size=size - 1, path=tuple(path), checkpoint=sign_checkpoint(head, self._signers, at=AT)
        ).to_bytes()
        return b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    def _perfect(self, height: int, index: int) -> bytes:
        if height == 0:
            return self._leaves[index]
        if (height, index) not in self._known:
            left, right = self._perfect(height - 1, 2 * index), self._perfect(height - 1, 2 * index + 1)
            self._known[height, index] = sha256(b"\x01" + left + right).digest()
        return self._known[height, index]
