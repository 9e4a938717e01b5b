"""What a file of evidence proves and to whom, each kind in one sentence.

Every proof rests on something that its reader knows from elsewhere: the fingerprint of a first
charter, or the key of a log.  So the sentence begins with that, and a file whose ground nobody
here knows is not called proof of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chancery.errors import Malformed, Unavailable
from chancery.log.checkpoint import SignedCheckpoint, claimed_origin, open_checkpoint
from chancery.log.equivocation import HEADER as EQUIVOCATION
from chancery.log.equivocation import Equivocation, Proven
from chancery.log.policy import NONE, KnownLog, Policy
from chancery.log.proof import HEADER as PROOF
from chancery.log.proof import LogProof
from chancery.log.tree import leaf_hash
from chancery.log.vkey import VerifierKey
from chancery.phrases.moments import iso
from chancery.record.code import code_of
from chancery.record.statement import Institution
from chancery.seal.evidence import CheckedEvidence, looks_like_evidence, read_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known here beforehand, and the entry that was brought along, if one was."""

    keys: tuple[VerifierKey, ...]
    pins: Mapping[Institution, bytes]
    entry: bytes | None = None

    def of(self, origin: str) -> tuple[VerifierKey, ...]:
        """The keys of that log; raises `Unavailable` if none is known."""
        own = tuple(key for key in self.keys if key.name == origin)
        if not own:
            raise Unavailable(
                f"This file is about {origin}, of which no key is known here: give one with --vkey."
            )
        return own


def what_it_proves(octets: bytes, known: Known) -> Iterator[str]:
    """
    One sentence, and a second where it must be said whether the ground of the first is known here.

    Raises `Malformed` for what is no such file, `Untrusted` for one that was changed or
    proves nothing, `Unavailable` where no key is known to check it with.
    """
    if looks_like_evidence(octets):
        yield from _letter(read_evidence(octets).check(), known)
    elif octets.startswith(f"{EQUIVOCATION}\n".encode()):
        yield _two_histories(octets, known)
    elif octets.startswith(f"{PROOF}\n".encode()):
        yield _entry(octets, known)
    elif octets.count(b"\n") >= 4 and b"\n\n\xe2\x80\x94 " in octets:
        yield _checkpoint(octets, known)
    else:
        raise Malformed("This is no evidence of a letter, no proof about a log, and no checkpoint.")


def _letter(checked: CheckedEvidence, known: Known) -> Iterator[str]:
    letter = next(entry for entry in checked.entries if entry.id == checked.statement)
    who = letter.act.institution
    shown = checked.shown[who]
    ground = f"{who} by the fingerprint of its first charter"
    if shown.first_charter is None:
        raise Unavailable(
            f"This file holds no first charter of {who}: nobody can tell whose record it shows."
        )
    head, place = shown.checkpoint.head, checked.positions[checked.statement]
    yield (
        f"To whoever knows {ground}, {shown.first_charter.hex()}, this proves that {code_of(letter.id)} "
        f"stands on its record since {iso(letter.at)}, as entry {place:,} of the {head.size:,} "
        f"that {head.origin} had at {iso(shown.seen)}."
    )
    match known.pins.get(who):
        case None:
            yield "That fingerprint is not known here: compare it over another way, and give it with --pin."
        case pinned if pinned == shown.first_charter:
            yield "That fingerprint is known here."
        case _:
            yield f"Here another one is known: to you this file proves nothing about {who}."


def _two_histories(octets: bytes, known: Known) -> str:
    file = Equivocation.read(octets)
    proven: Proven = file.check(known.of(claimed_origin(file.shorter)))
    return (
        f"To whoever knows {_named(proven.by)}, this proves that somebody who held "
        f"{'that key' if len(proven.by) == 1 else 'those keys'} has shown two histories of "
        f"{proven.longer.origin}, of {proven.shorter.size:,} and of {proven.longer.size:,} entries: "
        f"{proven.lie.value}."
    )


def _entry(octets: bytes, known: Known) -> str:
    proof = LogProof.parse(octets)
    keys = known.of(claimed_origin(proof.checkpoint))
    if known.entry is None:
        raise Unavailable("This file is about an entry that is not in it: give the entry with --entry.")
    logs = tuple(KnownLog(key=key, url=None) for key in keys)
    policy = Policy(logs=logs, witnesses=(), groups=(), quorum=NONE)
    checkpoint = proof.check(leaf_hash(known.entry), policy, now=0).checkpoint
    return (
        f"To whoever knows {_signers(checkpoint)}, this proves that the entry brought along is number "
        f"{proof.index:,} of the {checkpoint.head.size:,} in {checkpoint.head.origin}."
    )


def _checkpoint(octets: bytes, known: Known) -> str:
    origin = claimed_origin(octets)
    checkpoint = open_checkpoint(octets, origin, known.of(origin))
    times = [signed.at for signed in checkpoint.by_log if signed.at is not None]
    when = f" at {iso(max(times))}" if times else ""
    return (
        f"To whoever knows {_signers(checkpoint)}, this proves that {origin} had {checkpoint.head.size:,} "
        f"entries{when}, with the root {checkpoint.head.root.hex()}; it proves none of them."
    )


def _signers(checkpoint: SignedCheckpoint) -> str:
    return _named(tuple(signed.key for signed in checkpoint.by_log))


def _named(keys: tuple[VerifierKey, ...]) -> str:
    """Keys as people compare them: name and key id."""
    return " or ".join(f"{key.name}+{key.key_id.hex()}" for key in keys)
