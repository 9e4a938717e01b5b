"""`chancery charter root`: from a folder, from the record at hand, from a domain's web address."""

from __future__ import annotations

from pathlib import Path

from chancery.wiring.rooted import documents_in
from tests.cli.house_by_hand import HouseByHand, run
from tests.cli.outside import DOMAIN, Outside, fingerprint_of, root_document


def test_it_is_told_alike_wherever_it_is_read(
    us: HouseByHand, mod: HouseByHand, outside: Outside, tmp_path: Path
) -> None:
    """Our own record, the copy of whoever follows, a folder of files, the web: one fingerprint, one line."""
    own = mod.run("charter", "root", DOMAIN, "-o", tmp_path / "root")
    assert f"Fingerprint of the first charter: {fingerprint_of(mod)}" in own.stdout
    assert f'Name record: _chancery.{DOMAIN}. TXT "v=chancery1; root=' in own.stdout
    assert (tmp_path / "root" / "1.cbor").read_bytes() == root_document(mod)
    assert run("charter", "root", DOMAIN, "--folder", tmp_path / "root").stdout == own.stdout
    outside.show(mod)
    assert us.run("charter", "root", DOMAIN).stdout == own.stdout, "asked of the web"
    us.run("follow", DOMAIN)
    outside.web.files.clear()
    assert us.run("charter", "root", DOMAIN).stdout == own.stdout, "asked of nobody"


def test_what_is_printed_for_the_names_is_what_is_looked_for(
    us: HouseByHand, mod: HouseByHand, outside: Outside
) -> None:
    """Copied from the terminal into a zone, it is found and believed."""
    outside.show(mod, named=False)
    line = mod.run("charter", "root", DOMAIN).stdout.splitlines()[-1]
    name, _, text = line.removeprefix("Name record: ").partition(" TXT ")
    outside.zone.put(name, "TXT", text)
    assert "name records of mod.example" in us.run("follow", DOMAIN).stderr


def test_fewer_than_were_known_are_two_histories(mod: HouseByHand, tmp_path: Path) -> None:
    """Nobody goes back; and a folder without a first document shows nothing."""
    mod.run("charter", "root", DOMAIN, "--held", "2", ends=5)
    empty = tmp_path / "empty"
    empty.mkdir()
    run("charter", "root", DOMAIN, "--folder", empty, ends=6)
    run("charter", "root", "no domain", ends=4)


def test_a_document_of_another_domain_is_refused(mod: HouseByHand, tmp_path: Path) -> None:
    """Whose it is, the asker says; the file does not."""
    mod.run("charter", "root", DOMAIN, "-o", tmp_path)
    assert list(documents_in(tmp_path))
    run("charter", "root", "m0d.example", "--folder", tmp_path, ends=5)


def test_whoever_shows_a_wrong_one_is_not_asked_for_the_next(
    us: HouseByHand, mod: HouseByHand, outside: Outside
) -> None:
    """An endless row of documents is read as far as it is a chain, and that is one."""
    for version in range(1, 50):
        place = DOMAIN, f"/.well-known/chancery/root/{version}.cbor"
        outside.web.files[place] = root_document(mod)
    us.run("charter", "root", DOMAIN, ends=5)
    assert len(outside.web.asked) == 2
