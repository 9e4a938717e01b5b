"""A letter on paper says what was registered, all of it and nothing else, and says it in the same octets."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from chancery.errors import Malformed
from chancery.paper.press import EVIDENCE_NAME, Letterhead, Passage, Sheet, press
from chancery.paper.press.sheet_of import passage_of
from chancery.record.statement import Instant
from chancery.record.words import Text
from tests.paper.press.sheets import (
    ARABIC,
    ARABIC_SHEET,
    BOTH,
    CODE,
    ENGLISH,
    EVIDENCE,
    LONG,
    RELEASED,
    SHEET,
    body,
    holds,
    opened,
    pages,
    pressed,
    saying,
    words,
)

HOSTILE = [
    '#read("/etc/passwd") and #import "@preview/cetz:0.3.4": canvas',
    "$x^2$ *bold* _slanted_ `code` <label> @reference = heading",
    "- a list\n+ another\n/ term: meaning // a remark /* and another */",
    "#panic() \\ \\u{1F600} #[content] #{ 1 + 1 } #sys.inputs ~ -- --- ...",
    "{page} of {pages} {code} \"straight\" 'quotes' %s {0}",
    "<b>bold</b> &amp; </text:p> ]]> \\(x\\) {{ x }} {% x %}",
]


class TestWords:
    def test_every_word_in_order(self) -> None:
        """The words that were registered stand on the paper, each as it is and one after the other."""
        (passage,) = SHEET.passages
        wanted = words(" ".join((passage.title or "", *passage.paragraphs)))
        assert holds(body(pressed()), wanted)

    def test_over_several_pages(self) -> None:
        """A page's end loses no word and adds none."""
        wanted = words(" ".join(LONG.passages[0].paragraphs))
        pdf = pressed(LONG)
        assert len(pages(pdf)) == 3
        assert holds(body(pdf), wanted)

    def test_english_beneath_arabic(self) -> None:
        """The words of a translation keep their order, whichever way the first text runs."""
        found = body(pressed(replace(BOTH, passages=(ARABIC, ENGLISH))))
        assert holds(found, words(" ".join(ENGLISH.paragraphs)))

    def test_arabic_letter_for_letter(self) -> None:
        """No Arabic letter is lost; their order within a word is not what an extractor gives back."""
        text = sorted("".join(" ".join(ARABIC.paragraphs).split()))
        found = sorted("".join("".join(pages(pressed(ARABIC_SHEET))).split()))
        for character in set(text):
            assert found.count(character) >= text.count(character), character

    @pytest.mark.parametrize("text", HOSTILE)
    def test_words_are_never_markup(self, text: str) -> None:
        """Whatever a letter says, it says; nothing of it is done."""
        assert holds(body(pressed(saying(text))), words(text))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_names_are_never_markup(self, text: str) -> None:
        """Nor is anything done that stands in a reference, in an addressee's name or on the letterhead."""
        head = Letterhead(name={"en": text}, address=(text,))
        sheet = replace(SHEET, reference=text.replace("\n", " "), action_addressees=(text,), letterhead=head)
        found = "".join("".join(pages(pressed(sheet))).split())
        assert found.count("".join(text.split())) >= 4

    def test_a_word_longer_than_a_line(self) -> None:
        """It is broken without a hyphen, and stays on the page."""
        long = "https://harbour.example/" + "a1/" * 60 + "x" * 90
        found = "".join(body(pressed(saying(f"See {long} for more."))))
        assert f"See{long}formore." in found

    def test_hyphens_stay(self) -> None:
        """A word with a hyphen is never parted at it: a reader would take the hyphen for the printer's."""
        text = "A third-party, in-process co-op (R-ME) met on 1-2 May; semi-official (a.b) x-y www.a.example "
        for indent in range(0, 60, 6):
            wanted = words("i" * indent + " " + text * 4)
            assert holds(body(pressed(saying(" ".join(wanted)))), wanted)

    def test_real_letters(self, corpora: Path) -> None:
        """Statements of a central bank stand on paper word for word."""
        lines = (corpora / "us-fomc-statement.jsonl").read_text().splitlines()
        for line in lines[::20]:
            passage = passage_of(Text(language="en", text=json.loads(line)["text"]))
            wanted = words(" ".join((passage.title or "", *passage.paragraphs)))
            assert holds(body(pressed(replace(SHEET, passages=(passage,)))), wanted)

    @pytest.mark.parametrize("gap", ["\t", "\u00a0", "\u2003", "  ", "\r\n", "\u2028"])
    def test_words_stay_apart(self, gap: str) -> None:
        """Whatever parts two words in the record parts them on paper."""
        assert holds(body(pressed(saying(f"never{gap}mind"))), ["never", "mind"])

    def test_line_breaks_stay(self) -> None:
        """A line that ends where a clerk ended it ends there on paper."""
        assert "one\r\ntwo" in pages(pressed(saying("one\ntwo")))[0]

    @pytest.mark.parametrize("turning", ["\u202d", "\u202e"])
    def test_nothing_turns_the_writing(self, turning: str) -> None:
        """Words that would be seen in another order than they were registered in are not printed."""
        with pytest.raises(Malformed, match="turns the direction"):
            pressed(saying(f"pay 100 {turning}to him"))

    @pytest.mark.parametrize("turned", ["The \u202eyrtsiniM", "\u202dOffice"])
    def test_nor_of_a_name_printed_round_it(self, turned: str) -> None:
        """An addressee, an office or a reference is seen as it is on the record, or not printed."""
        sheet = saying("Nothing turns.")
        for other in (
            replace(sheet, action_addressees=(turned,)),
            replace(sheet, info_addressees=(turned,)),
            replace(sheet, office={"en": turned}),
            replace(sheet, reference=turned),
        ):
            with pytest.raises(Malformed, match="turns the direction"):
                pressed(other)

    @pytest.mark.parametrize("text", ["漢字", "bell \x07", "\ue000"])
    def test_no_empty_boxes(self, text: str) -> None:
        """A character that no typeface has is named; it is never printed as something else."""
        with pytest.raises(Malformed, match="No typeface"):
            pressed(saying(text))

    def test_no_words(self) -> None:
        """Paper without words is no letter."""
        with pytest.raises(Malformed, match="without words"):
            pressed(replace(SHEET, passages=()))


class TestSurroundings:
    def test_what_each_text_is(self) -> None:
        """With two languages, each text says whether it is the authoritative one or a translation."""
        both = " ".join(pages(pressed(BOTH)))
        turned = " ".join(pages(pressed(replace(BOTH, passages=(ARABIC, ENGLISH)))))
        assert "Authoritative text" in both
        assert "Translation · the Arabic text is the authoritative one" in turned

    def test_a_language_without_labels(self) -> None:
        """A letter in a language that the template does not speak has its labels in one that it does."""
        sheet = replace(SHEET, passages=(Passage(language="sr-Latn", paragraphs=("Luka je zatvorena.",)),))
        text = pages(pressed(sheet))[0]
        assert "Luka je zatvorena." in text
        assert "Our reference" in text

    def test_who_signed_and_by_what_right(self) -> None:
        """The signature says office, capacity and whose power was handed on."""
        text = pages(pressed())[0]
        assert (
            "A. Keeper\r\nOffice of the Harbour Master (acting)\r\nby delegation of: Board of the Port"
            in text
        )

    def test_when(self) -> None:
        """Dates are days in words; a moment of effect says that it is UTC."""
        text = pages(pressed(replace(SHEET, expires=Instant(SHEET.released + 86_400 * 30))))[0]
        assert "Newhaven, 2 March 2026" in text
        assert "In effect from\r\n9 March 2026, 00:00 UTC" in text
        assert "In effect until\r\n1 April 2026, 09:30 UTC" in text

    def test_the_code_on_every_page(self) -> None:
        """Whichever page somebody holds, it says which letter it is from, and which page it is."""
        for number, page in enumerate(pages(pressed(LONG)), 1):
            assert page.count(CODE) == (2 if number == 1 else 1)
            assert f"Page {number} of 3" in page
            assert "harbour.example/c" in page

    def test_a_reference_of_any_length(self) -> None:
        """A very long reference is broken among the particulars, and never lies over the mark."""
        pdf = pressed(replace(SHEET, reference="HB/" * 40))
        assert "HB/" * 40 in "".join(pages(pdf)[0].split())
        assert pages(pdf)[0].rpartition(CODE)[2].count("HB/") == 0

    def test_another_letters_mark(self) -> None:
        """A sheet with the mark of another letter is not printed."""
        with pytest.raises(Malformed, match="another letter"):
            pressed(replace(SHEET, code="00000-00001-1"))


class TestFile:
    def test_the_same_octets(self) -> None:
        """Equal letters are equal files, so that a copy can be told by its digest."""
        assert pressed(BOTH) == pressed(BOTH)

    def test_in_every_process(self) -> None:
        """They are equal wherever and whenever they are pressed."""
        again = (
            "import hashlib; from tests.paper.press.sheets import BOTH, pressed;"
            "print(hashlib.sha256(pressed(BOTH)).hexdigest())"
        )
        run = subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, check=True)
        assert run.stdout.strip() == hashlib.sha256(pressed(BOTH)).hexdigest()

    def test_the_moment_is_the_one_given(self) -> None:
        """The file says it was made when we say; the machine's clock is not asked."""
        pdf = opened(pressed())
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260302093000")
        assert pressed() != press(SHEET, evidence=EVIDENCE, at=Instant(RELEASED + 1))

    def test_the_evidence_inside(self) -> None:
        """The evidence is attached octet for octet, named as what the letter's words are taken from."""
        pdf = opened(pressed())
        attached = pdf.attachments[EVIDENCE_NAME]
        assert attached.get_file().read_bytes() == EVIDENCE
        assert attached.get_file().mime_type == "application/cose"
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"

    def test_a_line_end(self) -> None:
        """Whoever seals the file begins on a new line."""
        assert pressed().endswith(b"%%EOF\n")

    def test_what_the_file_is_called(self) -> None:
        """Its title is the letter's; its keywords are the reference and the code, to be found by."""
        pdf = opened(pressed())
        assert str(pdf.docinfo["/Title"]) == "Closing of the north basin for repairs"
        assert str(pdf.docinfo["/Keywords"]) == f"chancery, HB/2026/17, {CODE}"

    def test_quick(self) -> None:
        """A letter costs some hundredths of a second once the typefaces are open."""
        pressed()
        sheets: list[Sheet] = [saying(f"Notice number {number}.") for number in range(8)]
        began = time.process_time()
        for sheet in sheets:
            pressed(sheet)
        assert (time.process_time() - began) / len(sheets) < 0.06
