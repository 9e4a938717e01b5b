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


@pytest.mark.parametrize(
    "drawn",
    [
        "<svg><text>not</text></svg>",
        "<math><mtext>not</mtext></math>",
        "<style>i::after{content:'not'}</style><i></i>",
        '<style>/* */ p b:before { color: red; content: "not "; }</style><b></b>',
    ],
)
def test_words_that_are_drawn_are_said_to_be_there(drawn: str) -> None:
    """They are seen by people and not read here, so the page does not show what it says."""
    paper = read_markup(f"<p>It is {drawn}allowed.")
    assert paper.text.split() == ["It", "is", "allowed."]
    assert [hidden.hiding for hidden in paper.hidden] == [Hiding.INVISIBLE_TEXT]


def test_signs_of_icons_are_no_words() -> None:
    """A sign given by its number draws a picture; the name of a drawing is not drawn."""
    icons = (
        "<style>i:before{content:'\\f101'} b:after{content:' '}</style><svg><title>home</title><path/></svg>"
    )
    assert read_markup(f"{icons}<p>It is allowed.").shows_what_it_says


@pytest.mark.parametrize(
    "looks",
    [
        "position:absolute;left:-9999px",
        "text-indent: -5000em",
        "color:#FFFFFF",
        "color: white",
        "color:rgba(0,0,0,0)",
        "font-size:1px",
        "width:0;overflow:hidden",
        "max-height: 0px",
        "clip-path:inset(100%)",
        "text-decoration: line-through",
        "transform:scale(0)",
    ],
)
def test_what_a_style_keeps_from_sight(looks: str) -> None:
    """Moved away, white, shrunk, cut off or struck out: not among the words, and named."""
    paper = read_markup(f"<p>They may <span style='{looks}'>not</span> enter.</p>")
    assert paper.text.split() == ["They", "may", "enter."]
    assert [hidden.text for hidden in paper.hidden] == ["not"]


@pytest.mark.parametrize(
    "looks",
    [
        "color:#333",
        "color:#e8e0d0",
        "background-color:#fff",
        "width:0.5em",
        "font-size:10px",
        "margin-top:-12px",
    ],
)
def test_ordinary_styles_hide_nothing(looks: str) -> None:
    """Colours, sizes and small shifts are how pages look."""
    assert read_markup(f"<p style='{looks}'>They may enter.</p>").shows_what_it_says


@pytest.mark.parametrize("selector", ["p .x", "span.x", "p > span.x:first-child", "#y"])
def test_rules_that_name_an_element_by_its_surroundings(selector: str) -> None:
    """What such a rule hides is taken for hidden wherever the name stands."""
    page = f"<style>{selector}{{display:none}}</style><p>They may <span id=y class=x>not</span> enter.</p>"
    assert read_markup(page).text.split() == ["They", "may", "enter."]


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_words_that_are_struck_out(tag: str) -> None:
    """They are shown as words that no longer hold."""
    assert read_markup(f"<p>They may <{tag}>not</{tag}> enter.").text.split() == ["They", "may", "enter."]


def test_what_is_typed_into_a_field_is_read() -> None:
    """A field shows its value like any other word."""
    assert (
        read_markup("<p>They may <input value=not> enter.<input type=hidden value=x>").text
        == "They may not enter."
    )
