"""A record kept by typing commands, as a clerk would: keys, charter, letters, notices."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from chancery.cli.main import chancery

CHARTER = """\
charter = "{domain}"
version = 1
expires = 2040-01-01T00:00:00Z

[title]
en = "The Ministry of Examples"
ar = "وزارة الأمثلة"

[root]
threshold = 2
keys = {{ "k-root1" = "A. Founder", "k-root2" = "B. Founder" }}

[office.director]
title = {{ en = "Director", ar = "المدير" }}
[[office.director.holders]]
person = "C. Director"
keys = ["k-director"]
[[office.director.holders]]
person = "E. Deputy"
keys = ["k-deputy"]

[office.press]
superior = "director"
title = {{ en = "Press Office", ar = "المكتب الصحفي" }}
[[office.press.holders]]
person = "D. Press"
keys = ["k-press"]

[[mandate]]
id = "m1"
office = "press"
may = ["inform", "order"]
about = ["hall"]
approvals = 2
approvers = ["director", "press"]

[[mandate]]
id = "m2"
office = "press"
may = ["withdraw", "correct"]

[[mandate]]
id = "m3"
office = "director"
may = ["disown", "suspend", "lift", "reinstate", "disclaim", "report_compromise", "confirm_compromise"]

[register]
origin = "{origin}"
issuer = "register-issuer"
log = [{log}]

[keys]
"register-issuer" = "{issuer}"
{keys}
"""

LETTER = """\
office = "press"
reference = "P/2026/1"
to = ["All departments"]

[words]
en = "The hall opens on Monday. Nobody may enter it before nine o'clock."
ar = "تفتح القاعة يوم الاثنين."

[[clause]]
id = "c1"
act = "inform"
subject = "hall/hours"
words.en = "The hall opens on Monday."

[[clause]]
id = "c2"
act = "order"
subject = "hall/entry"
words.en = "Nobody may enter it before nine o'clock."
"""

ROOTS = ("k-root1", "k-root2")
OFFICERS = ("k-director", "k-deputy", "k-press")


def run(*words: object, ends: int = 0, stdin: bytes | str | None = None) -> Result:
    """Type a command; it must end with that number, in the open."""
    result = CliRunner().invoke(chancery, [str(word) for word in words], input=stdin)
    assert result.exit_code == ends, (words, result.output, result.stderr, result.exception)
    return result


def objects(result: Result) -> list[dict[str, Any]]:
    """What a command said in JSON, line by line."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseByHand:
    """A house in *folder* and the officers' keys beside it."""

    folder: Path
    domain: str
    keys: Path

    def run(self, *words: object, ends: int = 0, stdin: bytes | str | None = None) -> Result:
        """Type a command about this house."""
        return run(*words, "--data", self.folder, ends=ends, stdin=stdin)

    def run_any(self, *words: object) -> Result:
        """Type a command about this house, however it ends."""
        return CliRunner().invoke(chancery, [*map(str, words), "--data", str(self.folder)])

    def key(self, name: str) -> Path:
        """An officer's key file."""
        return self.keys / f"{name}.pem"

    def file(self, name: str, text: str) -> Path:
        """A file of that text beside the house."""
        place = self.keys / name
        place.write_text(text, encoding="utf-8")
        return place

    def draft(self, text: str = LETTER, by: str = "D. Press") -> str:
        """Begin a draft; returns its code."""
        began = self.run("draft", "new", self.file("letter.toml", text), "--as", by)
        return began.stdout.split()[0]

    def released(self, text: str = LETTER) -> str:
        """A letter on the record by the ordinary way; returns its code."""
        code = self.draft(text, by="E. Deputy")
        self.run("draft", "submit", code)
        self.run("approve", code, "--key", self.key("k-director"))
        self.run("release", code, "--key", self.key("k-press"))
        return code

    def notice(self, verb: str, target: str, by: str, office: str, *more: object) -> str:
        """Give a notice; returns its code."""
        given = self.run("notice", verb, target, "--office", office, "--key", self.key(by), *more)
        return given.stdout.split()[3]

    def answers(self, *words: object) -> dict[str, Any]:
        """The five answers of a check that concerns one letter."""
        (found,) = objects(self.run("check", *words, "--json"))
        return found


def house_by_hand(folder: Path, domain: str) -> HouseByHand:
    """Found a house, make everybody's keys, sign and publish a charter."""
    house = HouseByHand(folder=folder / "record", domain=domain, keys=folder / "keys")
    house.keys.mkdir(parents=True)
    run("init", domain, "--data", house.folder)
    publics = {name: run("keys", "new", house.key(name)).stdout.strip() for name in (*ROOTS, *OFFICERS)}
    charter = house.file("charter.toml", written_charter(house, publics.items()))
    signed = [house.keys / f"{root}.signed" for root in ROOTS]
    for root, file in zip(ROOTS, signed, strict=True):
        run("charter", "sign", charter, "--key", house.key(root), "-o", file)
    house.run("charter", "publish", *signed)
    return house


def written_charter(house: HouseByHand, publics: Iterable[tuple[str, str]]) -> str:
    """The charter, with the register that `init` wrote into its own beginning of one."""
    begun = (house.folder / "charter.toml").read_text(encoding="utf-8")
    issuer = begun.split('register-issuer = "')[1].split('"')[0]
    vkeys = [(house.folder / "register" / name).read_text().strip() for name in ("vkey", "vkey-pq")]
    return CHARTER.format(
        domain=house.domain,
        origin=f"{house.domain}/register",
        issuer=issuer,
        log=", ".join(f'"{line}"' for line in vkeys),
        keys="\n".join(f'"{name}" = "{public}"' for name, public in publics),
    )
