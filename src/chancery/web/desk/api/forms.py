"""What a program sends to the Desk, as the document tells it: letters, hands, notices."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, cast

from pydantic import ConfigDict, Field, JsonValue

from chancery.errors import Malformed
from chancery.record.statement import NOTICES, Relation, Reliance, Severity, Verb
from chancery.seal.approval import Approval, read_approval
from chancery.seal.codec import Value
from chancery.web.api import shapes
from chancery.web.api.shapes import Asked, Moment

Text = Annotated[str, Field(max_length=20_000)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Amount = Annotated[str, Field(pattern=r"^(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,8}[1-9])?$", examples=["1250.5"])]
Wordings = Annotated[
    dict[str, Annotated[str, Field(max_length=2_000_000)]],
    Field(description="By language; the first of a letter's is the authoritative one."),
]
SaidVerb = StrEnum("SaidVerb", [(verb.name, verb.value) for verb in Verb if verb not in NOTICES])  # type: ignore[misc]
NoticeVerb = StrEnum("NoticeVerb", [(verb.name, verb.value) for verb in Verb if verb in NOTICES])  # type: ignore[misc]


class Condition(Asked):
    """What must hold for force (docs/reference/letter-form.md)."""

    id: Name
    type: Literal["date", "act", "fact", "unknown"]
    words: Text | None = None
    at: Moment | None = None
    act: SaidVerb | None = None
    office: Name | None = None
    institution: Name | None = None
    implementing: Name | None = None
    fact: Name | None = None


class Premise(Asked):
    """What the clause takes for granted."""

    statement: Name
    clause: Name
    reliance: Reliance | None = None


class Clause(Asked):
    """What one clause does, about what, and where its words stand."""

    id: Name
    act: SaidVerb
    subject: Name
    words: Wordings | None = None
    amount: Amount | None = None
    condition: list[Condition] | None = None
    premise: list[Premise] | None = None
    may_be_read_as: list[SaidVerb] | None = None
    ratifiable: bool | None = None
    fact: Name | None = None
    holds: bool | None = None


class Link(Asked):
    """How the letter bears on another."""

    relation: Relation
    to: Name


class LetterForm(Asked):
    """A letter as a clerk writes it: the names of docs/reference/letter-form.md, in JSON."""

    office: Name = Field(description="The office of the access key.")
    form: Name | None = None
    reference: Name | None = None
    to: list[Name] | None = Field(None, description="For action.")
    cc: list[Name] | None = Field(None, description="For information.")
    supersedes: list[Name] | None = None
    implements: list[Name] | None = None
    effective: Moment | None = None
    expires: Moment | None = None
    words: Wordings
    clause: list[Clause]
    link: list[Link] | None = None

    def values(self) -> Mapping[str, object]:
        """The values that the same letter has in TOML."""
        return cast(Mapping[str, object], _as_written(self.model_dump(mode="json", exclude_none=True)))


A_LETTER = {
    "letter": {
        "office": "command-iraq",
        "reference": "US/CMD-IQ/2020/17",
        "to": ["Defence Ministry of Iraq"],
        "words": {"en": "We ask you to keep the northern gate open."},
        "clause": [
            {
                "id": "c1",
                "act": "request",
                "subject": "relations/host",
                "words": {"en": "We ask you to keep the northern gate open."},
            }
        ],
    }
}
A_NOTICE = {
    "act": "withdraw",
    "office": "command-iraq",
    "target": [{"letter": "US/CMD-IQ/2020/4"}],
    "words": {"en": "We no longer ask for this."},
}
"""Examples, of the demonstration's offices."""


class LetterInJson(Asked):
    """A letter as JSON."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [cast(JsonValue, A_LETTER)]})

    letter: LetterForm


class LetterInToml(Asked):
    """A letter as `chancery draft` takes it."""

    toml: str = Field(max_length=2_000_000, description="The form of docs/reference/letter-form.md.")


ALetter = LetterInJson | LetterInToml


def _as_written(value: Any, name: str = "") -> object:
    """Moments as TOML gives them; the rest as it is."""
    match value:
        case dict():
            # The names under `words` are languages, which could be called like anything.
            return value if name == "words" else {key: _as_written(each, key) for key, each in value.items()}
        case list():
            return [_as_written(each) for each in value]
        case str() if name in ("effective", "expires", "at"):
            return datetime.fromtimestamp(shapes.instant(value) or 0, UTC)
        case _:
            return value


# ── hands ────────────────────────────────────────────────────────────────────

Octets = Annotated[
    str,
    Field(
        max_length=16_384, pattern=r"^[A-Za-z0-9_-]*={0,2}$", description="In base64 (RFC 4648 section 5)."
    ),
]


class Passkey(Asked):
    """What a passkey answered (WebAuthn Level 3, section 5.2.2)."""

    auth: Octets
    client: Octets
    sig: Octets


class Hand(Asked):
    """A person's hand under exactly these words, given elsewhere; by a key or by a passkey."""

    person: Name
    key: Name = Field(description="What the charter calls the key.")
    role: Literal["approver", "releaser"]
    office: Name | None = Field(None, description="For whom they sign when not for the issuing office.")
    sig: Octets | None = Field(None, description="By a key.")
    passkey: Passkey | None = Field(None, description="By a passkey.")

    def read(self) -> Approval:
        """The hand as the core reads it; raises `Malformed`."""
        return read_approval(cast(Value, dict(self._fields())))

    def _fields(self) -> Iterator[tuple[str, object]]:
        yield from (("person", self.person), ("key", self.key), ("role", self.role))
        if self.office is not None:
            yield "office", self.office
        if self.sig is not None:
            yield "sig", octets_of(self.sig)
        if self.passkey is not None:
            yield "passkey", {name: octets_of(text) for name, text in self.passkey.model_dump().items()}


class WithHand(Asked):
    """A hand for a draft."""

    hand: Hand


def octets_of(text: str) -> bytes:
    """Octets as a program sends them."""
    bare = text.rstrip("=")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (NotBase64, ValueError) as unreadable:
        raise Malformed("Octets are sent in base64.") from unreadable


# ── notices ──────────────────────────────────────────────────────────────────


class Target(Asked):
    """What a notice is about: a whole letter, or one clause of it."""

    letter: Name = Field(description="By its code, its reference or its id.")
    clause: Name | None = None


class NoticeForm(Asked):
    """A notice to begin with (semantics, section 1.3)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [cast(JsonValue, A_NOTICE)]})

    act: NoticeVerb
    office: Name = Field(description="The office of the access key.")
    reference: Name | None = None
    target: list[Target] = Field(default_factory=list)
    until: Moment | None = Field(None, description="When a pause is to end.")
    key: Name | None = Field(None, description="The charter's name of a key that may be in other hands.")
    since: Moment | None = Field(None, description="From when.")
    severity: Severity = Severity.SUBSTANTIVE
    words: Wordings | None = Field(
        None, description="The notice's own words; of a disclaimer, what circulates."
    )
