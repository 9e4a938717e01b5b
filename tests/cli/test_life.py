"""A whole letter's life, typed: drafted, approved, released, checked, disowned, proved, recounted."""

from __future__ import annotations

from pathlib import Path

from tests.cli.house_by_hand import LETTER, HouseByHand, house_by_hand, objects, run

WORDS = "The hall opens on Monday. Nobody may enter it before nine o'clock."
FIVE = ("origin", "words", "authority", "standing", "force")


def states(found: dict[str, dict[str, str]]) -> dict[str, str]:
    return {name: found[name]["state"] for name in FIVE}


def test_a_letter_from_draft_to_disowning(house: HouseByHand, tmp_path: Path) -> None:
    """Every step can be typed, and each check afterwards says where the letter stands."""
    code = house.draft(by="E. Deputy")
    assert code in house.run("draft", "list").stdout
    assert house.answers(WORDS, "--quote")["letter"] is None, "a draft is invisible"

    house.run("draft", "submit", code)
    house.run("approve", code, "--key", house.key("k-director"))
    house.run("release", code, "--key", house.key("k-press"))
    assert house.run("draft", "list").stdout == ""
    assert states(house.answers(WORDS, "--quote")) == {
        "origin": "issued here",
        "words": "exact",
        "authority": "yes",
        "standing": "current",
        "force": "in force",
    }

    evidence = tmp_path / "letter.evidence"
    house.run("evidence", code, "-o", evidence)
    house.notice("disown", code, "k-director", "director")
    assert house.answers(code)["standing"]["state"] == "disowned"
    assert house.answers(code)["force"]["state"] == "not in force"

    (alone,) = objects(run("check", evidence, "--offline", "--json"))
    assert alone["standing"]["state"] == "current", "the file speaks for its own moment"
    assert house.answers(evidence)["standing"]["state"] == "disowned", "a record at hand knows better"

    # The beginning, the charter, the letter, its file, the notice, the stamped file.
    counted = run("log", "check", house.folder / "register").stdout
    assert "6 entries, all counted" in counted
    before = house.answers(code)
    assert house.run("reindex").stdout == "6 entries of own.example.\n"
    after = house.answers(code)
    assert {name: after[name]["because"] for name in FIVE} == {name: before[name]["because"] for name in FIVE}


def test_one_clause_is_taken_back_and_given_again(house: HouseByHand) -> None:
    """A notice may be aimed at one clause, and a notice may be undone by another."""
    code = house.released()
    notice = house.notice("disown", f"{code}#c2", "k-director", "director")
    assert house.answers(code)["standing"]["state"] == "in part (c2: disowned)"
    house.notice("reinstate", notice, "k-deputy", "director")
    assert house.answers(code)["standing"]["state"] == "current"


def test_what_was_answered_then_is_answered_again(house: HouseByHand) -> None:
    """Asked about a past moment, the record answers as it was shown then, or as it is known now."""
    code = house.released()
    then = house.answers(code)["standing"]["as_of"]
    house.run(
        "notice",
        "report-compromise",
        "k-press",
        "--since",
        "2020-01-01T00:00:00Z",
        "--office",
        "director",
        "--key",
        house.key("k-director"),
    )
    assert house.answers(code)["authority"]["state"] == "undetermined"
    before = house.answers(code, "--at", "2020-01-01T00:00:00Z")
    assert before["letter"] is None
    assert house.answers(code, "--at", then, "--as-known-at", "2040-01-01T00:00:00Z")["letter"] is not None


def test_an_edit_lets_every_approval_fall(house: HouseByHand) -> None:
    """Whoever approved some words has approved no others: not released until they approve again."""
    code = house.draft(by="E. Deputy")
    house.run("draft", "submit", code)
    house.run("approve", code, "--key", house.key("k-director"))
    changed = house.file("changed.toml", LETTER.replace("Monday", "Tuesday"))
    edited = house.run("draft", "edit", code, changed, "--as", "E. Deputy")
    assert "1 approvals of the earlier words have fallen" in edited.stderr
    refused = house.run("release", code, "--key", house.key("k-press"), ends=3)
    assert "Not released." in refused.stderr
    assert house.answers(code)["letter"] is None


def test_an_override_is_on_the_record_and_the_answer_is_no(house: HouseByHand) -> None:
    """A release over objections is possible only in the open; then the record answers authority: no."""
    code = house.draft(by="D. Press")
    house.run("draft", "submit", code)
    house.run("release", code, "--key", house.key("k-press"), "--override", "There was no time.")
    found = house.answers(code)
    assert found["authority"]["state"] == "no"
    assert found["force"]["state"] == "not in force"


def test_nothing_is_objected_to_before_anybody_has_signed(house: HouseByHand) -> None:
    """While a letter is being written, preflight takes it that all will sign who may."""
    began = house.run("draft", "new", house.file("letter.toml", LETTER), "--as", "E. Deputy").stdout
    assert "Still lacking:" in began
    assert "Preflight:" not in began
    beyond = house.file("beyond.toml", LETTER.replace('subject = "hall/entry"', 'subject = "roof"'))
    assert "Preflight:" in house.run("draft", "new", beyond, "--as", "E. Deputy").stdout


def test_a_key_that_the_charter_does_not_know_signs_nothing(house: HouseByHand) -> None:
    """Whose hand a key is, the charter says; a key of nobody's approves nothing."""
    code = house.draft(by="E. Deputy")
    house.run("draft", "submit", code)
    run("keys", "new", house.keys / "strange.pem")
    house.run("approve", code, "--key", house.keys / "strange.pem", ends=3)
    house.run("approve", code, "--key", house.key("k-press"), "--as", "C. Director", ends=3)
    assert "has approved" not in house.run("draft", "show", code).stdout


def test_an_abandoned_draft_is_gone(house: HouseByHand) -> None:
    """After it was let go, a draft can neither be approved nor released."""
    code = house.draft()
    house.run("draft", "abandon", code)
    house.run("approve", code, "--key", house.key("k-director"), ends=3)
    assert house.run("draft", "list").stdout == ""


def test_a_pause_ends_early_or_by_itself(house: HouseByHand) -> None:
    """One officer alone can pause; another ends it, or time does."""
    code = house.released()
    pause = house.notice("suspend", code, "k-director", "director", "--until", "2027-01-01T00:00:00Z")
    assert house.answers(code)["standing"]["state"] == "suspended"
    later = house.answers(code, "--at", "2038-01-01T00:00:00Z")["standing"]["state"]
    assert later.endswith("(last known: current)"), "of the future only this much can be said"
    house.notice("lift", pause, "k-deputy", "director")
    assert house.answers(code)["standing"]["state"] == "current"


def test_a_correction_has_words_of_its_own(house: HouseByHand) -> None:
    """A notice may say in words what was wrong; they can be checked like any others."""
    code = house.released()
    words = house.file("correction.txt", "We wrote Monday; the hall opens on Tuesday instead.")
    notice = house.notice("correct", code, "k-press", "press", "--text", words, "--reference", "P/2026/2")
    assert house.answers(code)["standing"]["state"] == "corrected"
    assert house.answers("the hall opens on Tuesday instead", "--quote")["letter"]["code"] == notice
    assert house.answers("P/2026/2")["letter"]["code"] == notice


def test_words_that_never_came_from_here_are_disclaimed(house: HouseByHand) -> None:
    """A disclaimer answers for the circulating words themselves."""
    words = "The ministry will close all halls of the country for good by Friday evening."
    circulating = house.file("forged.txt", words)
    house.run("notice", "disclaim", circulating, "--office", "director", "--key", house.key("k-director"))
    found = house.answers(words, "--quote")
    assert found["origin"]["state"] == "disclaimed here"
    assert found["letter"] is None


def test_one_house_follows_another(tmp_path: Path) -> None:
    """A letter of a followed institution is answered here, as issued elsewhere, with evidence."""
    one = house_by_hand(tmp_path / "one", "one.example")
    two = house_by_hand(tmp_path / "two", "two.example")
    code = one.released()
    brought = two.run("follow", "one.example", "--folder", one.folder / "register").stdout
    assert brought == "one.example: 4 entries more.\n"
    assert two.answers(code)["origin"]["state"] == "issued by another institution"
    two.run("evidence", code, "-o", tmp_path / "theirs.evidence")
    run("check", tmp_path / "theirs.evidence", "--offline")
    one.notice("disown", code, "k-director", "director")
    assert two.run("follow").stdout == "one.example: 2 entries more.\n"
    assert two.answers(code)["standing"]["state"] == "disowned"
    assert "6 entries of one.example." in two.run("reindex").stdout
