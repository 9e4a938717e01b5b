"""YAML read strictly: each name once, and no more in a document than a person could have written.

An alias repeats what an anchor names.  A few lines of aliases of aliases would spell a
thousand million values (the "billion laughs"), so they are counted before any is built.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import yaml

from chancery.errors import Malformed

MOST_VALUES = 500_000
"""How many values a document may spell, its aliases written out."""

DEEPEST = 100
"""How many lists and mappings may lie inside one another."""


def read_documents(text: str) -> Iterator[Any]:
    """The documents in a YAML file, one after the other; raises `Malformed` with the place of the fault."""
    try:
        loader = _Strict(text)
        while loader.check_node():
            if (node := loader.get_node()) is not None:
                _count(node, {}, DEEPEST)
                yield loader.construct_document(node)
    except (yaml.YAMLError, ValueError, RecursionError) as unreadable:
        raise Malformed(f"This is not YAML: {_in_a_line(unreadable)}") from unreadable


class _Strict(yaml.SafeLoader):
    """Plain values only, and no mapping that gives two values for one name."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """The mapping; raises `ConstructorError` if a name stands in it twice."""
        names = [self.construct_object(name, deep=True) for name, _ in node.value]
        twice = [name for place, name in enumerate(names) if name in names[:place]]
        if twice:
            raise yaml.constructor.ConstructorError(
                problem=f"{twice[0]!r} is given twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


def _count(node: yaml.Node, counted: dict[yaml.Node, int], deeper: int) -> int:
    """How many values the node spells; raises `Malformed` if that is too many, or goes on for ever."""
    if node not in counted:
        if not deeper:
            raise Malformed(f"The YAML is nested more than {DEEPEST} deep, or within itself.")
        counted[node] = 1 + sum(_count(part, counted, deeper - 1) for part in _parts(node))
    if counted[node] > MOST_VALUES:
        raise Malformed(f"The YAML spells more than {MOST_VALUES} values.")
    return counted[node]


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    match node:
        case yaml.MappingNode():
            for pair in node.value:
                yield from pair
        case yaml.SequenceNode():
            yield from node.value
        case _:
            return


def _in_a_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
