"""A saved page of the web gives the words a person would see."""

from __future__ import annotations

import pytest

from chancery.paper.limits import MOST_PARAGRAPHS
from chancery.paper.paper import Hiding, Medium, Obstacle
from chancery.paper.web_page import read_markup, read_web_page


def words(markup: str) -> str:
    """The words of a page, lines as spaces."""
    return read_markup(markup).text.replace("\n", " ")


def hidden(markup: str) -> list[str]:
    """What a page keeps from sight."""
    paper = read_markup(markup)
    assert all(found.hiding is Hiding.INVISIBLE_TEXT for found in paper.hidden)
    return [found.text for found in paper.hidden]


def test_blocks_are_lines() -> None:
    """Every block stands on its own line, and white space means nothing."""
    paper = read_markup(
        "<h1>Order</h1>\n<p>The  funds\nare <b>re</b>leased.<br>At once.<ul><li>One<li>Two</ul>"
    )
    assert paper.text == "Order\nThe funds are released.\nAt once.\nOne\nTwo"
    assert paper.medium is Medium.WEB_PAGE


def test_cells_are_apart() -> None:
    """Words of two cells do not run into one another."""
    assert words("<table><tr><td>1</td><td>2</td></tr><tr><td>3<td>4</table>") == "1 2 3 4"


def test_entities_are_characters() -> None:
    """Named and numbered entities are what they stand for, once."""
    assert words("<p>&lt;b&gt; &amp;amp; &eacute;&#233;&#xe9;") == "<b> &amp; ééé"


@pytest.mark.parametrize(
    "page",
    [
        "<script>not()</script>",
        "<style>p {}</style>",
        "<head><title>not</title></head>",
        "<!-- not -->",
        "<template>not</template>",
        "<noscript>not</noscript>",
        "<svg><text>not</text></svg>",
        "<iframe>not</iframe>",
        "<?not ?>",
        "<![CDATA[not]]>",
    ],
)
def test_what_is_no_text_of_the_page(page: str) -> None:
    """Scripts, styles, comments and what stands in for other things is not on the page."""
    paper = read_markup(f"<p>It is {page}allowed.")
    assert paper.text.split() == ["It", "is", "allowed."]
    assert paper.shows_what_it_says


@pytest.mark.parametrize(
    "mark",
    [
        "hidden",
        "hidden=until-found",
        'style="display:none"',
        "style='color:red; DISPLAY : none !important'",
        'style="visibility:hidden"',
        'style="opacity:0"',
        'style="font-size:0px"',
        'style="text-indent:-9999px"',
        "class='a unseen b'",
        "id=unseen",
    ],
)
def test_what_the_page_hides(mark: str) -> None:
    """Hidden words are not among the words, and are named."""
    page = "<style>.unseen, #unseen { display: none }</style><p>It is "
    page += f"<b {mark}>not <i>at all</i></b> allowed."
    assert words(page) == "It is allowed."
    assert hidden(page) == ["not", "at all"]


def test_what_is_hidden_on_paper_only() -> None:
    """A rule for printing hides nothing on the screen."""
    sheet = "@media print { .menu { display: none } } /* .x{display:none} */"
    page = f"<style>{sheet}</style><p class='menu x'>Words"
    assert words(page) == "Words"
    assert hidden(page) == []


def test_a_paragraph_that_was_never_closed() -> None:
    """A hidden paragraph ends where the next one begins, so it does not swallow the page."""
    assert words("<p hidden>not<p>Words<div>more") == "Words more"


def test_ends_that_never_began() -> None:
    """Stray and crossed end tags take nothing away."""
    assert words("</b></p><p>It <b>is <i>not</b> allowed</i>.</div>") == "It is not allowed."


class TestCharacters:
    @pytest.mark.parametrize(
        ("octets", "text"),
        [
            ("<p>é".encode(), "é"),
            ("<p>é".encode("utf-8-sig"), "é"),
            ("<html><p>é".encode("utf-16"), "é"),
            (b"<meta charset=iso-8859-1><p>\xe9\x93", "é“"),
            ("<meta http-equiv=x content='text/html; charset=windows-1256'><p>سلام".encode("cp1256"), "سلام"),
        ],
    )
    def test_as_they_say(self, octets: bytes, text: str) -> None:
        """The character set that the page names is used, and UTF-8 if it names none."""
        assert read_web_page(octets).text == text

    @pytest.mark.parametrize(
        "octets", [b"<p>\xff\xe9", b"<meta charset=rot13><p>x", b"<meta charset=unicode_escape>\\u0041"]
    )
    def test_or_not_at_all(self, octets: bytes) -> None:
        """Octets of another set are not replaced, and a stranger does not choose among Python's codecs."""
        assert read_web_page(octets).obstacle is Obstacle.DAMAGED


@pytest.mark.parametrize("markup", ["", "<html></html>", "<p hidden>x", "<script>x"])
def test_nothing_to_read(markup: str) -> None:
    """A page without words says so."""
    assert read_markup(markup).obstacle is Obstacle.EMPTY


@pytest.mark.parametrize("markup", ["<b>" * 100_000 + "x", "<p>x" * (MOST_PARAGRAPHS + 2)])
def test_too_much(markup: str) -> None:
    """Depth and number are bounded."""
    assert read_markup(markup).obstacle is Obstacle.TOO_LARGE
