"""Who has seen how much of a log: its witnesses, the second place, heads that people bring.

A witness shows what it last cosigned to anybody (C2SP tlog-witness, monitoring).  It is
believed its own signature over a head that our log signed, and nothing else; silence is
silence, and never "nothing newer", and so is the word of a witness that has forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request

from chancery.errors import ChanceryError, Malformed, Unavailable, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, open_checkpoint
from chancery.log.vkey import VerifierKey
from chancery.net.straight import straight_opener
from chancery.wiring.backup.judging import Asked
from chancery.wiring.settings import octets_of
from chancery.wiring.storage import files_of, second_place

if TYPE_CHECKING:
    from chancery.wiring.house import AskedWitness, House

PATIENCE = 10
"""Seconds to wait for a witness."""
MOST_OCTETS = 1 << 18
VKEYS = ("vkey", "vkey-pq")
SECOND_PLACE = "the second place"


def everybody(house: House, heads: Iterable[Path] = ()) -> tuple[Asked, ...]:
    """What each witness of the house says, what the second place remembers, and each head in a file."""
    keys = log_keys(house)
    asked = [_of_witness(house, name, witness, keys) for name, witness in house.witnesses.items()]
    return (*asked, *_of_second_place(house), *(_in_file(house, head, keys) for head in heads))


def log_keys(house: House) -> Sequence[VerifierKey]:
    """The verifier keys of the house's own log, as it shows them."""
    lines = [octets_of(house.register / name).decode("ascii", "replace").strip() for name in VKEYS]
    return [VerifierKey.parse(line) for line in lines]


def _of_witness(house: House, name: str, witness: AskedWitness, keys: Sequence[VerifierKey]) -> Asked:
    try:
        own = [VerifierKey.parse(line) for line in witness.vkeys]
        shown = _shown(f"{witness.url}/{sha256(house.origin.encode()).hexdigest()}/checkpoint")
        if shown is None:
            _refuse_forgetful(house, keys, own)
            return Asked(who=name, size=0)
        checkpoint = open_checkpoint(shown, house.origin, keys, own)
        times = [signed.at for signed in checkpoint.cosignatures if signed.at is not None]
        if not times:
            raise Untrusted("What it shows is not signed by the keys that it is known by.")
        return _seen(name, checkpoint, min(times))
    except ChanceryError as trouble:
        return Asked(who=name, trouble=str(trouble))


def _refuse_forgetful(house: House, keys: Sequence[VerifierKey], own: Sequence[VerifierKey]) -> None:
    """Raises `Untrusted` if the head here is cosigned by a witness that says it never saw this log."""
    note = files_of(house, house.institution)("checkpoint")
    if note is not None and open_checkpoint(note, house.origin, keys, own).cosignatures:
        raise Untrusted(
            "It says that it never saw this log, and its signature is under the head in the copy."
        )


def _shown(address: str) -> bytes | None:
    """What a witness shows; None if it never saw this log.  Raises `Unavailable` if it does not answer."""
    try:
        with straight_opener().open(Request(address), timeout=PATIENCE) as answer:
            octets: bytes = answer.read(MOST_OCTETS + 1)
    except HTTPError as refused:
        if refused.code == 404:
            return None
        raise Unavailable(f"It answered {refused.code}.") from refused
    except (OSError, ValueError, HTTPException) as unreachable:
        raise Unavailable("It does not answer.") from unreachable
    if len(octets) > MOST_OCTETS:
        raise Malformed("It shows more than a checkpoint.")
    return octets


def _seen(who: str, checkpoint: SignedCheckpoint, at: int | None) -> Asked:
    return Asked(who=who, size=checkpoint.head.size, root=checkpoint.head.root, at=at)


def _of_second_place(house: House) -> Iterator[Asked]:
    """Nobody, where nothing lies there: that it is lost is what restoring is about."""
    from chancery.store.last_signed import SecondPlace

    place = second_place(house)
    try:
        noted = (SecondPlace(place) if isinstance(place, Path) else place).read()
    except (ChanceryError, OSError) as trouble:
        yield Asked(who=SECOND_PLACE, trouble=str(trouble))
    else:
        if noted is not None:
            yield Asked(who=SECOND_PLACE, size=noted[0], root=noted[1])


def _in_file(house: House, head: Path, keys: Sequence[VerifierKey]) -> Asked:
    """A checkpoint that somebody brought; raises for one that our log did not sign."""
    return _seen(str(head), open_checkpoint(octets_of(head), house.origin, keys), None)
