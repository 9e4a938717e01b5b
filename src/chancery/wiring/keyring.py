"""The pen of a house, from the key files in it; while its keys are being changed, both sets of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.record.statement import Institution
from chancery.wiring.house import ISSUER_PEM, LASTING_PEM, LOG_PEM
from chancery.wiring.settings import octets_of

if TYPE_CHECKING:
    from chancery.registry.pen import Pen

NEXT, FORMER = "next", "former"


def held_pen(keys: Path, institution: Institution, origin: str) -> Pen:
    """The pen in the folder *keys*; raises `Unavailable` where its keys cannot be read."""
    pen = _pen(keys, institution, origin)
    coming = keys / NEXT
    # Not all of them: they are being drawn, or put in their places, at this moment.
    if not all((coming / name).exists() for name in (ISSUER_PEM, LOG_PEM, LASTING_PEM)):
        return pen
    return replace(pen, following=_pen(coming, institution, origin))


def _pen(keys: Path, institution: Institution, origin: str) -> Pen:
    from chancery.registry.pen import pen_from_pem  # a check needs no keys, nor the time to load them

    issuer, log, pq = (octets_of(keys / name) for name in (ISSUER_PEM, LOG_PEM, LASTING_PEM))
    return pen_from_pem(institution, origin, issuer=issuer, log=log, pq=pq)
