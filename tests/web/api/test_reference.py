"""docs/reference/http-api.md names every operation, scope, refusal and lack, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from chancery.record.draft import Lack
from chancery.store.office.access import Scope
from chancery.web.api.problems import Kind
from chancery.web.counter.api.urls import document as counter
from chancery.web.desk.api.urls import document as desk

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "http-api.md").read_text(encoding="utf-8")


def test_every_operation_has_its_row() -> None:
    """By its name, its method and its path; at the Desk with its scope."""
    rows = {
        row[0]: row[1:]
        for row in re.findall(r"^\| `(\w+)` \| `(\w+) ([^`]+)` \|(?: `([\w:]+)` \|)?", PAGE, re.MULTILINE)
    }
    operations = {
        operation["operationId"]: (method.upper(), path, operation)
        for document in (counter(), desk())
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(rows) == set(operations)
    for name, (method, path, operation) in operations.items():
        (scope,) = [scope for each in operation.get("security", [{"": [""]}]) for (scope,) in each.values()]
        assert (rows[name][0], rows[name][1].partition("?")[0], rows[name][2]) == (method, path, scope), name


def test_every_refusal_has_its_row() -> None:
    """With its status."""
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted((str(kind.status), kind.word) for kind in Kind)


def test_every_status_that_an_operation_refuses_with_has_a_refusal() -> None:
    """What the document of an operation names is told on the page."""
    told = {kind.status for kind in Kind}
    for document in (counter(), desk()):
        for methods in document["paths"].values():
            for operation in methods.values():
                assert {int(status) for status in operation["responses"] if int(status) >= 400} <= told


def test_every_scope_and_every_lack_is_named() -> None:
    """Programs decide by these names."""
    assert [scope for scope in Scope if f"`{scope}`" not in PAGE] == []
    section = PAGE.partition("## What lacks are called")[2]
    assert len(re.findall(r"^\| `\w+` \|", section, re.MULTILINE)) == len(get_args(Lack))
