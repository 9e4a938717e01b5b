"""What circulates, as an officer hands it over: pasted, or a file that is read behind walls and not kept."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest

from chancery.paper.reading import read_file
from chancery.web.counter.door import sandbox
from chancery.web.desk.notices.filled import Fault, Filled, NotTaken


def pasted(request: HttpRequest, found: Filled) -> Filled:
    """The notice with the circulating words; those of a file, if one was handed over instead."""
    file = request.FILES.get("file")
    if file is None:
        return found
    octets = file.read()
    if len(octets) > settings.MOST_BROUGHT:
        raise NotTaken(Fault.TOO_LONG)
    text = read_file(octets, file.name or "", sandbox=sandbox()).text
    if not text.strip():
        raise NotTaken(Fault.NO_WORDS)
    return replace(found, words=text)
