"""How commands end: a number for programs, one sentence for people, and nothing changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chancery.cli.exits import Exit
from chancery.cli.verbs import VERBS
from tests.cli.house_by_hand import CHARTER, LETTER, HouseByHand, run

ROOT = Path(__file__).parent.parent.parent
PROGRAM = "from chancery.cli.main import main; main()"


def typed(*words: str | bytes, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, as a shell would start it."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=60,
    )


def one_sentence(said: bytes) -> bool:
    """Whether an error is one line, ours, and not a traceback."""
    lines = said.decode().splitlines()
    return len(lines) == 1 and lines[0].startswith("chancery: ") and lines[0].endswith(".")


def register_bytes(house: HouseByHand) -> dict[str, bytes]:
    """Every file of the log, to see that nothing changed."""
    files = (path for path in (house.folder / "register").rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files}


class TestBadInput:
    @pytest.mark.parametrize(
        ("what", "octets"),
        [
            ("nothing", b""),
            ("spaces", b" \n\t "),
            ("a PDF", b"%PDF-1.7 and so on"),
            ("a Word file", b"PK\x03\x04 and so on"),
            ("a picture", b"\xff\xd8\xff\xe0 and so on"),
            ("a NUL byte", b"The hall\0 opens on Monday."),
            ("octets that are no text", b"The hall \xff\xfe opens."),
            ("half of a character pair", "The hall \ud83d opens.".encode("utf-8", "surrogatepass")),
            ("a truncated evidence file", b"\xa4`schancery-evidence/1"),
            ("an evidence file of nonsense", b"\xa4`schancery-evidence/1" + bytes(200)),
        ],
    )
    def test_what_came_in_is_refused(self, shown: tuple[HouseByHand, str], what: str, octets: bytes) -> None:
        """Octets that are not what they claim to be end with 4 and one sentence."""
        house, _ = shown
        before = register_bytes(house)
        ended = typed("check", "-", "--data", str(house.folder), stdin=octets)
        assert (ended.returncode, ended.stdout) == (Exit.MALFORMED, b""), what
        assert one_sentence(ended.stderr)
        assert register_bytes(house) == before

    def test_nothing_and_a_mistyped_code(self, shown: tuple[HouseByHand, str]) -> None:
        """No words at all, and a code that contradicts itself, are no questions; a long word is one."""
        house, code = shown
        assert "There is nothing to check." in house.run("check", "  ", ends=4).stderr
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        assert "wrong character" in house.run("check", wrong, ends=4).stderr
        assert "Not found here" in house.run("check", "withdrawing").stdout

    def test_undecodable_words_on_the_command_line(self, shown: tuple[HouseByHand, str]) -> None:
        """A shell can pass octets that are no characters; they are refused, not replaced."""
        house, _ = shown
        ended = typed(b"check", b"caf\xe9 au lait", b"--quote", b"--data", os.fsencode(house.folder))
        assert ended.returncode == Exit.MALFORMED
        assert one_sentence(ended.stderr)

    def test_a_hundred_megabytes_are_not_read(self, shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
        """A file is refused by its size; standard input as soon as it is too long."""
        house, _ = shown
        large = tmp_path / "large.txt"
        with large.open("wb") as file:
            file.truncate(100_000_000)
        for ended in (
            typed("check", str(large), "--data", str(house.folder)),
            typed("check", "-", "--data", str(house.folder), stdin=b"a" * 100_000_000),
        ):
            assert ended.returncode == Exit.MALFORMED
            assert one_sentence(ended.stderr)

    def test_a_charter_with_a_circle(self, tmp_path: Path) -> None:
        """Offices that stand above each other are refused by name."""
        text = CHARTER.format(domain="x.example", origin="x.example/register", issuer="", log="", keys="")
        circle = text.replace("[office.director]\n", '[office.director]\nsuperior = "press"\n')
        file = tmp_path / "circle.toml"
        file.write_text(circle, encoding="utf-8")
        refused = run("charter", "check", file, ends=4)
        assert one_sentence(refused.stderr.encode())

    @pytest.mark.parametrize(
        "text",
        [
            "this is no TOML",
            LETTER.replace('act = "inform"', 'act = "proclaim"'),
            LETTER.replace("subject", "subjekt"),
            LETTER.replace('words.en = "The hall opens on Monday."', 'words.en = "The hall closes."'),
            "\0",
        ],
    )
    def test_a_letter_that_is_none(self, shown: tuple[HouseByHand, str], text: str) -> None:
        """A letter with an unknown act, a misspelt name or foreign words is refused, and no draft is kept."""
        house, _ = shown
        house.run("draft", "new", house.file("bad.toml", text), "--as", "D. Press", ends=4)
        assert house.run("draft", "list").stdout == ""


class TestNumbers:
    def test_answered_whatever_the_answer(self, shown: tuple[HouseByHand, str]) -> None:
        """0: the question was answered, also when nothing was found."""
        house, _ = shown
        house.run("check", "nobody ever wrote this down anywhere", "--quote")

    def test_a_faulty_log(self, house: HouseByHand) -> None:
        """1: an entry that the log's own root does not hold is named."""
        bundle = next((house.folder / "register" / "tile" / "entries").rglob("2"))
        octets = bytearray(bundle.read_bytes())
        octets[-1] ^= 1
        bundle.write_bytes(octets)
        ended = run("log", "check", house.folder / "register", ends=1)
        assert "entry 1" in ended.stdout

    def test_wrong_usage(self, shown: tuple[HouseByHand, str]) -> None:
        """2: a verb, an option or a combination that does not exist."""
        house, code = shown
        run("proclaim", ends=2)
        run("check", ends=2)
        house.run("check", code, "--offline", ends=2)
        house.run("check", code, "--at", "yesterday", ends=2)
        house.run("check", code, "--at", "2029-01-01", ends=2)
        house.run("notice", "withdraw", code, "--office", "press", ends=2)

    def test_refused_by_the_rules(self, house: HouseByHand) -> None:
        """3: an office without the power changes nothing."""
        code = house.released()
        before = register_bytes(house)
        house.run("notice", "disown", code, "--office", "press", "--key", house.key("k-press"), ends=3)
        house.run("notice", "withdraw", "NO-SUCH", "--office", "press", "--key", house.key("k-press"), ends=3)
        assert register_bytes(house) == before

    def test_untrusted(self, shown: tuple[HouseByHand, str], tmp_path: Path) -> None:
        """5: one octet changed in an evidence file, and it is believed no more."""
        house, code = shown
        evidence = tmp_path / "letter.evidence"
        house.run("evidence", code, "-o", evidence)
        octets = evidence.read_bytes()
        place = octets.index(b"Monday")
        evidence.write_bytes(octets[:place] + b"Sunday" + octets[place + 6 :])
        ended = run("check", evidence, "--offline", ends=5)
        assert one_sentence(ended.stderr.encode())

    def test_unavailable(self, tmp_path: Path) -> None:
        """6: no record is here, or no such file."""
        run("check", "some words of a letter", "--quote", ends=6)
        run("check", "K7QF2-M9XT4-Z", "--data", tmp_path, ends=6)
        run("keys", "show", tmp_path / "none.pem", ends=6)

    def test_a_mistyped_file_is_not_taken_for_words(self, shown: tuple[HouseByHand, str]) -> None:
        """“No record” would be a wrong answer to a file name with a slip in it."""
        house, _ = shown
        house.run("check", "lettre.txt", ends=6)

    def test_our_own_fault_is_one_sentence(self, shown: tuple[HouseByHand, str]) -> None:
        """70: what nobody foresaw names no line of ours, unless that was asked for."""
        house, _ = shown
        broken = f"import chancery.cli.home as home; home.maybe = lambda data: 1 // 0; {PROGRAM}"
        for debug in ("0", "1"):
            ended = subprocess.run(
                [sys.executable, "-c", broken, "check", "some words", "--data", str(house.folder)],
                capture_output=True,
                env={**os.environ, "CHANCERY_DEBUG": debug},
            )
            assert ended.returncode == Exit.OUR_FAULT
            assert one_sentence(ended.stderr.splitlines(keepends=True)[0])
            assert (len(ended.stderr.splitlines()) == 1) == (debug == "0")
            assert (b"Traceback" in ended.stderr) == (debug == "1")

    def test_a_reader_that_goes_away(self, shown: tuple[HouseByHand, str]) -> None:
        """141: a closed pipe is no reason to complain."""
        house, code = shown
        command = [sys.executable, "-c", PROGRAM, "check", code, "--json", "--data", str(house.folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asking:
            assert asking.stdout is not None
            assert asking.stderr is not None
            asking.stdout.close()
            complaint = asking.stderr.read()
        assert (asking.returncode, complaint) == (Exit.READER_GONE, b"")

    def test_every_number_is_documented(self) -> None:
        """Each number has its line in the reference."""
        page = (ROOT / "docs" / "reference" / "exit-codes.md").read_text(encoding="utf-8")
        assert [number for number in Exit if f"| {number.value} |" not in page] == []


class TestTeaching:
    @pytest.mark.parametrize("verb", list(VERBS))
    def test_every_verb_teaches(self, verb: str) -> None:
        """`--help` of every verb says what it does, in more than its own name."""
        told = run(verb, "--help").stdout
        assert len(told.splitlines()) > 6

    def test_the_version(self) -> None:
        """The program says which it is."""
        assert run("--version").stdout == "chancery 0.1.0\n"

    def test_every_verb_stands_in_the_reference(self) -> None:
        """The page about the command line knows every verb."""
        page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
        assert [verb for verb in VERBS if f"`{verb}" not in page] == []
