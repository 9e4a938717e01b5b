"""What the courier does beside the post, every second: letters whose hour has come."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from chancery.errors import Refused

if TYPE_CHECKING:
    from chancery.registry.drafting import Desk
    from chancery.registry.registry import Registry
    from chancery.wiring.courier import Errand
    from chancery.wiring.house import House
    from chancery.wiring.post_room import PostRoom


def errands(house: House, room: PostRoom) -> Sequence[Errand]:
    """The errands of this house; without its pen, nothing can be released here."""
    if not os.access(house.keys, os.R_OK | os.X_OK):
        return ()
    return (_releasing(house),)


def _releasing(house: House) -> Errand:
    from chancery.wiring import open_desk, open_registry

    registry = open_registry(house, pen=True)
    desk = open_desk(house, registry)
    return lambda: _release(house, registry, desk)


def _release(house: House, registry: Registry, desk: Desk) -> None:
    from chancery.wiring.pressing import pressed

    for outcome in desk.release_due():
        if outcome.entry is not None:
            with suppress(Refused):  # there may be no words to press
                pressed(house, registry, outcome.entry.id)
