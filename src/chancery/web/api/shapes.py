"""The shapes of what is asked and answered, as the document tells them.

Answers are made elsewhere, of plain values; that they have these shapes is what the tests compare.
"""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, JsonValue

from chancery.record.statement import Instant
from chancery.web.api.problems import Kind, Problem
from chancery.web.counter.asked import moment
from chancery.web.counter.brought import NotReadable

_YEAR = r"(?:19[7-9][0-9]|[2-9][0-9]{3})"
_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP = r"(?:19(?:[79][26]|8[048])|[2-9][0-9](?:0[48]|[2468][048]|[13579][26]))-02-29"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"

Moment = Annotated[
    str,
    Field(
        pattern=rf"^(?:{_YEAR}-{_DAY}|{_LEAP})T{_TIME}$",
        description="A moment in UTC, to the second.",
        examples=["2020-01-06T12:05:00Z"],
    ),
]
"""As RFC 3339 has it, with `Z` and nothing else: who writes another zone has something else in mind."""

Truth = Literal["yes", "no", "undetermined"]
Facts = Annotated[dict[str, JsonValue], Field(description="The nouns, by name.")]


class Asked(Schema):
    """What a program may say, and nothing else: a misspelt name is no name."""

    model_config = ConfigDict(extra="forbid")


class Told(Schema):
    """What a program is answered: all that is named, and nothing besides."""

    model_config = ConfigDict(extra="forbid")


class Reason(Told):
    """One step of a reason, and those it rests on."""

    rule: str = Field(description="The name of the rule (semantics, section 3).")
    truth: Truth
    facts: Facts
    because: list[Reason]


class Remark(Told):
    """Something that was seen, or was not looked at, by a name that stays."""

    what: str
    facts: Facts


class Answer(Told):
    """One of the five answers."""

    state: str = Field(description="In the words of docs/reference/answers.md.")
    as_of: str = Field(description="The moment it is about.")
    because: Reason
    not_checked: list[Remark]


class LetterName(Told):
    """How a letter is called."""

    id: str
    institution: str
    code: str = Field(examples=["K7QF2-M9XT4-Z"])
    reference: str | None


class Piece(Told):
    """Some words of an article, and the letter they were found in."""

    span: list[int] = Field(description="From where to where, in code points.")
    text: str
    words: str
    letter: LetterName | None


class Passage(Piece):
    """A quotation, or the writer's own words."""

    kind: str
    pieces: list[Piece]


class CopyBrought(Told):
    """What was checked."""

    kind: str
    digest: str = Field(description="SHA-256 of the octets that were brought.")
    characters: int
    passages: list[Passage]


class FiveAnswers(Told):
    """The five answers about one letter; always all five, and nothing over all of them."""

    origin: Answer
    words: Answer
    authority: Answer
    standing: Answer
    force: Answer
    record_seen: str = Field(description="The moment up to which the record had been read.")


class Checked(FiveAnswers):
    """What `chancery check --json` prints for one letter that a copy concerns."""

    copy_: CopyBrought = Field(alias="copy")
    letter: LetterName | None
    also_seen: list[Remark]


class CheckedAll(Told):
    """One object for each letter concerned; at least one, about no letter, where none was found."""

    answers: list[Checked] = Field(min_length=1)


def instant(written: str | None) -> Instant | None:
    """The moment that was asked about; None for none."""
    try:
        return moment(written)
    except NotReadable as unread:
        raise Problem(Kind.UNFIT, errors=[{"where": ["at"], "rule": "moment"}]) from unread
