"""A manuscript: a Word file or Markdown in which somebody wrote a letter, as the beginning of a draft.

Only words come over: what was bold is not binding, and a comment in a margin is nobody's
statement.  A file that hides words or still carries tracked changes is not taken, because
nobody could say which of its texts is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chancery.errors import Malformed
from chancery.paper.kinds import Format, format_of
from chancery.paper.paper import Hiding, Paper
from chancery.paper.plain import read_plain
from chancery.paper.reading import read_file
from chancery.paper.sandbox import Sandbox

_TAKEN = frozenset({Format.WORD, Format.OPEN_DOCUMENT, Format.TEXT})
_ARABIC = ("\u0600", "\u06ff")
_MARKDOWN = (".md", ".markdown")


def manuscript(octets: bytes, name: str, *, sandbox: Sandbox) -> Mapping[str, str]:
    """
    The words of the file by language, `en` and `ar`, told apart by their script paragraph by paragraph.

    Raises `Malformed` for a file of another kind, one without words, and one that says more
    than it shows.
    """
    kind = format_of(octets, name)
    if kind not in _TAKEN:
        raise Malformed("A draft is begun from a Word file, an OpenDocument text, Markdown or plain text.")
    if kind is Format.TEXT and name.lower().endswith(_MARKDOWN):
        return _by_language(_of_markdown(_whole(read_plain(octets))))
    return _by_language(_whole(read_file(octets, name, sandbox=sandbox)).split("\n"))


def _whole(paper: Paper) -> str:
    if paper.obstacle is not None:
        raise Malformed(f"The words of this file cannot be read: {paper.obstacle}.")
    hidings = {hidden.hiding for hidden in paper.hidden}
    if Hiding.STRUCTURE in hidings:
        raise Malformed("This file holds tracked changes: accept or reject them first, and save it again.")
    if hidings:
        raise Malformed(f"This file says more than it shows ({sorted(hidings)[0]}): remove that first.")
    return paper.text


def _of_markdown(text: str) -> Iterator[str]:
    """The paragraphs, headings and items of CommonMark as words, without their marks."""
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "inline":
            yield "".join(_spoken(child.type, child.content) for child in token.children or ())


def _spoken(kind: str, content: str) -> str:
    match kind:
        case "text" | "code_inline":
            return content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case _:
            return ""


def _by_language(paragraphs: Iterator[str] | list[str]) -> Mapping[str, str]:
    texts: dict[str, list[str]] = {}
    for paragraph in paragraphs:
        if words := " ".join(paragraph.split()):
            texts.setdefault(_language(words), []).append(words)
    if not texts:
        raise Malformed("There are no words in this file.")
    return {language: "\n\n".join(said) for language, said in texts.items()}


def _language(words: str) -> str:
    letters = [character for character in words if character.isalpha()]
    arabic = sum(_ARABIC[0] <= character <= _ARABIC[1] for character in letters)
    return "ar" if 2 * arabic > len(letters) else "en"
