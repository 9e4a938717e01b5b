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

from chancery.store.durable import make_folder, put

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
        _keep(house, house.mirror(institution), SEEN, checkpoint)


def proof_against(house: House, institution: Institution) -> Path | None:
    """The proof that the institution's register showed two histories, if this house holds one."""
    named = re.compile(re.escape(institution) + r"-[0-9]+" + re.escape(SUFFIX))
    kept = sorted(house.equivocation.iterdir()) if house.equivocation.is_dir() else []
    return next((proof for proof in kept if named.fullmatch(proof.name)), None)


def keep_proof(house: House, institution: Institution, proof: Equivocation) -> Path:
    """Keep a proof for good; returns where it lies."""
    from chancery.log.checkpoint import claimed_head

    name = f"{institution}-{claimed_head(proof.longer).size}{SUFFIX}"
    _keep(house, house.equivocation, name, proof.write())
    return house.equivocation / name


def _keep(house: House, folder: Path, name: str, octets: bytes) -> None:
    make_folder(folder)
    put(folder, {name: octets}, by_way_of=house.folder / "unfinished-following")
