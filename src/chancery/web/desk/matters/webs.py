"""The webs of a matter in words and pictures: one of the record, one of each source that was taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chancery import phrases
from chancery.phrases import DIRECTIONS, has, say
from chancery.record.statement import StatementId
from chancery.registry.dossier import Dossier
from chancery.registry.reliance import Edge, Node, Web
from chancery.web.counter.names import Names
from chancery.web.desk.matters import web_drawing

WIDE, NARROW = 760, 328
"""The two widths that pictures are drawn at, so that their writing stays readable on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEdge:
    """One line of the web in words."""

    number: int
    what: str
    strength: str
    strength_words: str
    basis: str
    state: str | None
    cut: bool
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownWeb:
    """One web: its pictures, its lines as a list, and the boxes the pictures have no room for."""

    name: str
    title: str
    pictures: tuple[tuple[str, web_drawing.Drawn], ...]
    edges: tuple[ShownEdge, ...]
    alone: tuple[str, ...]
    """What leans on nothing, and on which nothing leans."""
    listed: tuple[str, ...]


def shown(whole: Dossier, names: Names, language: str) -> Iterator[ShownWeb]:
    """Each web that has something in it."""
    if whole.statements:
        yield _web("record", say("matters.web.on_record", language), whole.on_record, names, language)
    for reading in whole.readings:
        web = whole.as_reported[reading.source.name]
        if web.edges:
            told = say("matters.web.as_reported", language, title=reading.source.title)
            yield _web(reading.source.name, told, web, names, language)


def _web(name: str, told: str, web: Web, names: Names, language: str) -> ShownWeb:
    titles = {node.name: _box(node, names, language) for node in (*web.drawn, *web.listed)}
    mirrored = DIRECTIONS[language] == "rtl"
    sizes = (("wide", WIDE, True), ("narrow", NARROW, False))
    pictures = [
        (size, web_drawing.drawn(web, titles, width=width, wide=wide, mirrored=mirrored))
        for size, width, wide in sizes
    ]
    leaning = {end for edge in web.edges for end in (edge.origin, edge.to)}
    return ShownWeb(
        name=name,
        title=told,
        pictures=tuple((size, picture) for size, picture in pictures if picture is not None),
        edges=tuple(_edge(edge, web, names, language) for edge in web.edges),
        alone=tuple(" · ".join(titles[node.name][:-1]) for node in web.drawn if node.name not in leaning),
        listed=tuple(" · ".join(titles[node.name][:-1]) for node in web.listed),
    )


def _box(node: Node, names: Names, language: str) -> tuple[str, ...]:
    """What a box is called, and where it stands or what is known of it."""
    if node.label is not None:
        return node.label, say("standing_word.reported_only", language)
    if node.letter is None:
        return names.title(StatementId(node.name)), say("matters.web.not_held", language)
    office = names.get(node.office or "", node.office or "")
    reference = node.letter.reference or node.letter.code
    return office, phrases.apart(reference), phrases.standing_word(node.standing or "", language)


def _edge(edge: Edge, web: Web, names: Names, language: str) -> ShownEdge:
    def called(end: str) -> str:
        label = web.node(end).label
        return label if label is not None else names.get(end, end)

    key = f"matters.relation.{edge.relation}"
    first = called(edge.origin)
    what = say(
        key if has(key, language) else "matters.relation.unnamed",
        language,
        origin=first[:1].upper() + first[1:],
        to=called(edge.to),
        name=edge.relation,
    )
    premise = edge.premise
    state = None if premise is None else say(f"matters.premise.{premise.replace(' ', '_')}", language)
    return ShownEdge(
        number=edge.number,
        what=what,
        strength=edge.strength.value,
        strength_words=say(f"matters.strength.{edge.strength.value}", language),
        basis=phrases.listed([phrases.apart(names.get(each, each)) for each in edge.basis], language),
        state=state,
        cut=edge.cut,
        note=edge.note,
    )
