"""Files made to hurt whoever opens them, each by a name that says how."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from random import Random

import pikepdf
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MILLION = 1_000_000

Make = Callable[[], bytes]
FILES: dict[str, Make] = {}
"""Every file, made when it is asked for: some take a while and most are large."""


def hostile(make: Make) -> Make:
    """Put a file on the list."""
    FILES[make.__name__] = make
    return make


def document(*body: bytes) -> bytes:
    """A Word document with this body, compressed as far as it goes."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for piece in body:
                part.write(piece)
    return octets.getvalue()


def pdf(*objects: bytes, trailer: bytes = b"<</Root 1 0 R>>") -> bytes:
    """A PDF of these objects, numbered from 1, with a table that finds them."""
    octets, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(octets))
        octets += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(octets)
    octets += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    octets += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(octets) + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (trailer, table)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A PDF stream."""
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), more, content)


def page_of(content: bytes, more: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A PDF with one page."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R%b>>" % (box, more),
        content,
    )


def noughts(millions: int) -> bytes:
    """So many million noughts, compressed: one piece over and over, and the sum that belongs to them all."""
    packer = zlib.compressobj(9)
    first, piece = (packer.compress(bytes(MILLION)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    sum_of_all = (millions * MILLION % 65_521) << 16 | 1  # RFC 1950, 8.2: Adler-32
    return first + piece * (millions - 1) + packer.flush()[:-4] + sum_of_all.to_bytes(4, "big")


def png(width: int, height: int, content: bytes) -> bytes:
    """A PNG of one bit a pixel that says it has this size."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", content), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


# Documents


@hostile
def document_that_inflates() -> bytes:
    return document(f"<w:document {W}>".encode(), *[b" " * MILLION] * 500, b"</w:document>")


@hostile
def document_of_a_million_paragraphs() -> bytes:
    paragraph = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_000
    return document(f"<w:document {W}>".encode(), *[paragraph] * 1_000, b"</w:document>")


@hostile
def document_of_a_billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return document(f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><x>&l9;</x>'.encode())


@hostile
def document_that_asks_for_a_file() -> bytes:
    return document(b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>')


@hostile
def document_of_a_million_levels() -> bytes:
    return document(*[b"<w:x>" * 1_000] * 1_000)


@hostile
def document_of_one_long_attribute() -> bytes:
    return document(f"<w:document {W} x='".encode(), *[b"x" * MILLION] * 60, b"'/>")


@hostile
def document_of_many_parts() -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        for number in range(20_000):
            archive.writestr(f"word/{number}", "")
    return octets.getvalue()


@hostile
def encrypted_document() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


# E-mail and pages


@hostile
def message_of_many_parts() -> bytes:
    head = b"Message-ID: <1@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    return head + b"--x\n\nx\n" * 500_000


@hostile
def message_of_many_levels() -> bytes:
    level = b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n"
    levels = b"".join(level % (number, number) for number in range(100_000))
    return b"Message-ID: <1@example.org>\n" + levels


@hostile
def message_of_one_long_header() -> bytes:
    return b"Message-ID: <1@example.org>\nContent-Type: text/plain" + b";\n a*0*=utf-8''x" * 500_000 + b"\n\n"


@hostile
def message_with_a_bomb() -> bytes:
    made = EmailMessage()
    made["Message-ID"], made["From"] = "<1@example.org>", "a@example.org"
    for _ in range(20):
        made.add_attachment(document_of_a_million_paragraphs(), maintype="a", subtype="b", filename="c")
    return made.as_bytes()


@hostile
def page_of_open_elements() -> bytes:
    return b"<html>" + b"<b>" * 8 * MILLION


@hostile
def page_of_broken_tags() -> bytes:
    return b"<html>" + b"<a " * 4 * MILLION


@hostile
def page_of_broken_comments() -> bytes:
    return b"<html>" + b"<!--" * 4 * MILLION


@hostile
def page_of_broken_declarations() -> bytes:
    return b"<html>" + b"<![" * 4 * MILLION


@hostile
def page_of_ampersands() -> bytes:
    return b"<html>" + b"&" * 20 * MILLION


@hostile
def page_of_broken_rules() -> bytes:
    return b"<html><style>" + b"@a{b{" * 2 * MILLION + b"</style>x"


@hostile
def page_of_end_tags() -> bytes:
    return b"<html>" + b"<i>" * 500 + b"</b>" * 4 * MILLION


# PDF


@hostile
def pdf_with_ten_gigabytes() -> bytes:
    """Ten gigabytes of content, packed twice over."""
    return page_of(stream(zlib.compress(noughts(10_000), 9), b"/Filter[/FlateDecode/FlateDecode]"))


@hostile
def pdf_with_operators_without_end() -> bytes:
    drawing = zlib.compress(b"0 0 m 595 842 l S\n" * 3 * MILLION, 9)
    return page_of(stream(drawing, b"/Filter/FlateDecode"))


@hostile
def pdf_with_text_without_end() -> bytes:
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    text = zlib.compress(b"BT /F 9 Tf 9 9 Td " + b"(Not at all) Tj " * 2 * MILLION + b"ET", 9)
    return page_of(stream(text, b"/Filter/FlateDecode"), font)


@hostile
def pdf_whose_pages_turn_in_a_circle() -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2/Parent 3 0 R>>",
        b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>",
    )


@hostile
def pdf_whose_history_turns_in_a_circle() -> bytes:
    whole = page_of(stream(b""))
    table = whole.rindex(b"xref\n0")
    return whole.replace(b"<</Root 1 0 R>>", b"<</Root 1 0 R/Prev %d>>" % table)


@hostile
def pdf_that_draws_itself() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"
    return page_of(stream(b"/X Do /X Do", form), b"/Resources<</XObject<</X 4 0 R>>>>")


@hostile
def pdf_of_many_levels() -> bytes:
    return pdf(b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 5 * MILLION, b"<</Type/Pages/Kids[]/Count 0>>")


@hostile
def pdf_of_many_pages() -> bytes:
    kids = b"3 0 R " * 200_000
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count 200000>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


@hostile
def pdf_of_one_huge_page() -> bytes:
    return page_of(stream(b"0 0 m 9 9 l S"), box=b"0 0 999999999 999999999")


@hostile
def pdf_with_a_huge_picture() -> bytes:
    picture = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 1"
    packed = stream(noughts(450), picture + b"/ColorSpace/DeviceGray/Filter/FlateDecode")
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"595 0 0 842 0 0 cm /X Do"),
        packed,
    )


@hostile
def pdf_encrypted() -> bytes:
    octets = io.BytesIO()
    made = pikepdf.new()
    made.add_blank_page()
    made.save(octets, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return octets.getvalue()


@hostile
def pdf_that_is_nearly_nothing() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n"


# Pictures


@hostile
def picture_of_sixty_thousand_by_sixty_thousand() -> bytes:
    return png(60_000, 60_000, noughts(450))


@hostile
def picture_that_promises_more_than_it_holds() -> bytes:
    return png(2_147_483_647, 2_147_483_647, b"")


@hostile
def picture_that_is_only_long() -> bytes:
    return png(1, 39 * MILLION, noughts(78))


@hostile
def picture_of_a_million_frames() -> bytes:
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * MILLION + b";"


@hostile
def picture_whose_pages_turn_in_a_circle() -> bytes:
    entries = ((256, 1000), (257, 1000), (258, 1), (259, 1), (262, 1), (273, 8), (279, 125_000))
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + rows + struct.pack("<I", 8) + bytes(200)


@hostile
def picture_that_is_noise() -> bytes:
    octets = io.BytesIO()
    noise = Image.frombytes("L", (3_000, 4_000), Random(1).randbytes(12 * MILLION))
    noise.save(octets, "PNG", compress_level=1)
    return octets.getvalue()


# Two at once


@hostile
def picture_that_is_also_a_pdf() -> bytes:
    return b"GIF89a" + bytes(20) + page_of(stream(b""))


@hostile
def pdf_that_is_also_a_document() -> bytes:
    return page_of(stream(b"")) + document(f"<w:document {W}/>".encode())


@hostile
def page_that_is_also_a_pdf() -> bytes:
    return b"<html><!--" + page_of(stream(b"")) + b"--><p>Words"


SPEAKING = frozenset(
    {"page_that_is_also_a_pdf", "page_of_end_tags", "page_of_broken_rules", "page_of_ampersands"}
)
"""Those in which there may be words, whatever else there is."""

LONG = frozenset(
    {"message_of_many_parts", "message_of_one_long_header", "page_of_broken_comments", "page_of_end_tags"}
    | {"picture_that_is_noise", "pdf_with_a_huge_picture", "message_with_a_bomb"}
)
"""Those that are read until their time is up, or nearly."""
