"""A Word file or Markdown as the beginning of a draft: its words come over, and nothing that is hidden."""

from __future__ import annotations

import io
import zipfile

import pytest

from chancery.errors import Malformed
from chancery.paper.manuscript import manuscript
from chancery.paper.sandbox import Sandbox

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox()


def docx(*paragraphs: str) -> bytes:
    """The smallest Word file with these paragraphs, each given as the XML inside `w:p`."""
    body = "".join(f"<w:p>{paragraph}</w:p>" for paragraph in paragraphs)
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return octets.getvalue()


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def test_paragraphs_come_over(sandbox: Sandbox) -> None:
    """Each paragraph is one, with a blank line between."""
    words = manuscript(docx(run("The hall opens."), run("It closes at nine.")), "a.docx", sandbox=sandbox)
    assert words == {"en": "The hall opens.\n\nIt closes at nine."}


def test_two_languages_are_told_apart_by_their_script(sandbox: Sandbox) -> None:
    """Arabic paragraphs become the Arabic text."""
    words = manuscript(docx(run("The hall opens."), run("تُفتح القاعة.")), "a.docx", sandbox=sandbox)
    assert words == {"en": "The hall opens.", "ar": "تُفتح القاعة."}


def test_tracked_changes_are_refused(sandbox: Sandbox) -> None:
    """Nobody could say which of the two texts is meant."""
    changed = f"{run('The hall ')}<w:del><w:r><w:delText>never </w:delText></w:r></w:del>{run('opens.')}"
    with pytest.raises(Malformed, match="tracked changes"):
        manuscript(docx(changed), "a.docx", sandbox=sandbox)


def test_hidden_words_are_refused(sandbox: Sandbox) -> None:
    """What cannot be seen is nobody's statement."""
    hidden = run("never ", "<w:rPr><w:vanish/></w:rPr>")
    with pytest.raises(Malformed, match="more than it shows"):
        manuscript(docx(run("It ") + hidden + run("opens.")), "a.docx", sandbox=sandbox)


def test_markdown_loses_its_marks_and_keeps_its_words(sandbox: Sandbox) -> None:
    """Emphasis is not binding, and a list is its items."""
    written = b"# The hall\n\nIt **opens** on\nMonday.\n\n- at nine\n- not later\n"
    words = manuscript(written, "letter.md", sandbox=sandbox)
    assert words["en"] == "The hall\n\nIt opens on Monday.\n\nat nine\n\nnot later"


@pytest.mark.parametrize("octets", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"{\\rtf1 hello}", b"   "])
def test_other_files_are_refused(sandbox: Sandbox, octets: bytes) -> None:
    """A picture of a draft is no draft."""
    with pytest.raises(Malformed):
        manuscript(octets, "letter.docx", sandbox=sandbox)
