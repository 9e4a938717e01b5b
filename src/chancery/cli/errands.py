"""What the courier does beside the post: letters whose hour has come; standing by it; looking at others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from chancery.errors import ChanceryError, Refused, Unavailable

if TYPE_CHECKING:
    from chancery.registry.drafting import Desk
    from chancery.registry.planning import Outcome
    from chancery.registry.registry import Registry
    from chancery.wiring.courier import Errand
    from chancery.wiring.house import House
    from chancery.wiring.post_room import PostRoom


def errands(house: House, room: PostRoom) -> Sequence[Errand]:
    """The errands of this house; without its pen, nothing can be released here."""
    if not os.access(house.keys, os.R_OK | os.X_OK):
        return ()
    from chancery.wiring import open_registry

    registry = open_registry(house, pen=True)
    if not house.state.courier:
        return (_releasing(house, registry),)
    return (_releasing(house, registry), _standing_by(house, registry), _observing(house, registry))


def _standing_by(house: House, registry: Registry) -> Errand:
    from chancery.wiring import fresh_id

    publishing = house.state.publishing

    def stand_by() -> None:
        registry.stand_by(fresh_id(house.institution), publishing)

    return stand_by


def _observing(house: House, registry: Registry) -> Errand:
    from chancery.wiring.observing import observing

    return observing(house, registry).round


def _releasing(house: House, registry: Registry) -> Errand:
    from chancery.wiring import open_desk

    desk = open_desk(house, registry)
    return lambda: _release(house, registry, desk)


def _release(house: House, registry: Registry, desk: Desk) -> None:
    """Each by itself: what one of them meets is told at the end, and holds up no other."""
    met = [
        trouble for outcome in desk.release_due() if (trouble := _met(house, registry, outcome)) is not None
    ]
    if met:
        raise met[0]


def _met(house: House, registry: Registry, outcome: Outcome) -> ChanceryError | None:
    """What kept a letter from the record for now, or its file from the press; None for neither."""
    from chancery.wiring.pressing import pressed

    if outcome.entry is None:
        return outcome.refusal if isinstance(outcome.refusal, Unavailable) else None
    try:
        pressed(house, registry, outcome.entry.id)
    except Refused:  # there may be no words to press
        return None
    except ChanceryError as trouble:
        return trouble
    return None
