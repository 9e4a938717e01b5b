"""What witnesses say they saw: the head that each of them last cosigned, for whoever looks.

C2SP tlog-witness, "Monitoring retrieval": ``GET <prefix>/<SHA-256 of the origin>/checkpoint``.
A register that shows one reader another history than its witnesses is given away by the
first of them that answers, whether or not anybody else ever meets that reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256

from chancery.errors import BadSignature, Malformed, Unavailable
from chancery.log.checkpoint import SignedCheckpoint, open_checkpoint
from chancery.log.policy import KnownWitness
from chancery.log.vkey import VerifierKey
from chancery.net.mirror import over_http


def heads_at_witnesses(
    witnesses: Iterable[KnownWitness], origin: str, log_keys: Iterable[VerifierKey]
) -> Iterator[SignedCheckpoint]:
    """
    The heads of that log at those witnesses for which an address is known.

    Only what the log itself and that very witness have signed; who is silent says nothing.
    """
    keys = tuple(log_keys)
    name = sha256(origin.encode()).hexdigest()
    for witness in witnesses:
        if witness.url is None:
            continue
        with suppress(Unavailable, Malformed, BadSignature):
            note = over_http(witness.url.rstrip("/"))(f"{name}/checkpoint")
            checkpoint = None if note is None else open_checkpoint(note, origin, keys, [witness.key])
            if checkpoint is not None and checkpoint.cosignatures:
                yield checkpoint
