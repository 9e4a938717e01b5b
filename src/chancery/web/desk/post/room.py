"""The post room as the Desk's pages see it, and what a message is called on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from chancery.errors import NotPermitted
from chancery.phrases import say
from chancery.record.code import code_of
from chancery.registry.deliveries import Sent
from chancery.registry.drafting import charter_of
from chancery.web.counter.names import Names
from chancery.web.desk import door
from chancery.web.desk.officers import officer
from chancery.wiring.post_room import PostRoom, post_room


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message as a page tells of it."""

    sent: Sent
    way: str
    letter: str
    """What its letter is called; empty where it tells of none."""
    code: str
    fault: str
    """Why the last try was in vain, in a sentence; empty where none was."""


def room() -> PostRoom:
    """The post room of this house."""
    door.registry()  # which opens the databases
    return post_room(door.house(), clock=door.now)


def may_write(request: HttpRequest) -> bool:
    """Whether whoever asks holds a seat at this moment: who has none may look, and no more."""
    return bool(officer(request).seats(charter_of(door.registry()), door.now()))


def require_seat(request: HttpRequest) -> None:
    """Raises `NotPermitted` for whoever holds no seat."""
    if not may_write(request):
        raise NotPermitted("Only who holds an office at this moment changes how others are reached.")


def lines(sent: Iterable[Sent], language: str) -> Iterator[Line]:
    """The messages, each with what its letter is called."""
    registry, sent = door.registry(), tuple(sent)
    names = Names(registry, language)
    entries = {
        entry.id: entry for entry in registry.entries(each.about for each in sent if each.about is not None)
    }
    names.know(entries.values())
    for each in sent:
        letter = None if each.about is None else entries.get(each.about)
        yield Line(
            sent=each,
            way=say(f"post.way.{each.way.value}", language),
            letter="" if letter is None else names.title(letter.id),
            code="" if letter is None else code_of(letter.id),
            fault="" if each.fault is None else say(f"post.fault.{each.fault.value}", language),
        )
