"""Which file of a letter is offered to readers."""

from __future__ import annotations

from chancery.check.copy import Letter
from chancery.record.rendition import Rendition, Shows
from chancery.web.counter.door import record


def given_out(letter: Letter) -> Rendition | None:
    """The file that is offered: the newest of the letter while it is current, else the newest stamped one."""
    wanted = Shows.LETTER if letter.answers.standing.state == "current" else Shows.STAMPED
    fitting = [each for each in record().renditions(letter.name.id) if each.shows is wanted]
    return fitting[-1] if fitting else None
