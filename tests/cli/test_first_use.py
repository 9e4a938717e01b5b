"""What somebody meets who has never used it: the beginnings that are offered, and the first slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chancery.phrases.catalogue import LANGUAGES
from tests.cli.house_by_hand import LETTER, HouseByHand, run

OFFICERS = ("root1", "root2", "director", "deputy", "press")
NEVER_SAID = re.compile(r"octet|hash|[a-z]_[a-z]|urn:", re.IGNORECASE)
"""Nothing of this is in a sentence for people."""


def begun(folder: Path) -> HouseByHand:
    """A house just founded, with every key that the beginning of its charter asks for."""
    house = HouseByHand(folder=folder / "record", domain="new.example", keys=folder / "keys")
    house.keys.mkdir()
    run("init", house.domain, "--data", house.folder)
    written = (house.folder / "charter.toml").read_text(encoding="utf-8")
    for name in OFFICERS:
        public = run("keys", "new", house.key(name)).stdout.strip()
        written = written.replace(f"paste: chancery keys show {name}.pem", public)
    house.file("charter.toml", written)
    return house


def in_force(house: HouseByHand) -> HouseByHand:
    """The same house once two founders have signed its charter."""
    for root in OFFICERS[:2]:
        signed = house.keys / f"{root}.signed"
        run("charter", "sign", house.keys / "charter.toml", "--key", house.key(root), "-o", signed)
    house.run("charter", "publish", *(house.keys / f"{root}.signed" for root in OFFICERS[:2]))
    return house


class TestBeginnings:
    def test_the_charter_that_is_offered_draws_no_remark(self, tmp_path: Path) -> None:
        """With keys filled in, it is sound, and its thresholds are within reach of its people."""
        house = begun(tmp_path)
        told = run("charter", "check", house.keys / "charter.toml").stdout
        assert len(told.splitlines()) == 1
        assert "sound" in told

    def test_every_key_it_asks_for_is_hinted_at(self, tmp_path: Path) -> None:
        """Whoever follows the hint has made them all."""
        told = run("init", "new.example", "--data", tmp_path / "record").stdout
        charter = (tmp_path / "record" / "charter.toml").read_text(encoding="utf-8")
        wanted = re.findall(r"paste: chancery keys show (\S+\.pem)", charter)
        assert wanted == re.findall(r"chancery keys new (\S+\.pem)", told)

    def test_a_second_founding_says_that_it_is_there_already(self, tmp_path: Path) -> None:
        """It is not ready as if it were new, and nothing of it changes."""
        words = ("init", "new.example", "--data", tmp_path / "record")
        assert run(*words).stdout.startswith("Ready")
        again = run(*words).stdout
        assert "already" in again
        assert "Ready" not in again

    def test_the_letter_that_is_offered_is_sent_by_one_person(self, tmp_path: Path) -> None:
        """The charter asks for one, and the releaser counts: submitted, it may be released."""
        house = in_force(begun(tmp_path))
        code = house.draft(run("draft", "example").stdout, by="D. Press")
        submitted = house.run("draft", "submit", code).stdout
        assert "ready for release" in submitted
        assert "must approve" not in submitted
        house.run("release", code, "--key", house.key("press"))
        assert house.answers(code)["authority"]["state"] == "yes"

    def test_who_approves_and_releases_is_named_once(self, tmp_path: Path) -> None:
        """One person put two hands to it; `--why` tells of the person, once."""
        house = in_force(begun(tmp_path))
        code = house.draft(run("draft", "example").stdout, by="D. Press")
        house.run("draft", "submit", code)
        house.run("approve", code, "--key", house.key("press"))
        house.run("release", code, "--key", house.key("press"))
        lines = house.run("check", code, "--why").stdout.splitlines()
        by_press = [line.strip() for line in lines if "D. Press" in line]
        assert by_press
        assert len(by_press) == len(set(by_press))

    def test_an_office_without_a_title_is_called_an_office(self, tmp_path: Path) -> None:
        """`press` alone would read like a word of the sentence."""
        house = begun(tmp_path)
        charter = house.keys / "charter.toml"
        house.file("charter.toml", charter.read_text().replace('title = { en = "Press Office" }\n', ""))
        code = in_force(house).draft(run("draft", "example").stdout)
        assert "From the office press;" in house.run("draft", "show", code).stdout
        assert "مكتب press" in house.run("draft", "show", code, "--lang", "ar").stdout


class TestDrafts:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_where_it_stands_is_told_in_both_languages(self, house: HouseByHand, language: str) -> None:
        """In review in English is not in review in Arabic."""
        code = house.draft(by="E. Deputy")
        told = house.run("draft", "submit", code, "--lang", language).stdout
        assert {"en": "in review", "ar": "قيد المراجعة"}[language] in told

    def test_what_to_do_first_is_said(self, house: HouseByHand) -> None:
        """A draft that was not submitted can be neither approved nor released."""
        code = house.draft(by="E. Deputy")
        approved = house.run("approve", code, "--key", house.key("k-director"), ends=3).stderr
        assert "submit it first" in approved
        released = house.run("release", code, "--key", house.key("k-press"), ends=3).stderr
        assert "not been submitted" in released

    def test_an_office_that_does_not_exist_is_named(self, shown: tuple[HouseByHand, str]) -> None:
        """With those that there are, by the names a letter writes."""
        house, _ = shown
        lost = house.file("lost.toml", LETTER.replace('"press"', '"prss"', 1))
        told = house.run("draft", "new", lost, "--as", "D. Press").stdout
        assert "The charter has no office “prss”; it has director and press." in told

    def test_a_misspelt_entry_is_one_of_a_letter(self, shown: tuple[HouseByHand, str]) -> None:
        """Whoever writes a letter is not told of charters."""
        house, _ = shown
        misspelt = house.file("misspelt.toml", LETTER.replace("subject", "subjekt"))
        said = house.run("draft", "new", misspelt, "--as", "D. Press", ends=4).stderr
        assert "charter" not in said
        extra = house.file("extra.toml", LETTER.replace("reference", "refrence"))
        assert "which no letter has" in house.run("draft", "new", extra, "--as", "D. Press", ends=4).stderr


class TestRefusals:
    def test_objections_are_sentences(self, shown: tuple[HouseByHand, str]) -> None:
        """A notice that the charter does not allow is refused in words, not by the rules' own names."""
        house, code = shown
        words = ("notice", "disown", code, "--office", "press", "--key", house.key("k-press"))
        said = house.run(*words, ends=3).stderr
        assert "No office disowns its own statement; it may withdraw it." in said
        assert not NEVER_SAID.search(said)

    def test_a_letter_beyond_the_mandate_is_refused_in_the_readers_language(self, house: HouseByHand) -> None:
        """The same objections that were foreseen are those that refuse."""
        code = house.draft(LETTER.replace('subject = "hall/entry"', 'subject = "roof"'), by="E. Deputy")
        house.run("draft", "submit", code)
        house.run("approve", code, "--key", house.key("k-director"))
        words = ("release", code, "--key", house.key("k-press"))
        assert "Clause c2: the charter does not let this office" in house.run(*words, ends=3).stderr
        assert "لا يجيز الميثاق" in house.run(*words, "--lang", "ar", ends=3).stderr

    def test_a_placeholder_is_no_key(self, tmp_path: Path) -> None:
        """Neither checked nor signed: the sentence names the first that is none."""
        run("init", "new.example", "--data", tmp_path / "record")
        charter = tmp_path / "record" / "charter.toml"
        run("keys", "new", tmp_path / "root1.pem")
        for words in (
            ("check", charter),
            ("sign", charter, "--key", tmp_path / "root1.pem", "-o", tmp_path / "one.signed"),
        ):
            assert "k-deputy is not a key" in run("charter", *words, ends=4).stderr
        assert not (tmp_path / "one.signed").exists()

    def test_a_charter_is_published_once(self, shown: tuple[HouseByHand, str]) -> None:
        """The second time it is on the record already."""
        house, _ = shown
        signed = [house.keys / f"{root}.signed" for root in ("k-root1", "k-root2")]
        said = house.run("charter", "publish", *signed, ends=3).stderr
        assert said == "chancery: This charter is on the record already.\n"

    @pytest.mark.parametrize("harm", ["changed", "cut short"])
    def test_a_harmed_evidence_file_proves_nothing_either_way(
        self, shown: tuple[HouseByHand, str], tmp_path: Path, harm: str
    ) -> None:
        """And that is what is said, whatever the bytes were."""
        house, code = shown
        file = tmp_path / "letter.evidence"
        house.run("evidence", code, "-o", file)
        octets = file.read_bytes()
        changed = octets.replace(b"D. Press", b"X. Press")
        file.write_bytes(changed if harm == "changed" else octets[:-100])
        said = run("check", file, "--offline", ends=5 if harm == "changed" else 4).stderr
        assert "it proves nothing either way" in said

    def test_a_proof_for_another_name_does_not_hold(self, tmp_path: Path) -> None:
        """The sentence says what may be the matter: the key, or the name."""
        file = tmp_path / "officer.pem"
        public = run("keys", "new", file).stdout.strip()
        proof = run("keys", "prove", file, "--as", "A. Officer").stdout.strip()
        said = run("keys", "prove", public, "--as", "B. Other", "--proof", proof, ends=5).stderr
        assert "another name than B. Other" in said

    def test_another_passphrase_opens_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is said that the passphrase may be another."""
        monkeypatch.setenv("CHANCERY_PASSPHRASE", "long and known to one")
        run("keys", "new", tmp_path / "officer.pem", "--lock")
        monkeypatch.setenv("CHANCERY_PASSPHRASE", "another one")
        assert "another passphrase" in run("keys", "show", tmp_path / "officer.pem", ends=4).stderr

    def test_an_altered_earlier_tile_is_found(self, house: HouseByHand) -> None:
        """A partial tile that is still on show is recounted too, and named."""
        house.released()
        earlier = house.folder / "register" / "tile" / "0" / "000.p" / "2"
        octets = bytearray(earlier.read_bytes())
        octets[-1] ^= 1
        earlier.write_bytes(octets)
        told = run("log", "check", house.folder / "register", ends=1).stdout
        assert "tile/0/000.p/2 is not how the tile begins that it became." in told


def test_keys_in_the_help_look_like_keys() -> None:
    """They begin like the 32 octets that are printed, and not like a PEM file."""
    (example,) = set(re.findall(r"ed25519:(\S+)…", run("keys", "--help").stdout))
    assert not example.startswith("MC")
