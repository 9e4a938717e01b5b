"""
Nobody is taken for an institution by the likeness of a name, nor by what a document says of itself.

Bar 15: two thousand permuted domains and every published spelling of a domain, none accepted as issuer.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from chancery.record.charter_faults import DOMAIN as IS_DOMAIN
from tests.check.test_look_alike import permutations
from tests.cli.house_by_hand import LETTER, HouseByHand, house_by_hand, objects, run
from tests.cli.outside import DOMAIN, Outside, fingerprint_of

PERMUTED = 2_000
WORDS = "The hall opens on Monday. Nobody may enter it before nine o'clock."


@pytest.fixture
def following(us: HouseByHand, mod: HouseByHand) -> HouseByHand:
    """A house that follows mod.example, by its place."""
    us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    return us


def followed(house: HouseByHand) -> list[str]:
    """Whom it follows."""
    return [each["institution"] for each in objects(house.run("pins", "--json"))]


def permuted(count: int, name: str = DOMAIN) -> list[str]:
    """Domains that a registry would sell to whoever wants to be taken for *name*."""
    chance, found = Random(15), list[str]()
    while len(found) < count:
        found += [
            each for _, each in permutations(name, chance) if each != name and IS_DOMAIN.fullmatch(each)
        ]
    return found[:count]


def test_two_thousand_permuted_domains_are_all_refused(following: HouseByHand) -> None:
    """Each by its likeness, before anybody is asked; and the control: other names are looked for."""
    names = permuted(PERMUTED)
    for name in names:
        refused = following.run("follow", name, "--folder", following.folder, ends=3)
        assert "can be taken for mod.example" in refused.stderr
    assert len(names) == PERMUTED
    assert followed(following) == [DOMAIN]
    for name in ("court.test", "library.example", "harbour.gov.test"):
        assert "show" in following.run("follow", name, ends=6).stderr


def test_a_refusal_says_how_well_the_other_is_known(following: HouseByHand) -> None:
    """In what way they are alike, and who vouches for the one that is known, since when."""
    said = following.run("follow", "m0d.example", "--folder", following.folder, ends=3).stderr
    assert "m0d.example can be taken for mod.example. Its letters look the same." in said
    assert "mod.example was first seen here just now, vouched for by nobody." in said


def test_whoever_means_it_says_so(following: HouseByHand, tmp_path: Path) -> None:
    """Two ministries may well be neighbours in the dictionary."""
    other = house_by_hand(tmp_path / "other", "m0d.example")
    following.run("follow", "m0d.example", "--folder", other.folder / "register", "--despite-likeness")
    assert sorted(followed(following)) == ["m0d.example", DOMAIN]


def test_every_published_spelling_of_a_domain_is_no_other_name_for_one(
    following: HouseByHand, outside: Outside, vectors: Path
) -> None:
    """
    IdnaTestV2 and toascii: none of these spellings is followed, and none stands for mod.example.

    The control is mod.example itself, which is followed before and after.
    """
    spellings = set(_spellings(vectors))
    assert len(spellings) > 2_700
    before = followed(following)
    domains = sorted(each for each in spellings if IS_DOMAIN.fullmatch(each))
    assert DOMAIN not in domains
    # Whatever is a domain is looked for, which takes its time; what is none is refused at once.
    for spelling in [*sorted(spellings.difference(domains)), *Random(15).sample(domains, 60)]:
        result = following.run_any("follow", spelling)
        assert result.exit_code in (2, 3, 4, 6), (spelling, result.output)
    assert followed(following) == before == [DOMAIN]


@pytest.mark.parametrize(
    "spelling", ["MOD.example", "mod.example.", "ｍｏｄ.example", "mod。example", "mo\u00add.example"]
)
def test_no_other_spelling_stands_for_a_domain(following: HouseByHand, spelling: str) -> None:
    """Each would be the same name to a browser; here it is none, and a pin for it pins nobody."""
    following.run("follow", spelling, "--folder", following.folder, ends=4)


def _spellings(vectors: Path) -> list[str]:
    found = []
    for name in ("IdnaTestV2.json", "toascii.json"):
        cases = json.loads((vectors / "url-idna" / name).read_text(encoding="utf-8"))
        found += [case["input"] for case in cases if isinstance(case, dict)]
    return [each for each in found if each]


# ── what a document says of itself ──


@pytest.fixture(scope="module")
def forged(tmp_path_factory: pytest.TempPathFactory) -> tuple[HouseByHand, str]:
    """A whole real house under a name that is taken for mod.example, and a letter of it."""
    house = house_by_hand(tmp_path_factory.mktemp("forged"), "m0d.example")
    return house, house.released(LETTER.replace("Monday", "Sunday"))


def test_a_file_that_names_its_own_issuer_is_believed_by_nobody(
    forged: tuple[HouseByHand, str], following: HouseByHand, mod: HouseByHand, tmp_path: Path
) -> None:
    """Everything in it is well signed, by themselves: origin is not answered, with or without a record."""
    house, code = forged
    house.run("evidence", code, "-o", tmp_path / "forged.evidence")
    for known in ((), ("--pin", f"{DOMAIN}={fingerprint_of(mod)}")):
        (found,) = objects(run("check", tmp_path / "forged.evidence", "--offline", "--json", *known))
        assert found["origin"]["state"] == "could not check"
    assert following.answers(tmp_path / "forged.evidence")["origin"]["state"] != "issued here"
    # The control: with its own pin it is answered, in its own name and no other.
    own = f"m0d.example={fingerprint_of(house)}"
    (found,) = objects(run("check", tmp_path / "forged.evidence", "--offline", "--json", "--pin", own))
    assert found["origin"]["because"]["facts"]["institution"] == "m0d.example"


def test_a_file_under_anothers_name_is_refused(
    mod: HouseByHand, stranger: HouseByHand, tmp_path: Path
) -> None:
    """The name is right and the first charter is not: whoever pinned it is told."""
    code = stranger.released()
    stranger.run("evidence", code, "-o", tmp_path / "stranger.evidence")
    pin = f"{DOMAIN}={fingerprint_of(mod)}"
    run("check", tmp_path / "stranger.evidence", "--offline", "--pin", pin, ends=5)


@pytest.mark.parametrize(
    "copy",
    [
        "m0d.example\n\n{words}",
        "From: Ministry <press@m0d.example>\n\n{words}",
        "{words}\n\nCheck this letter at https://m0d.example/en/check",
        "{words}\n\nISSUED BY m0d.example · ISSUER: m0d.example · iss=https://m0d.example",
    ],
)
def test_an_issuers_name_never_comes_from_a_document(following: HouseByHand, copy: str) -> None:
    """Whatever name is printed on it, the record of mod.example answers; and the likeness is told."""
    (found,) = objects(following.run("check", copy.format(words=WORDS), "--json"))
    assert found["letter"]["institution"] == DOMAIN
    assert found["origin"]["because"]["facts"]["institution"] == DOMAIN
    remarks = [each for each in found["also_seen"] if each["what"] == "named_alike"]
    assert [each["facts"] for each in remarks] == [{"written": "m0d.example", "known": DOMAIN}]


def test_a_name_that_is_known_or_like_no_other_is_not_remarked_on(following: HouseByHand) -> None:
    """The control: its own name, a name below it, and anybody else's."""
    copy = f"https://mod.example/check press@press.mod.example court.test report.pdf e.g. 10.30\n\n{WORDS}"
    (found,) = objects(following.run("check", copy, "--json"))
    assert [each["what"] for each in found["also_seen"] if each["what"] == "named_alike"] == []
