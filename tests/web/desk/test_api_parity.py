"""What one door refuses, all refuse: the core, the pages of the Desk and the interface for programs.

Each row is a step that must not be done.  It is tried through every door, and afterwards
the draft and the record are octet for octet what they were.  A page that has no button for
a step leads back to the draft; that too is a refusal, if nothing changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client

from chancery.errors import BadSignature, Malformed, NotPermitted, NotReady, OutOfOrder
from chancery.play.keyring import key_of
from chancery.record.entry import Role
from chancery.record.letter_form import letter_from_values
from chancery.record.statement import Instant, KeyName, OfficeName, StatementId
from chancery.registry.drafting import Desk
from chancery.seal.approval import Approval, approve
from chancery.web.desk import door
from chancery.wiring import House
from chancery.wiring.chance import fresh_id, fresh_salt
from tests.rigs.stage import copied
from tests.web.desk.conftest import CLOCK, HOUR, T0, account_of, as_the_desk
from tests.web.desk.programs import SIGNERS, US, Program, access_key, letter, written
from tests.web.desk.two_agree import adopt

COMMAND, SECRETARY, CHAIR = "command-iraq", "defence-secretary", "joint-chiefs-chair"
OFFICE_OF = {"h-command": COMMAND, "h-secretary": SECRETARY, "h-chair": CHAIR, "h-deputy": SECRETARY}
OTHER_DIGEST = bytes(32)


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


# ── the drafts ───────────────────────────────────────────────────────────────


def begun(office: str, verb: str, subject: str, *, by: str) -> StatementId:
    """A draft of one clause."""
    form = letter(office)["letter"]
    assert isinstance(form, dict)
    form["clause"][0] |= {"act": verb, "subject": subject}
    here = door.registry().institution
    statement, words = letter_from_values(form, id=fresh_id(here), institution=here)
    door.desk().begin(statement, words, salt=fresh_salt(), by=by)
    return statement.id


def alone() -> StatementId:
    """What the command may send alone, not submitted yet."""
    return begun(COMMAND, "request", "relations/host", by="h-command")


def alone_submitted() -> StatementId:
    return _submitted(alone())


def for_two() -> StatementId:
    """What two must agree to, and its drafter does not release."""
    return begun(SECRETARY, "undertake", "forces/posture", by="h-secretary")


def for_two_submitted() -> StatementId:
    return _submitted(for_two())


def agreed() -> StatementId:
    """The same, with the chairman's hand under it."""
    id = for_two_submitted()
    door.desk().approve(id, hand(id, "h-chair", Role.APPROVER))
    return id


def edited_since() -> StatementId:
    """Agreed to, and then edited and submitted again."""
    id = agreed()
    before = door.desk().papers(id)
    door.desk().edit(before.draft.statement, before.draft.words, salt=fresh_salt(), by="h-secretary")
    return _submitted(id)


def unauthorised() -> StatementId:
    """What the command may not undertake."""
    return _submitted(begun(COMMAND, "undertake", "forces/posture", by="h-command"))


def gone_out() -> StatementId:
    """On the record already."""
    id = alone_submitted()
    door.desk().release(id, hand(id, "h-command", Role.RELEASER))
    return id


def let_go() -> StatementId:
    id = alone()
    door.desk().abandon(id)
    return id


def nobodys() -> StatementId:
    """A draft that nobody wrote."""
    return fresh_id(door.registry().institution)


def _submitted(id: StatementId) -> StatementId:
    door.desk().submit(id)
    return id


def hand(id: StatementId, person: str, role: Role, *, over: bytes | None = None) -> Approval:
    """A person's hand over the draft as it is now, or over something else."""
    papers = door.desk().papers(id)
    key, office = SIGNERS[person]
    return approve(
        papers.draft.digest if over is None else over,
        person=person,
        key=KeyName(key),
        role=role,
        office=None if office == papers.draft.statement.office else OfficeName(office),
        signing=key_of(US, KeyName(key)),
    )


def old_hand(id: StatementId, person: str, role: Role) -> Approval:
    """A person's hand over the words as they were when the chairman agreed."""
    over = next(each.draft.digest for each in door.desk().versions(id) if each.approvals)
    return hand(id, person, role, over=over)


# ── the rows ─────────────────────────────────────────────────────────────────

Core = Callable[[Desk, StatementId], object]
Body = Callable[[StatementId], object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A step that must not be done, as each door is asked for it."""

    what: str
    draft: Callable[[], StatementId]
    person: str
    core: Core | None
    """None: the core is not told who asks, and the doors before it keep the rule."""
    raises: type[Exception] = OutOfOrder
    page: str
    fields: dict[str, str] = field(default_factory=dict)
    statuses: tuple[int, ...] = (302,)
    path: str
    body: Body = lambda id: None
    status: int
    refusal: str


def given(make: Callable[[StatementId], Approval]) -> Body:
    """The hand as a program brings it."""
    return lambda id: {"hand": written(make(id))}


def chairs(id: StatementId) -> Approval:
    return hand(id, "h-chair", Role.APPROVER)


def commands(id: StatementId) -> Approval:
    return hand(id, "h-command", Role.RELEASER)


def secretarys(id: StatementId) -> Approval:
    return hand(id, "h-secretary", Role.RELEASER)


def over_other_words(id: StatementId) -> Approval:
    return hand(id, "h-chair", Role.APPROVER, over=OTHER_DIGEST)


def from_before(id: StatementId) -> Approval:
    return old_hand(id, "h-chair", Role.APPROVER)


RELEASE = {"page": "release", "path": "release", "fields": {"when": "now"}}
APPROVE = {"page": "approve", "path": "approve"}

ROWS = (
    Row(
        what="releasing what was not submitted",
        draft=alone,
        person="h-command",
        core=lambda desk, id: desk.release(id, commands(id)),
        **RELEASE,
        body=given(commands),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="approving what was not submitted",
        draft=for_two,
        person="h-chair",
        core=lambda desk, id: desk.approve(id, chairs(id)),
        **APPROVE,
        statuses=(302, 404),
        body=given(chairs),
        status=404,
        refusal="not_found",
    ),
    Row(
        what="approving other words",
        draft=for_two_submitted,
        person="h-chair",
        core=lambda desk, id: desk.approve(id, over_other_words(id)),
        raises=BadSignature,
        page="approve",
        fields={"digest": OTHER_DIGEST.hex()},
        statuses=(409,),
        path="approve",
        body=given(over_other_words),
        status=422,
        refusal="not_signed",
    ),
    Row(
        what="approving twice",
        draft=agreed,
        person="h-chair",
        core=lambda desk, id: desk.approve(id, chairs(id)),
        **APPROVE,
        body=given(chairs),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="one officer for two",
        draft=for_two_submitted,
        person="h-deputy",
        core=lambda desk, id: desk.release(id, secretarys(id)),
        **RELEASE,
        body=given(secretarys),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="the drafter releasing what two must agree to",
        draft=agreed,
        person="h-secretary",
        core=lambda desk, id: desk.release(id, secretarys(id)),
        raises=NotReady,
        **RELEASE,
        body=given(secretarys),
        status=409,
        refusal="not_ready",
    ),
    Row(
        what="an approval from before the edit",
        draft=edited_since,
        person="h-chair",
        core=lambda desk, id: desk.approve(id, from_before(id)),
        raises=BadSignature,
        page="approve",
        fields={"digest": OTHER_DIGEST.hex()},
        statuses=(409,),
        path="approve",
        body=given(from_before),
        status=422,
        refusal="not_signed",
    ),
    Row(
        what="releasing what was agreed to before the edit",
        draft=edited_since,
        person="h-deputy",
        core=lambda desk, id: desk.release(id, secretarys(id)),
        **RELEASE,
        body=given(secretarys),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="releasing what the rules object to",
        draft=unauthorised,
        person="h-command",
        core=lambda desk, id: desk.release(id, commands(id)),
        raises=NotPermitted,
        **RELEASE,
        statuses=(409,),
        body=given(commands),
        status=403,
        refusal="objected",
    ),
    Row(
        what="an override of nothing",
        draft=alone,
        person="h-command",
        core=None,
        page="step",
        fields={"do": "override", "why": "To be sure."},
        statuses=(403,),
        path="override",
        body=lambda id: {"justification": "To be sure."},
        status=403,
        refusal="not_permitted",
    ),
    Row(
        what="an override that does not say why",
        draft=unauthorised,
        person="h-command",
        core=None,
        page="step",
        fields={"do": "override", "why": " "},
        statuses=(403,),
        path="override",
        body=lambda id: {"justification": " "},
        status=422,
        refusal="unfit",
    ),
    Row(
        what="approving as somebody who is not asked",
        draft=for_two_submitted,
        person="h-command",
        core=lambda desk, id: desk.papers_for(id, "h-command"),
        **APPROVE,
        statuses=(404,),
        body=given(lambda id: hand(id, "h-command", Role.APPROVER)),
        status=404,
        refusal="not_found",
    ),
    Row(
        what="releasing another office's draft",
        draft=agreed,
        person="h-chair",
        core=lambda desk, id: desk.release(id, hand(id, "h-chair", Role.RELEASER)),
        raises=NotReady,
        **RELEASE,
        body=given(lambda id: hand(id, "h-chair", Role.RELEASER)),
        status=403,
        refusal="another_office",
    ),
    Row(
        what="abandoning another office's draft",
        draft=for_two_submitted,
        person="h-chair",
        core=None,
        page="step",
        fields={"do": "abandon"},
        statuses=(403,),
        path="abandon",
        status=403,
        refusal="another_office",
    ),
    Row(
        what="submitting twice",
        draft=alone_submitted,
        person="h-command",
        core=lambda desk, id: desk.submit(id),
        page="step",
        fields={"do": "submit"},
        statuses=(403,),
        path="submit",
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="giving back what was not submitted",
        draft=alone,
        person="h-command",
        core=lambda desk, id: desk.give_back(id, "No.", "h-command"),
        page="step",
        fields={"do": "give_back", "reason": "No."},
        statuses=(403,),
        path="give-back",
        body=lambda id: {"reason": "No."},
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="releasing what is on the record",
        draft=gone_out,
        person="h-command",
        core=lambda desk, id: desk.release(id, commands(id)),
        **RELEASE,
        body=given(commands),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="editing what is on the record",
        draft=gone_out,
        person="h-command",
        core=lambda desk, id: desk.edit(
            desk.papers(id).draft.statement, desk.papers(id).draft.words, salt=fresh_salt(), by="h-command"
        ),
        page="edit",
        fields={"do": "save"},
        path="versions",
        body=lambda id: letter(),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="releasing what was let go",
        draft=let_go,
        person="h-command",
        core=lambda desk, id: desk.release(id, commands(id)),
        **RELEASE,
        body=given(commands),
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="an hour that has passed",
        draft=alone_submitted,
        person="h-command",
        core=lambda desk, id: desk.plan(id, commands(id), Instant(CLOCK.at - 1)),
        page="release",
        fields={"when": "later", "hour": "2020-01-07T11:59"},
        statuses=(400,),
        path="schedule",
        body=lambda id: {**given(commands)(id), "not_before": "2020-01-07T11:59:00Z"},  # type: ignore[dict-item]
        status=409,
        refusal="out_of_order",
    ),
    Row(
        what="a step with what nobody wrote",
        draft=nobodys,
        person="h-command",
        core=lambda desk, id: desk.submit(id),
        page="step",
        fields={"do": "submit"},
        statuses=(404,),
        path="submit",
        status=404,
        refusal="not_found",
    ),
)
BY_NAME = {row.what: row for row in ROWS}


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
