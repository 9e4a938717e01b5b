"""Speaking on a terminal: colour only there, one sentence for an error, no letter that moves the cursor.

What is printed may come from anybody's letter.  Characters that steer a terminal or
turn the direction of writing are therefore shown by their number instead of sent on.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap

import click

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066\u2067\ud800-\udfff]")
_APART = re.compile("[\u2068\u2069]")
"""First-strong isolates round a name: needed among right-to-left words, boxes on some terminals elsewhere."""

WIDEST = 100
NARROWEST = 40


def prepare() -> None:
    """Let no character that a terminal cannot show end a command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def plain(text: str, language: str = "en") -> str:
    """*text* as it may be printed."""
    shown = _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return shown if language == "ar" else _APART.sub("", shown)


def say(text: str = "", *, language: str = "en", bold: bool = False, dim: bool = False) -> None:
    """A line on standard output, bold or dimmed where there is a terminal."""
    shown = plain(text, language)
    if (bold or dim) and _colours(sys.stdout):
        shown = click.style(shown, bold=bold or None, dim=dim or None)
    click.echo(shown)


def told(text: str) -> None:
    """A remark beside the result, on standard error, so that a pipe carries the result alone."""
    click.echo(_line(text, "info") if _for_programs() else plain(text), err=True)


def error(sentence: str) -> None:
    """The one sentence that says what was wrong."""
    click.echo(_line(sentence, "error") if _for_programs() else plain(f"chancery: {sentence}"), err=True)


def _for_programs() -> bool:
    """Whether what stands beside a result is read by a program (`chancery.wiring.watch.diary`)."""
    return os.environ.get("CHANCERY_LOG") == "json"


def _line(text: str, level: str) -> str:
    from chancery.wiring.watch import diary  # one command in a thousand is asked for it

    return diary.line("said", level, said=plain(text))


def width() -> int:
    """How many characters a line may have."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def paragraph(number: str, text: str, *, language: str = "en") -> None:
    """A numbered paragraph, wrapped under its number."""
    head = f"{number}. "
    click.echo(wrapped(plain(text, language), first=head, indent=" " * len(head)))


def wrapped(text: str, *, first: str = "", indent: str = "") -> str:
    """Words wrapped to the width of the terminal."""
    return textwrap.fill(
        text, width=width(), initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
    )


def _colours(stream: object) -> bool:
    """NO_COLOR wins (no-color.org: present and not empty)."""
    isatty = getattr(stream, "isatty", None)
    return not os.environ.get("NO_COLOR") and isatty is not None and bool(isatty())
