"""What a house remembers of the registers it follows: the head last found good, and the lies it was told.

    mirror/<domain>/seen                        the checkpoint, as its log signed it
    equivocation/<domain>-<size>.equivocation   two heads that cannot both be true

From a checkpoint and the mirror's tiles everything else that is needed to go on (the
right edge of the tree, the keys) is read again and compared with it; so there is nothing
more to lose, or to get out of step.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.errors import Unavailable
from chancery.store.durable import exclusively, make_folder, put

if TYPE_CHECKING:
    from chancery.log.equivocation import Equivocation
    from chancery.record.statement import Institution
    from chancery.wiring.house import House

SEEN, CHECKPOINT = "seen", "checkpoint"
SUFFIX = ".equivocation"


def last_seen(house: House, institution: Institution) -> bytes | None:
    """The remembered checkpoint; if that was lost, the one the mirror shows; None if there was none."""
    for name in (SEEN, CHECKPOINT):
        try:
            return (house.mirror(institution) / name).read_bytes()
        except FileNotFoundError:
            continue
    return None


def remember(house: House, institution: Institution, checkpoint: bytes) -> None:
    """Remember a head so that it is known after a power cut, and every tile before it."""
    if last_seen(house, institution) != checkpoint:
        os.sync()
        keep_in(house.mirror(institution), SEEN, checkpoint, house=house)


def proof_against(house: House, institution: Institution) -> Path | None:
    """The proof that the institution's register showed two histories, if this house holds one."""
    named = re.compile(re.escape(institution) + r"-[0-9]+" + re.escape(SUFFIX))
    kept = sorted(house.equivocation.iterdir()) if house.equivocation.is_dir() else []
    return next((proof for proof in kept if named.fullmatch(proof.name)), None)


def keep_proof(house: House, institution: Institution, proof: Equivocation) -> Path:
    """Keep a proof for good; returns where it lies."""
    from chancery.log.checkpoint import claimed_head

    name = f"{institution}-{claimed_head(proof.longer).size}{SUFFIX}"
    keep_in(house.equivocation, name, proof.write(), house=house)
    return house.equivocation / name


def keep_in(folder: Path, name: str, octets: bytes, *, house: House) -> None:
    """
    Keep a file durably, whatever lay there; whoever follows and whoever answers may do so at once.

    Raises `Unavailable` where this process may not write.
    """
    try:
        make_folder(folder)
        with exclusively(house.folder / "unfinished-following.lock"):
            put(folder, {name: octets}, by_way_of=house.folder / "unfinished-following")
    except OSError as fault:
        raise Unavailable(f"{folder / name} cannot be kept: {fault.strerror}.") from fault
