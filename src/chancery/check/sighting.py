"""A sighting: that somebody checked a copy of a letter, kept for its office if they agreed; never the copy.

It holds the digest of what was brought, when, which letter it matched and which words
differed: enough to learn that an altered letter circulates, too little to learn who held it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.check.answers import Likeness
from chancery.check.copy import Checked
from chancery.check.difference import Change
from chancery.check.words import WordsFinding
from chancery.record.standing import Status
from chancery.record.statement import Instant, StatementId

UNLIKE = frozenset({Likeness.ALTERED, Likeness.NOT_IN_WORDS})
NO_LONGER = frozenset(
    {Status.DISOWNED, Status.WITHDRAWN, Status.SUPERSEDED, Status.SUSPENDED, Status.EXPIRED}
)

MOST_DIFFERENCES = 20
LONGEST = 200
"""Characters of one difference that are kept."""


@unique
class Seen(StrEnum):
    """What a sighting tells its office, the most pressing first."""

    ALTERED = "altered"
    """A copy of a letter, with other words."""
    NO_LETTER = "no letter"
    """A copy of nothing on the record: another office's, unreleased, or made up."""
    NO_LONGER_STANDS = "no longer stands"
    """The very words of a letter that does not stand any more, or is on hold."""
    AS_REGISTERED = "as registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One letter, or none, that a checked copy concerned."""

    at: Instant
    digest: bytes
    """SHA-256 of what was brought."""
    letter: StatementId | None
    likeness: str
    differences: tuple[tuple[str, str], ...] = ()
    """Added or changed words as the copy has them, each with the change."""
    standing: str = ""
    """Where the letter stood when the copy was checked; empty where that was not kept."""

    @property
    def seen(self) -> Seen:
        """What it tells."""
        if self.letter is None:
            return Seen.NO_LETTER
        if self.likeness in UNLIKE:
            return Seen.ALTERED
        whole = self.standing.partition(";")[0]
        return Seen.NO_LONGER_STANDS if whole in NO_LONGER else Seen.AS_REGISTERED


def sightings(checked: Checked) -> Iterator[Sighting]:
    """One for each letter the copy concerned; one for none, if it concerned none."""
    findings = checked.words or (None,) * len(checked.letters)
    for answers, finding in zip(checked.letters, findings, strict=True):
        yield Sighting(
            at=checked.read_at,
            digest=checked.copy.digest,
            letter=None if answers.letter is None else answers.letter.id,
            likeness=str(answers.words.state),
            differences=() if finding is None else tuple(_differences(finding, checked.copy.text)),
            standing="" if answers.letter is None else answers.standing.state,
        )


def _differences(finding: WordsFinding, text: str) -> Iterator[tuple[str, str]]:
    changed = [run for run in finding.changed if run.change is not Change.SAME]
    for run in changed[:MOST_DIFFERENCES]:
        yield run.change.value, text[slice(*run.copy)][:LONGEST]
