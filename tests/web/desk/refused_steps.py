"""Steps that must not be done, as each door is asked for them (`test_api_parity`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chancery.errors import BadSignature, NotPermitted, NotReady, OutOfOrder
from chancery.record.entry import Role
from chancery.record.statement import Instant, StatementId
from chancery.registry.drafting import Desk
from chancery.seal.approval import Approval
from chancery.wiring.chance import fresh_salt
from tests.web.desk.conftest import CLOCK
from tests.web.desk.drafts_on_their_way import (
    agreed,
    alone,
    alone_submitted,
    edited_since,
    for_two,
    for_two_submitted,
    gone_out,
    hand,
    let_go,
    nobodys,
    old_hand,
    unauthorised,
)
from tests.web.desk.programs import letter, written

OTHER_DIGEST = bytes(32)


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
