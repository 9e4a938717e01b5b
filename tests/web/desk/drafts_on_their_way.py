"""Drafts in every place on their way, and the hands that people give under them."""

from __future__ import annotations

from chancery.play.keyring import key_of
from chancery.record.entry import Role
from chancery.record.letter_form import letter_from_values
from chancery.record.statement import KeyName, OfficeName, StatementId
from chancery.seal.approval import Approval, approve
from chancery.web.desk import door
from chancery.wiring.chance import fresh_id, fresh_salt
from tests.web.desk.programs import SIGNERS, US, letter

COMMAND, SECRETARY, CHAIR = "command-iraq", "defence-secretary", "joint-chiefs-chair"


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
