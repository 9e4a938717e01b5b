"""An e-mail gives its words, and every paper it carries."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from chancery.paper import mail
from chancery.paper.mail import read_mail
from chancery.paper.opening import paper_of
from chancery.paper.paper import Hiding, Medium, Obstacle, Paper


def message(words: str | None = "The funds are released.\n", markup: str | None = None) -> EmailMessage:
    """A message with a text, an HTML part, or both."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "Funds"
    made["Message-ID"] = "<1@example.org>"
    if words is not None:
        made.set_content(words)
    if markup is not None and words is not None:
        made.add_alternative(markup, subtype="html")
    elif markup is not None:
        made.set_content(markup, subtype="html")
    return made


def read(made: EmailMessage) -> Paper:
    """The paper that the door makes of it."""
    return paper_of(made.as_bytes())


def test_a_text() -> None:
    """The words of the text part, in the character set it names."""
    made = message(None)
    made.set_content("Les fonds sont libérés — 1 234 €.\n", charset="windows-1252")
    assert read(made) == Paper(medium=Medium.MAIL, text="Les fonds sont libérés — 1 234 €.")


def test_a_page_where_there_is_no_text() -> None:
    """The words of the HTML part, if that is all there is; what it hides is named."""
    paper = read(message(None, "<p>The funds are <b hidden>not</b> released.</p>"))
    assert paper.text == "The funds are released."
    assert [found.hiding for found in paper.hidden] == [Hiding.INVISIBLE_TEXT]


def test_text_and_page_agree() -> None:
    """Where both say the same words, addresses aside, nothing is wrong."""
    page = "<p>The <b>funds</b> are<br>released&nbsp;&mdash; <a href='https://example.org'>see</a></p>"
    paper = read(message("The funds are released - see <https://example.org>\n", page))
    assert paper.text.startswith("The funds")
    assert paper.shows_what_it_says


def test_text_and_page_differ() -> None:
    """Where they do not, two people read two letters out of one message."""
    paper = read(message("The funds are released.", "<p>The funds are not released.</p>"))
    assert [found.hiding for found in paper.hidden] == [Hiding.STRUCTURE]


def test_what_it_carries() -> None:
    """Attached files are read like any other, by what they are and not by what they are called."""
    made = message()
    made.add_attachment(b"Plain words.", maintype="application", subtype="pdf", filename="letter.pdf")
    made.add_attachment(b"<html><p>A page", maintype="application", subtype="octet-stream", filename="x")
    made.add_attachment(b"{\\rtf1}", maintype="application", subtype="rtf")
    enclosed = read(made).enclosed
    assert [(paper.medium, paper.text, paper.obstacle) for paper in enclosed] == [
        (Medium.TEXT, "Plain words.", None),
        (Medium.WEB_PAGE, "A page", None),
        (Medium.DOCUMENT, "", Obstacle.UNKNOWN_KIND),
    ]


def test_a_message_in_a_message() -> None:
    """A forwarded message is a paper of its own, with its own enclosures."""
    inner, outer = message("Inner.\n"), message("Outer.\n")
    inner.add_attachment(b"Innermost.", maintype="text", subtype="x-note", filename="note.txt")
    outer.add_attachment(inner)
    paper = read(outer)
    assert paper.text == "Outer."
    assert [each.text for each in paper.enclosed] == ["Inner."]
    assert [each.text for each in paper.enclosed[0].enclosed] == ["Innermost."]


def test_messages_all_the_way_down() -> None:
    """Three deep is looked at; what lies deeper is named and left."""
    made = message("0\n")
    for depth in range(1, 8):
        outer = message(f"{depth}\n")
        outer.add_attachment(made)
        made = outer
    paper, seen = read(made), []
    while paper.enclosed:
        seen.append(paper.text)
        (paper,) = paper.enclosed
    assert seen == ["7", "6", "5", "4"]
    assert paper.obstacle is Obstacle.TOO_LARGE


def test_many_enclosures(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many files are read and no more; and none is begun when most of the time is used up."""
    made = message()
    for number in range(30):
        made.add_attachment(f"{number}".encode(), maintype="application", subtype="octet-stream")
    assert len(read(made).enclosed) == 20
    monkeypatch.setattr(mail, "_SHARE_OF_TIME", -1)
    late = read(made)
    assert late.text == "The funds are released."
    assert {paper.obstacle for paper in late.enclosed} == {Obstacle.TOO_SLOW}


@pytest.mark.parametrize("kind", ["multipart/encrypted; boundary=x", "application/pkcs7-mime"])
def test_encrypted(kind: str) -> None:
    """An encrypted message says so."""
    octets = f"Message-ID: <1@example.org>\nContent-Type: {kind}\n\n--x\n\nx\n--x--\n".encode()
    assert read_mail(octets, lambda *_: Paper(medium=Medium.TEXT)).obstacle is Obstacle.ENCRYPTED


@pytest.mark.parametrize(
    "body",
    ["Content-Type: text/plain; charset=rot13\n\nx", "Content-Type: text/plain; charset=utf-8\n\n\xff"],
)
def test_characters_that_are_none(body: str) -> None:
    """Octets that are not in the set they name are not guessed at."""
    octets = b"Message-ID: <1@example.org>\nMIME-Version: 1.0\n" + body.encode("latin-1")
    assert paper_of(octets).obstacle is Obstacle.DAMAGED


def test_nothing() -> None:
    """A message without words or files says so."""
    assert read(message("\n")).obstacle is Obstacle.EMPTY
