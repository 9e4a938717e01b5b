"""A word processor's file gives the words it shows on paper, and says what it keeps back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor

from chancery.paper import document
from chancery.paper.document import read_document
from chancery.paper.paper import Hiding, Medium, Obstacle, Paper

BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{}</w:body></w:document>'
)
ODT = (
    '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:style="urn:s">'
    '<office:automatic-styles><style:style style:name="T1"><style:text-properties text:display="none"/>'
    "</style:style></office:automatic-styles><office:body><office:text>{}</office:text></office:body>"
    "</office:document-content>"
)


def saved(write: Callable[[Document], object]) -> bytes:
    """A document into which something was written."""
    made, octets = docx.Document(), io.BytesIO()
    write(made)
    made.save(octets)
    return octets.getvalue()


def zipped(parts: dict[str, str | bytes], **how: int) -> bytes:
    """An archive of these parts."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", **how) as archive:  # type: ignore[arg-type]
        for name, content in parts.items():
            archive.writestr(name, content)
    return octets.getvalue()


def of_body(body: str) -> Paper:
    """A document with nothing but a body."""
    return read_document(zipped({"[Content_Types].xml": "", "word/document.xml": BODY.format(body)}))


def of_text(text: str) -> Paper:
    """An OpenDocument text with nothing but a body."""
    return read_document(zipped({"mimetype": "x", "content.xml": ODT.format(text)}))


def hiding(paper: Paper) -> list[Hiding]:
    """The ways in which a document hides something."""
    return [found.hiding for found in paper.hidden]


class TestWord:
    def test_everything_on_the_page(self) -> None:
        """Header, body, table and footer, in that order, a line for each paragraph."""

        def write(made: Document) -> None:
            made.add_heading("Order")
            made.add_paragraph("The funds are released.\tAt once.")
            table = made.add_table(1, 2)
            table.cell(0, 0).text, table.cell(0, 1).text = "Sum", "1,234"
            made.sections[0].header.paragraphs[0].text = "Ministry"
            made.sections[0].footer.paragraphs[0].text = "Page 1"

        paper = read_document(saved(write))
        assert paper.medium is Medium.DOCUMENT
        assert paper.text.split("\n") == [
            "Ministry",
            "Order",
            "The funds are released.\tAt once.",
            "Sum",
            "1,234",
            "Page 1",
        ]
        assert paper.shows_what_it_says

    @pytest.mark.parametrize("how", ["hidden", "white", "tiny"])
    def test_a_run_nobody_sees(self, how: str) -> None:
        """Hidden, white and two-point words are not among the words, and are named."""

        def write(made: Document) -> None:
            paragraph = made.add_paragraph("The funds are ")
            run = paragraph.add_run("not ")
            if how == "hidden":
                run.font.hidden = True
            elif how == "white":
                run.font.color.rgb = RGBColor(255, 255, 255)
            else:
                run.font.size = Pt(1)
            paragraph.add_run("released.")

        paper = read_document(saved(write))
        assert paper.text == "The funds are released."
        assert [(found.hiding, found.text) for found in paper.hidden] == [(Hiding.INVISIBLE_TEXT, "not")]

    def test_a_style_nobody_sees(self) -> None:
        """A style can hide what is written in it."""

        def write(made: Document) -> None:
            made.styles.add_style("Quiet", 1).font.hidden = True
            made.add_paragraph("not", style="Quiet")
            made.add_paragraph("Released.")

        paper = read_document(saved(write))
        assert paper.text == "Released."
        assert hiding(paper) == [Hiding.INVISIBLE_TEXT]

    def test_proposed_changes(self) -> None:
        """An insertion is read, a deletion is not, and either is said."""
        inserted = of_body("<w:p><w:r><w:t>It is </w:t></w:r><w:ins><w:r><w:t>not</w:t></w:r></w:ins></w:p>")
        deleted = of_body(
            "<w:p><w:r><w:t>It is</w:t></w:r><w:del><w:r><w:delText>not</w:delText></w:r></w:del></w:p>"
        )
        moved = of_body(
            "<w:p><w:r><w:t>It is</w:t></w:r><w:moveFrom><w:r><w:t>not</w:t></w:r></w:moveFrom></w:p>"
        )
        assert [paper.text for paper in (inserted, deleted, moved)] == ["It is not", "It is", "It is"]
        assert [hiding(paper) for paper in (inserted, deleted, moved)] == [[Hiding.STRUCTURE]] * 3

    def test_a_text_box_is_read_once(self) -> None:
        """A box is written twice in the file, once for older programs; a person sees it once."""
        box = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>"
        twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        choice = f"<mc:AlternateContent>{twice}</mc:AlternateContent>"
        paper = of_body(f"<w:p><w:r><w:t>Before </w:t>{choice}<w:t>and after.</w:t></w:r></w:p>")
        assert paper.text == "In a box.\nBefore and after."

    def test_how_it_looked_before(self) -> None:
        """A run that was hidden before a change of format is not hidden now."""
        was = "<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>"
        assert of_body(f"<w:p><w:r>{was}<w:t>Seen.</w:t></w:r></w:p>").text == "Seen."

    def test_a_program_inside(self) -> None:
        """A document with a program in it may show anything."""
        parts = {"[Content_Types].xml": "", "word/document.xml": BODY.format(""), "word/vbaProject.bin": ""}
        assert hiding(read_document(zipped(parts))) == [Hiding.SCRIPT]

    def test_two_parts_of_one_name(self) -> None:
        """Which of two bodies is shown depends on the program."""
        octets = io.BytesIO()
        said, denied = (
            BODY.format(f"<w:p><w:r><w:t>{it}</w:t></w:r></w:p>") for it in ("Paid.", "Not paid.")
        )
        with zipfile.ZipFile(octets, "w") as archive:
            archive.writestr("word/document.xml", said)
            with pytest.warns(UserWarning, match="Duplicate"):
                archive.writestr("word/document.xml", denied)
        assert Hiding.STRUCTURE in hiding(read_document(octets.getvalue()))


class TestOpenDocument:
    def test_paragraphs(self) -> None:
        """Headings and paragraphs, with the white space that the format spells out."""
        white = '<text:p>The<text:s text:c="2"/>funds<text:tab/>x<text:line-break/>y</text:p>'
        paper = of_text(f"<text:h>Order</text:h>{white}")
        assert paper.text == "Order\nThe  funds\tx\ny"

    def test_hidden(self) -> None:
        """Words in a style that is not displayed are named."""
        paper = of_text('<text:p>It is <text:span text:style-name="T1">not </text:span>allowed.</text:p>')
        assert (paper.text, [found.text for found in paper.hidden]) == ("It is allowed.", ["not"])

    def test_deleted(self) -> None:
        """Deleted words are kept in the file and not read; that there are any is said."""
        changes = "<text:tracked-changes><text:p>not</text:p></text:tracked-changes>"
        paper = of_text(f"{changes}<text:p>Allowed.</text:p>")
        assert (paper.text, hiding(paper)) == ("Allowed.", [Hiding.STRUCTURE])


class TestHostile:
    @pytest.mark.parametrize("declared", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>'])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_no_document_type(self, declared: str, encoding: str) -> None:
        """XML with a document type is no document, in whatever encoding it hides it."""
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{BODY.format("")}'.encode(encoding)
        paper = read_document(zipped({"[Content_Types].xml": "", "word/document.xml": xml}))
        assert paper.obstacle is Obstacle.DAMAGED

    def test_a_bomb(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What parts become together is bounded while they are inflated."""
        monkeypatch.setattr(document, "MOST_INFLATED", 1_000_000)
        parts = {"[Content_Types].xml": "", "word/document.xml": b" " * 5_000_000}
        octets = zipped(parts, compression=zipfile.ZIP_DEFLATED)
        assert read_document(octets).obstacle is Obstacle.TOO_LARGE

    def test_a_lie_about_its_size(self) -> None:
        """An archive that understates a part's size is damaged."""
        octets = zipped({"word/document.xml": BODY.format("x")})
        at = octets.rindex(b"PK\x01\x02") + 24
        assert read_document(octets[:at] + bytes(4) + octets[at + 4 :]).obstacle is Obstacle.DAMAGED

    def test_deep_and_many(self) -> None:
        """Levels and paragraphs are counted."""
        assert of_body("<w:x>" * 1_000 + "</w:x>" * 1_000).obstacle is Obstacle.TOO_LARGE
        assert of_body("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 60_000).obstacle is Obstacle.TOO_LARGE

    def test_encrypted(self) -> None:
        """An encrypted archive, and an OpenDocument that encrypts its parts, say so."""
        octets = bytearray(zipped({"word/document.xml": BODY.format("x")}))
        octets[octets.index(b"PK\x01\x02") + 8] |= 1
        assert read_document(bytes(octets)).obstacle is Obstacle.ENCRYPTED
        parts = {"content.xml": "xxx", "META-INF/manifest.xml": "<manifest:encryption-data/>"}
        assert read_document(zipped(parts)).obstacle is Obstacle.ENCRYPTED

    def test_cut_short(self) -> None:
        """A document that ends early is damaged, wherever it ends."""
        octets = saved(lambda made: made.add_paragraph("Words"))
        for end in range(0, len(octets), 997):
            assert read_document(octets[:end]).obstacle is Obstacle.DAMAGED

    def test_nothing(self) -> None:
        """A document without words says so; one without a body is damaged."""
        assert of_body("<w:p/>").obstacle is Obstacle.EMPTY
        assert read_document(zipped({"[Content_Types].xml": ""})).obstacle is Obstacle.DAMAGED


@pytest.mark.parametrize(
    "looks",
    [
        "<w:strike/>",
        "<w:dstrike w:val='true'/>",
        "<w:color w:val='FDFEFD'/>",
        "<w:color w:val='auto' w:themeColor='background1'/>",
        "<w:highlight w:val='black'/>",
        "<w:shd w:val='clear' w:fill='000000'/>",
        "<w:sz w:val='5'/>",
        "<w:w w:val='1'/>",
        "<w:position w:val='-3000'/>",
        "<w:specVanish/>",
        "<w:rFonts w:ascii='Wingdings'/>",
    ],
)
def test_a_run_that_nobody_reads_is_not_among_the_words(looks: str) -> None:
    """Struck out, covered, squeezed or moved away: no reader takes the "not" for a word of the letter."""
    run = f"<w:r><w:rPr>{looks}</w:rPr><w:t>not </w:t></w:r>"
    paper = of_body(f"<w:p><w:r><w:t>They may </w:t></w:r>{run}<w:r><w:t>enter.</w:t></w:r></w:p>")
    assert paper.text.strip() == "They may enter."
    assert hiding(paper) == [Hiding.INVISIBLE_TEXT]


@pytest.mark.parametrize(
    "looks",
    [
        "<w:strike w:val='false'/>",
        "<w:color w:val='auto'/>",
        "<w:color w:val='1F3864' w:themeColor='accent1'/>",
        "<w:highlight w:val='yellow'/>",
        "<w:shd w:val='clear' w:fill='auto'/>",
        "<w:sz w:val='16'/>",
        "<w:w w:val='90'/>",
        "<w:position w:val='6'/>",
        "<w:rFonts w:ascii='Times New Roman'/>",
    ],
)
def test_ordinary_looks_hide_nothing(looks: str) -> None:
    """Small print, colours and raised figures are read like everything else."""
    paper = of_body(f"<w:p><w:r><w:rPr>{looks}</w:rPr><w:t>They may not enter.</w:t></w:r></w:p>")
    assert (paper.text.strip(), hiding(paper)) == ("They may not enter.", [])


def test_a_style_made_of_one_that_hides_hides_too() -> None:
    """A style says nothing of what it takes over from another (ECMA-376 part 1, 17.7.4.3)."""

    def write(made: Document) -> None:
        made.styles.add_style("Away", WD_STYLE_TYPE.CHARACTER).font.hidden = True
        made.styles.add_style("Plain", WD_STYLE_TYPE.CHARACTER).base_style = made.styles["Away"]
        paragraph = made.add_paragraph("They may ")
        paragraph.add_run("not ", style="Plain")
        paragraph.add_run("enter.")

    assert read_document(saved(write)).text.strip() == "They may enter."


def test_a_sign_without_a_letter_is_seen_to_be_there() -> None:
    """A sign given by its number in a typeface may be a figure or a tick; it is not left out."""
    paper = of_body(
        "<w:p><w:r><w:t>25</w:t><w:sym w:font='Symbol' w:char='F030'/><w:t> dinars</w:t></w:r></w:p>"
    )
    assert paper.text.strip() == "25\ufffd dinars"
