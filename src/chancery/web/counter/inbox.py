"""The other door of the Counter: where people leave questions, and wishes to be told.

Both pages are for everybody, so there is no cookie and no token in a form by which to
know our own; what a foreign page makes somebody's browser send is known by what the
browser says of it (Fetch Metadata).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from chancery.errors import Unavailable
from chancery.phrases import say
from chancery.wiring.inbox import Inbox

_OURS = frozenset({"same-origin", "none"})


def inbox() -> Inbox:
    """Where this Counter keeps what people leave; raises `Unavailable` where it keeps nothing."""
    found: Inbox | None = import_string(settings.CHANCERY_INBOX)()
    if found is None:
        raise Unavailable("This Counter keeps no questions.")
    return found


def takes_questions() -> bool:
    """Whether anything can be left here at all; pages then offer it."""
    try:
        inbox()
    except Unavailable:
        return False
    return True


def sent_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the browser says that another site made it send this; a program says nothing."""
    return request.headers.get("Sec-Fetch-Site", "none") not in _OURS


def elsewhere(language: str) -> tuple[str, str]:
    """What is said to whoever's browser was made to send something, and what they can do."""
    return say("asks.trouble.elsewhere", language), say("asks.trouble.elsewhere_more", language)
