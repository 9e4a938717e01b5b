"""transparency-dev/merkle: 518 proofs, each with the verdict that its file asks for."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from chancery.errors import BadProof
from chancery.log.path import (
    check_consistency,
    check_inclusion,
    check_subtree_consistency,
    check_subtree_inclusion,
)
from tests.vectors.verdict_table import counted, stated


def is_shown(family: str, case: dict[str, Any]) -> bool:
    """Whether the proof in *case* shows what it is meant to."""
    try:
        check(family, case)
    except BadProof:
        return False
    return True


def check(family: str, case: dict[str, Any]) -> None:
    path = [b64decode(one) for one in case["proof"] or []]
    octets = {name: b64decode(case[name]) for name in ("leafHash", "root", "root1", "root2") if name in case}
    match family:
        case "inclusion":
            check_inclusion(octets["leafHash"], case["leafIdx"], case["treeSize"], path, octets["root"])
        case "consistency":
            check_consistency(case["size1"], octets["root1"], case["size2"], octets["root2"], path)
        case "subtreeinclusion":
            start, end = case["start"], case["end"]
            check_subtree_inclusion(octets["leafHash"], case["leafIdx"], start, end, path, octets["root"])
        case "subtreeconsistency":
            start, end, size = case["start"], case["end"], case["size"]
            check_subtree_consistency(start, end, octets["root1"], size, octets["root2"], path)
        case _:
            pytest.fail(f"a family nobody has looked at: {family}")


def test_every_proof_gets_the_verdict_of_its_file(vectors: Path) -> None:
    """518 files; ``wantErr`` says which must be refused, and the written table counts them."""
    outcomes = []
    for file in sorted((vectors / "merkle").rglob("*.json")):
        case = json.loads(file.read_text())
        family, folder, *_ = file.relative_to(vectors / "merkle").parts
        shown = is_shown(family, case)
        assert shown is not case["wantErr"], f"{file}: {case['desc']}"
        outcomes.append((f"{family}/{folder}", shown))
    assert len(outcomes) == 518
    assert counted(outcomes) == stated("merkle")
