"""Letters made to deceive: a program reads one thing, a person sees another.  Made here, of our own letters.

Each takes a letter that says "was not approved" and returns one that shows, or may show, something
else than its characters say.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable

import cv2
import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from chancery.paper.pdf.opening import opened
from chancery.paper.pdf.raster import SCALE, drawn
from tests.paper.pdf.letters import troops

HELVETICA = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
ALTERED = ("was not approved", "was now approved")


def plain(
    body: bytes, *, resources: Dictionary | None = None, box: tuple[int, ...] = (0, 0, 595, 842)
) -> Pdf:
    """A page of Helvetica (`/F1`) with this content."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.obj.MediaBox = Array(list(box))
    page.obj.Resources = Dictionary(Font=Dictionary(F1=HELVETICA))
    page.obj.Contents = pdf.make_stream(TEXT + body)
    return pdf


TEXT = (
    b"BT /F1 11 Tf 72 700 Td (The Ministry informs the Government that the request) Tj "
    b"0 -16 Td (of 5 January 2020 was ) Tj (not) Tj ( approved by the Council.) Tj "
    b"0 -16 Td (The sum of 1,250,000 euros must be paid before 31 March 2021.) Tj ET\n"
)


def saved(pdf: Pdf) -> bytes:
    octets = io.BytesIO()
    pdf.save(octets)
    return octets.getvalue()


def _picture_of(octets: bytes) -> bytes:
    with opened(octets) as document:
        picture = drawn(document[0], annotations=True)
    return zlib.compress(np.ascontiguousarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).tobytes())


def _with_picture(pdf: Pdf, octets: bytes, before: bytes, after: bytes) -> Pdf:
    """The picture of another letter on the whole page, before or after its text."""
    page = pdf.pages[0]
    width, height = (float(side) for side in page.obj.MediaBox.as_list()[2:])
    image = Stream(pdf, _picture_of(octets))
    image.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
        Width=int(np.ceil(width * SCALE)), Height=int(np.ceil(height * SCALE)), Filter=Name.FlateDecode,
    )  # fmt: skip
    page.obj.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
    draw = b"q %.2f 0 0 %.2f 0 0 cm /Im Do Q\n" % (width, height)
    content = b"\n".join(stream.read_bytes() for stream in _contents(page))
    page.obj.Contents = pdf.make_stream(before.replace(b"@", draw) + content + after.replace(b"@", draw))
    return pdf


def _contents(page: pikepdf.Page) -> list[Stream]:
    contents = page.obj.Contents
    return contents.as_list() if isinstance(contents, Array) else [contents]


def _letter() -> Pdf:
    return Pdf.open(io.BytesIO(troops()))


def invisible_text_over_an_image() -> bytes:
    pdf = _with_picture(_letter(), troops(ALTERED), b"@", b"")
    text = _contents(pdf.pages[0])[0].read_bytes()
    pdf.pages[0].obj.Contents = pdf.make_stream(re.sub(rb"\b0 Tr\b", b"3 Tr", text))
    return saved(pdf)


def white_text_under_an_image() -> bytes:
    return saved(_with_picture(_letter(), troops(ALTERED), b"", b"@"))


def a_box_over_the_text() -> bytes:
    return saved(plain(b"1 1 1 rg 181 680 20 12 re f 0 g BT /F1 11 Tf 182 684 Td (now) Tj ET"))


def a_picture_in_a_gap() -> bytes:
    """Words of the letter are pushed apart and a picture of a word stands between them."""
    mask = np.full((24, 60), 255, np.uint8)
    cv2.putText(mask, "not", (2, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2)
    pdf = plain(b"q 24 0 0 9.6 330 682 cm /Im Do Q")
    image = Stream(pdf, mask.tobytes())
    image.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Width=60,
        Height=24,
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
    return saved(pdf)


def a_letter_drawn_as_lines() -> bytes:
    """A 7 of two strokes after a number."""
    return saved(plain(b"0.9 w 391 676 m 396 676 l 393 668 l S"))


def a_word_over_half_a_page() -> bytes:
    """VOID in strokes, sixty points high."""
    v, o = b"60 300 m 80 240 l 100 300 l S ", b"115 240 40 60 re S "
    i, d = b"166 240 8 60 re S ", b"186 240 m 186 300 l 210 300 l 226 270 l 210 240 l h S"
    return saved(plain(b"6 w " + v + o + i + d))


def pale_words_in_a_picture() -> bytes:
    """The grey of 218 steps is paler than print, and is read on every screen."""
    words = np.full((40, 400), 255, np.uint8)
    cv2.putText(words, "with conditions", (4, 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 218, 3)
    pdf = plain(b"q 120 0 0 12 72 500 cm /Im Do Q")
    image = Stream(pdf, words.tobytes())
    image.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
        Width=400,
        Height=40,
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
    return saved(pdf)


def a_word_struck_out() -> bytes:
    """A rule through one word; a reader takes it for taken back."""
    return saved(plain(b"0.8 w 183 687 m 199 687 l S"))


def a_drawn_dot() -> bytes:
    """31 March becomes 3.1 March by a dot that is no text."""
    return saved(plain(b"318.5 668 1.1 1.1 re f"))


def render_mode_three() -> bytes:
    return saved(plain(b"BT 3 Tr /F1 11 Tf 300 684 Td (with conditions) Tj ET"))


def clipped_text() -> bytes:
    return saved(plain(b"q 0 0 1 1 re W n BT /F1 11 Tf 300 684 Td (unless revoked) Tj ET Q"))


def same_colour_text() -> bytes:
    return saved(plain(b"1 1 1 rg BT /F1 11 Tf 330 684 Td (not for publication) Tj ET"))


def tiny_text() -> bytes:
    return saved(plain(b"BT /F1 1.2 Tf 330 684 Td (unless the Minister says otherwise) Tj ET"))


def half_covered_letters() -> bytes:
    """A white box over the lower half of a figure."""
    return saved(plain(b"1 1 1 rg 124 666 40 5 re f"))


def a_hidden_layer() -> bytes:
    pdf = plain(b"/OC /L BDC BT /F1 11 Tf 72 630 Td (This order is void.) Tj ET EMC")
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return saved(pdf)


def actual_text() -> bytes:
    lie = TEXT.replace(b"(not) Tj", b"/Span <</ActualText (now)>> BDC (not) Tj EMC")
    pdf = plain(b"")
    pdf.pages[0].obj.Contents = pdf.make_stream(lie)
    return saved(pdf)


def arabic_actual_text() -> bytes:
    """Our own letter, in which the first Arabic letter that has an ActualText now says a word of denial."""
    pdf = _letter()
    content = []
    lies = iter([String("لا يجوز")])
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
        if str(operator) == "BDC" and isinstance(operands[1], Dictionary) and "/ActualText" in operands[1]:
            operands = [operands[0], Dictionary(ActualText=next(lies, operands[1].ActualText))]
        content.append((operands, operator))
    pdf.pages[0].obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))
    return saved(pdf)


def _form(width: int) -> Dictionary:
    fonts = Dictionary(Font=Dictionary(F1=HELVETICA))
    return Dictionary(
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, width, 12]), Resources=fonts
    )  # fmt: skip


def a_stamp() -> bytes:
    pdf = plain(b"")
    look = Stream(pdf, b"1 1 1 rg 0 0 24 12 re f 0 g BT /F1 11 Tf 1 3 Td (now) Tj ET")
    look.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 24, 12]),
        Resources=Dictionary(Font=Dictionary(F1=HELVETICA)),
    )
    stamp = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        Rect=Array([180, 680, 204, 692]),
        F=4,
        AP=Dictionary(N=pdf.make_indirect(look)),
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])
    return saved(pdf)


def a_filled_field() -> bytes:
    pdf = plain(b"")
    look = Stream(pdf, b"BT /F1 11 Tf 1 3 Td (and void) Tj ET")
    look.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 60, 12]),
        Resources=Dictionary(Font=Dictionary(F1=HELVETICA)),
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("f"), V=String("and void"), F=4,
            Rect=Array([330, 680, 390, 692]), AP=Dictionary(N=pdf.make_indirect(look)),
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    return saved(pdf)


def off_the_page() -> bytes:
    """The end of a line is cropped away."""
    pdf = plain(b"")
    pdf.pages[0].obj.CropBox = Array([0, 0, 250, 842])
    return saved(pdf)


def two_versions() -> bytes:
    return saved(plain(b"BT /F1 11 Tf 183 684 Td (now) Tj ET"))


def a_script() -> bytes:
    pdf = plain(b"")
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("this.getField('f').value='now'"))
    return saved(pdf)


def a_form_in_xml() -> bytes:
    pdf = plain(b"")
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))
    return saved(pdf)


def an_object_twice() -> bytes:
    """Defined once for those who follow the table, once for those who search the file."""
    octets = saved(plain(b""))
    first = re.search(rb"\n(\d+) 0 obj\n<< /Length", octets) or re.search(rb"\n(\d+) 0 obj", octets)
    assert first is not None
    other = b"\n%s 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n" % first[1]
    end = octets.rindex(b"xref\n", 0, octets.rindex(b"startxref"))
    moved = octets[:end] + other.lstrip() + octets[end:]
    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % (end + len(other.lstrip())), moved)


def a_lying_map() -> bytes:
    """ToUnicode says t where w is drawn."""
    pdf = plain(b"")
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <20> <76> <0020> <78> <7E> <0078> "
        b"endbfrange 1 beginbfchar <77> <0074> endbfchar endcmap "
        b"CMapName currentdict /CMap defineresource pop end end"
    )
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=pdf.make_stream(cmap)
    )
    pdf.pages[0].obj.Resources.Font = Dictionary(F1=font)
    pdf.pages[0].obj.Contents = pdf.make_stream(TEXT.replace(b"(not)", b"(now)"))
    return saved(pdf)


def a_broken_table() -> bytes:
    octets = saved(plain(b""))
    return re.sub(rb"startxref\n\d+", b"startxref\n7", octets)


DECEITS: tuple[Callable[[], bytes], ...] = (
    invisible_text_over_an_image,
    white_text_under_an_image,
    a_box_over_the_text,
    a_picture_in_a_gap,
    a_letter_drawn_as_lines,
    a_word_over_half_a_page,
    pale_words_in_a_picture,
    a_word_struck_out,
    a_drawn_dot,
    render_mode_three,
    clipped_text,
    same_colour_text,
    tiny_text,
    half_covered_letters,
    a_hidden_layer,
    actual_text,
    arabic_actual_text,
    a_stamp,
    a_filled_field,
    off_the_page,
    two_versions,
    a_script,
    a_form_in_xml,
    an_object_twice,
    a_lying_map,
    a_broken_table,
)
