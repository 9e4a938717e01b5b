"""The one door: whatever is brought becomes a paper, by way of the sandbox or without it."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from statistics import quantiles

import pytest
from PIL import Image, ImageDraw, ImageFont

from chancery.errors import Unavailable
from chancery.paper import opening
from chancery.paper.cell import Level, strongest
from chancery.paper.limits import MOST_OCTETS, MOST_TEXT
from chancery.paper.paper import Hiding, Medium, Obstacle, Paper
from chancery.paper.reading import read_file, where_they_differ
from chancery.paper.sandbox import Sandbox
from tests.conftest import leave_out
from tests.paper.test_kinds import MAIL, PDF, archive

CLOSED = Sandbox(worker=("-c", ""))
"""Where nothing can be opened: who reads here needs no sandbox."""

LIAR = "import sys, os; os.write(1, b'.'); sys.stdin.buffer.read(); os.write(1, bytes.fromhex({!r}))"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox()
    yield made
    made.close()


class TestWithoutASandbox:
    @pytest.mark.parametrize(
        ("octets", "text"),
        [
            (b"Words.\r\n", "Words.\r\n"),
            ("\ufeffWords".encode(), "Words"),
            ("الكلمات".encode("utf-16"), "الكلمات"),
            (b"See %PDF-1.7.", "See %PDF-1.7."),
        ],
    )
    def test_plain_text(self, octets: bytes, text: str) -> None:
        """Plain text is taken as it is, and nothing in it is repaired."""
        assert read_file(octets, sandbox=CLOSED) == Paper(medium=Medium.TEXT, text=text)

    @pytest.mark.parametrize(
        ("octets", "obstacle"),
        [
            (b"", Obstacle.EMPTY),
            (b" \n\t", Obstacle.EMPTY),
            (b"caf\xe9", Obstacle.UNKNOWN_KIND),
            (b"a\0b", Obstacle.UNKNOWN_KIND),
            (b"\xff\xfea", Obstacle.UNKNOWN_KIND),
            (b"\x7fELF\x02\x01\x01" + bytes(50), Obstacle.UNKNOWN_KIND),
            (b"x" * (MOST_TEXT + 1), Obstacle.TOO_LARGE),
            (b"{\\rtf1 Words}", Obstacle.UNKNOWN_KIND),
            (archive("letter.pdf"), Obstacle.UNKNOWN_KIND),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Obstacle.UNKNOWN_KIND),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
                Obstacle.ENCRYPTED,
            ),
            (PDF + bytes(MOST_OCTETS), Obstacle.TOO_LARGE),
        ],
    )
    def test_what_is_never_opened(self, octets: bytes, obstacle: Obstacle) -> None:
        """What cannot be read, or is too large to try, is refused where it stands."""
        assert read_file(octets, sandbox=CLOSED).obstacle is obstacle

    def test_evidence(self) -> None:
        """An evidence file is handed on as it came; opening it is somebody else's business."""
        octets = b"\xa4`schancery-evidence/1"
        assert read_file(octets, sandbox=CLOSED) == Paper(medium=Medium.EVIDENCE, evidence=(octets,))

    def test_at_once(self) -> None:
        """A text of ten pages takes no time that anybody would notice."""
        text = b"The funds are released on 6 January 2020. " * 700
        times = []
        for _ in range(40):
            start = time.process_time()
            read_file(text, sandbox=CLOSED)
            times.append(time.process_time() - start)
        assert quantiles(times, n=20)[-1] < 0.010


class TestInTheSandbox:
    def test_words(self, sandbox: Sandbox) -> None:
        """E-mail and pages of the web come back with their words."""
        assert read_file(MAIL, sandbox=sandbox) == Paper(medium=Medium.MAIL, text="Words.")
        assert read_file(b"<html><p>Words", sandbox=sandbox) == Paper(medium=Medium.WEB_PAGE, text="Words")
        assert read_file(b"<p>Words", "page.htm", sandbox=sandbox).text == "Words"

    def test_what_will_not_open(self, sandbox: Sandbox) -> None:
        """What begins as a document and is none is damaged."""
        octets = archive("[Content_Types].xml", "word/document.xml")
        assert read_file(octets, sandbox=sandbox).obstacle is Obstacle.DAMAGED

    def test_a_second_face(self, sandbox: Sandbox) -> None:
        """A file that other programs see as another file is read, and that is said."""
        paper = read_file(b"<html><p>Words</p>" + archive("a"), sandbox=sandbox)
        assert [found.hiding for found in paper.hidden] == [Hiding.STRUCTURE]

    @pytest.mark.parametrize("answer", ["", "f6", "4100", "58", "43a0a0a0", "63666f6f", "5a00000100", "41a0"])
    def test_a_reader_that_was_taken_over(self, answer: str) -> None:
        """Whatever comes out in place of a paper is called damaged, and nothing is raised."""
        paper = read_file(b"<html>", sandbox=Sandbox(worker=("-c", LIAR.format(answer))))
        assert paper == Paper(medium=Medium.WEB_PAGE, obstacle=Obstacle.DAMAGED)
        differing = where_they_differ(PDF, PDF, sandbox=Sandbox(worker=("-c", LIAR.format(answer))))
        assert differing is Obstacle.DAMAGED

    def test_our_own_fault(self) -> None:
        """Where no worker can be started, nobody's file is blamed for it."""
        with pytest.raises(Unavailable):
            read_file(b"<html>", sandbox=CLOSED)


LINES = ("The funds are not released", "before 5 January 2020.")


def drawn(kind: str) -> bytes:
    """A few words as ink, in a picture or as the only thing on a page."""
    sheet, octets = Image.new("L", (900, 300), 255), io.BytesIO()
    for number, line in enumerate(LINES):
        ImageDraw.Draw(sheet).text((40, 60 + 90 * number), line, font=ImageFont.load_default(44), fill=0)
    sheet.save(octets, kind, resolution=150)
    return octets.getvalue()


class TestInk:
    @pytest.mark.parametrize("level", [Level.FULL, Level.NO_NAMESPACES])
    def test_the_recogniser_runs_inside(self, level: Level) -> None:
        """The recogniser is a program of its own, and is walled in with its caller."""
        if list(Level).index(strongest()) > list(Level).index(level):
            leave_out(f"a sandbox at level {level.value}")
        paper = read_file(drawn("PNG"), sandbox=Sandbox(level=level))
        assert paper.medium is Medium.PICTURE
        assert paper.text.split() == " ".join(LINES).split()
        assert all(word.box is not None and word.sure < 1 for word in paper.words)

    def test_scanned_pages_that_come_too_late(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Pages for which no time is left are left out, and the paper says that it is not whole."""
        monkeypatch.setattr(opening, "_SHARE_OF_TIME", -1)
        assert opening.paper_of(drawn("PDF")).obstacle is Obstacle.TOO_SLOW

    def test_two_that_look_alike(self, sandbox: Sandbox) -> None:
        """A page and the same page differ nowhere."""
        assert where_they_differ(drawn("PDF"), drawn("PDF"), sandbox=sandbox) == ()
