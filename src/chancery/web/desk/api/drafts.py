"""Drafts for programs: every step of the Desk's pages, by the same door."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from chancery.record.draft import State
from chancery.record.entry import Role
from chancery.record.letter_form import letter_from_toml, letter_from_values
from chancery.record.statement import OfficeName, Statement, StatementId
from chancery.record.words import Words
from chancery.registry.calling import statement_called
from chancery.registry.draft_form import Papers
from chancery.registry.drafting import written
from chancery.seal.approval import approval_message, challenge
from chancery.store.office.access import Scope
from chancery.web.api.answering import said
from chancery.web.api.faults import objections as objections_told
from chancery.web.api.plain import lack, text_of
from chancery.web.api.problems import Kind, Problem, language_of
from chancery.web.api.shapes import Asked
from chancery.web.desk import door
from chancery.web.desk.api import after, told
from chancery.web.desk.api.bearer import access_with, with_key
from chancery.web.desk.api.forms import ALetter, LetterInToml, Text
from chancery.web.desk.api.once import Chance, Done, Key, once
from chancery.web.desk.api.open import require_open
from chancery.web.desk.api.rooms import in_reach, own_papers_for, papers_for, refuse_other_office

router = Router(tags=["drafts"])

READING = (401, 403, 404, 422, 429, 503)
WRITING = (401, 403, 404, 409, 413, 415, 422, 429, 503)

Id = Annotated[
    str,
    Path(
        description="The id of a draft.",
        pattern=r"^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        examples=["urn:uuid:cf3bb374-67c7-8d1a-a2db-af063c0db351"],
    ),
]
"""As a draft's own answers give it."""


HandRole = Annotated[Literal["approver", "releaser"], Query(description="In what part they sign.")]
HandOffice = Annotated[
    str | None,
    Query(max_length=500, description="For whom they sign when not for the issuing office."),
]


class Back(Asked):
    """Why a draft comes back."""

    reason: Text = Field("", description="For its drafters; it is kept beside the draft.")


class Justified(Asked):
    """Why it is to go out although the rules object."""

    justification: Text = Field(pattern=r"\S", description="It goes on the record with the act.")


# ── reading ──────────────────────────────────────────────────────────────────


@router.get(
    "/drafts",
    **with_key(Scope.DRAFTS_READ, "drafts", "List drafts", told.Drafts, refuses=(401, 403, 422, 429, 503)),
)
def drafts(request: HttpRequest) -> HttpResponse:
    """Those of the key's office, and those that wait for its agreement; neither released nor abandoned."""
    return said({"drafts": [told.line(papers) for papers in in_reach(access_with(request))]})


@router.get(
    "/drafts/{id}",
    **with_key(Scope.DRAFTS_READ, "draft", "Read a draft", told.TheDraft, refuses=READING),
)
def draft(request: HttpRequest, id: Id) -> HttpResponse:
    """Its words, where it stands, and who has agreed to exactly these words."""
    return said(told.whole(papers_for(access_with(request), id)))


@router.get(
    "/drafts/{id}/versions",
    **with_key(Scope.DRAFTS_READ, "draft_versions", "Read the steps of a draft", told.Steps, refuses=READING),
)
def versions(request: HttpRequest, id: Id) -> HttpResponse:
    """Each as it was kept, oldest first."""
    papers = papers_for(access_with(request), id)
    steps = door.desk().versions(StatementId(papers.draft.id))
    return said({"steps": [told.step(each) for each in steps]})


@router.get(
    "/drafts/{id}/lacking",
    **with_key(
        Scope.DRAFTS_READ, "draft_lacking", "Ask what a draft still needs", told.Lacking, refuses=READING
    ),
)
def lacking(request: HttpRequest, id: Id) -> HttpResponse:
    """By the charter in charge, whoever releases it."""
    papers = papers_for(access_with(request), id)
    return said({"lacking": lacks_told(papers, language_of(request))})


@router.get(
    "/drafts/{id}/objections",
    **with_key(
        Scope.DRAFTS_READ,
        "draft_objections",
        "Ask what the rules object to",
        told.Objections,
        refuses=READING,
    ),
)
def objections(request: HttpRequest, id: Id) -> HttpResponse:
    """What the record would say against it if it were released now, as if all had agreed who may."""
    papers = papers_for(access_with(request), id)
    found = door.desk().objections(StatementId(papers.draft.id))
    return said({"objections": objections_told(found, request)})


@router.get(
    "/drafts/{id}/to-sign",
    **with_key(
        Scope.DRAFTS_READ, "draft_to_sign", "Read what a person is to sign", told.ToSign, refuses=READING
    ),
)
def to_sign(
    request: HttpRequest,
    id: Id,
    role: HandRole,
    office: HandOffice = None,
) -> HttpResponse:
    """
    The very octets, their digest, and the message that a key or a passkey signs over it.

    Whoever signs elsewhere hashes the octets themselves, and shows the words that are in them.
    """
    papers = papers_for(access_with(request), id)
    message = approval_message(
        papers.draft.digest, Role(role), None if office is None else OfficeName(office)
    )
    return said(
        {
            "digest": papers.draft.digest.hex(),
            "act": text_of(papers.act),
            "role": role,
            "office": office,
            "message": text_of(message),
            "challenge": text_of(challenge(message)),
        }
    )


def lacks_told(papers: Papers, language: str) -> list[dict[str, object]]:
    """What a draft lacks, in an order that stays."""
    found = door.desk().lacking(StatementId(papers.draft.id))
    return sorted((lack(each, language) for each in found), key=lambda each: str(each["sentence"]))


# ── writing ──────────────────────────────────────────────────────────────────


@router.post(
    "/drafts",
    **with_key(
        Scope.DRAFTS_WRITE,
        "begin_draft",
        "Begin a draft",
        told.TheDraft,
        status=201,
        refuses=(401, 403, 409, 413, 415, 422, 429, 503),
    ),
)
def begin(request: HttpRequest, letter: ALetter, key: Key) -> HttpResponse:
    """From a letter as a clerk writes it, in JSON or in TOML; nobody outside learns of it."""

    def do(chance: Chance) -> HttpResponse:
        access = access_with(request)
        statement, words = _read(letter, chance.id(door.registry().institution))
        refuse_other_office(access, statement.office)
        return _told(door.desk().begin(statement, words, salt=chance.salt, by=access.person), status=201)

    def done(chance: Chance) -> HttpResponse | None:
        kept = door.desk().versions(chance.id(door.registry().institution))
        return _told(kept[0], status=201) if kept else None

    return once(request, key, do, done=done)


@router.post(
    "/drafts/{id}/versions",
    **with_key(
        Scope.DRAFTS_WRITE, "edit_draft", "Replace the words of a draft", told.TheDraft, refuses=WRITING
    ),
)
def edit(request: HttpRequest, id: Id, letter: ALetter, key: Key) -> HttpResponse:
    """The next version: whoever agreed to the last has not agreed to this one."""
    papers = own_papers_for(access_with(request), id)

    def do(chance: Chance) -> HttpResponse:
        by = access_with(request).person
        require_open(papers, "edit", by)
        statement, words = _of_the_same_office(letter, papers)
        return _told(door.desk().edit(statement, words, salt=chance.salt, by=by))

    def done(chance: Chance) -> HttpResponse | None:
        octets, _ = written(*_of_the_same_office(letter, papers), chance.salt)
        return _told(papers) if papers.act == octets else None

    return once(request, key, do, done=done)


@router.post(
    "/drafts/{id}/submit",
    **with_key(
        Scope.DRAFTS_WRITE,
        "submit_draft",
        "Put a draft before those who must agree",
        told.TheDraft,
        refuses=WRITING,
    ),
)
def submit(request: HttpRequest, id: Id, key: Key) -> HttpResponse:
    """From now on its words are frozen by their digest, until somebody edits them."""
    papers = own_papers_for(access_with(request), id)

    def do(chance: Chance) -> HttpResponse:
        require_open(papers, "submit", access_with(request).person)
        return _told(door.desk().submit(StatementId(id)))

    return once(request, key, do, done=_if_in(papers, State.IN_REVIEW, State.APPROVED))


@router.post(
    "/drafts/{id}/give-back",
    **with_key(
        Scope.DRAFTS_WRITE,
        "give_back_draft",
        "Return a draft to its drafters",
        told.TheDraft,
        refuses=WRITING,
    ),
)
def give_back(request: HttpRequest, id: Id, back: Back, key: Key) -> HttpResponse:
    """Approvals that were given fall; anybody who is asked for agreement may return it instead."""
    papers = papers_for(access_with(request), id)

    def do(chance: Chance) -> HttpResponse:
        by = access_with(request).person
        require_open(papers, "give_back", by)
        given = door.desk().give_back(StatementId(id), back.reason, by)
        after.given_back(papers, by)
        return _told(given)

    return once(request, key, do, done=_if_in(papers, State.DRAFT))


@router.post(
    "/drafts/{id}/abandon",
    **with_key(Scope.DRAFTS_WRITE, "abandon_draft", "Let a draft go", told.TheDraft, refuses=WRITING),
)
def abandon(request: HttpRequest, id: Id, key: Key) -> HttpResponse:
    """Nobody will ever know that it was written."""
    papers = own_papers_for(access_with(request), id)

    def do(chance: Chance) -> HttpResponse:
        require_open(papers, "abandon", access_with(request).person)
        return _told(door.desk().abandon(StatementId(id)))

    return once(request, key, do, done=_if_in(papers, State.VOID))


@router.post(
    "/drafts/{id}/override",
    **with_key(
        Scope.DRAFTS_WRITE,
        "override_objections",
        "Name the objections that stand, and say why",
        told.TheDraft,
        refuses=WRITING,
    ),
)
def override(request: HttpRequest, id: Id, justified: Justified, key: Key) -> HttpResponse:
    """
    The next version, which carries the objections' names.

    Approvals fall with it, because nobody is to have signed an override unseen.
    """
    papers = own_papers_for(access_with(request), id)
    why = justified.justification

    def do(chance: Chance) -> HttpResponse:
        by = access_with(request).person
        require_open(papers, "override", by)
        return _told(door.desk().override(StatementId(id), why, by=by))

    def done(chance: Chance) -> HttpResponse | None:
        over = papers.draft.statement.override
        return _told(papers) if over is not None and over.justification == why else None

    return once(request, key, do, done=done)


def _read(letter: ALetter, id: StatementId) -> tuple[Statement, Words | None]:
    registry = door.registry()

    def named(called: str) -> StatementId:
        return statement_called(called, registry)

    if isinstance(letter, LetterInToml):
        return letter_from_toml(letter.toml, id=id, institution=registry.institution, named=named)
    values = letter.letter.values()
    return letter_from_values(values, id=id, institution=registry.institution, named=named)


def _of_the_same_office(letter: ALetter, papers: Papers) -> tuple[Statement, Words | None]:
    """An edit may change anything but in whose name it is written, or it would slip out of its office."""
    statement, words = _read(letter, papers.draft.statement.id)
    if statement.office != papers.draft.statement.office:
        raise Problem(Kind.ANOTHER_OFFICE)
    return statement, words


def _if_in(papers: Papers, *states: State) -> Done:
    """The answer for somebody who asks again and finds the draft where the step leads."""

    def done(chance: Chance) -> HttpResponse | None:
        return _told(papers) if papers.draft.state in states else None

    return done


def _told(papers: Papers, *, status: int = 200) -> HttpResponse:
    return said(told.whole(papers), status=status)
