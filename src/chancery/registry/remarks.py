"""What else is to be said of a copy once its letter is known; none of it changes an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from chancery.check.answers import Gap
from chancery.check.copy import Copy
from chancery.check.dates import dates
from chancery.check.difference import Change, Run
from chancery.check.furniture import says_something
from chancery.check.quotation import PassageFinding
from chancery.check.reading import read
from chancery.check.vocabulary import is_function_word
from chancery.check.words import WordsFinding
from chancery.record.code import code_of
from chancery.record.entry import Entry
from chancery.record.reason import Fact
from chancery.record.statement import Instant, Statement, StatementId
from chancery.record.words import Span

SURELY = 0.9
"""A date in a picture that was read less surely is not held against the copy."""

_ADDRESSED = re.compile(r"(?:to|attn|attention|for action|إلى|للتنفيذ)\b ?:? ?\S+", re.IGNORECASE)
BY_CHANCE = 2
LONGEST = 80
"""Characters of an addressee that are repeated."""


def of_sheet(copy: Copy, finding: WordsFinding | None, letter: Entry) -> Iterator[Gap]:
    """The right words under another date, or to another addressee."""
    statement = letter.act
    if not copy.sheet or finding is None or not isinstance(statement, Statement):
        return
    yield from _dated(copy, finding, letter, statement)
    yield from _addressed(copy, finding, letter, statement)
    yield from _numbered(copy, finding, letter, statement)


def _numbered(copy: Copy, finding: WordsFinding, letter: Entry, statement: Statement) -> Iterator[Gap]:
    """A number of the same make as the letter's own, and not its own, printed round its words."""
    own = statement.reference
    if own is None or own in copy.text:
        return
    for start, end in finding.around:
        for word in copy.text[start:end].split():
            if _make(word) == _make(own) and _read_surely(copy, _place(copy.text, word, start)):
                yield Gap(what="numbered_otherwise", facts={"written": word, "code": code_of(letter.id)})
                return


def _make(reference: str) -> str:
    """How a reference is made: `P/2026/7` and `P/2026/9` alike."""
    return re.sub(r"[A-Za-z]+", "A", re.sub(r"[0-9]+", "0", reference))


def _place(text: str, word: str, start: int) -> Span:
    place = text.index(word, start)
    return (place, place + len(word))


def _dated(copy: Copy, finding: WordsFinding, letter: Entry, statement: Statement) -> Iterator[Gap]:
    own = {near for at in (letter.at, statement.effective, statement.expires) if at for near in _near(at)}
    for start, end in finding.around:
        for (first, after), day in dates(copy.text[start:end]):
            span = (start + first, start + after)
            if day not in own and _read_surely(copy, span):
                written = copy.text[slice(*span)]
                facts: Mapping[str, Fact] = {
                    "written": written,
                    "code": code_of(letter.id),
                    "date": letter.at,
                }
                yield Gap(what="dated_otherwise", facts=facts)
                return


def _near(at: Instant) -> Iterator[date]:
    """The day of a moment, and its neighbours: an office dates its letters by its own clock."""
    day = datetime.fromtimestamp(at, UTC).date()
    yield from (day - timedelta(days=1), day, day + timedelta(days=1))


def _read_surely(copy: Copy, span: Span) -> bool:
    return all(each.sure >= SURELY for each in copy.read if each.span[0] < span[1] and span[0] < each.span[1])


def _addressed(copy: Copy, finding: WordsFinding, letter: Entry, statement: Statement) -> Iterator[Gap]:
    """Another name in the place of the addressee: put in before the words, and ours nowhere on the sheet."""
    named = (*statement.action_addressees, *statement.info_addressees)
    if not named or any(_stands(name, copy.text) for name in named):
        return
    for start, end in finding.around:
        line = " ".join(copy.text[start:end].split())
        if _ADDRESSED.match(line) and _read_surely(copy, (start, end)):
            yield Gap(
                what="addressed_otherwise", facts={"written": line[:LONGEST], "code": code_of(letter.id)}
            )
            return
    first = next(iter(finding.changed), None)
    if first is not None and first.change is Change.ADDED and _stands_above(first, finding):
        written = " ".join(copy.text[slice(*first.copy)].split())[:LONGEST]
        if says_something(read(written).tokens) or " " not in written:
            return  # a line that speaks of the letter is shown as what was added, and addresses nobody
        yield Gap(what="addressed_otherwise", facts={"written": written, "code": code_of(letter.id)})


def _stands_above(run: Run, finding: WordsFinding) -> bool:
    """Whether hardly any of the letter's words come before it; the first may, by chance, be both's."""
    before = sum(each.words for each in finding.runs if each.copy[1] <= run.copy[0])
    return before <= BY_CHANCE


def _stands(name: str, text: str) -> bool:
    """Whether the words of a name that carry matter stand in the text, somewhere."""
    held = set(read(text).loose)
    wanted = [word for word in read(name).loose if not is_function_word(word)]
    return bool(wanted) and sum(word in held for word in wanted) >= 0.5 * len(wanted)


def of_article(article: str, passages: Iterable[PassageFinding], letters: Sequence[Entry]) -> Iterator[Gap]:
    """A quotation made of two letters, and words given to somebody whom the letter does not name."""
    known = {entry.id: entry for entry in letters}
    for finding in passages:
        codes = tuple(code_of(id) for id in finding.statements)
        if len(codes) > 1 and not _same_words(finding):
            yield Gap(what="spliced", facts={"codes": codes})
        yield from _attributed(article, finding, known)


def _same_words(finding: PassageFinding) -> bool:
    """Whether one letter has all the pieces, though another comes first for some of them."""
    held: list[set[StatementId]] = [
        {match.statement for match in (piece.ranking.best, *piece.ranking.ties) if match is not None}
        for piece in finding.pieces
        if piece.match is not None
    ]
    return bool(set.intersection(*held))


def _attributed(article: str, finding: PassageFinding, known: dict[StatementId, Entry]) -> Iterator[Gap]:
    attribution = finding.passage.attribution
    if attribution is None or attribution.speaker is None:
        return
    for id in finding.statements:
        letter = known.get(id)
        if letter is not None and isinstance(letter.act, Statement):
            facts = {
                "written": article[slice(*attribution.speaker)][:LONGEST],
                "code": code_of(id),
                "office": letter.act.office,
            }
            yield Gap(what="attributed", facts=facts)
