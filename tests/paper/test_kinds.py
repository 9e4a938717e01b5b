"""What a file is, by how it begins, and when it has a second face."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from chancery.paper.kinds import FileKind, Format, file_kind, format_of, has_second_face

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
MAIL = b"Message-ID: <1@example.org>\r\nFrom: a@example.org\r\nTo: b@example.org\r\n\r\nWords.\r\n"
MEMORANDUM = b"From: The Minister\nTo: All offices\nSubject: Leave\n\nLeave is granted.\n"


def archive(*names: str) -> bytes:
    """A ZIP archive with these parts in it."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as zipped:
        for name in names:
            # Of a fixed hour: every process that collects these tests must call them the same.
            zipped.writestr(zipfile.ZipInfo(name), "")
    return octets.getvalue()


BEGINNINGS = {
    Format.PDF: [PDF, b"\r\n" + PDF, b"\xef\xbb\xbf" + PDF],
    Format.PNG: [b"\x89PNG\r\n\x1a\n"],
    Format.JPEG: [b"\xff\xd8\xff\xe0"],
    Format.GIF: [b"GIF87a", b"GIF89a"],
    Format.TIFF: [b"II*\0", b"MM\0*", b"II+\0"],
    Format.WEBP: [b"RIFF\x10\0\0\0WEBPVP8 "],
    Format.BMP: [b"BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"],
    Format.HEIC: [b"\0\0\0\x18ftypheic"],
    Format.RTF: [b"{\\rtf1\\ansi Words}"],
    Format.OLD_DOCUMENT: [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)],
    Format.ENCRYPTED_DOCUMENT: [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    ],
    Format.WORD: [archive("[Content_Types].xml", "word/document.xml")],
    Format.OPEN_DOCUMENT: [
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text" + b"PK\x03\x04"
    ],
    Format.ARCHIVE: [archive("letter.txt"), archive()],
    Format.WEB_PAGE: [
        b"<!DOCTYPE html><p>Words",
        b"\n<!-- saved from (0014)about:internet -->\n<HTML>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        "<html>".encode("utf-16"),
    ],
    Format.MAIL: [MAIL, b"From a@example.org Mon Jan  6 00:00:00 2020\n" + MAIL],
    Format.EVIDENCE: [b"\xa4`schancery-evidence/1"],
    Format.TEXT: [b"", b"Words.", MEMORANDUM, b"a < b", b"<p>A piece of a page", b"See %PDF-1.7, an obj"],
}


@pytest.mark.parametrize(
    ("octets", "kind"), [(octets, kind) for kind, begun in BEGINNINGS.items() for octets in begun]
)
def test_a_beginning_tells(octets: bytes, kind: Format) -> None:
    """Every kind of file is known by its first octets."""
    assert format_of(octets) is kind


@pytest.mark.parametrize("octets", [octets for begun in BEGINNINGS.values() for octets in begun if octets])
def test_a_name_makes_no_picture_of_a_text(octets: bytes) -> None:
    """A file's name changes nothing but the sort of text."""
    texts = {Format.TEXT, Format.MAIL, Format.WEB_PAGE}
    named = {format_of(octets, f"letter.{end}") for end in ("pdf", "txt", "eml", "html", "docx", "png")}
    assert named == {format_of(octets)} or named <= texts


def test_a_name_decides_between_texts() -> None:
    """A memorandum begins like an e-mail; it is one if its name says so."""
    assert format_of(MEMORANDUM, "leave.eml") is Format.MAIL
    assert format_of(MEMORANDUM, "leave.txt") is Format.TEXT
    assert format_of(b"<p>Words", "Saved.HTML") is Format.WEB_PAGE


@pytest.mark.parametrize("octets", [b"<!---->" * 600, b"<?xml>" * 600, b" \n" * 2_000, b"1 1 " * 1_000_000])
def test_telling_takes_no_time(octets: bytes) -> None:
    """This is done outside the sandbox: no beginning keeps us busy."""
    start = time.process_time()
    format_of(octets)
    has_second_face(b"#%PDF-1.7 " + octets)
    assert time.process_time() - start < 0.5


class TestSecondFaces:
    def test_a_pdf_behind_another_file(self) -> None:
        """A PDF whose header comes late is a PDF to some programs and the other file to the rest."""
        assert has_second_face(b"GIF89a" + PDF)
        assert has_second_face(b"<html>" + PDF)
        assert has_second_face(b"#!/bin/sh\n" + PDF)

    def test_an_archive_at_the_end(self) -> None:
        """A ZIP archive is read from its end, whatever stands before it."""
        assert has_second_face(PDF + archive("word/document.xml"))
        assert has_second_face(b"\xff\xd8\xff\xe0" + archive("a"))

    @pytest.mark.parametrize(
        "octets", [PDF, b"\n" + PDF, archive("a"), MAIL, b"Words", b"See %PDF-1.7 for more.", b""]
    )
    def test_one_face(self, octets: bytes) -> None:
        """Ordinary files have one."""
        assert not has_second_face(octets)


def test_those_who_read_text_only_are_told() -> None:
    """What is no text has one of three names; what may be text has none."""
    assert file_kind(PDF) is FileKind.PDF
    assert file_kind(archive("a")) is FileKind.DOCUMENT
    assert file_kind(b"GIF89a") is FileKind.PICTURE
    assert file_kind(MAIL) is None
    assert file_kind(b"Words") is None
