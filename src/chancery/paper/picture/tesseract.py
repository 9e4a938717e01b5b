"""The recogniser: Tesseract as a program of its own, fed pixels and asked for words.

It is given no shell, no file names and a bounded time, and runs on one thread, because
two pages read side by side are quicker than one page on two threads.
Output: tesseract(1), “tsv”; a row with level 5 is a word.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2

from chancery.paper.picture.sheet import Grey, Rectangle

PROGRAM = "tesseract"
SECONDS = 15
"""After so long a page is given up."""

LAYOUT = 3
"""Let it find columns and blocks by itself (tesseract --psm)."""
BLOCK = 6
"""One block of lines, taken from the top down."""

_WORD = "5"
_TURNING = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks without ink, by which the recogniser says which way it read."""


class NoReader(Exception):
    """The program is not on this machine, or may not be run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One word as one run of the recogniser saw it."""

    text: str
    box: Rectangle
    """In pixels of the sheet that was read."""
    confidence: float
    """The recogniser's own, 0 to 1: an order, not a probability."""
    line: tuple[int, int, int]
    """Block, paragraph and line: words with the same three stand on one line."""
    language: str = ""
    by_shape: bool = False
    """Whether it is a number that was read by holding its digits against drawings of digits."""

    @property
    def paragraph(self) -> tuple[int, int]:
        """Block and paragraph."""
        return self.line[:2]


def recognise(pixels: Grey, language: str, *, layout: int = LAYOUT) -> tuple[Seen, ...]:
    """
    The words of *pixels* in reading order.

    No words where the program fails or takes too long: other preparations may still succeed.
    Raises `NoReader` where there is no such program, or none that may be run.
    """
    drawn, octets = cv2.imencode(".pgm", pixels)
    if not drawn:
        return ()
    command = [PROGRAM, "stdin", "stdout", "-l", language, "--psm", str(layout), "--dpi", "300", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=octets.tobytes(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env=_ENVIRONMENT,
        )
    except OSError as absent:
        raise NoReader from absent
    except subprocess.TimeoutExpired:
        return ()
    words = _words(done.stdout.decode("utf-8", "replace").splitlines())
    return tuple(replace(word, language=language) for word in words)


_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _words(rows: Sequence[str]) -> Iterator[Seen]:
    for row in rows:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == _WORD and (text := cells[11].translate(_TURNING).strip()):
            yield _word(cells, text)


def _word(cells: Sequence[str], text: str) -> Seen:
    block, paragraph, line = (int(cell) for cell in cells[2:5])
    left, top, width, height = (float(cell) for cell in cells[6:10])
    return Seen(
        text=text,
        box=(left, top, left + width, top + height),
        confidence=max(0.0, float(cells[10])) / 100,
        line=(block, paragraph, line),
    )
