"""Drafts as programs read them, and the shapes they have."""

from __future__ import annotations

from pydantic import Field

from chancery.check.projection import moment
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.statement import Notice, Statement, StatementId
from chancery.registry.draft_form import Papers
from chancery.web.api import shapes


class Given(shapes.Told):
    """An approval that was given to these very words."""

    person: str
    key: str
    role: str
    office: str | None
    at: str


class AimedAt(shapes.Told):
    """What a notice is about."""

    statement: str
    clause: str | None


class TheNotice(shapes.Told):
    """What a notice does."""

    act: str
    targets: list[AimedAt]
    until: str | None
    key: str | None
    since: str | None
    severity: str


class Override(shapes.Told):
    """The objections that stand, and why it is to go out all the same."""

    objections: list[str]
    justification: str


class DraftLine(shapes.Told):
    """A draft in a list."""

    id: str
    code: str = Field(description="What will be printed on the letter.")
    office: str
    form: str
    reference: str | None
    state: str = Field(description="draft, in review, approved, scheduled, void or released.")
    version: int = Field(description="Of the words; approvals are of one version.")
    digest: str = Field(description="SHA-256 of the act, in hexadecimal: what every hand is over.")


class ClauseLine(shapes.Told):
    """What a clause does, and about what."""

    id: str
    act: str
    subject: str


class Wording(shapes.Told):
    """The words in one language; the first is the authoritative one."""

    language: str
    text: str


class TheDraft(DraftLine):
    """A draft, whole."""

    drafters: list[str]
    approvals: list[Given]
    not_before: str | None
    clauses: list[ClauseLine]
    notice: TheNotice | None
    override: Override | None
    to: list[str]
    cc: list[str]
    words: list[Wording]


class Drafts(shapes.Told):
    """The drafts that are neither released nor abandoned and that are this office's business."""

    drafts: list[DraftLine]


class Step(DraftLine):
    """A draft as it was kept at one step on its way."""

    kept: int = Field(description="Which step it was, from 1.")
    drafters: list[str]


class Steps(shapes.Told):
    """Every step of a draft, oldest first."""

    steps: list[Step]


class Named(shapes.Told):
    """Something by a name that stays, with its nouns and its sentence."""

    name: str
    facts: shapes.Facts
    sentence: str


class Objection(Named):
    """What the rules object to, and why."""

    because: shapes.Reason | None


class Lacking(shapes.Told):
    """What a draft still needs before it may be released; nothing means go."""

    lacking: list[Named]


class Objections(shapes.Told):
    """What the record would say against it if it were released now."""

    objections: list[Objection]


class ToSign(shapes.Told):
    """What a person is to sign, as octets in base64 (RFC 4648 section 5)."""

    digest: str = Field(description="SHA-256 of the act, in hexadecimal.")
    act: str = Field(description="The octets that are approved (docs/reference/act-format.md).")
    role: str
    office: str | None
    message: str = Field(description="What a key signs.")
    challenge: str = Field(description="What a passkey is asked to sign: SHA-256 of the message.")


class OnRecord(shapes.Told):
    """The entry that a release became."""

    letter: shapes.LetterName
    at: str


def line(papers: Papers) -> dict[str, object]:
    """A draft in a list."""
    statement = papers.draft.statement
    return {
        "id": statement.id,
        "code": code_of(statement.id),
        "office": statement.office,
        "form": statement.form,
        "reference": statement.reference,
        "state": papers.draft.state.value,
        "version": papers.draft.version,
        "digest": papers.draft.digest.hex(),
    }


def whole(papers: Papers) -> dict[str, object]:
    """A draft with all that it says."""
    draft, statement = papers.draft, papers.draft.statement
    return {
        **line(papers),
        "drafters": sorted(draft.drafters),
        "approvals": [
            {
                "person": each.hand.person,
                "key": each.hand.key,
                "role": each.hand.role.value,
                "office": each.hand.office,
                "at": moment(each.at),
            }
            for each in papers.given
        ],
        "not_before": None if draft.not_before is None else moment(draft.not_before),
        "clauses": [
            {"id": clause.id, "act": clause.verb.value, "subject": clause.subject}
            for clause in statement.clauses
        ],
        "notice": None if statement.notice is None else _notice(statement.notice),
        "override": _override(statement),
        "to": list(statement.action_addressees),
        "cc": list(statement.info_addressees),
        "words": [{"language": text.language, "text": text.text} for text in draft.words or ()],
    }


def step(papers: Papers) -> dict[str, object]:
    """A draft as it was kept."""
    return {**line(papers), "kept": papers.kept, "drafters": sorted(papers.draft.drafters)}


def on_record(entry: Entry) -> dict[str, object]:
    """The entry that a release became."""
    assert isinstance(entry.act, Statement), "drafts become statements"
    letter = {
        "id": entry.id,
        "institution": entry.institution,
        "code": code_of(StatementId(entry.id)),
        "reference": entry.act.reference,
    }
    return {"letter": letter, "at": moment(entry.at)}


def _notice(notice: Notice) -> dict[str, object]:
    return {
        "act": notice.verb.value,
        "targets": [{"statement": target.statement, "clause": target.clause} for target in notice.targets],
        "until": None if notice.until is None else moment(notice.until),
        "key": notice.key,
        "since": None if notice.since is None else moment(notice.since),
        "severity": notice.severity.value,
    }


def _override(statement: Statement) -> dict[str, object] | None:
    if statement.override is None:
        return None
    return {
        "objections": list(statement.override.objections),
        "justification": statement.override.justification,
    }
