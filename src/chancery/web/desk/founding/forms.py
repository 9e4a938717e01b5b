"""What the forms of a charter post, read into its parts; the rules about them are the charter's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from chancery.errors import Malformed
from chancery.phrases import LANGUAGES
from chancery.record.charter import SUBSTANTIVE, Charter, Holder, Mandate, Reach, Rule
from chancery.record.charter_table import UNITS
from chancery.record.composing import (
    free_id,
    with_capacity,
    with_mandate,
    with_office,
    with_root,
    with_whole,
)
from chancery.record.statement import ANY_SUBJECT, NOTICES, Instant, OfficeName, Subject, Verb

SHORT = re.compile(r"\w+(-\w+)*")
"""What a new office may be called for ever, so that it can be typed; an older name stays as it is."""

ROWS = 40
"""More holders than this come from a file."""


class Unfit(Malformed):
    """Something typed that cannot be read; *field* is where, *key* the sentence that says so."""

    def __init__(self, field: str, key: str) -> None:
        self.field, self.key = field, key
        super().__init__(f"What was typed into {field} cannot be read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A form as it was posted."""

    values: QueryDict = field(default_factory=QueryDict)

    def text(self, name: str) -> str:
        """What was typed, without the blanks around it."""
        return self.values.get(name, "").strip()

    def titles(self) -> Mapping[str, str]:
        """The titles that were given, by language."""
        return {tag: self.text(f"title-{tag}") for tag in LANGUAGES if self.text(f"title-{tag}")}

    def whole(self, name: str, otherwise: int) -> int:
        """A whole number of nought or more."""
        written = self.text(name) or str(otherwise)
        if not (written.isascii() and written.isdigit() and len(written) < 7):
            raise Unfit(name, "founding.fault.number")
        return int(written)

    def hours(self, name: str) -> int | None:
        """So many hours in seconds; nought or nothing is none."""
        return self.whole(name, 0) * UNITS["h"] or None

    def day(self, name: str) -> Instant | None:
        """The beginning of a day, in UTC."""
        written = self.text(name)
        if not written:
            return None
        try:
            return Instant(int(datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()))
        except ValueError:
            raise Unfit(name, "founding.fault.day") from None

    def amount(self, name: str) -> Decimal | None:
        """A sum."""
        written = self.text(name)
        if not written:
            return None
        try:
            amount = Decimal(written)
        except InvalidOperation:
            raise Unfit(name, "founding.fault.amount") from None
        if not amount.is_finite() or amount < 0 or len(written) > 27:
            raise Unfit(name, "founding.fault.amount")
        return amount

    def chosen(self, name: str) -> list[str]:
        """What was ticked, each once."""
        return list(dict.fromkeys(each for each in self.values.getlist(name) if each))

    def lines(self, name: str) -> list[str]:
        """What was typed one to a line."""
        return list(dict.fromkeys(line.strip() for line in self.text(name).splitlines() if line.strip()))

    def word(self, name: str, words: type[Verb] | type[Reach] | type[Rule], otherwise: str) -> str:
        """One word of a list, as the form offers it."""
        written = self.text(name) or otherwise
        if written not in set(words):
            raise Unfit(name, "founding.fault.choice")
        return written


def whole_of(charter: Charter, posted: Posted) -> Charter:
    """Its name and its last day."""
    return with_whole(charter, posted.titles(), posted.day("expires"))


def root_of(charter: Charter, posted: Posted) -> Charter:
    """Who may change it."""
    people = [*posted.chosen("person"), *posted.lines("more")]
    return with_root(charter, people, posted.whole("threshold", 2), posted.hours("delay"))


def office_of(charter: Charter, posted: Posted) -> Charter:
    """An office with its holders."""
    name = posted.text("name")
    if not name:
        raise Unfit("name", "founding.fault.name")
    if name not in charter.offices and not SHORT.fullmatch(name):
        raise Unfit("name", "founding.fault.short_name")
    superior = posted.text("superior")
    return with_office(
        charter,
        OfficeName(name),
        superior=OfficeName(superior) if superior else None,
        title=posted.titles(),
        holders=list(_holders(charter, posted)),
    )


def _holders(charter: Charter, posted: Posted) -> Iterator[Holder]:
    """The rows in which a person stands; a row that was emptied is somebody who left."""
    for row in range(ROWS):
        person = posted.text(f"holder-{row}-person")
        if person:
            yield Holder(
                person=person,
                keys=frozenset(),
                capacity=posted.text(f"holder-{row}-capacity") or SUBSTANTIVE,
                since=posted.day(f"holder-{row}-from"),
                until=posted.day(f"holder-{row}-until"),
            )


def mandate_of(charter: Charter, posted: Posted) -> Charter:
    """A mandate, new or changed; what the form does not show stays as it was."""
    id = posted.text("id") or free_id(charter)
    may = frozenset(Verb(verb) for verb in posted.chosen("may") if verb in set(Verb))
    if not may:
        raise Unfit("may", "founding.fault.may")
    about = tuple(Subject(path) for path in posted.lines("about"))
    if not about and not may <= NOTICES:
        raise Unfit("about", "founding.fault.about")
    approvers = frozenset(OfficeName(office) for office in posted.chosen("approvers"))
    kept = next((mandate.capacity for mandate in charter.mandates if mandate.id == id), {})
    return with_mandate(
        charter,
        Mandate(
            id=id,
            office=OfficeName(posted.text("office")),
            may=may,
            about=about or (ANY_SUBJECT,),
            approvals=posted.whole("approvals", 1),
            approvers=approvers or None,
            separation=posted.text("drafter-may-release") == "",
            since=posted.day("from"),
            until=posted.day("until"),
            limit=posted.amount("limit"),
            over=Reach(posted.word("over", Reach, Reach.SUBORDINATES.value)),
            may_disown_itself=posted.text("itself") != "",
            depth=posted.whole("depth", 0),
            capacity=kept,
            lapses_after=posted.hours("lapses"),
        ),
    )


def capacity_of(charter: Charter, posted: Posted) -> Charter:
    """What somebody may do who does not hold the office in full."""
    name = posted.text("name")
    if not name or name == SUBSTANTIVE:
        raise Unfit("name", "founding.fault.name")
    rules = {
        verb: Rule(posted.word(f"rule-{verb}", Rule, Rule.ALLOW.value))
        for verb in Verb
        if posted.text(f"rule-{verb}")
    }
    return with_capacity(charter, name, rules)
