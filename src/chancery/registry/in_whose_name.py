"""In whose name an entry was made: everybody who must hear of it, because it is done as by them."""

from __future__ import annotations

from chancery.record.entry import Entry


def told_of(entry: Entry) -> tuple[str, ...]:
    """Everybody whose hand is under an entry of the record, each once."""
    return tuple(dict.fromkeys(hand.person for hand in entry.hands))
