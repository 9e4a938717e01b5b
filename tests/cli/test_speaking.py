"""What appears on a terminal: colour only there, nothing that steers it, both directions of writing."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.house_by_hand import LETTER, HouseByHand, run

PROGRAM = "from chancery.cli.main import main; main()"
ESCAPE = "\x1b"


def on_a_terminal(*words: str, **environment: str) -> str:
    """What a person sees who types this."""
    ours, theirs = pty.openpty()
    plain = {name: each for name, each in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-c", PROGRAM, *words]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**plain, **environment}):
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
    os.close(ours)
    return seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def test_colour_only_on_a_terminal(shown: tuple[HouseByHand, str]) -> None:
    """Bold on a terminal; plain in a pipe, and wherever NO_COLOR is set."""
    house, code = shown
    words = ("check", code, "--data", str(house.folder))
    assert ESCAPE + "[1m" in on_a_terminal(*words)
    assert ESCAPE not in on_a_terminal(*words, NO_COLOR="1")
    assert ESCAPE not in run(*words).stdout


def test_a_bar_only_on_a_terminal(shown: tuple[HouseByHand, str]) -> None:
    """Whoever watches sees how far the count is; a pipe gets the result alone."""
    house, _ = shown
    words = ("log", "check", str(house.folder / "register"))
    assert "Counting" in on_a_terminal(*words)
    assert "Counting" not in run(*words).output


@pytest.mark.parametrize("steering", ["\x1b[2J", "\u202e", "\x07", "\x9b31m"])
def test_no_letter_steers_the_terminal(house: HouseByHand, steering: str) -> None:
    """Characters that move a cursor or turn the writing are shown by their number."""
    words = f'en = "The hall opens {steering.encode("unicode_escape").decode()} on Monday."'
    toml = LETTER.replace('en = "The hall opens on Monday. Nobody may enter it before nine o\'clock."', words)
    written = toml.replace("\\x", "\\u00").split("[[clause]]")[0]
    code = house.draft(written)
    shown = house.run("draft", "show", code).stdout
    assert steering not in shown
    assert f"\\u{ord(steering[0]):04x}" in shown


def test_in_arabic(shown: tuple[HouseByHand, str]) -> None:
    """Every question and answer in Arabic, names set apart from the direction of the words."""
    house, code = shown
    told = house.run("check", code, "--lang", "ar").stdout
    assert "من أصدرها؟" in told
    assert "\u2068المكتب الصحفي\u2069" in told
    assert "المادة" in told or "ميثاق" in house.run("charter", "read", house.domain, "--lang", "ar").stdout


def test_five_answers_and_no_sixth(shown: tuple[HouseByHand, str]) -> None:
    """The table has the five questions, once each, in their order."""
    house, code = shown
    told = house.run("check", code).stdout
    asked = ["Who issued it?", "Are the words", "Was it approved?", "Does it stand", "What does it do?"]
    places = [told.index(question) for question in asked]
    assert places == sorted(places)
    assert [told.count(question) for question in asked] == [1] * 5


def test_reasons_down_to_the_last(shown: tuple[HouseByHand, str]) -> None:
    """`--why` names the very approvals that counted."""
    house, code = shown
    assert "C. Director approved, and it counts." not in house.run("check", code).stdout
    assert "C. Director approved, and it counts." in " ".join(
        house.run("check", code, "--why").stdout.split()
    )


def test_differing_words_are_shown_unasked(shown: tuple[HouseByHand, str]) -> None:
    """Which word differs is part of the answer, not of the small print."""
    house, _ = shown
    told = house.run("check", "The hall opens on Sunday.", "--quote").stdout
    assert "Monday" in told
    assert "Sunday" in told


def test_keys_are_made_once_and_locked_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key file is for its owner's eyes, is never overwritten, and may be locked."""
    file = tmp_path / "officer.pem"
    monkeypatch.setenv("CHANCERY_PASSPHRASE", "long and known to one")
    public = run("keys", "new", file, "--lock", "--kind", "p256").stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("keys", "show", file).stdout == public
    assert len(run("keys", "thumbprint", file).stdout.strip()) == 64
    run("keys", "new", file, ends=3)
    monkeypatch.setenv("CHANCERY_PASSPHRASE", "another one")
    run("keys", "show", file, ends=4)


def test_a_key_is_proved_to_be_ones_own(tmp_path: Path) -> None:
    """The proof holds for its maker's name and for no other."""
    file = tmp_path / "officer.pem"
    public = run("keys", "new", file).stdout.strip()
    proof = run("keys", "prove", file, "--as", "A. Officer").stdout.strip()
    assert "The proof holds" in run("keys", "prove", public, "--as", "A. Officer", "--proof", proof).stdout
    run("keys", "prove", public, "--as", "B. Other", "--proof", proof, ends=5)


def test_a_writer_s_own_words_are_told_from_the_quotation_above_them(
    shown: tuple[HouseByHand, str],
) -> None:
    """Every result has a line of its own; what stood outside quotation marks begins a block and is named."""
    house, code = shown
    article = "He called it “a shame”. Nobody may enter it before nine o'clock, as the letter has it.\n"
    told = house.run("check", house.file("article.txt", article), "--article").stdout.splitlines()
    assert told[:4] == [
        "“a shame”",
        "  Not found here",
        "The writer's own words: “Nobody may enter it before nine o'clock”",
        f"  Part of the letter: {code}",
    ]
