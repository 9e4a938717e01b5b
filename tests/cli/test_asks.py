"""Questions on the command line: kept from a mail server's hand, listed with their age and no asker."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest

from chancery.cli.exits import Exit
from chancery.record.statement import Instant
from chancery.registry.asking import KeptAsk
from chancery.wiring.inbox import inbox
from chancery.wiring.mailed import MOST_A_DAY
from tests.cli.house_by_hand import HouseByHand


def mail(text: str = "Does it stand?", **heads: str) -> bytes:
    """A message as people's programs write it."""
    message = EmailMessage()
    written = {"From": "A. Reader <reader@press.example>", "Subject": "A question", **heads}
    for name, value in written.items():
        message[name.replace("_", "-")] = value
    message["Message-ID"] = f"<{abs(hash((text, *heads.items())))}@press.example>"
    message.set_content(text)
    return message.as_bytes()


def sent(house: HouseByHand, octets: bytes, ends: int = 0) -> str:
    return house.run("ask", "mail", "-", stdin=octets, ends=ends).stdout.strip()


def kept(house: HouseByHand) -> list[KeptAsk]:
    from chancery.wiring import House

    return list(inbox(House.read(house.folder), key=False).asks.waiting(100))


@pytest.fixture
def lettered(shown: tuple[HouseByHand, str]) -> tuple[HouseByHand, str]:
    """A house with one letter on the record, and the letter's code; nobody has asked anything yet."""
    from chancery.wiring import House

    house, code = shown
    asks = inbox(House.read(house.folder), key=False).asks
    asks.close([each.ask.id for each in asks.waiting(100)], Instant(0))
    return house, code


@pytest.fixture
def asked(lettered: tuple[HouseByHand, str]) -> HouseByHand:
    """The same, for those who do not mean its letter."""
    return lettered[0]


def test_a_question_is_found_its_letter_by_its_code(lettered: tuple[HouseByHand, str]) -> None:
    """Wherever in the message it stands; the answer goes to whoever wrote."""
    house, code = lettered
    assert sent(house, mail(f"Does {code.lower()} still stand?")) == f"Kept: a question about {code}."
    (one,) = kept(house)
    assert (one.address, one.ask.asker, one.office) == ("reader@press.example", "A. Reader", "press")
    assert (one.came.value, one.language) == ("mail", "en")


def test_by_its_reference_in_the_subject(lettered: tuple[HouseByHand, str]) -> None:
    """As an office prints it on the letter."""
    house, code = lettered
    assert sent(house, mail(Subject="Re: your letter P/2026/1?")) == f"Kept: a question about {code}."


def test_by_the_words_it_quotes(lettered: tuple[HouseByHand, str]) -> None:
    """Those are kept apart from the question itself."""
    house, code = lettered
    text = "Is this yours?\n\n> The hall opens on Monday. Nobody may enter it\n> before nine o'clock.\n"
    assert sent(house, mail(text)) == f"Kept: a question about {code}."
    (one,) = kept(house)
    assert (one.words, one.quoted[:17]) == ("Is this yours?", "The hall opens on")


def test_what_matches_nothing_is_kept_without_a_letter(lettered: tuple[HouseByHand, str]) -> None:
    """And two who quote the same unknown words are one inquiry."""
    house, _ = lettered
    for sender in ("a@press.example", "b@press.example"):
        told = sent(house, mail("Is this yours?\n> We shall never leave.\n", From=sender))
        assert told == "Kept: a question about no letter."
    (line,) = house.run("asks").stdout.splitlines()
    assert line.startswith("no letter")
    assert line.endswith("2 waiting")


def test_an_arabic_question_is_answered_in_arabic(asked: HouseByHand) -> None:
    """The language is that of the words."""
    sent(asked, mail("هل ما زالت هذه الرسالة قائمة؟"))
    assert [each.language for each in kept(asked)] == ["ar"]


def test_the_same_message_twice_is_one_question(asked: HouseByHand) -> None:
    """A mail server that is not sure it delivered delivers again."""
    octets = mail()
    assert sent(asked, octets).startswith("Kept")
    assert sent(asked, b"Received: by mx.example\r\n" + octets) == "This message was kept before."
    assert len(kept(asked)) == 1


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        ({"Auto_Submitted": "auto-replied"}, "a machine"),
        ({"List_Id": "<all.press.example>"}, "a mailing list"),
        ({"From": "courier@shown.example"}, "our own domain"),
        ({"From": "reader at press"}, "nobody who could be answered"),
    ],
)
def test_machines_are_left_aside_without_a_word(asked: HouseByHand, heads: dict[str, str], told: str) -> None:
    """The mail server is content, and nobody is written to."""
    octets = mail(**{"From": "r@press.example", **heads})
    assert sent(asked, octets) == f"Left aside: it comes from {told}."
    assert kept(asked) == []


def test_nobody_asks_all_day_long(asked: HouseByHand) -> None:
    """After so many from one address in a day the rest is left aside."""
    often = [mail(f"Question {number}?", From="often@press.example") for number in range(MOST_A_DAY + 2)]
    told = [sent(asked, each) for each in often]
    assert [each.startswith("Kept") for each in told] == [True] * MOST_A_DAY + [False] * 2
    assert sent(asked, mail("Mine?", From="other@press.example")).startswith("Kept")


@pytest.mark.parametrize("octets", [b"", b"not a mail", mail(" \n "), b"From: a@b.example\n\n"])
def test_what_asks_nothing_is_refused(asked: HouseByHand, octets: bytes) -> None:
    """By the number for what is not what it claims to be."""
    empty = octets.replace(b"Subject: A question\n", b"")
    sent(asked, empty, ends=Exit.MALFORMED)
    assert kept(asked) == []


def test_a_mail_server_is_told_to_try_again(house: HouseByHand) -> None:
    """When the inbox cannot be opened, by the number that mail servers know."""
    (house.folder / "inbox.sqlite3").unlink()
    sent(house, mail(), ends=Exit.LATER)


def test_the_list_names_letters_and_ages_and_no_asker(lettered: tuple[HouseByHand, str]) -> None:
    """In lines for people, and as objects for programs."""
    house, code = lettered
    sent(house, mail(f"{code}: secret words?"))
    sent(house, mail(f"{code}: other words?", From="b@press.example"))
    told = house.run("asks").stdout
    assert told.split()[:2] == [code, "open"]
    assert told.rstrip().endswith("2 waiting")
    (line,) = house.run("asks", "--json").stdout.splitlines()
    said = json.loads(line)
    assert set(said) == {"letter", "state", "since", "age", "due", "asks"}
    assert (said["state"], said["due"], len(said["asks"])) == ("open", None, 2)
    for private in ("secret", "press.example", "Reader"):
        assert private not in told + line


def test_nothing_waits(asked: HouseByHand) -> None:
    """Nothing on standard output, and a word beside it."""
    result = asked.run("asks")
    assert (result.stdout, result.stderr.strip()) == ("", "Nothing waits for an answer.")


def test_what_is_overdue_has_a_number_of_its_own(house: HouseByHand) -> None:
    """So that whoever watches an office can be woken."""
    with (house.folder / "chancery.toml").open("a") as settings:
        settings.write("\n[asks]\nanswer_within = 0\n")
    sent(house, mail())
    assert "overdue" in house.run("asks", ends=Exit.DIFFERENT).stdout
    assert "overdue" in house.run("asks", "--overdue", ends=Exit.DIFFERENT).stdout


def test_somebody_who_asked_can_be_forgotten(asked: HouseByHand) -> None:
    """Where their answers go and who they are, however the address is spelled; the questions stay."""
    for text in ("One?", "Two?"):
        sent(asked, mail(text, From="Somebody <forget@press.example>"))
    assert (
        asked.run("ask", "forget", "FORGET@press.example").stdout
        == "Forgotten at 2 questions and 0 wishes.\n"
    )
    assert [(each.address, each.ask.asker) for each in kept(asked)] == [("", "")] * 2
    assert asked.run("ask", "forget", "").stdout == "Forgotten at 0 questions and 0 wishes.\n"
