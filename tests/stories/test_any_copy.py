"""Somebody holds a copy, whatever it is: the same letter, and what each kind of copy can be told."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import segno

from chancery.paper.press.letter import press
from chancery.paper.press.sheet import Letterhead, Passage, Sheet
from chancery.record.statement import Instant, Institution
from tests.cli.house_by_hand import HouseByHand, house_by_hand, objects

WORDS = (
    "The hall of the northern district opens on Monday the ninth of March. "
    "Nobody may enter the hall before nine o'clock, and everybody must leave it by six. "
    "The fee for each visitor is 25 dinars, which will not be paid back. "
    "Schools that wish to come in groups shall write to the press office two weeks before."
)
LETTER = f"""
office = "press"
reference = "P/2026/7"
to = ["All departments"]

[words]
en = {json.dumps(WORDS)}

[[clause]]
id = "c1"
act = "inform"
subject = "hall/hours"
words.en = "The hall of the northern district opens on Monday the ninth of March."
"""


class Copies:
    """One house, one letter, and every way in which somebody may hold a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.house: HouseByHand = house_by_hand(folder / "house", "mod.example")
        self.code = self.house.released(LETTER)
        self.pdf = folder / "letter.pdf"
        self.house.run("press", self.code, "-o", self.pdf)

    def place(self, name: str, octets: bytes) -> Path:
        place = self.folder / name
        place.write_bytes(octets)
        return place

    def made(self, name: str, *command: object) -> Path:
        """What another program makes of the letter's PDF."""
        subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=60)
        return self.folder / name

    def typeset(self, words: str, *, at: int = 1_800_000_000, to: tuple[str, ...] = ()) -> bytes:
        """Other words on the same letterhead, as a forger with the template would set them."""
        sheet = Sheet(
            institution=Institution("mod.example"),
            letterhead=Letterhead(name={"en": "Ministry of the Interior"}),
            office={"en": "Press Office"},
            code=self.code,
            mark=f"HTTPS://MOD.EXAMPLE/C/{self.code.replace('-', '')}",
            released=Instant(at),
            action_addressees=to,
            passages=(Passage(language="en", paragraphs=(words,)),),
        )
        return press(sheet, evidence=b"none", at=Instant(1_800_000_000))

    def told(self, file: Path) -> list[dict[str, Any]]:
        return objects(self.house.run("check", file, "--json"))

    def one(self, file: Path) -> dict[str, Any]:
        (found,) = self.told(file)
        return found


@pytest.fixture(scope="module", autouse=True)
def _patience() -> Iterator[None]:
    """What is said of a copy is asked here, not how quickly a busy machine reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHANCERY_READING_SECONDS", "120")
        yield


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies(tmp_path_factory.mktemp("copies"))


def seen(found: Mapping[str, Any]) -> list[str]:
    return [remark["what"] for remark in found["also_seen"]]


def is_the_letter(copies: Copies, found: Mapping[str, Any]) -> bool:
    return found["letter"] is not None and found["letter"]["code"] == copies.code


def test_the_file_itself_needs_no_reading(copies: Copies) -> None:
    """Octet for octet a file on the record: exact, and its seal and mark are remarked on."""
    found = copies.one(copies.pdf)
    assert is_the_letter(copies, found)
    assert found["words"]["state"] == "exact"
    assert {"this_very_file", "mark_theirs", "seal_intact"} <= set(seen(found))


@pytest.mark.parametrize("program", ["qpdf", "gs", "pdftocairo"])
def test_a_file_that_was_saved_again_has_the_same_words(copies: Copies, program: str) -> None:
    """Another file with the same pages: the words are the registered ones, the seal is gone or broken."""
    target = copies.folder / f"{program}.pdf"
    command = {
        "qpdf": ("qpdf", "--linearize", copies.pdf, target),
        "gs": ("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-o", target, copies.pdf),
        "pdftocairo": ("pdftocairo", "-pdf", copies.pdf, target),
    }[program]
    found = copies.one(copies.made(target.name, *command))
    assert is_the_letter(copies, found)
    assert found["words"]["state"] in ("exact", "equal after named normalisation")
    assert "this_very_file" not in seen(found)


def test_a_screenshot_is_read(copies: Copies) -> None:
    """From ink, so never *exact*; what is printed round the words is set aside by name."""
    copies.made("shot-1.png", "pdftoppm", "-r", "150", "-png", copies.pdf, copies.folder / "shot")
    found = copies.one(copies.folder / "shot-1.png")
    assert is_the_letter(copies, found)
    assert found["words"]["state"] in ("equal after named normalisation", "cannot tell")
    assert "mark_theirs" in seen(found)


def test_one_changed_word_in_a_file_is_found(copies: Copies) -> None:
    """The genuine code and letterhead do not help: the words decide."""
    forged = copies.place("forged.pdf", copies.typeset(WORDS.replace("will not be", "will now be")))
    found = copies.one(forged)
    assert is_the_letter(copies, found)
    assert found["words"]["state"] == "altered"
    changed = [r["facts"] for r in found["words"]["because"]["because"] if r["rule"] == "words.difference"]
    assert [(each["registered"], each["copy"]) for each in changed] == [("not", "now")]


def test_a_genuine_code_on_other_words(copies: Copies) -> None:
    """Nothing is issued by the code alone: no record of these words, and what the code is worth."""
    words = "All visits are cancelled for ever, and every school shall pay a fine of 900 dinars at once."
    found = copies.one(copies.place("other.pdf", copies.typeset(words)))
    assert found["letter"] is None
    assert found["origin"]["state"] == "no public record"
    assert {"mark_on_other_words", "code_on_other_words"} & set(seen(found))


def test_the_same_words_under_another_date(copies: Copies) -> None:
    """The words are registered; the date printed over them is not theirs, and that is said."""
    found = copies.one(copies.place("dated.pdf", copies.typeset(WORDS)))
    assert is_the_letter(copies, found)
    assert "dated_otherwise" in seen(found)


def test_the_same_words_to_somebody_else(copies: Copies) -> None:
    """Another addressee above genuine words is shown, and said in a sentence of its own."""
    copy = copies.typeset(WORDS, to=("The embassy of another country, to be paid for by them",))
    found = copies.one(copies.place("addressed.pdf", copy))
    assert is_the_letter(copies, found)
    assert found["words"]["state"] == "altered"
    assert "addressed_otherwise" in seen(found)


def test_text_copied_out_of_the_file(copies: Copies) -> None:
    """What is printed round the words comes along, and is set aside by name; a changed word is found."""
    text = subprocess.run(
        ["pdftotext", copies.pdf, "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    same = copies.one(copies.place("copied.txt", text.encode()))
    assert same["words"]["state"] in ("equal after named normalisation", "excerpt")
    other = copies.one(copies.place("changed.txt", text.replace("25 dinars", "52 dinars").encode()))
    assert other["words"]["state"] == "altered"


def test_an_altered_quotation_speaks_for_its_article(copies: Copies) -> None:
    """One quotation that was changed is not made good by others that were not."""
    article = (
        "The ministry said on Monday that “the hall of the northern district opens on Monday the ninth of "
        "March”. It added that “the fee for each visitor is 52 dinars, which will not be paid back”, and "
        "“Schools that wish to come in groups shall write to the press office two weeks before.”"
    )
    (found,) = objects(
        copies.house.run("check", copies.place("article.txt", article.encode()), "--article", "--json")
    )
    assert is_the_letter(copies, found)
    assert found["words"]["state"] == "altered"


@pytest.mark.parametrize(
    "line", ["VOID", "ALL VISITORS MUST PAY 900 DINARS", "Subject to approval", "Cancelled"]
)
def test_a_line_that_says_something_is_never_set_aside(copies: Copies, line: str) -> None:
    """Wherever it stands and however it is set: it is shown as added."""
    page = f"<!doctype html><html><body><p>{line}</p><p>{WORDS}</p></body></html>"
    found = copies.one(copies.place("line.html", page.encode()))
    assert found["words"]["state"] == "altered"


def test_an_email_and_what_is_attached(copies: Copies) -> None:
    """Each is checked by itself."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.example", "b@y.example", "The hall"
    mail.set_content(f"Dear colleague, please see the letter.\n\n{WORDS}\n")
    mail.add_attachment(copies.pdf.read_bytes(), maintype="application", subtype="pdf", filename="letter.pdf")
    told = copies.told(copies.place("mail.eml", mail.as_bytes()))
    assert copies.code in {found["letter"]["code"] for found in told if found["letter"]}


def test_a_saved_web_page(copies: Copies) -> None:
    """The words a reader sees; what stands round them is set aside or shown."""
    body = f"<h1>Press Office</h1><p>{WORDS}</p><script>var x='not'</script>"
    page = f"<!doctype html><html><body>{body}</body></html>"
    found = copies.one(copies.place("page.html", page.encode()))
    assert is_the_letter(copies, found)
    assert found["words"]["state"] in ("exact", "equal after named normalisation")


def test_a_mark_alone_names_its_letter(copies: Copies) -> None:
    """A photograph of nothing but the square: which letter, and that no words were read."""
    mark = io.BytesIO()
    segno.make(f"HTTPS://MOD.EXAMPLE/C/{copies.code.replace('-', '')}", error="m").save(
        mark, kind="png", scale=8, border=4
    )
    found = copies.one(copies.place("mark.png", mark.getvalue()))
    assert is_the_letter(copies, found)
    assert found["words"]["state"] == "cannot tell"
    assert "mark_unsigned" in seen(found)


def test_a_mark_can_be_typed(copies: Copies) -> None:
    """What a scanner reads out is a name of the letter, as its code is."""
    (found,) = objects(copies.house.run("check", f"https://mod.example/c/{copies.code}", "--json"))
    assert is_the_letter(copies, found)
    assert seen(found) == ["mark_unsigned"]


def test_a_file_answers_for_itself_offline(copies: Copies) -> None:
    """With no record at hand, the evidence inside the PDF answers for the words that are seen."""
    (found,) = objects(copies.house.run("check", copies.pdf, "--offline", "--json"))
    assert is_the_letter(copies, found)
    assert found["origin"]["state"] == "could not check"
    assert found["words"]["state"] in ("exact", "equal after named normalisation")


def test_a_letter_taken_back_is_given_out_stamped(copies: Copies, tmp_path: Path) -> None:
    """The stamped file is known for what it is."""
    other = Copies(tmp_path)
    other.house.notice("disown", other.code, "k-director", "director")
    stamped = tmp_path / "stamped.pdf"
    other.house.run("press", other.code, "--stamped", "-o", stamped)
    found = other.one(stamped)
    assert found["standing"]["state"] == "disowned"
    assert "stamped_file" in seen(found)
