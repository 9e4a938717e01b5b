"""A pin that is kept: who contradicts it later, what readers are told, and who begins anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.wiring import pinning
from tests.cli.house_by_hand import HouseByHand, house_by_hand, objects, run
from tests.cli.outside import DOMAIN, ListKeeper, Outside, fingerprint_of, pin, root_document

# ── later ──


def test_a_stronger_source_that_contradicts_stops_the_following(
    us: HouseByHand, mod: HouseByHand, stranger: HouseByHand, outside: Outside, keeper: ListKeeper
) -> None:
    """A directory names another than its web address did: nothing more is taken in, until it is typed."""
    outside.show(mod)
    us.run("follow", DOMAIN)
    key = keeper.sign(mod, web=outside.web, lies={DOMAIN: fingerprint_of(stranger)})
    outside.surround(us, directory=str(keeper.signed), directory_key=key)
    refused = us.run("follow", ends=5)
    assert "The directory of foreign.example/directory names another first charter" in refused.stderr
    outside.surround(us)  # the directory is gone; the doubt is not
    us.run("follow", ends=5)
    assert pin(us, ends=5)["stopped_by"]["by"] == "foreign.example/directory"  # type: ignore[index]
    stopped = us.run("pins", ends=5)
    assert "Nothing new is taken in from mod.example: foreign.example/directory" in stopped.stdout

    settings = us.folder / "chancery.toml"
    settings.write_text(settings.read_text() + f'fingerprint = "{fingerprint_of(mod)}"\n')
    assert us.run("follow").stdout == "mod.example: 0 entries more.\n"
    assert pin(us)["strength"] == "by hand"


def test_a_weaker_source_that_contradicts_changes_nothing(
    us: HouseByHand, mod: HouseByHand, stranger: HouseByHand, outside: Outside, keeper: ListKeeper
) -> None:
    """Pinned by hand, whatever a directory says; it is not among those that vouch."""
    us.run("follow", DOMAIN, "--folder", mod.folder / "register", "--fingerprint", fingerprint_of(mod))
    key = keeper.sign(mod, web=outside.web, lies={DOMAIN: fingerprint_of(stranger)})
    outside.surround(us, directory=str(keeper.signed), directory_key=key)
    us.run("follow")
    assert [each["strength"] for each in pin(us)["vouchers"]] == ["by hand"]  # type: ignore[attr-defined]


def test_names_and_web_are_asked_again_and_must_still_agree(
    us: HouseByHand,
    mod: HouseByHand,
    stranger: HouseByHand,
    outside: Outside,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A day later they name another register: nothing is read until they agree again."""
    outside.show(mod)
    us.run("follow", DOMAIN)
    before = len(outside.names.asked)
    us.run("follow")
    assert len(outside.names.asked) == before, "once a day at most"
    monkeypatch.setattr(pinning, "ASK_AGAIN", 0)
    outside.name(mod, root_document(stranger))
    assert "not read until they agree again" in us.run("follow", ends=5).stderr
    outside.name(mod, root_document(mod))
    us.run("follow")


def test_a_pin_that_was_lost_is_a_first_use(us: HouseByHand, mod: HouseByHand, outside: Outside) -> None:
    """Nothing remembers who vouched, so nobody does; the history it showed still holds it."""
    outside.show(mod)
    us.run("follow", DOMAIN)
    (us.folder / "pins" / f"{DOMAIN}.json").unlink()
    us.run("follow")
    assert pin(us)["strength"] == "first use"


# ── what readers are told ──


def test_an_answer_says_by_whose_word_the_record_is_its_institutions(
    us: HouseByHand, mod: HouseByHand, outside: Outside
) -> None:
    """Beside who issued it, in words and for programs; that it was nobody's word is a thing not checked."""
    code = objects(mod.run("check", "P/2026/1", "--json"))[0]["letter"]["code"]
    us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    origin = us.answers(code)["origin"]
    assert origin["state"] == "issued by another institution"
    assert "vouched_by_nobody" in [gap["what"] for gap in origin["not_checked"]]
    assert "nobody vouches for it" in us.run("check", code).stdout

    settings = us.folder / "chancery.toml"
    settings.write_text(settings.read_text() + f'fingerprint = "{fingerprint_of(mod)}"\n')
    origin = us.answers(code)["origin"]
    assert origin["not_checked"] == []
    (reason,) = origin["because"]["because"]
    assert (reason["rule"], reason["facts"]["source"]) == ("origin.vouched", "by hand")
    told = " ".join(us.run("check", code, "--why").stdout.split())
    assert "is known by a pin that somebody here set by hand" in told


def test_a_letter_of_our_own_needs_nobody_to_vouch(mod: HouseByHand) -> None:
    """The record at hand is its own."""
    origin = objects(mod.run("check", "P/2026/1", "--json"))[0]["origin"]
    assert (origin["because"]["because"], origin["not_checked"]) == ([], [])


# ── counterparts ──


def seen_by(house: HouseByHand, of: HouseByHand, figures: str) -> None:
    """Put on a house's record what it saw of another: that first charter."""
    from chancery.log.checkpoint import claimed_head
    from chancery.record.observed import Observed
    from chancery.record.statement import Institution
    from chancery.registry.act import Act
    from chancery.seal.register_form import write_observed
    from chancery.wiring import House, fresh_id, open_registry, system_clock

    head = claimed_head((of.folder / "register" / "checkpoint").read_bytes())
    opened = House.read(house.folder)
    observed = Observed(
        id=fresh_id(opened.institution),
        institution=opened.institution,
        of=Institution(of.domain),
        origin=head.origin,
        size=head.size,
        root=head.root,
        signed_at=system_clock(),
        first_charter=bytes.fromhex(figures),
    )
    open_registry(opened, pen=True).perform(Act(octets=write_observed(observed), approvals=()))


@pytest.fixture
def counterpart(us: HouseByHand, tmp_path: Path) -> HouseByHand:
    """Another register, which we follow already."""
    house = house_by_hand(tmp_path / "counterpart", "court.example")
    us.run("follow", house.domain, "--folder", house.folder / "register")
    return house


def test_a_counterparts_record_vouches(us: HouseByHand, mod: HouseByHand, counterpart: HouseByHand) -> None:
    """Whoever is followed already has it on record: by whom, and since when, is told."""
    seen_by(counterpart, mod, fingerprint_of(mod))
    us.run("follow")
    told = us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    assert "mod.example has been on the record of court.example since" in told.stderr
    found = next(each for each in objects(us.run("pins", "--json")) if each["institution"] == DOMAIN)
    assert (found["strength"], found["vouchers"][0]["by"]) == ("counterpart", "court.example")


def test_a_counterpart_that_names_another_follows_nothing(
    us: HouseByHand, mod: HouseByHand, counterpart: HouseByHand, outside: Outside
) -> None:
    """The domain says one thing of itself, and a register that we follow another."""
    outside.show(mod)
    seen_by(counterpart, mod, "0" * 64)
    us.run("follow")
    refused = us.run("follow", DOMAIN, ends=5)
    assert "the record of court.example and its name records and its web address name two" in refused.stderr


def test_a_counterpart_that_comes_to_name_another_stops_what_is_weaker(
    us: HouseByHand, mod: HouseByHand, counterpart: HouseByHand
) -> None:
    """First used, then contradicted: nothing new is taken in; what is followed besides goes on."""
    us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    seen_by(counterpart, mod, "0" * 64)
    assert "The record of court.example names another first charter" in us.run("follow", ends=5).stderr


# ── begun anew ──


def test_an_institution_that_lost_its_keys_is_pinned_anew_by_hand(
    us: HouseByHand, mod: HouseByHand, stranger: HouseByHand
) -> None:
    """Another record under the same name: refused, until somebody pins it, and then shown as what it is."""
    us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    old = objects(mod.run("check", "P/2026/1", "--json"))[0]["letter"]["code"]
    settings = us.folder / "chancery.toml"
    settings.write_text(settings.read_text().replace(str(mod.folder), str(stranger.folder)))
    us.run("follow", ends=5)

    new = fingerprint_of(stranger)
    said = us.run("pins", "anew", DOMAIN, "--fingerprint", new, "--stated-by", "Ambassador N.")
    assert "mod.example: " in said.stdout
    told = us.run("pins").stdout
    assert "Begun anew at" in told
    assert "after the loss of its keys, as Ambassador N. states." in told
    (found,) = objects(us.run("pins", "--json"))
    assert found["refounded"]["before"] == fingerprint_of(mod)
    assert (found["strength"], found["first_charter"]) == ("by hand", new)
    us.run("follow")
    assert us.answers(old)["letter"] is None, "what it said before is another record"
    us.run("pins", "anew", DOMAIN, "--fingerprint", new, "--stated-by", "Ambassador N.", ends=3)
    us.run("pins", "anew", "x.example", "--fingerprint", new, "--stated-by", "N.", ends=3)
    assert list((us.folder / "mirror-before").iterdir())


def test_a_record_begun_anew_has_a_log_of_another_name(tmp_path: Path) -> None:
    """The old name has signed heads that the new log cannot continue."""
    run("init", DOMAIN, "--origin", f"{DOMAIN}/register-2", "--data", tmp_path / "anew")
    checkpoint = (tmp_path / "anew" / "register" / "checkpoint").read_text()
    assert checkpoint.startswith(f"{DOMAIN}/register-2\n")


def test_a_file_that_is_brought_is_answered_by_the_pin_at_hand(
    us: HouseByHand, mod: HouseByHand, tmp_path: Path
) -> None:
    """Issued by whom the pin says, and by whose word that was pinned: here by nobody's."""
    us.run("follow", DOMAIN, "--folder", mod.folder / "register")
    code = objects(mod.run("check", "P/2026/1", "--json"))[0]["letter"]["code"]
    mod.run("evidence", code, "-o", tmp_path / "letter.evidence")
    origin = us.answers(tmp_path / "letter.evidence")["origin"]
    assert origin["state"] == "issued by another institution"
    assert "vouched_by_nobody" in [gap["what"] for gap in origin["not_checked"]]
