"""Who works at the Desk: invited by holders of the root; invented officers in a demonstration alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from chancery.phrases import say
from chancery.play.keyring import key_of
from chancery.record.charter import Charter, Holder, Office, Root
from chancery.record.entry import Role
from chancery.record.statement import Institution, KeyName, OfficeName
from chancery.registry.act_file import act_of_charter
from chancery.seal.approval import approve
from chancery.store.office.models import Invitation, Officer
from chancery.web.desk import door
from chancery.wiring import House, found_house, open_registry
from tests.rigs.stage import close
from tests.web.desk.authenticator import Phone
from tests.web.desk.conftest import CLOCK, Clock, SignIn, account_of, as_the_desk
from tests.web.desk.test_entry import ADDRESS, PERSON, come, sign_in

# ── who works here ───────────────────────────────────────────────────────────


def test_holders_of_the_root_invite_and_nobody_else(house: House, desk_client: SignIn) -> None:
    """The link is shown once; whoever may not invite is refused and sees no form."""
    root = desk_client("root1")
    page = root.post("/en/people", {"person": PERSON, "address": ADDRESS, "tongue": "ar"})
    found = re.search(r"http://[^<]+/ar/invitation/[\w-]+", page.content.decode())
    assert found is not None
    assert Client().get("/" + found[0].split("/", 3)[3]).status_code == 200
    general = desk_client("h-command")
    assert say("entry.people.may_not", "en") in general.get("/en/people").content.decode()
    assert general.post("/en/people", {"person": "X", "address": ADDRESS, "tongue": "en"}).status_code == 403
    assert Invitation.objects.count() == 1
    root.post("/en/people", {"what": "take_back", "person": PERSON})
    assert Client().get("/" + found[0].split("/", 3)[3]).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"person": ""}, {"address": "no address"}, {"address": "h-chair@us.demo"}, {"person": "a\u202eb"}],
)
def test_an_invitation_without_a_name_or_an_address_is_not_made(
    house: House, desk_client: SignIn, wrong: dict[str, str]
) -> None:
    """The field says what is wrong, and what was typed stays."""
    come(Phone(), "h-chair", "h-chair@us.demo")
    given = {"person": PERSON, "address": ADDRESS, "tongue": "en", **wrong}
    page = desk_client("root1").post("/en/people", given)
    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Invitation.objects.filter(used=None).exists()


def test_whoever_left_cannot_sign_in(house: House, desk_client: SignIn) -> None:
    """Their account is closed from that moment, and nobody closes their own."""
    phone = Phone()
    theirs = come(phone)
    root = desk_client("root1")
    root.post("/en/people", {"what": "left", "person": PERSON})
    assert theirs.get("/en/").status_code == 302
    assert sign_in(phone).get("/en/").status_code == 302
    assert root.post("/en/people", {"what": "left", "person": "root1"}).status_code == 400


def test_one_holder_of_the_root_shuts_out_no_other(house: House, desk_client: SignIn) -> None:
    """Who may change the charter leaves by a new charter first."""
    other = desk_client("root2")
    root = desk_client("root1")
    assert root.post("/en/people", {"what": "left", "person": "root2"}).status_code == 409
    assert other.get("/en/").status_code == 200


# ── the demonstration ────────────────────────────────────────────────────────


def test_in_a_demonstration_one_signs_in_as_an_invented_officer(house: House) -> None:
    """The page says what it is, and only people of the scenario can be chosen."""
    client = Client()
    page = client.get("/en/demonstration").content.decode()
    assert say("entry.demonstration.lead", "en") in page
    assert client.post("/en/demonstration", {"person": "nobody"}).status_code == 400
    assert client.post("/en/demonstration", {"person": "h-secretary"})["Location"] == "/en/"
    assert say("entry.home.greeting", "en", person="h-secretary") in client.get("/en/").content.decode()


def real_house(folder: Path, domain: str, *, demonstration: bool) -> None:
    """A house whose charter names keys that a scenario would make of their names."""
    house = found_house(
        folder,
        domain,
        demonstration=("All of it is invented.",) if demonstration else (),
        alias="real",
        clock=CLOCK,
    )
    close("record"), close("desk"), close("inbox")
    registry = open_registry(house, pen=True, clock=CLOCK)
    pen = house.pen()
    names = [KeyName("k-h-secretary"), KeyName("k-other")]
    publics = {name: str(key_of(Institution(domain), name).public) for name in names}
    charter = Charter(
        institution=Institution(domain),
        version=1,
        root=Root(threshold=1, keys={names[0]: "h-secretary"}),
        offices={OfficeName("top"): Office(holders=(Holder(person="h-secretary", keys=frozenset(names)),))},
        keys={**publics, pen.register.issuer: str(pen.issuer.public)},
        register=pen.register,
    )
    act = act_of_charter(charter)
    signing = key_of(Institution(domain), names[0])
    hand = approve(act.digest, person="h-secretary", key=names[0], role=Role.ROOT, signing=signing)
    registry.perform(replace(act, approvals=(hand,)))
    for alias in ("record:real", "desk:real", "inbox:real", "record"):
        close(alias)


@pytest.mark.parametrize(
    ("domain", "demonstration"), [("mod.example", True), ("mod.example", False), ("mod.demo", False)]
)
def test_a_real_house_has_no_such_page_and_takes_no_invented_hand(
    tmp_path: Path, empty_accounts: Path, clock: Clock, domain: str, demonstration: bool
) -> None:
    """Though its charter names the scenario's very keys: neither domain nor settings alone are enough."""
    real_house(tmp_path / domain, domain, demonstration=demonstration)
    with as_the_desk(tmp_path / domain, empty_accounts):
        client = Client(raise_request_exception=False)
        assert door.desk().charter().root.keys == {"k-h-secretary": "h-secretary"}
        assert client.get("/en/demonstration").status_code == 404
        assert client.post("/en/demonstration", {"person": "h-secretary"}).status_code == 404
        assert not Officer.objects.exists()
        client.force_login(account_of("h-secretary"))  # type: ignore[arg-type]
        client.post("/en/charter", {"what": "begin"})
        assert client.post("/en/charter", {"what": "offer"}).status_code == 302
        page = client.get("/en/charter").content.decode()
        assert say("hand.none", "en") in page
        assert client.post("/en/charter", {"what": "sign", "hand": ""}).status_code == 403
        assert client.post("/en/charter", {"what": "publish"}).status_code == 409
