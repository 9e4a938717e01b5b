"""Settings in, one registry out.

`House` is a folder with an institution's record; `found_house` makes one; `open_registry`
puts its stores together behind the one door, `open_desk` adds the drafts;
`counter_registry` is what the public process is given.
"""

from __future__ import annotations

from chancery.wiring.chance import fresh_id, fresh_salt, system_clock
from chancery.wiring.following import add_followed, follow
from chancery.wiring.founding import found_house
from chancery.wiring.house import Followed, House, read_fingerprint
from chancery.wiring.opened import counter_registry, open_desk, open_inbox, open_index, open_registry

__all__ = [
    "Followed",
    "House",
    "add_followed",
    "counter_registry",
    "follow",
    "found_house",
    "fresh_id",
    "fresh_salt",
    "open_desk",
    "open_inbox",
    "open_index",
    "open_registry",
    "read_fingerprint",
    "system_clock",
]
