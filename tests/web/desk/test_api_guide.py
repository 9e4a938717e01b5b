"""Every example of the guide is run, by a shell, over a socket."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from django.test import Client

from chancery.play.keyring import key_of
from chancery.record.statement import KeyName
from chancery.web.desk import door
from chancery.wiring import House
from tests.web.api.described import served
from tests.web.desk.programs import US, access_key
from tests.web.small_record import LETTER, WORDS, codes

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "api.md"
COUNTER, DESK = re.split(r"^## .*$", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:3]


def run(text: str, folder: Path, **variables: str) -> str:
    """The examples of a section, one after the other in one shell; what they print."""
    script = "set -eu -o pipefail\n" + "\n".join(
        f"{block}\necho" for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    )
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, **variables, "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_counters_examples(counter: Client, tmp_path: Path) -> None:
    """A quotation, a file, a reference, a moment, what happened, and a charter in Arabic."""
    (code,) = codes((LETTER,))
    (tmp_path / "letter.txt").write_text(WORDS[LETTER].authoritative.text, encoding="utf-8")
    with served() as address:
        printed = run(COUNTER, tmp_path, COUNTER=address, REFERENCE="US/2020/17", CODE=code)
    told = [json.loads(line) for line in printed.splitlines()]
    assert len(told) == COUNTER.count("```sh")
    assert told[0]["answers"][0]["letter"]["code"] == code
    assert told[1]["answers"][0]["words"]["state"] == "exact"
    assert told[2]["letters"][0]["code"] == code
    assert told[3]["answers"]["standing"]["state"] == "current"
    assert told[4]["size"] == 5
    assert any("رئيس" in each["text"] or "وزير" in each["text"] for each in told[5]["aloud"])


def test_the_desks_examples(house: House, tmp_path: Path) -> None:
    """From an access key to a letter on the record, signed by a person with openssl."""
    door.registry()  # opened here first: a thread of its own would open this house for itself alone
    (tmp_path / "command.pem").write_bytes(key_of(US, KeyName("k-h-command")).pem())
    with served() as address:
        printed = run(DESK, tmp_path, DESK=address, KEY=access_key("h-command", "command-iraq"))
    assert '"state":"approved"' in printed
    (id,) = door.registry().by_reference("US/CMD-IQ/2020/17")
    letter = door.registry().letter(id)
    assert letter is not None
    assert letter.answers.authority.state == "yes"
    assert '"inquiries":[]' in printed
