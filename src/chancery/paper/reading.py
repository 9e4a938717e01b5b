"""The one door through which a stranger's file becomes a `Paper`.

Plain text and evidence files are taken as they are; everything that must be parsed is parsed
in the sandbox.  Whatever happens there, what comes back is a paper: with words, or with the
one obstacle that kept them away.
"""

from __future__ import annotations

from dataclasses import replace

from chancery.errors import Malformed
from chancery.paper.differing import Region, read_regions
from chancery.paper.errand import Task
from chancery.paper.kinds import MEDIUM, Format, format_of, has_second_face
from chancery.paper.opening import unopened
from chancery.paper.paper import Hidden, Hiding, Obstacle, Paper
from chancery.paper.paper_form import read_paper
from chancery.paper.sandbox import Sandbox


def read_file(octets: bytes, name: str = "", *, sandbox: Sandbox) -> Paper:
    """
    What a file says, as far as it can be read.

    Raises `Unavailable` only where reading itself could not be done: too many files at once,
    or no process to be had.  Whatever is wrong with the file is the paper's obstacle.
    """
    kind = format_of(octets, name)
    paper = unopened(octets, kind) or _read_inside(octets, name, kind, sandbox)
    if not has_second_face(octets):
        return paper
    return replace(paper, hidden=(*paper.hidden, Hidden(hiding=Hiding.STRUCTURE)))


def _read_inside(octets: bytes, name: str, kind: Format, sandbox: Sandbox) -> Paper:
    answer = sandbox.run(Task.READ, octets, name.encode(errors="replace"))
    if isinstance(answer, Obstacle):
        return Paper(medium=MEDIUM[kind], obstacle=answer)
    try:
        return read_paper(answer)
    except Malformed:
        # The reader was talked into saying something that no reader says.
        return Paper(medium=MEDIUM[kind], obstacle=Obstacle.DAMAGED)


def where_they_differ(copy: bytes, rendition: bytes, *, sandbox: Sandbox) -> tuple[Region, ...] | Obstacle:
    """
    The places where a PDF looks different from the registered rendition; none if it looks the same.

    Raises `Unavailable` as `read_file` does.
    """
    answer = sandbox.run(Task.COMPARE, copy, rendition)
    if isinstance(answer, Obstacle):
        return answer
    try:
        return read_regions(answer)
    except Malformed:
        return Obstacle.DAMAGED
