"""The pages say what is so: each path, command, rule, state and field they name is there, none left out."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

import click
import pytest

from chancery.check import force, origin, standing, weigh, wording
from chancery.check.answers import Authority, Force, Likeness, Origin, Question
from chancery.check.normalise import Normalisation
from chancery.cli.main import chancery
from chancery.play.player import Player
from chancery.play.scenario import Asked, read_scenarios
from chancery.record.charter_form import charter_from_toml
from chancery.record.charter_remarks import Kind as RemarkKind
from chancery.record.entry import Role
from chancery.record.letter_form import letter_from_toml
from chancery.record.preflight import Name
from chancery.record.rules import Ground
from chancery.record.standing import Status
from chancery.record.statement import Institution, KeyName, Relation, StatementId, Verb
from chancery.seal import act_form
from chancery.seal.approval import Approval, Assertion, write_approval
from chancery.seal.codec import decode
from chancery.seal.evidence import Evidence, Extract, write_evidence
from chancery.seal.genesis import Genesis, write_genesis
from chancery.wiring import ask_policy, house, letter_paper, storage

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"

PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
}

ID = StatementId("urn:uuid:00000000-0000-4000-8000-000000000000")


def page(name: str) -> str:
    """A page of the reference."""
    return (REFERENCE / name).read_text(encoding="utf-8")


def block(text: str, language: str) -> str:
    """The first example in that language."""
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


def unnamed(names: Iterable[str], text: str) -> set[str]:
    """Those of the names that the text does not give as code."""
    return {name for name in names if f"`{name}`" not in text}


def no_row(names: Iterable[object], text: str) -> set[object]:
    """Those of the names that begin no row of a table."""
    first_cells = set(re.findall(r"^\| `\"?(.*?)\"?`", text, re.MULTILINE))
    return {name for name in names if str(name).strip('"') not in first_cells}


def values(*enums: type[Enum]) -> list[str]:
    return [str(member.value) for enum in enums for member in enum]


# ── paths ────────────────────────────────────────────────────────────────────

MADE_LATER = ("bench/out/", "bench/.peers/")
"""What a command makes and nobody commits."""


class TestPaths:
    @pytest.mark.parametrize("name", PAGES)
    def test_every_path_is_there(self, name: str) -> None:
        """A path of the repository in a page leads somewhere."""
        paths = re.findall(r"`((?:src|docs|tests|scripts|bench|requirements)/[\w./-]*)`", PAGES[name])
        kept = [path for path in paths if not path.startswith(MADE_LATER)]
        assert [path for path in kept if not (ROOT / path).exists()] == []

    def test_the_tree_is_the_tree(self) -> None:
        """ARCHITECTURE.md draws every room, and only files that are there."""
        drawn = dict(_drawn(PAGES["ARCHITECTURE.md"]))
        package = ROOT / "src" / "chancery"
        rooms = {path.name for path in package.iterdir() if (path / "__init__.py").exists()}
        assert {room.rstrip("/") for room in drawn if room.endswith("/")} == rooms
        absent = {f"{room}{file}" for room, files in drawn.items() for file in files}
        assert {path for path in absent if not (package / path).exists()} == set()

    def test_the_modules_of_a_letters_day_are_there(self) -> None:
        """Each module in the table of ARCHITECTURE.md can be opened."""
        table = PAGES["ARCHITECTURE.md"].partition("## A letter's day")[2].partition("\n## ")[0]
        modules = [Path("src/chancery", *name.split(".")) for name in re.findall(r"`([a-z_.]+)`", table)]
        assert len(modules) > 20
        assert [str(m) for m in modules if not ((ROOT / m).is_dir() or (ROOT / f"{m}.py").is_file())] == []


def _drawn(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each room or file of the drawn tree, with the files drawn in it."""
    room, files = "", list[str]()
    for line in text.partition("    src/chancery/\n")[2].partition("\n\n")[0].splitlines():
        if head := re.match(r"    [├└]── (\S+)", line):
            if room:
                yield room, files
            room, files = head[1], []
        files += re.findall(r"\b\w+\.py\b", line.partition("── ")[2]) if "│   " in line else []
    yield room, files


# ── commands ─────────────────────────────────────────────────────────────────


def _commands() -> Iterator[tuple[str, str]]:
    """Every command of ours in a page, as typed, with the page."""
    for name, text in PAGES.items():
        typed = re.findall(r"^    (?:\$ )?(?:\.venv/bin/)?(chancery .*)$", text, re.MULTILINE)
        typed += re.findall(r"`(?:\.venv/bin/)?(chancery [^`]+)`", text)
        yield from ((name, command) for command in typed)


class TestCommands:
    def test_every_command_can_be_typed(self) -> None:
        """Each verb, each subcommand and each option that a page names is one that `--help` knows."""
        wrong = [f"{name}: {typed}" for name, typed in _commands() if not _can_be_typed(typed)]
        assert wrong == []

    def test_there_are_commands_to_check(self) -> None:
        """Or the test above would prove nothing."""
        assert len(list(_commands())) > 40


def _can_be_typed(typed: str) -> bool:
    _, *words = shlex.split(typed)
    if words[0] == "VERB":
        return True
    command: click.Command = chancery
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words.pop(0))
        if found is None:
            return False
        command = found
    context = click.Context(command)
    known = {option for parameter in command.get_params(context) for option in parameter.opts}
    return {word for word in words if re.match(r"--?[a-z]", word)} <= known


# ── rules ────────────────────────────────────────────────────────────────────


class TestSemantics:
    TEXT = page("semantics.md")

    def test_every_rule_is_explained(self) -> None:
        """Every name of `record/rules.py`, and of the rules that the check adds, stands in section 3."""
        added = [name for module in (force, origin, standing, weigh, wording) for name in module.RULES]
        assert unnamed([*values(Ground), *added], self.TEXT) == set()

    def test_every_rule_has_its_facts(self) -> None:
        """Where a row is about one rule, the second cell gives its facts in their order."""
        rows = dict(re.findall(r"^\| `([a-z_]+(?:\.[a-z_]+)*)` \| ([a-z_, ]*) \|", self.TEXT, re.MULTILINE))
        told = {ground: rows[ground] for ground in Ground if ground in rows}
        assert len(told) > 60
        assert {ground: facts for ground, facts in told.items() if facts != ", ".join(ground.facts)} == {}

    def test_every_verb_relation_part_and_objection_is_named(self) -> None:
        """The vocabulary is whole."""
        assert unnamed(values(Verb, Relation, Role, Name), self.TEXT) == set()

    def test_every_property_is_proved_by_a_test_that_is_there(self) -> None:
        """The numbers have no gap, and each test named in section 4 exists."""
        section = self.TEXT.partition("## 4. Properties")[2]
        numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))
        tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/record").glob("*.py"))
        assert {test for test in re.findall(r"`(test_\w+)`", section) if f"def {test}(" not in tests} == set()


# ── answers ──────────────────────────────────────────────────────────────────


class TestAnswers:
    TEXT = page("answers.md")

    def test_every_state_is_explained(self) -> None:
        """Each state of each answer begins a row."""
        assert no_row(values(Origin, Likeness, Authority, Status, Force), self.TEXT) == set()

    def test_every_normalisation_is_named(self) -> None:
        """What may be set aside is listed, and nothing is set aside that is not."""
        flat = " ".join(self.TEXT.split())
        assert unnamed(values(Normalisation), flat) == set()

    def test_the_example_has_the_contracts_keys(self) -> None:
        """The five answers, the copy, the letter, when the record was seen; in each answer four keys."""
        example = json.loads(block(self.TEXT, "json"))
        assert set(example) == {*values(Question), "copy", "letter", "record_seen"}
        for question in values(Question):
            assert set(example[question]) == {"state", "as_of", "because", "not_checked"}


# ── formats ──────────────────────────────────────────────────────────────────


class TestFormats:
    ACTS = page("act-format.md")

    def test_every_field_of_an_act_has_its_row(self) -> None:
        """Statements, clauses, notices and charters, as `seal/act_form.py` writes them."""
        assert no_row(act_form.ACT_FIELDS | act_form.STATEMENT_FIELDS, self.ACTS) == set()
        assert no_row(act_form.CLAUSE_FIELDS | act_form.NOTICE_FIELDS, self.ACTS) == set()

    def test_every_field_of_an_approval_has_its_row(self) -> None:
        """By a key and by a passkey."""
        assertion = Assertion(authenticator=b"a", client=b"c", signature=b"s")
        written = [
            write_approval(Approval(person="p", key=KeyName("k"), role=Role.ROOT, proof=proof))
            for proof in (b"s", assertion)
        ]
        assert no_row([key for record in written for key in record], self.ACTS) == set()
        assert '`{"auth", "client", "sig"}`' in " ".join(self.ACTS.split())

    def test_every_field_of_a_genesis_has_its_row(self) -> None:
        """Entry 0."""
        first = Genesis(institution=Institution("a.example"), origin="a", issuer="k", log=("v",))
        assert no_row(_keys(write_genesis(first)), self.ACTS.partition("## 5.")[2]) == set()

    def test_every_field_of_an_evidence_file_has_its_row(self) -> None:
        """The file and its extracts."""
        extract = Extract(institution=Institution("a.example"), checkpoint=b"", entries=())
        written = write_evidence(Evidence(statement=ID, extracts=(extract,), words=()))
        fields = [*_keys(written), "institution", "checkpoint", "entries"]
        assert no_row(fields, page("evidence-format.md")) == set()

    @pytest.mark.parametrize("form", ["charter", "letter"])
    def test_every_name_a_clerk_may_write_is_told(self, form: str) -> None:
        """Whatever the reader of charters, or of letters, asks a table for."""
        source = (ROOT / f"src/chancery/record/{form}_form.py").read_text(encoding="utf-8")
        asked = re.findall(r'\.(?:required|optional|entries|parts?|each)\("(\w+)"', source)
        text = page("charter.md" if form == "charter" else "letter-form.md")
        assert {name for name in asked if not _is_told(name, text)} == set()

    def test_every_remark_on_a_charter_is_named(self) -> None:
        """What `chancery charter check` may remark."""
        assert unnamed(values(RemarkKind), page("charter.md")) == set()

    def test_every_setting_is_told(self) -> None:
        """Whatever may stand in a house's settings."""
        text = page("house.md")
        names = house._NAMES | house._FOLLOWED_NAMES | letter_paper.PAPER_NAMES | letter_paper.SEAL_NAMES
        names |= ask_policy.ASKS_NAMES | storage.STORAGE_NAMES
        assert {name for name in names if not re.search(rf"`\[?{name}(\.[^`]*)?\]?`", text)} == set()

    def test_every_question_of_a_scenario_is_told(self) -> None:
        """What a probe may ask."""
        assert no_row(values(Asked), page("scenario-format.md")) == set()


def _is_told(name: str, text: str) -> bool:
    """Whether the page gives the name as code, or its example uses it as TOML does."""
    as_code = rf"`\[*(?:[\w.]+\.)?{name}(?:\.\w+)?\]*`"
    in_example = rf"^\[*(?:\w+\.)*{name}(?:\.\w+)?(?:\]+| =)|[{{,] {name} ="
    return bool(re.search(f"{as_code}|{in_example}", text, re.MULTILINE))


def _keys(octets: bytes) -> list[object]:
    record = decode(octets)
    assert isinstance(record, dict)
    return [key if key != "" else '""' for key in record]


# ── examples ─────────────────────────────────────────────────────────────────


class TestExamples:
    """What a page shows, works."""

    def test_the_charter_is_one(self) -> None:
        """The example of charter.md is read without a fault."""
        assert charter_from_toml(block(page("charter.md"), "toml")).version == 1

    def test_the_letter_is_one(self) -> None:
        """The example of letter-form.md is read, with its words."""
        _, words = letter_from_toml(
            block(page("letter-form.md"), "toml"), id=ID, institution=Institution("a.example")
        )
        assert words is not None

    def test_the_scenario_plays(self) -> None:
        """Every expectation of the guide's scenario holds."""
        text = (ROOT / "docs/guide/scenario.md").read_text(encoding="utf-8")
        player = Player(read_scenarios(block(text, "yaml"))[0].runs[0])
        player.perform()
        outcomes = list(player.outcomes())
        assert len(outcomes) == 4
        assert [outcome for outcome in outcomes if not outcome.agrees] == []

    def test_the_tutorials_fixed_names_are_the_scenarios(self) -> None:
        """References that the tutorial types stand in the packaged scenario."""
        scenario = (ROOT / "src/chancery/play/data/6-january-2020.yaml").read_text(encoding="utf-8")
        typed = set(re.findall(r"\b(?:US|IQ)/[\w/-]+\d", PAGES["docs/tutorial/README.md"]))
        assert typed
        assert {reference for reference in typed if reference not in scenario} == set()


def test_the_version_is_the_packages() -> None:
    """The changelog has a section for what is not released, and the package a version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", project["version"])
    assert "## Unreleased" in PAGES["CHANGELOG.md"]
