"""What one door refuses, all refuse: the core, the pages of the Desk and the interface for programs.

Each row is a step that must not be done.  It is tried through every door, and afterwards
the draft and the record are octet for octet what they were.  A page that has no button for
a step leads back to the draft; that too is a refusal, if nothing changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from chancery.errors import Malformed
from chancery.play.keyring import key_of
from chancery.record.entry import Role
from chancery.record.letter_form import letter_from_values
from chancery.record.statement import Instant, KeyName, OfficeName, StatementId
from chancery.seal.approval import approve
from chancery.web.desk import door
from chancery.wiring import House
from chancery.wiring.chance import fresh_id
from tests.rigs.stage import copied
from tests.web.desk.conftest import CLOCK, HOUR, T0, account_of, as_the_desk
from tests.web.desk.drafts_on_their_way import CHAIR, COMMAND, SECRETARY, for_two_submitted, nobodys
from tests.web.desk.programs import US, Program, access_key, letter, written
from tests.web.desk.refused_steps import ROWS
from tests.web.desk.two_agree import adopt

OFFICE_OF = {"h-command": COMMAND, "h-secretary": SECRETARY, "h-chair": CHAIR, "h-deputy": SECRETARY}
BY_NAME = {row.what: row for row in ROWS}


@pytest.fixture(scope="module")
def shared_house(
    played: Path, empty_accounts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One house for all rows: each begins drafts of its own."""
    folder = tmp_path_factory.mktemp("parity")
    CLOCK.at = Instant(T0 + 24 * HOUR)
    with as_the_desk(copied(played, folder / "houses"), empty_accounts) as opened:
        adopt()
        yield opened
    shutil.rmtree(folder)


def kept(id: StatementId) -> tuple[object, ...]:
    """All that a refused step must leave as it is."""
    versions = door.desk()._drafts.versions(id)
    return (versions, door.desk().notes(id), door.registry().head().size)


@pytest.mark.parametrize("what", [row.what for row in ROWS if row.core is not None])
def test_the_core_refuses(shared_house: House, what: str) -> None:
    """By the exception that names the reason."""
    row = BY_NAME[what]
    id = row.draft()
    before = kept(id)
    assert row.core is not None
    with pytest.raises(row.raises):
        row.core(door.desk(), id)
    assert kept(id) == before


@pytest.mark.parametrize("what", BY_NAME)
def test_the_pages_refuse(shared_house: House, what: str) -> None:
    """With a status, or by leading back."""
    row = BY_NAME[what]
    id = row.draft()
    before = kept(id)
    client = Client(raise_request_exception=False)
    client.force_login(account_of(row.person))
    digest = before[0][-1] and door.desk().papers(id).draft.digest.hex() if before[0] else ""  # type: ignore[index]
    address = f"/en/letters/{id.removeprefix('urn:uuid:')}/{row.page}"
    response = client.post(address, {"digest": digest, "hand": "", **row.fields})
    assert response.status_code in row.statuses, response.content.decode()[:2000]
    assert kept(id) == before


@pytest.mark.parametrize("what", BY_NAME)
def test_the_interface_refuses(shared_house: House, what: str) -> None:
    """By a name that stays."""
    row = BY_NAME[what]
    id = row.draft()
    before = kept(id)
    program = Program(access_key(row.person, OFFICE_OF[row.person]))
    response = program.post(f"/drafts/{id}/{row.path}", row.body(id))
    assert (response.status_code, response.json()["type"]) == (
        row.status,
        f"urn:chancery:problem:{row.refusal}",
    ), response.content
    assert kept(id) == before


def test_an_override_cannot_be_written_by_hand(shared_house: House) -> None:
    """It names the objections that stand, so the Desk writes it; no form of a letter has a place for one."""
    form = letter()["letter"]
    assert isinstance(form, dict)
    form["override"] = {"objections": ["clause_unauthorised"], "justification": "Why not."}
    here = door.registry().institution
    with pytest.raises(Malformed):
        letter_from_values(form, id=fresh_id(here), institution=here)
    program = Program(access_key("h-command", COMMAND))
    response = program.post("/drafts", {"letter": form})
    assert (response.status_code, response.json()["type"]) == (422, "urn:chancery:problem:unfit")


def test_a_hand_that_does_not_count_is_not_kept(shared_house: House) -> None:
    """A program of the chairman's office brings the hand of somebody who does not sit there."""
    id = for_two_submitted()
    before = kept(id)
    brought = {**hand_of_command(id), "office": CHAIR}
    response = Program(access_key("h-chair", CHAIR)).post(f"/drafts/{id}/approve", {"hand": brought})
    assert (response.status_code, response.json()["type"]) == (403, "urn:chancery:problem:not_permitted")
    assert kept(id) == before


def hand_of_command(id: StatementId) -> dict[str, object]:
    """A signature of the command's key, for the chairman's office."""
    digest = door.desk().papers(id).draft.digest
    key = KeyName("k-h-command")
    signed = approve(
        digest,
        person="h-command",
        key=key,
        role=Role.APPROVER,
        office=OfficeName(CHAIR),
        signing=key_of(US, key),
    )
    return written(signed)


def test_an_access_key_of_another_office_reaches_nothing(shared_house: House) -> None:
    """Not by any operation, and each answers as for a draft that nobody wrote."""
    program = Program(access_key("h-command", COMMAND))
    of_others, none = for_two_submitted(), nobodys()
    for path in ("", "/versions", "/lacking", "/objections", "/to-sign"):
        asked = {"role": "approver"} if path == "/to-sign" else {}
        told = [program.get(f"/drafts/{id}{path}", **asked) for id in (of_others, none)]
        assert [each.status_code for each in told] == [404, 404], path
        assert told[0].content == told[1].content
    assert of_others not in {each["id"] for each in program.get("/drafts").json()["drafts"]}


def test_a_letter_in_another_offices_name(shared_house: House) -> None:
    """Neither begun, nor smuggled into a draft of one's own, nor as a notice."""
    program = Program(access_key("h-command", COMMAND))
    id = program.begun(letter())
    notice = {"act": "withdraw", "office": SECRETARY, "target": [{"letter": "US/CMD-IQ/2020/4"}]}
    for response in (
        program.post("/drafts", letter(SECRETARY)),
        program.post(f"/drafts/{id}/versions", letter(SECRETARY)),
        program.post("/notices", notice),
    ):
        assert (response.status_code, response.json()["type"]) == (403, "urn:chancery:problem:another_office")
