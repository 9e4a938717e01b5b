"""docs/reference/asvs.md is whole: each requirement once, each test there, each reason of a kind we know."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/asvs.md"
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CITED = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
FILE = re.compile(r"`((?:src|docs|tests)/[\w./-]+|\w+\.md)`")
KINDS = ("shown by a test", "by design", "the operator's", "does not apply", "not met")
"""In the order in which the page counts them."""


def rows() -> list[tuple[str, str, str, str]]:
    """Id, level, what it asks, and our answer."""
    return [
        (row[0], row[1], row[2].strip(), row[3].strip())
        for row in ROW.findall(PAGE.read_text(encoding="utf-8"))
    ]


def kind_of(answer: str) -> str:
    """Which of the kinds an answer is; a KeyError for none."""
    if re.fullmatch(rf"{CITED.pattern}(, {CITED.pattern})*", answer):
        return KINDS[0]
    kind, colon, reason = answer.partition(": ")
    assert colon, answer
    assert len(reason.split()) >= 2, answer
    return {each: each for each in KINDS[1:]}[kind]


def named_in(place: Path) -> set[str]:
    """The tests of a file, `name` or `Class::name`, without running any of it."""
    found = set()
    for node in ast.parse(place.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return {each for each in found if each.rpartition("::")[2].startswith("test_")}


def asked(vectors: Path) -> dict[str, str]:
    """Every requirement of the first two levels, by its id, with its level."""
    [place] = (vectors / "asvs").glob("*.csv")
    with place.open(encoding="utf-8-sig", newline="") as lines:
        return {row["req_id"]: row["L"] for row in csv.DictReader(lines) if row["L"] in ("1", "2")}


def described(vectors: Path) -> Iterator[str]:
    [place] = (vectors / "asvs").glob("*.csv")
    with place.open(encoding="utf-8-sig", newline="") as lines:
        yield from (row["req_description"] for row in csv.DictReader(lines))


def test_every_requirement_stands_once_with_its_level(vectors: Path) -> None:
    """All 253 of levels 1 and 2, in their order, and none that there is not."""
    assert [(id, level) for id, level, *_ in rows()] == list(asked(vectors).items())
    assert len(rows()) == 253


def test_no_sentence_is_the_standards(vectors: Path) -> None:
    """What a requirement asks is said in our own few words; six words in a row would be theirs."""
    theirs: set[tuple[str, ...]] = set()
    for description in described(vectors):
        words = re.findall(r"\w+", description.lower())
        theirs |= {tuple(words[at : at + 6]) for at in range(len(words) - 5)}
    assert len(theirs) > 5_000
    for id, _, asks, answer in rows():
        ours = re.findall(r"\w+", f"{asks} {answer}".lower())
        assert not theirs & {tuple(ours[at : at + 6]) for at in range(len(ours) - 5)}, id


def test_every_cited_test_is_there() -> None:
    """By its file, its class and its name."""
    cited = {(path, name) for *_, answer in rows() for path, name in CITED.findall(answer)}
    assert len(cited) > 100
    absent = [f"{path}::{name}" for path, name in sorted(cited) if name not in named_in(ROOT / path)]
    assert absent == []


def test_every_answer_is_of_a_kind() -> None:
    """A test, or a reason; what is so by design names the file, and what is not met says what is needed."""
    for id, _, _, answer in rows():
        kind = kind_of(answer)
        if kind == "by design":
            files = FILE.findall(answer)
            assert files, id
            assert all((ROOT / each).is_file() for each in files), id
        if kind == "not met":
            assert "needed: " in answer or re.search(r"\bas V\d", answer), id


def test_the_counts_are_those_of_the_lines() -> None:
    """For each level and for both."""
    page = PAGE.read_text(encoding="utf-8")
    assert f"| level | {' | '.join(KINDS)} | all |" in page
    for name, levels in (("1", "1"), ("2", "2"), ("both", "12")):
        found = Counter(kind_of(answer) for _, level, _, answer in rows() if level in levels)
        counts = [found[kind] for kind in KINDS]
        assert f"| {name} | {' | '.join(map(str, counts))} | {sum(counts)} |" in page


# ── what the page says of the whole source ───────────────────────────────────

RUNS = frozenset({"eval", "exec", "compile", "__import__", "mark_safe", "RawSQL"})
"""Calls that would take text for code, for markup or for a query."""
METHODS = frozenset({"system", "popen", "raw", "extra", "md5", "sha1", "from_string", "getoutput"})
MODULES = frozenset({"random", "pickle", "marshal", "shelve", "telnetlib", "ftplib"})
"""Guessable chance, and formats that run what they read."""


OURS = frozenset({"model._meta.db_table", "columns", "places", "end", "query"})
"""What queries are put together of: our tables and columns, and places for values (`store.rows`)."""


def faults_of(tree: ast.AST) -> Iterator[str]:
    """What in a file could run, or guess, what it should not."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in RUNS:
                yield name
            case ast.Call(func=ast.Attribute(attr=name)) if name in METHODS:
                yield name
            case ast.Import(names=names):
                yield from (each.name for each in names if each.name.partition(".")[0] in MODULES)
            case ast.ImportFrom(module=str(name)) if name.partition(".")[0] in MODULES:
                yield name
            case _:
                pass
        if isinstance(node, ast.Call):
            yield from ("shell" for each in node.keywords if each.arg == "shell")
            yield from _built_queries(node)


def _built_queries(call: ast.Call) -> Iterator[str]:
    """Queries that are put together; names of tables and columns of ours may be, and nothing else."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in ("execute", "executemany")):
        return
    for part in ast.walk(call.args[0]) if call.args else ():
        if isinstance(part, ast.FormattedValue):
            built = ast.unparse(part.value)
            if built not in OURS and not built.isupper():
                yield f"query of {built}"


@pytest.mark.parametrize(
    "code",
    ["eval(x)", "os.system(x)", "run(x, shell=True)", "import random", "hashlib.md5(x)", "c.execute(f'{x}')"],
)
def test_a_fault_in_the_source_would_be_seen(code: str) -> None:
    """The control: each of these is named."""
    assert list(faults_of(ast.parse(code)))


def test_nothing_in_the_source_runs_what_somebody_wrote() -> None:
    """No evaluation, shell, query out of text, format that runs, weak digest or guessable chance."""
    found = {}
    for place in sorted((ROOT / "src").rglob("*.py")):
        faults = list(faults_of(ast.parse(place.read_text(encoding="utf-8"))))
        if faults:
            found[str(place.relative_to(ROOT))] = faults
    assert found == {}
