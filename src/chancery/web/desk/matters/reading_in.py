"""The text of a source as somebody brings it: pasted, or a file that is read where it can do no harm."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from chancery.errors import Malformed
from chancery.paper.kinds import Format, format_of
from chancery.paper.reading import read_file
from chancery.web.counter.brought import Fault, NotReadable, plain
from chancery.web.counter.door import sandbox


def text_in(request: HttpRequest) -> str:
    """The text that a form brings; raises `NotReadable`."""
    file = request.FILES.get("file")
    pasted = request.POST.get("text", "").replace("\r\n", "\n")  # forms send every line break as CR LF
    if file is None:
        return plain(pasted)
    if pasted.strip():
        raise NotReadable(Fault.TWO_THINGS)
    if (file.size or 0) > settings.MOST_BROUGHT:
        raise NotReadable(Fault.TOO_LARGE)
    return plain(_read(file.read(), file.name or ""))


def _read(octets: bytes, name: str) -> str:
    """Plain text as it is, code point for code point; everything else by way of the sandbox."""
    try:
        if format_of(octets, name) is Format.TEXT:
            return octets.decode("utf-8")
        return read_file(octets, name, sandbox=sandbox()).text
    except (Malformed, UnicodeDecodeError) as unread:
        raise NotReadable(Fault.UNREADABLE) from unread
