"""The panel beside the text: what there is to remark on a letter as it stands, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chancery.check.parity import Unlike
from chancery.phrases import Names, say
from chancery.phrases.desk import lack, objection
from chancery.record.ambiguity import Ambiguity
from chancery.record.draft import Lack, ReleaserLacking, ReviewLacking
from chancery.record.preflight import Objection
from chancery.record.statement import StatementId
from chancery.record.words import Span, Words
from chancery.registry.looking import Beside, Look
from chancery.web.desk.letters.fields import Written
from chancery.web.desk.letters.reading import Fault

AROUND = 34
"""Characters on either side of the place that is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A place in a text, with a little of what stands round it."""

    language: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One remark: a sentence, and the places that it is about."""

    text: str
    field: str = ""
    """The field of the form it leads to."""
    quoted: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """All remarks, by what they are; an empty kind is told as such, for silence is no remark either."""

    faults: tuple[Remark, ...] = ()
    objections: tuple[Remark, ...] = ()
    unclear: tuple[Remark, ...] = ()
    unlike: tuple[Remark, ...] = ()
    lacks: tuple[Remark, ...] = ()
    compared: bool = False
    """Whether there were two languages to lay beside each other."""

    @property
    def count(self) -> int:
        """The remarks that ask for something of the writer."""
        return len(self.faults) + len(self.objections) + len(self.unclear) + len(self.unlike)


def faulty(faults: Iterable[Fault], language: str) -> Panel:
    """The panel of a form that is no letter yet."""
    return Panel(
        faults=tuple(
            Remark(text=say(f"writing.fault.{each.name}", language, **each.nouns), field=each.field)
            for each in faults
        )
    )


def looked(found: Look, words: Words | None, language: str, names: Names) -> Panel:
    """The panel of a letter."""
    return replace(
        worded(found.words, words, language),
        objections=objections(found.objections, language, names),
        lacks=lacks(found.lacks, language, names),
    )


def worded(found: Beside, words: Words | None, language: str) -> Panel:
    """The panel of words in which no clause is marked yet."""
    return Panel(
        unclear=tuple(_unclear(found.unclear, words, language)),
        unlike=tuple(_unlike(found.unlike, words, language)),
        compared=bool(found.unlike),
    )


def objections(found: Iterable[Objection], language: str, names: Names) -> tuple[Remark, ...]:
    """What preflight objects to, as sentences."""
    return tuple(Remark(text=objection(each, language, names)) for each in found)


def lacks(found: Iterable[Lack], language: str, names: Names) -> tuple[Remark, ...]:
    """What is still lacking, in an order that does not change from one look to the next."""
    # That nobody has submitted or released it yet goes without saying.
    still = (each for each in found if not isinstance(each, ReviewLacking | ReleaserLacking))
    told = (lack(each, language, names) for each in still)
    return tuple(Remark(text=each) for each in sorted(told))


def _unclear(
    found: Mapping[str, Sequence[Ambiguity]], words: Words | None, language: str
) -> Iterator[Remark]:
    for text in words or ():
        for each in found.get(text.language, ()):
            question = say(f"writing.unclear.{each.unclear.value}", language)
            yield Remark(
                text=question,
                field=f"text-{text.language}",
                quoted=(quoted(text.text, text.language, each.span),),
            )


def _unlike(found: Mapping[str, Sequence[Unlike]], words: Words | None, language: str) -> Iterator[Remark]:
    if words is None:
        return
    first = words.authoritative
    for text in words.translations:
        for each in found.get(text.language, ()):
            sentence = say(
                f"writing.unlike.{each.parity.value}", language, ours=each.our_words, theirs=each.their_words
            )
            places = (
                quoted(first.text, first.language, each.ours),
                quoted(text.text, text.language, each.theirs),
            )
            yield Remark(text=sentence, field=f"text-{text.language}", quoted=places)


def quoted(text: str, language: str, span: Span) -> Quoted:
    """The place with what stands round it, cut at words."""
    start, end = span
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "…" + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    return Quoted(language=language, before=before, words=_shortened(text[start:end]), after=after)


def _shortened(words: str) -> str:
    return words if len(words) <= 160 else words[:80].rstrip() + " … " + words[-60:].lstrip()


def empty(written: Written) -> bool:
    """Whether nothing has been typed yet, so that remarks would only be in the way."""
    return not written.tongues and not written.clauses


def called(names: Names, id: StatementId) -> str:
    """What a letter on the record is called; its id where it is not held here."""
    return names.get(id, id)
