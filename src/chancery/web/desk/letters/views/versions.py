"""Every version of a draft, and what became of its words from one to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from chancery.check.difference import Change, difference
from chancery.check.reading import read
from chancery.phrases import Names, say
from chancery.record.draft import Draft
from chancery.registry.draft_form import Papers
from chancery.web.desk import door
from chancery.web.desk.letters.here import address, id_of, names_in, on_a_draft, place
from chancery.web.desk.letters.passages import marked
from chancery.web.desk.surroundings import surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words, and what became of them: the same, put in, or taken out."""

    text: str
    became: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One language of two versions, in pieces."""

    language: str
    pieces: tuple[Piece, ...]
    changed: bool


@on_a_draft
def versions(request: HttpRequest, language: str, papers: Papers) -> HttpResponseBase:
    """The versions, and the difference between two of them."""
    kept = each_version(door.desk().versions(id_of(papers.draft)))
    numbers = [draft.version for draft in kept]
    after = _chosen(request, "to", numbers, numbers[-1])
    before = _chosen(request, "from", numbers, max([n for n in numbers if n < after], default=after))
    old, new = (next(draft for draft in kept if draft.version == number) for number in (before, after))
    names = names_in(language)
    context = {
        **surroundings(request, language, place(papers.draft, "versions")),
        "back": address(language, papers.draft),
        "numbers": numbers,
        "before": before,
        "after": after,
        "compared": list(_compared(old, new)),
        "structure": list(_structure(old, new, language, names)),
        "kept": kept,
    }
    return render(request, "desk/letters/versions.html", context)


def each_version(papers: Sequence[Papers]) -> list[Draft]:
    """One draft for each version of the words; steps in between change none of them."""
    last = {each.draft.version: each.draft for each in papers}
    return [last[version] for version in sorted(last)]


def _chosen(request: HttpRequest, name: str, numbers: list[int], otherwise: int) -> int:
    asked = request.GET.get(name, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else otherwise
    return number if number in numbers else otherwise


def _compared(old: Draft, new: Draft) -> Iterator[Compared]:
    before = {text.language: text.text for text in old.words or ()}
    after = {text.language: text.text for text in new.words or ()}
    for language in dict.fromkeys((*after, *before)):
        pieces = tuple(pieces_of(before.get(language, ""), after.get(language, "")))
        changed = any(piece.became != "same" for piece in pieces)
        yield Compared(language=language, pieces=pieces, changed=changed)


def pieces_of(before: str, after: str) -> Iterator[Piece]:
    """The words of both in one row, every character of the later text among them."""
    found = difference(read(after), read(before, registered=True))
    at = 0
    for run in found.runs:
        if run.copy[0] > at:
            yield Piece(text=after[at : run.copy[0]], became="same")
        if run.change is not Change.SAME and run.registered[0] < run.registered[1]:
            yield Piece(text=before[slice(*run.registered)], became="out")
        if run.copy[0] < run.copy[1]:
            became = "same" if run.change is Change.SAME else "in"
            yield Piece(text=after[slice(*run.copy)], became=became)
        at = max(at, run.copy[1])
    if at < len(after):
        yield Piece(text=after[at:], became="same")


def _structure(old: Draft, new: Draft, language: str, names: Names) -> Iterator[str]:
    """What clauses do and hang on, where that is not the same."""
    before, after = (_does(draft, language, names) for draft in (old, new))
    for clause in dict.fromkeys((*before, *after)):
        was, now = before.get(clause), after.get(clause)
        if was == now:
            continue
        key = "added" if was is None else "dropped" if now is None else "changed"
        yield say(f"writing.structure.{key}", language, clause=clause, first=was or "", then=now or "")


def _does(draft: Draft, language: str, names: Names) -> dict[str, str]:
    found = marked(draft, language, names)
    return {each.clause: " ".join((each.does, *each.more)).rstrip(".") for each in found.clauses}
