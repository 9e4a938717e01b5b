"""The words of an `.odt`: headers, body, footers, as OpenDocument 1.3 part 3 writes them.

Text kept in its list of changes (5.5) was deleted and is not among the words; text in a style
that is not displayed (20.4, text:display) is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping

from chancery.paper.paragraphs import Part, Reading, walk

_PARAGRAPHS = frozenset({"p", "h"})
_PASSED_OVER = frozenset({"tracked-changes", "annotation", "title", "desc", "script", "forms"})
_HIDDEN = frozenset({"hidden-text", "hidden-paragraph"})
_MOST_SPACES = 1_000


def words_of_open_document(part: Part) -> Reading:
    """The words of the document whose parts these are."""
    hiding: set[str] = set()
    reading = Reading()
    heads, body = _Words(hiding), _Words(hiding)
    walk(part("styles.xml"), heads)
    walk(part("content.xml"), body)
    reading.extend(heads.headers)
    body.join(reading)
    reading.extend(heads.footers)
    return reading


class _Words:
    """Paragraphs of one part; styles that hide are learnt on the way, since they come first."""

    def __init__(self, hiding_styles: set[str]) -> None:
        self._hiding_styles = hiding_styles
        self._style = ""
        self._done: list[str] = []
        self.headers: list[str] = []
        self.footers: list[str] = []
        self._into = self._done
        self._hidden: list[str] = []
        self._changed = False
        self._open: list[list[str]] = []
        self._passing_over = 0
        self._unseen: list[bool] = []

    def join(self, reading: Reading) -> None:
        """Put what was found at the end of the reading."""
        reading.extend(self._done)
        for words in self._hidden:
            reading.hide(words)
        reading.changed |= self._changed

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._changed |= name == "tracked-changes"
        if self._passing_over or name in _PASSED_OVER:
            self._passing_over += 1
            return
        style = attributes.get("style-name", "")
        self._unseen.append(name in _HIDDEN or (bool(style) and style in self._hiding_styles))
        if name in _PARAGRAPHS:
            self._open.append([])
        elif self._open:
            self._open[-1].append(_white(name, attributes))
        else:
            self._outside(name, attributes)

    def _outside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
        elif name == "text-properties" and attributes.get("display") == "none":
            self._hiding_styles.add(self._style)
        elif name == "header":
            self._into = self.headers
        elif name == "footer":
            self._into = self.footers

    def end(self, name: str) -> None:
        if self._passing_over:
            self._passing_over -= 1
            return
        self._unseen.pop()
        if name in _PARAGRAPHS:
            self._into.append("".join(self._open.pop()))
        elif name in ("header", "footer"):
            self._into = self._done

    def text(self, text: str) -> None:
        if self._passing_over or not self._open:
            return
        (self._hidden if any(self._unseen) else self._open[-1]).append(text)


def _white(name: str, attributes: Mapping[str, str]) -> str:
    match name:
        case "s":
            count = attributes.get("c", "1")
            return " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
        case "tab":
            return "\t"
        case "line-break":
            return "\n"
        case _:
            return ""
