"""What sort of file some octets are, told by how they begin; and what it can be read as.

Nothing is opened here and hardly anything believed: a name counts only between the kinds of
text, which begin alike.  A file that cannot be read is named, so that whoever brought it
hears what to do instead.

Beginnings: ISO 32000-1 section 7.5.2 (PDF) and annex H, implementation note 13 (its header
may stand anywhere in the first 1024 octets), APPNOTE.TXT section 4.3 (ZIP), ECMA-376 part 2
(docx), OpenDocument 1.3 part 2 section 3.3 (odt), MS-CFB section 2.2 and MS-OFFCRYPTO 2.3.4
(older and encrypted Word files), RTF 1.9.1, PNG section 5.2, JPEG (ISO 10918-1 annex B), GIF89a
section 17, TIFF 6.0 section 2, ISO 14496-12 section 4.3 (HEIC), RFC 5322 section 2.2 (e-mail).
"""

from __future__ import annotations

import re
from enum import StrEnum, unique

from chancery.paper.paper import Medium
from chancery.seal.evidence import looks_like_evidence


@unique
class Format(StrEnum):
    """What a file's octets are, as far as their beginning tells."""

    TEXT = "text"
    """Or nothing that is known here."""
    MAIL = "mail"
    WEB_PAGE = "web page"
    EVIDENCE = "evidence"
    PDF = "pdf"
    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    ARCHIVE = "archive"
    OLD_DOCUMENT = "doc"
    ENCRYPTED_DOCUMENT = "encrypted document"
    RTF = "rtf"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    TIFF = "tiff"
    WEBP = "webp"
    BMP = "bmp"
    HEIC = "heic"


MEDIUM = {
    Format.TEXT: Medium.TEXT,
    Format.MAIL: Medium.MAIL,
    Format.WEB_PAGE: Medium.WEB_PAGE,
    Format.EVIDENCE: Medium.EVIDENCE,
    Format.PDF: Medium.PDF,
    Format.WORD: Medium.DOCUMENT,
    Format.OPEN_DOCUMENT: Medium.DOCUMENT,
    Format.ARCHIVE: Medium.DOCUMENT,
    Format.OLD_DOCUMENT: Medium.DOCUMENT,
    Format.ENCRYPTED_DOCUMENT: Medium.DOCUMENT,
    Format.RTF: Medium.DOCUMENT,
    Format.PNG: Medium.PICTURE,
    Format.JPEG: Medium.PICTURE,
    Format.GIF: Medium.PICTURE,
    Format.TIFF: Medium.PICTURE,
    Format.WEBP: Medium.PICTURE,
    Format.BMP: Medium.PICTURE,
    Format.HEIC: Medium.PICTURE,
}

NEVER_OPENED = frozenset(
    {Format.ARCHIVE, Format.OLD_DOCUMENT, Format.ENCRYPTED_DOCUMENT, Format.RTF, Format.HEIC}
)
"""Known by sight, and not read: a PDF or a picture of the same page is read instead."""

_BEGINNINGS = (
    (rb"%PDF-", Format.PDF),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", Format.OPEN_DOCUMENT),
    (rb"PK(\x03\x04|\x05\x06)", Format.ARCHIVE),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.OLD_DOCUMENT),
    (rb"\{\\rtf", Format.RTF),
    (rb"\x89PNG\r\n\x1a\n", Format.PNG),
    (rb"\xff\xd8\xff", Format.JPEG),
    (rb"GIF8[79]a", Format.GIF),
    (rb"II[*+]\0|MM\0[*+]", Format.TIFF),
    (rb"RIFF.{4}WEBP", Format.WEBP),
    (rb"BM.{4}\0\0\0\0.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", Format.BMP),
    (rb".{4}ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif)", Format.HEIC),
)
_SIGHTS = tuple((re.compile(beginning, re.DOTALL), kind) for beginning, kind in _BEGINNINGS)

_PDF_HEADER_WITHIN = 1024
_SPACE = b"\xef\xbb\xbf \t\r\n\f\0"
_LATE_PDF = re.compile(rb"%PDF-[12]\.\d")
_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
"""ISO 32000-1, 7.3.10: every PDF has one, and no text that merely speaks of PDF."""
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

_WEB_PAGE = re.compile(
    r"(?>(?><\?xml[^>]*>|<!--.*?-->|\s)*)<(!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
"""Comments are taken whole or not at all: this runs outside the sandbox, and 2^585 ways would be many."""
_FIELD = re.compile(rb"[!-9;-~]+:|[ \t]")
"""RFC 5322, 2.2 and 2.2.3: a field's name and colon, or the folded rest of one."""
_BY_MACHINES = re.compile(
    rb"^(message-id|received|mime-version|return-path|delivered-to|dkim-signature|content-type):", re.I | re.M
)
"""Fields that no person types over a memorandum."""


def format_of(octets: bytes, name: str = "") -> Format:
    """What a file is.  Its *name* only decides between e-mail, page of the web and plain text."""
    if looks_like_evidence(octets):
        return Format.EVIDENCE
    seen = next((kind for sight, kind in _SIGHTS if sight.match(octets)), None)
    match seen:
        case Format.ARCHIVE if b"word/" in octets and b"[Content_Types].xml" in octets:
            return Format.WORD
        case Format.OLD_DOCUMENT if _ENCRYPTED_PACKAGE in octets:
            return Format.ENCRYPTED_DOCUMENT
        case None:
            return _late_pdf(octets) or _sort_of_text(octets, name.lower())
        case _:
            return seen


def has_second_face(octets: bytes) -> bool:
    """
    Whether another program may see another file in the same octets.

    Two are looked for, because they are found from elsewhere than the beginning: a PDF whose
    header comes late, and a ZIP archive, which is read from its end (APPNOTE.TXT 4.3.16).
    """
    late = _LATE_PDF.search(octets[:_PDF_HEADER_WITHIN])
    if late and octets[: late.start()].strip(_SPACE) and _OBJECT.search(octets):
        return True
    return not octets.startswith(b"PK") and _ends_as_archive(octets)


def _ends_as_archive(octets: bytes) -> bool:
    at = octets.rfind(b"PK\x05\x06", -65_557)
    return at >= 0 and at + 22 + int.from_bytes(octets[at + 20 : at + 22], "little") == len(octets)


def _late_pdf(octets: bytes) -> Format | None:
    late = _LATE_PDF.search(octets[:_PDF_HEADER_WITHIN])
    return Format.PDF if late and _OBJECT.search(octets) else None


def _sort_of_text(octets: bytes, name: str) -> Format:
    head = octets[:4096]
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if _WEB_PAGE.match(head.decode("utf-16" if wide else "utf-8-sig", "replace")):
        return Format.WEB_PAGE
    if _has_mail_head(octets, by_machine=not name.endswith(".eml")):
        return Format.MAIL
    if name.endswith((".html", ".htm", ".xhtml")):
        return Format.WEB_PAGE
    return Format.TEXT


def _has_mail_head(octets: bytes, *, by_machine: bool) -> bool:
    """Whether everything up to the first empty line is fields, two at least, *by_machine* one of them."""
    head = re.split(rb"\r?\n\r?\n", octets[:65_536], maxsplit=1)[0]
    lines = head.removeprefix(b"\xef\xbb\xbf").splitlines()
    if lines and lines[0].startswith(b"From "):
        del lines[0]  # the separator of an mbox file
    if len(lines) < 2 or not all(map(_FIELD.match, lines)):
        return False
    return not by_machine or _BY_MACHINES.search(head) is not None


@unique
class FileKind(StrEnum):
    """A kind of file that holds no plain text, for those who read nothing else."""

    PDF = "pdf"
    DOCUMENT = "document"
    """A word processor's file, or a ZIP archive, which looks the same from outside."""
    PICTURE = "picture"


def file_kind(octets: bytes) -> FileKind | None:
    """The kind of file that begins like this; None for what may be text."""
    match MEDIUM[format_of(octets)]:
        case Medium.PDF:
            return FileKind.PDF
        case Medium.DOCUMENT:
            return FileKind.DOCUMENT
        case Medium.PICTURE:
            return FileKind.PICTURE
        case _:
            return None
