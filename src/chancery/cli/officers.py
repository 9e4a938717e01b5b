"""What the courier does for officers: every act on the record is told to everybody in whose name it was done.

It keeps a place of its own in the record.  While the accounts cannot be read, the public
is told all the same, and the officers as soon as they can be.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.record.statement import Institution, Statement

if TYPE_CHECKING:
    from chancery.record.entry import Entry
    from chancery.registry.outgoing import Message
    from chancery.wiring.courier import Courier
    from chancery.wiring.house import House

AT_ONCE = 200
ACCOUNTS_FILE = "accounts.sqlite3"


def know_officers(house: House) -> bool:
    """Let this process read the accounts of a house; False where nobody has set them up yet."""
    from chancery.wiring.accounts import SETTINGS
    from chancery.wiring.desk_settings import DeskSettings

    place = DeskSettings.of(house).accounts
    if isinstance(place, Path) and not (place / ACCOUNTS_FILE).exists():
        return False
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "CHANCERY_HOME": str(house.folder.absolute())}
    import django

    django.setup()
    return True


def serve_officers(courier: Courier) -> None:
    """Let a courier write to officers, beside everybody else."""
    courier.errands = (*courier.errands, lambda: tell_officers(courier))


def tell_officers(courier: Courier) -> None:
    """Write to everybody whose hand is under a fresh act of this institution."""
    from chancery.store.post.outbox import Stretch

    home = courier.house.institution
    told, reached = courier.outbox.told().get(_place(home)), courier.index.reached(home)
    if told is None:  # what was done before there were accounts is told to nobody
        courier.outbox.tell(Stretch(reached={_place(home): reached}))
    elif reached > told:
        stop = min(reached, told + AT_ONCE)
        messages = [
            each for entry in courier.index.logged(home, told, stop) for each in _told(entry, courier)
        ]
        courier.outbox.tell(Stretch(reached={_place(home): stop}, messages=messages))


def _place(home: Institution) -> Institution:
    """The name of this place in the record, which no institution can have."""
    return Institution(f"officers of {home}")


def _told(entry: Entry, courier: Courier) -> Iterator[Message]:
    from chancery.phrases import say
    from chancery.registry.in_whose_name import told_of
    from chancery.registry.outgoing import Message, Way
    from chancery.store.office.reached import reached_at

    for person in told_of(entry):
        reached = reached_at(person)
        if reached is None:
            continue
        address, language = reached
        act = _act(entry, courier, language)
        text = say(
            "entry.mail.act_text", language, person=person, domain=entry.institution, at=entry.at, act=act
        )
        yield Message(
            kind=Way.MAIL,
            key=f"officer/{person}/{entry.id}",
            to=address,
            subject=say("entry.mail.act_subject", language, domain=entry.institution).translate(_PLAIN),
            text="\n\n".join((text, _page(entry, courier, language), say("entry.mail.not_you", language))),
            language=language,
            about=entry.id,
        )


_PLAIN = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def _act(entry: Entry, courier: Courier, language: str) -> str:
    """What the act is, as a few words."""
    from chancery.phrases import say
    from chancery.record.charter import Charter

    if isinstance(entry.act, Charter):
        return say("post.officer.charter", language, number=entry.act.version)
    if not isinstance(entry.act, Statement) or entry.act.notice is None:
        return say("post.officer.letter", language, reference=_called(entry))
    targets = [courier.index.entry(target.statement) for target in entry.act.notice.targets]
    on = tuple(_called(each) for each in targets if each is not None)
    return say("post.officer.notice", language, verb=entry.act.notice.verb, letters=on)


def _called(entry: Entry) -> str:
    from chancery.check.weigh import name_of

    name = name_of(entry)
    return name.reference or name.code


def _page(entry: Entry, courier: Courier, language: str) -> str:
    from chancery.check.weigh import name_of
    from chancery.record.charter import Charter

    if isinstance(entry.act, Charter):
        return f"{courier.telling.counter}/{language}/charter"
    return f"{courier.telling.counter}/{language}/letter/{name_of(entry).code}"
