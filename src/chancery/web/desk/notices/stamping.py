"""After a notice: the letter it was about is given out only with that written across."""

from __future__ import annotations

from chancery.check.copy import Event
from chancery.errors import ChanceryError
from chancery.paper.press.sheet import Stamp
from chancery.phrases import LANGUAGES, event, moment
from chancery.record.statement import Notice
from chancery.web.desk import door
from chancery.web.desk.notices.called import names
from chancery.wiring.pressing import pressed, stamped_by


def stamp_after(notice: Notice) -> bool:
    """
    Press every letter that the notice is about anew, as it stands now; False if one could not be pressed.

    What is on the record stays on it, whatever becomes of the press.
    """
    try:
        for target in dict.fromkeys(target.statement for target in notice.targets):
            letter = door.registry().letter(target)
            if letter is not None and letter.words is not None:
                pressed(door.house(), door.registry(), target, stamp=_stamp(stamped_by(letter)))
    except ChanceryError:
        return False
    return True


def _stamp(by: Event | None) -> Stamp | None:
    if by is None:
        return None
    return Stamp(words={language: _across(by, language) for language in LANGUAGES})


def _across(by: Event, language: str) -> str:
    return f"{event(by, language, names(language))} · {moment(by.at, language)}"
