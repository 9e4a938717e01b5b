"""What leans on what in a matter: boxes, and lines between them, each with its strength and its basis.

On the record a line is a premise, a notice's aim or a stated relation, and is always
stated.  In a report it is what the report says, hints or lets us infer.  The two are two
webs and share no box: what is reported supports nothing that is official.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chancery.check.answers import LetterName
from chancery.check.copy import Letter
from chancery.record.claims import Report, Strength
from chancery.record.statement import Instant, Reliance, Statement, StatementId

MOST_DRAWN = 12
"""Boxes in one picture; the others stand in the list beside it."""

RELIES_ON = "relies_on"
FALLEN = ("no", "not on record")
"""What may be said of a premise that does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One box: a statement on the record, or one known only through reports."""

    name: str
    at: Instant | None = None
    """When it was logged; None for what is only reported, or not held here."""
    letter: LetterName | None = None
    office: str | None = None
    standing: str | None = None
    """Where it stands, as the answers spell it."""
    label: str | None = None
    """Our own words for a statement known only through reports."""
    gathered: bool = True
    """Whether it is in the matter; else it is only pointed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One line, under its number in the list."""

    number: int = 0
    origin: str
    relation: str
    to: str
    strength: Strength
    basis: tuple[str, ...]
    premise: str | None = None
    """For a premise: whether it is in force (yes, no, undetermined, not on record)."""
    reliance: Reliance | None = None
    note: str | None = None

    @property
    def cut(self) -> bool:
        """Whether it leads to something that is not in force."""
        return self.premise in FALLEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """All boxes and lines; the first `MOST_DRAWN` by weight are drawn, in their own order."""

    drawn: tuple[Node, ...]
    listed: tuple[Node, ...]
    """The boxes for which the picture has no room."""
    edges: tuple[Edge, ...]

    def node(self, name: str) -> Node:
        """The box of that name."""
        return next(node for node in (*self.drawn, *self.listed) if node.name == name)

    @property
    def lines(self) -> tuple[Edge, ...]:
        """The lines of which both ends are drawn."""
        names = {node.name for node in self.drawn}
        return tuple(edge for edge in self.edges if edge.origin in names and edge.to in names)


def web_of_letters(letters: Sequence[Letter], elsewhere: Iterable[Letter]) -> Web:
    """The web of statements on the record; *elsewhere* are those pointed to and not gathered."""
    edges = [edge for letter in letters for edge in _edges(letter)]
    nodes = [_node(letter, gathered=True) for letter in letters]
    nodes += [_node(letter, gathered=False) for letter in elsewhere]
    held = {node.name for node in nodes}
    pointed = dict.fromkeys(edge.to for edge in edges if edge.to not in held)
    nodes += [Node(name=name, gathered=False) for name in pointed]
    return _web(sorted(nodes, key=lambda node: (node.at is not None, node.at or 0)), edges)


def web_of_report(report: Report, present: frozenset[str]) -> Web:
    """The web of statements that are only reported, by the claims that are still gathered."""
    edges = [
        Edge(
            origin=bond.origin,
            relation=bond.relation,
            to=bond.to,
            strength=bond.strength,
            basis=bond.basis,
            note=bond.note,
        )
        for bond in report.bonds
        if set(bond.basis) <= present
    ]
    nodes = [
        Node(name=primary.id, label=primary.label)
        for primary in report.primaries
        if set(primary.known_only_through) & present
    ]
    named = {node.name for node in nodes}
    return _web(nodes, [edge for edge in edges if {edge.origin, edge.to} <= named])


def aims(letter: Letter) -> frozenset[StatementId]:
    """Every statement a letter points to."""
    return frozenset(StatementId(edge.to) for edge in _edges(letter))


def _web(nodes: Sequence[Node], edges: Sequence[Edge]) -> Web:
    weight = Counter(end for edge in edges for end in (edge.origin, edge.to))
    heaviest = sorted(nodes, key=lambda node: (not node.gathered, -weight[node.name]))[:MOST_DRAWN]
    drawn = {node.name for node in heaviest}
    return Web(
        drawn=tuple(node for node in nodes if node.name in drawn),
        listed=tuple(node for node in nodes if node.name not in drawn),
        edges=tuple(replace(edge, number=number) for number, edge in enumerate(edges, 1)),
    )


def _node(letter: Letter, *, gathered: bool) -> Node:
    return Node(
        name=letter.name.id,
        at=letter.entry.at,
        letter=letter.name,
        office=_statement(letter).office,
        standing=letter.answers.standing.state,
        gathered=gathered,
    )


def _edges(letter: Letter) -> Iterator[Edge]:
    statement = _statement(letter)
    yield from _premises(letter, statement)
    if statement.notice is not None:
        for aim in dict.fromkeys(target.statement for target in statement.notice.targets):
            yield _stated(statement, statement.notice.verb.value, aim)
    for succeeded in statement.supersedes:
        yield _stated(statement, "supersede", succeeded)
    for carried_out in statement.implements:
        yield _stated(statement, "implements", carried_out)
    for link in statement.links:
        yield _stated(statement, link.relation.value, link.to)


def _premises(letter: Letter, statement: Statement) -> Iterator[Edge]:
    """The letter tells of its premises clause by clause, in the order in which the statement has them."""
    premises = [premise for clause in statement.clauses for premise in clause.premises]
    for premise, (_, _, truth) in zip(premises, letter.relied_on, strict=True):
        yield replace(
            _stated(statement, RELIES_ON, premise.statement), premise=truth, reliance=premise.reliance
        )


def _stated(statement: Statement, relation: str, to: StatementId) -> Edge:
    return Edge(
        origin=statement.id, relation=relation, to=to, strength=Strength.STATED, basis=(statement.id,)
    )


def _statement(letter: Letter) -> Statement:
    assert isinstance(letter.entry.act, Statement), "only statements have letters"
    return letter.entry.act
