"""The habits of the house that a machine can keep."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from scripts import gather_vector_verdicts
from tests.licences import licences, runtime_packages

ROOT = Path(__file__).parent.parent

NOT_OURS = {".git", ".venv", ".peers", "out", "node_modules", "build", "dist", "demo-data", "__pycache__"}
NOT_OURS |= {".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}


def _texts() -> dict[str, str]:
    """Every text of the repository, by its path within it; git is not needed to read it."""
    texts = {}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(".egg-info")]
        for path in (Path(folder, name) for name in files):
            content = path.read_bytes()
            if b"\0" not in content:
                texts[str(path.relative_to(ROOT))] = content.decode(errors="replace")
    return texts


TEXTS = _texts()
MARKDOWN = {name: text for name, text in TEXTS.items() if name.endswith(".md")}
PYTHON = {name: text for name, text in TEXTS.items() if name.endswith(".py")}
PHRASES = sorted((ROOT / "src" / "chancery" / "phrases").glob("*.toml"))


def places(pattern: str, texts: dict[str, str] = TEXTS) -> list[str]:
    """Name each line that matches, as `path:line: what`."""
    return [
        f"{name}:{number}: {match[0]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := re.search(pattern, line))
    ]


class TestWhatIsCommitted:
    def test_no_place_to_fetch_from(self) -> None:
        """Where packages come from is the reader's choice: no index host and no download address is named."""
        hosts = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb.debian" + ".org"]
        hosts += ["github" + "usercontent.com", "/archive/refs" + "/", "/releases/" + "download/"]
        assert places("|".join(map(re.escape, hosts))) == []
        assert places(r"--(extra-)?index" + r"-url|https?://[^ \"]+/(simple|packages)" + "/") == []

    def test_no_path_of_one_machine(self) -> None:
        """Nothing depends on where its writer kept it."""
        assert places(r"(?<![\w.])/(work|root|home/\w+)" + "/") == []

    def test_nothing_is_left_for_later(self) -> None:
        """What is not done is an issue, not a mark in a file."""
        marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error"]
        marks += [r"pytest\.mark\.skip" + r"\(", "x" + "fail"]
        assert places("|".join(marks)) == []

    def test_no_letter_that_turns_the_line(self) -> None:
        """A bidirectional control in a source can show a reader other code than runs; we write escapes."""
        assert places("[\u202a-\u202e\u2066-\u2069]") == []

    def test_files_stay_readable(self) -> None:
        """A file of more than 400 lines is one concept with a reason, or two files."""
        long = {name: text.count("\n") for name, text in PYTHON.items() if text.count("\n") > 400}
        assert {name: lines for name, lines in long.items() if name not in LONG} == {}


LONG: dict[str, str] = {}
"""Files that are long for a reason, and the reason."""


class TestDependencies:
    ALLOWED = frozenset(
        {
            *("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "MIT", "MIT-0", "MIT-CMU"),
            *("MPL-2.0", "PSF-2.0", "Zlib", "CC0-1.0"),
        }
    )
    """Licences under which anybody may build on the library."""

    WITH_A_REASON: ClassVar = {
        "psycopg": {"LGPL-3.0-only"},  # used unchanged, as a library
        "psycopg-binary": {"LGPL-3.0-only"},
        "dnspython": {"ISC"},  # the two-clause BSD licence in fewer words
        "fido2": {"MPL-2.0"},  # a list of public suffixes, data only
        "qrcode": {"Other/Proprietary License"},  # its licence file is the BSD's; only the label is odd
    }

    def test_every_licence_is_one_we_take(self) -> None:
        """What runs with Chancery may be used wherever Chancery may."""
        refused = {}
        for name, package in runtime_packages().items():
            taken = self.ALLOWED | self.WITH_A_REASON.get(name, set())
            strange = {licence for licence in licences(package) if not taken & set(licence.split(" OR "))}
            if strange:
                refused[name] = strange
        assert refused == {}

    def test_every_dependency_has_its_reason(self) -> None:
        """Each package we ask for stands in decision 0005, with why and where."""
        project = tomllib.loads(TEXTS["pyproject.toml"])["project"]
        asked = {re.split(r"[\[><=]", wanted)[0] for wanted in project["dependencies"]}
        reasons = TEXTS["docs/adr/0005-dependencies.md"]
        assert {name for name in asked if f"| {name} |" not in reasons} == set()

    @pytest.mark.parametrize("name", ["installer", "runtime", "dev"])
    def test_every_version_is_pinned_by_digest(self, name: str) -> None:
        """Each package of a list has one exact version and at least one digest."""
        entries = re.split(r"\n(?=[a-z])", TEXTS[f"requirements/{name}.txt"])
        assert len(entries) > 1
        assert [
            e.splitlines()[0] for e in entries if not re.match(r"[\w.-]+==\S+ .*\\\n +--hash=sha256:", e)
        ] == []

    def test_the_lists_hold_what_is_asked_for(self) -> None:
        """Whoever adds a dependency also runs `make lock`."""
        project = tomllib.loads(TEXTS["pyproject.toml"])["project"]
        for name, wanted in {
            "runtime": project["dependencies"],
            "dev": project["dependencies"] + project["optional-dependencies"]["dev"],
        }.items():
            pinned = set(re.findall(r"^([\w.-]+)==", TEXTS[f"requirements/{name}.txt"], re.MULTILINE))
            assert {re.split(r"[\[><=]", each)[0].lower() for each in wanted} - pinned == set()


class TestCommands:
    TARGETS = frozenset(re.findall(r"^([a-z-]+):", TEXTS["Makefile"], re.MULTILINE))

    def test_every_target_says_what_it_does(self) -> None:
        """`make` alone lists every target."""
        told = set(re.findall(r"^([a-z-]+):.*## \w", TEXTS["Makefile"], re.MULTILINE))
        assert self.TARGETS - told == set()

    def test_every_target_is_in_contributing(self) -> None:
        """Whoever reads CONTRIBUTING.md knows every target."""
        told = set(re.findall(r"^\| `make ([a-z-]+)`", TEXTS["CONTRIBUTING.md"], re.MULTILINE))
        assert told == self.TARGETS

    def test_no_page_promises_a_command_that_is_not_there(self) -> None:
        """Every `make x` in a page is a target."""
        promised = {
            (name, target)
            for name, text in MARKDOWN.items()
            for target in re.findall(r"(?:`|^    (?:\$ )?)make ([a-z-]+)", text, re.MULTILINE)
        }
        assert {(name, target) for name, target in promised if target not in self.TARGETS} == set()


class TestPages:
    def test_links_lead_somewhere(self) -> None:
        """Every link to a file of the repository finds it."""
        broken = []
        for name, text in MARKDOWN.items():
            for link in re.findall(r"\]\(([^)#]+)", text):
                if "://" not in link and not (ROOT / name).parent.joinpath(link).exists():
                    broken.append(f"{name}: {link}")
        assert broken == []

    def test_every_decision_is_listed(self) -> None:
        """Each page of docs/adr is reached from its list."""
        pages = {Path(name).name for name in MARKDOWN if re.match(r"docs/adr/\d", name)}
        assert pages == set(re.findall(r"\]\((\d[^)]*)\)", TEXTS["docs/adr/README.md"]))

    def test_vector_verdicts_are_up_to_date(self) -> None:
        """docs/reference/vectors.md is what stands beside the tests; `make docs` writes it."""
        assert TEXTS["docs/reference/vectors.md"] == gather_vector_verdicts.gathered()


class TestPhrases:
    BANNED = "verified authentic genuine invalid trusted fake hash signature token log ledger cryptographic"
    BANNED += " revoked superseded null"
    SPOKEN = re.compile(rf"\b(?:{'|'.join(BANNED.split())})(?:s|es)?\b", re.IGNORECASE)
    SAID_ON_PURPOSE = "does not mean it is fake"
    """The one sentence in which the word is taken away from somebody who already thinks it."""

    def test_phrases_without_banned_words(self) -> None:
        """No phrase uses a word that sounds like a verdict, or that only we understand."""
        assert PHRASES
        spoken = [
            f"{path.name}: {said}"
            for path in PHRASES
            for said in _strings(tomllib.loads(path.read_text(encoding="utf-8")))
            if self.SPOKEN.search(said.replace(self.SAID_ON_PURPOSE, ""))
        ]
        assert spoken == []


def _strings(value: object) -> Iterator[str]:
    """Every text within a TOML value; keys are names of states and are not spoken."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _strings(each)
        case dict():
            for each in value.values():
                yield from _strings(each)
