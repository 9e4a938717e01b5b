"""A saved page of the web as the words a person would see on it.

Nothing is fetched and no script is run.  What the page itself hides is not among the words,
and is named, and so are words that it draws by other means than text; of style sheets only
plain rules in the page are understood and scripts not at all, so a page can still hide words
from a person that are found here, and draw words that are not.

HTML Living Standard, sections 13.1.2 (elements) and 15.3.1 (hidden elements).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from chancery.errors import Malformed
from chancery.paper.charsets import characters
from chancery.paper.limits import MOST_CHARACTERS, MOST_NAMED, MOST_PARAGRAPHS
from chancery.paper.paper import Hidden, Hiding, Medium, Obstacle, Paper

Attributes = list[tuple[str, str | None]]

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"}
    | {"track", "wbr"}
)
_NOT_SHOWN = frozenset(
    {"audio", "canvas", "datalist", "head", "iframe", "math", "noframes", "noscript", "object", "script"}
    | {"style", "svg", "template", "title", "video"}
)
"""Elements whose text is not drawn as text of the page."""
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details"}
    | {"dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"}
    | {"h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_STRUCK_OUT = frozenset({"del", "s", "strike"})
_DRAWN = frozenset({"math", "svg"})
"""Drawings that may hold words, which are not read but said to be there."""
_NAMES_OF_DRAWINGS = frozenset({"desc", "metadata", "script", "style", "title"})
_TYPED_INTO = frozenset({"", "text"})
"""Kinds of `<input>` whose value stands on the page like any word."""
_CLOSED_BY = {
    "p": _BLOCKS - {"br"},
    "li": {"li"},
    "tr": {"tr"},
    "td": {"td", "th", "tr"},
    "th": {"td", "th", "tr"},
}
"""Elements that end where one of these begins, because their end tag may be left out."""

_LIGHT = r"(#fff(fff)?\b|#f[\da-f]f[\da-f]f[\da-f]\b|white\b|transparent\b|rgba\([^)]*,\s*0?\.?0*\s*\))"
_NOTHING = r"0*\.?0+\s*(px|pt|em|rem|%)?\s*(;|!|$)"
_UNSEEN = re.compile(
    rf"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*{_NOTHING}"
    rf"|font-size\s*:\s*([0-2](\.\d+)?(px|pt)\s*(;|!|$)|{_NOTHING})|(?<![\w-])(max-)?(height|width)\s*:\s*{_NOTHING}"
    r"|(text-indent|left|right|top|bottom|margin(-left|-top|-right)?)\s*:\s*-\d{3,}"
    rf"|text-decoration[^;]*line-through|(?<![\w-])color\s*:\s*{_LIGHT}|clip(-path)?\s*:|scale\(\s*0",
    re.I,
)
_CONTENT = re.compile(r"(?<![\w-])content\s*:([^;}]*)", re.I)
_BY_NUMBER = re.compile(r"\\[\da-f]{1,6}\s?", re.I)
_SPELT = re.compile(r"[\"'][^\"']*\w\w")
_CONDITIONAL = re.compile(r"@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_NAME = re.compile(r"[.#]?[\w-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w:-]+)", re.I)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_DEEPEST = 512


def read_web_page(octets: bytes) -> Paper:
    """What the page shows; a page in an unknown or wrong character set is not read."""
    named = _CHARSET.search(octets[:4096])
    try:
        text = characters(octets, named[1].decode() if named else None)
    except Malformed:
        return Paper(medium=Medium.WEB_PAGE, obstacle=Obstacle.DAMAGED)
    return read_markup(text)


def read_markup(markup: str) -> Paper:
    """The same, of characters; the HTML part of an e-mail comes in here."""
    page = _Page()
    try:
        page.feed(markup)
        page.close()
    except _TooMuch:
        return Paper(medium=Medium.WEB_PAGE, obstacle=Obstacle.TOO_LARGE)
    text = page.text()
    return Paper(
        medium=Medium.WEB_PAGE,
        text=text,
        hidden=tuple(Hidden(hiding=Hiding.INVISIBLE_TEXT, text=words) for words in page.hidden()),
        obstacle=None if text else Obstacle.EMPTY,
    )


class _TooMuch(Exception):
    """More blocks, characters or levels than are looked at."""


class _Open(NamedTuple):
    """An element that has begun, and what becomes of the text in it."""

    name: str
    dropped: bool
    hidden: bool


class _Page(HTMLParser):
    """Blocks of visible text, and what was kept from sight."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Open] = []
        self._blocks: list[str] = []
        self._line: list[str] = []
        self._hidden: list[str] = []
        self._rules: set[str] = set()
        self._characters = 0

    def text(self) -> str:
        """The blocks that were seen, one on each line."""
        self._end_block()
        return "\n".join(self._blocks)

    def hidden(self) -> Iterable[str]:
        """The texts that were kept from sight."""
        return self._hidden

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        while self._open and tag in _CLOSED_BY.get(self._open[-1].name, ()):
            self._open.pop()
        self._break_before(tag)
        if tag in _VOID:
            self._typed_into(tag, dict(attrs))
            return
        if len(self._open) == _DEEPEST:
            raise _TooMuch
        dropped, hidden = (self._open[-1].dropped, self._open[-1].hidden) if self._open else (False, False)
        self._open.append(_Open(tag, dropped or tag in _NOT_SHOWN, hidden or self._hides(tag, attrs)))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)  # HTML does not know `<div/>`: it begins and does not end

    def handle_endtag(self, tag: str) -> None:
        if any(element.name == tag for element in self._open):
            while self._open.pop().name != tag:
                pass
        self._break_before(tag)

    def handle_data(self, data: str) -> None:
        self._characters += len(data)
        if self._characters > 2 * MOST_CHARACTERS:
            raise _TooMuch
        around = self._open[-1] if self._open else _Open("", False, False)
        if around.dropped:
            self._aside(around, data)
        elif not around.hidden:
            self._line.append(data)
        else:
            self._hide(data)

    def _aside(self, around: _Open, data: str) -> None:
        """Text that is none of the page's: a style sheet's rules, or words in a drawing."""
        if around.name == "style":
            self._rules.update(_hiding_selectors(data))
            for drawn in _drawn_words(data):
                self._hide(drawn)
        elif around.name not in _NAMES_OF_DRAWINGS and any(each.name in _DRAWN for each in self._open):
            self._hide(data)

    def _hide(self, text: str) -> None:
        if text.strip() and len(self._hidden) < MOST_NAMED:
            self._hidden.append(_SPACES.sub(" ", text.strip()))

    def _typed_into(self, tag: str, given: Mapping[str, str | None]) -> None:
        """A field of a form shows what is typed into it."""
        if tag == "input" and (given.get("type") or "").lower() in _TYPED_INTO and given.get("value"):
            self.handle_data(f" {given['value']} ")

    def _break_before(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_block()
        elif tag in _CELLS:
            self._line.append(" ")

    def _end_block(self) -> None:
        block = _SPACES.sub(" ", "".join(self._line)).strip(" ")
        self._line.clear()
        if block:
            self._blocks.append(block)
        if len(self._blocks) > MOST_PARAGRAPHS:
            raise _TooMuch

    def _hides(self, tag: str, attributes: Attributes) -> bool:
        given = {name: value or "" for name, value in attributes}
        if tag in _STRUCK_OUT or "hidden" in given or _UNSEEN.search(given.get("style", "")):
            return True
        names = {tag, f"#{given.get('id', '')}", *(f".{name}" for name in given.get("class", "").split())}
        return not names.isdisjoint(self._rules)


def _hiding_selectors(sheet: str) -> Iterable[str]:
    """Names, classes and ids that a style sheet in the page hides without any condition."""
    for selectors, declarations in _RULE.findall(_CONDITIONAL.sub("", sheet)):
        if _UNSEEN.search(declarations):
            yield from (_last(selector) for selector in selectors.split(","))


def _drawn_words(sheet: str) -> Iterable[str]:
    """Words that a style sheet puts before or after an element; the signs of icons are given by number."""
    for drawn in _CONTENT.findall(_COMMENT.sub("", sheet)):
        if _SPELT.search(_BY_NUMBER.sub("", drawn)):
            yield drawn


def _last(selector: str) -> str:
    """Of “p > span.x” the narrowest name that the element must bear: `.x`; rather too much is named."""
    names = _NAME.findall(re.split(r"[\s>+~]+", selector.strip())[-1].partition(":")[0])
    return max(names, key=lambda name: name[0] in ".#", default="")
