"""Notices at the Desk: chosen, filled in, foretold in sentences, agreed to by several, and on the record."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from chancery.record.rendition import Shows
from chancery.record.statement import StatementId
from chancery.store.post.models import Parcel
from chancery.store.sides import DESK
from chancery.web.desk import door
from chancery.wiring import House
from tests.web.desk.conftest import HOUR, Clock, SignIn

LETTER, DISOWNING, ORDER = "US/CMD-IQ/2020/3", "US/SECDEF/2020/11", "US/CMD-IQ/2020/4"


def id_of(reference: str) -> StatementId:
    (id,) = door.registry().by_reference(reference)
    return id


def code_of(reference: str) -> str:
    letter = door.registry().letter(id_of(reference))
    assert letter is not None
    return letter.name.code


def standing(reference: str) -> str:
    letter = door.registry().letter(id_of(reference))
    assert letter is not None
    return letter.answers.standing.state


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:2000]
    return told(response.content.decode())


def told(html: str) -> str:
    """What the page says, without its tags and marks of direction."""
    text = re.sub(r"<[^>]+>", " ", html.partition("<main")[2] or html)
    return re.sub(r"\s+", " ", text.translate({0x2068: None, 0x2069: None}).replace("&#x27;", "'"))


def begin(client: Client, address: str, **fields: object) -> str:
    """Fill the form in and go on; returns the address of the notice on its way."""
    response = client.post(address, {"step": "go", **fields})
    assert response.status_code == 302, told(response.content.decode())[:2000]
    return str(response.headers["Location"])


def do(client: Client, address: str, step: str, status: int = 302) -> str:
    response = client.post(address, {"do": step})
    assert response.status_code == status, told(response.content.decode())[:2000]
    return str(response.headers.get("Location", ""))


# ── two officers disown a letter ─────────────────────────────────────────────


def test_two_officers_disown_an_order(house: House, desk_client: SignIn) -> None:
    """The secretary begins, the chairman agrees with his own hand, and only then it is on the record."""
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    act = f"/en/notices/act/disown/{code_of(ORDER)}"
    foretold = page(secretary, act)
    assert "a superior office has since disowned it" in foretold
    assert "What does it do? It is binding Not binding" in foretold
    assert "Nothing else on this record falls with it." in foretold
    assert "It deletes nothing" in foretold
    assert "1 more person must agree, from: Secretary of Defence and Chairman of the Joint Chiefs" in foretold
    draft = begin(secretary, act)
    do(secretary, draft, "submit")
    assert "Agree with my own hand" in page(chair, draft)
    assert standing(ORDER) == "current"
    do(chair, draft, "approve")
    assert "Put it on the record" not in page(chair, draft)
    after = do(secretary, draft, "release")
    assert standing(ORDER) == "disowned"
    shown = page(secretary, after)
    assert "It is on the record. Its code is" in shown
    assert "could not be made anew" not in shown
    assert [each.shows for each in door.registry().renditions(id_of(ORDER))] == [Shows.STAMPED]


def test_whoever_agreed_first_is_not_left_waiting_for_a_colleague(house: House, desk_client: SignIn) -> None:
    """
    One person is not two: the secretary who has agreed can release nothing, and is told who can.

    A deputy could; but when the chairman agrees as well, the secretary can too.
    """
    secretary, chair, deputy = desk_client("h-secretary"), desk_client("h-chair"), desk_client("h-deputy")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    assert "let others agree first" in page(secretary, draft)
    do(secretary, draft, "approve")
    seen = page(secretary, draft)
    assert "Put it on the record" not in seen
    assert "It can be put on the record now by h-deputy and h-registrar." in seen
    seen = page(deputy, draft)
    assert ("Put it on the record" in seen, "Agree with my own hand" in seen) == (True, False)
    assert "Waits for you" in page(chair, "/en/")
    assert "Agree with my own hand" in page(chair, draft)
    do(chair, draft, "approve")
    assert "Put it on the record" in page(secretary, draft)
    do(secretary, draft, "release")
    assert standing(ORDER) == "disowned"


def test_some_clauses_alone_may_be_disowned(house: House, desk_client: SignIn) -> None:
    """The rest of the letter stands; the page says which clause is meant."""
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    act = f"/en/notices/act/disown/{code_of('US/JCS/2020/4')}"
    assert "poorly worded" in page(secretary, act)
    draft = begin(secretary, act, extent="some", clause=["c2"])
    assert "Only clause c2." in page(secretary, draft)
    do(secretary, draft, "submit")
    do(chair, draft, "approve")
    do(secretary, draft, "release")
    assert standing("US/JCS/2020/4") == "in part (c2: disowned)"


def test_nothing_is_public_before_it_is_released(house: House, desk_client: SignIn) -> None:
    """A notice on its way can be let go, and nobody will know of it."""
    secretary = desk_client("h-secretary")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    size = door.registry().head().size
    assert do(secretary, draft, "abandon") == "/en/notices"
    assert "The notice was let go." in page(secretary, "/en/notices")
    page(secretary, draft, 404)
    assert (door.registry().head().size, standing(ORDER)) == (size, "current")


def test_one_hand_does_not_do_what_takes_two(house: House, desk_client: SignIn) -> None:
    """Neither by the page, which offers no button, nor by a form that somebody makes."""
    secretary = desk_client("h-secretary")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    assert "Put it on the record" not in page(secretary, draft)
    do(secretary, draft, "release", status=409)
    do(secretary, draft, "submit")
    do(secretary, draft, "release", status=409)
    assert standing(ORDER) == "current"


def test_an_office_without_the_power_is_told_whose_it_is(house: House, desk_client: SignIn) -> None:
    """The command may take its letter back; disowning is the secretary's, a pause the duty officer's."""
    seen = page(desk_client("h-command"), f"/en/notices/letter/{code_of(ORDER)}")
    assert "Withdraw It was ours" in seen
    assert "Disown: Secretary of Defence" in seen
    assert "Pause: Duty Office" in seen


def test_what_the_rules_object_to_is_said_and_cannot_be_gone_on_with(
    house: House, desk_client: SignIn
) -> None:
    """A general who tries to disown his own letter reads why not."""
    seen = page(desk_client("h-command"), f"/en/notices/act/disown/{code_of(ORDER)}")
    assert "No office disowns its own statement; it may withdraw it." in seen
    assert "Go on; nothing is public yet" not in seen


# ── alone ────────────────────────────────────────────────────────────────────


def test_one_officer_on_duty_pauses_a_letter_in_one_step(
    house: House, desk_client: SignIn, clock: Clock
) -> None:
    """They are told when it ends by itself, and it does."""
    duty = desk_client("h-duty1")
    act = f"/en/notices/act/suspend/{code_of(ORDER)}"
    assert "It ends by itself at 12:00 UTC on 10 January 2020" in page(duty, act)
    draft = begin(duty, act)
    assert "You may do this alone" in page(duty, act)
    do(duty, draft, "release")
    assert standing(ORDER) == "suspended"
    clock.at += 72 * HOUR  # type: ignore[assignment]
    assert standing(ORDER) == "current"


def test_a_pause_may_be_shorter_and_never_over_before_it_begins(house: House, desk_client: SignIn) -> None:
    """An end in the past is refused in one sentence, and nothing is kept."""
    duty = desk_client("h-duty1")
    act = f"/en/notices/act/suspend/{code_of(ORDER)}"
    response = duty.post(act, {"step": "go", "until": "2020-01-07 11:00"})
    assert response.status_code == 400
    assert "A pause can only end later than now." in told(response.content.decode())
    assert list(door.desk().pending()) == []
    response = duty.post(act, {"step": "look", "until": "2020-01-07 13:00"})
    assert "It ends by itself at 13:00 UTC on 7 January 2020" in told(response.content.decode())


def test_a_letter_is_corrected_with_its_corrected_words(house: House, desk_client: SignIn) -> None:
    """Both texts stand side by side before it is released, and on the letter's public page after."""
    command = desk_client("h-command")
    act = f"/en/notices/act/correct/{code_of(ORDER)}"
    form = command.get(act).content.decode()
    assert "suspended all operations in Iraq</textarea>" in form
    draft = begin(command, act, words="suspended most operations in Iraq", language="en")
    assert "suspended [taken out: all ] operations in Iraq" in re.sub(r" +", " ", page(command, draft))
    do(command, draft, "release")
    assert standing(ORDER) == "corrected"


# ── what circulates ──────────────────────────────────────────────────────────


def test_a_correction_without_words_is_refused(house: House, desk_client: SignIn) -> None:
    """In one sentence, with the right status."""
    act = f"/en/notices/act/correct/{code_of(ORDER)}"
    response = desk_client("h-command").post(act, {"step": "go", "words": " "})
    assert response.status_code == 400
    assert "The words are missing." in told(response.content.decode())


# ── a stolen key ─────────────────────────────────────────────────────────────


def test_a_stolen_key_is_reported_by_one_and_confirmed_by_two(
    house: House, desk_client: SignIn, clock: Clock
) -> None:
    """The disowning it signed is in doubt, then counts for nothing, and the letter is as it was before."""
    duty, secretary, deputy = (desk_client(who) for who in ("h-duty1", "h-secretary", "h-deputy"))
    assert standing(LETTER) == "disowned"
    stolen = {"key": "k-h-chair", "since": "2020-01-06 12:03"}
    response = duty.post("/en/notices/key/report", {"step": "look", **stolen})
    foretold = told(response.content.decode())
    assert "Open from then on whether it has effect: the notice of Secretary of Defence" in foretold
    assert "It ends by itself at 12:00 UTC on 10 January 2020" in foretold
    do(duty, begin(duty, "/en/notices/key/report", **stolen), "release")
    assert standing(LETTER) == "undetermined (possibly disowned; otherwise current)"
    record = secretary.get("/en/notices").content.decode()
    assert "/en/notices/key/confirm?key=k-h-chair&amp;since=2020-01-06T12%3A03%3A00Z" in record
    assert (
        'value="2020-01-06T12:03:00Z"'
        in secretary.get(
            "/en/notices/key/confirm?key=k-h-chair&since=2020-01-06T12%3A03%3A00Z"
        ).content.decode()
    )
    draft = begin(secretary, "/en/notices/key/confirm", **stolen)
    assert "Without effect from then on: the notice of Secretary of Defence" in page(secretary, draft)
    do(secretary, draft, "submit")
    do(deputy, draft, "approve")
    do(secretary, draft, "release")
    assert standing(LETTER) == "current"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"since": "2020-01-06 12:03"}, "Choose the key."),
        ({"key": "k-h-chair"}, "Say from when on"),
        ({"key": "k-h-chair", "since": "yesterday"}, "Write the moment with its hour"),
    ],
)
def test_a_report_names_a_key_and_a_moment(
    house: House, desk_client: SignIn, fields: dict[str, str], sentence: str
) -> None:
    """Each in its own sentence."""
    response = desk_client("h-duty1").post("/en/notices/key/report", {"step": "go", **fields})
    assert response.status_code == 400
    assert sentence in told(response.content.decode())


# ── undoing ──────────────────────────────────────────────────────────────────


def test_a_disowning_is_undone_by_as_many(house: House, desk_client: SignIn) -> None:
    """From the notice's own page; what it ended is foretold to come back."""
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    act = f"/en/notices/act/reinstate/{code_of(DISOWNING)}"
    assert "Undo this notice" in page(secretary, f"/en/notices/letter/{code_of(DISOWNING)}")
    draft = begin(secretary, act)
    assert "Without effect from then on: the notice of Secretary of Defence" in page(secretary, draft)
    do(secretary, draft, "submit")
    do(chair, draft, "approve")
    do(secretary, draft, "release")
    assert standing(LETTER) == "current"


# ── who sees what ────────────────────────────────────────────────────────────


def test_the_second_officer_sees_it_and_whom_it_does_not_concern_does_not(
    house: House, desk_client: SignIn
) -> None:
    """What waits for their hand is marked; nobody else learns that there is anything."""
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    waiting = "Disown: the letter US/CMD-IQ/2020/4 of Command in Iraq before those who must agree"
    assert f"{waiting} Waits for you" in page(chair, "/en/notices")
    assert waiting not in page(desk_client("h-duty1"), "/en/notices")
    page(desk_client("h-duty1"), draft, 404)


def test_a_second_officer_may_give_it_back_with_a_reason(house: House, desk_client: SignIn) -> None:
    """What was agreed to is to be thought over; the reason stands on the page, and it can go out again."""
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    assert chair.post(draft, {"do": "give_back", "reason": "Ask the command first."}).status_code == 302
    shown = page(secretary, draft)
    assert "h-chair gave it back at 12:00 UTC on 7 January 2020. Ask the command first." in shown
    assert "Ask the others to agree" in shown
    do(secretary, draft, "submit")
    assert "Agree with my own hand" in page(chair, draft)


def test_whoever_agrees_is_written_to(house: House, desk_client: SignIn) -> None:
    """An act in an officer's name is told to that officer, by mail."""
    secretary, chair = desk_client("h-secretary"), desk_client("h-chair")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    do(chair, draft, "approve")
    (parcel,) = Parcel.objects.using(DESK).filter(to="h-chair@us.demo")
    assert parcel.kind == "mail"
    assert "Disown" in parcel.body


def test_disowning_and_pausing_are_two_taps_from_home(house: House, desk_client: SignIn) -> None:
    """The home page has the buttons beside the newest letters; the next page tells what would happen."""
    for who, verb in (("h-secretary", "disown"), ("h-duty1", "suspend")):
        client = desk_client(who)
        home = client.get("/en/").content.decode()
        address = f"/en/notices/act/{verb}/{code_of(ORDER)}"
        assert f'href="{address}"' in home
        assert "Go on; nothing is public yet" in page(client, address)
    assert "/en/notices/act/" not in desk_client("h-command").get("/en/").content.decode()


def test_what_waits_for_a_hand_stands_on_the_home_page(house: House, desk_client: SignIn) -> None:
    """The second officer sees it as soon as they come in."""
    secretary = desk_client("h-secretary")
    draft = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    do(secretary, draft, "submit")
    home = desk_client("h-chair").get("/en/").content.decode()
    assert draft in home.replace("%3A", ":")
    assert "Waits for you" in told(home)


@pytest.mark.parametrize(
    "address",
    ["notices", "notices/sightings", "notices/disclaim", "notices/key/report", "notices/draft/urn:uuid:1"],
)
def test_nobody_who_is_not_signed_in_sees_any_of_it(house: House, address: str) -> None:
    """They are asked to sign in, and come back afterwards."""
    response = Client().get(f"/en/{address}")
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


@pytest.mark.parametrize(
    "address",
    [
        "notices/letter/nothing",
        "notices/act/disown/nothing",
        "notices/act/dance/US/CMD-IQ/2020/4",
        "notices/act/lift/US/CMD-IQ/2020/4",
        "notices/key/steal",
        "notices/draft/nothing",
        "notices/sightings?stretch=year",
        "notices/letter/IQ/PARL/2020/1",
    ],
)
def test_what_is_not_there_is_not_found(house: House, desk_client: SignIn, address: str) -> None:
    """Nor can a letter of another institution be acted on from here."""
    page(desk_client("h-secretary"), f"/en/{address}", 404)


def test_a_notice_has_no_page_among_the_letters(house: House, desk_client: SignIn) -> None:
    """There the form knows of no notice: whoever kept it would have made a letter of a disowning."""
    secretary = desk_client("h-secretary")
    notice = begin(secretary, f"/en/notices/act/disown/{code_of(ORDER)}")
    id = notice.rpartition("/")[2]
    among_letters = f"/en/letters/{id.removeprefix('urn:uuid:')}"
    before = door.desk().papers(StatementId(id))
    for rest in ("", "/edit", "/release", "/versions"):
        assert secretary.get(f"{among_letters}{rest}").headers.get("Location") == notice
    form = {"office": "defence-secretary", "text-en": "We stay.", "do": "save", "kept": str(before.kept)}
    assert secretary.post(f"{among_letters}/edit", form).status_code == 302
    assert door.desk().papers(StatementId(id)) == before
