"""Whatever somebody holds, asked about: read in the sandbox, matched and weighed by the registry.

    octets → Paper (in the sandbox) → Copy → registry.check → a second look → Checked

The second look lays the pages of a PDF over the registered rendition of the letter that was
found.  It can settle what reading could not, and it can take back what reading had settled;
it never names another letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from chancery.check.answers import Answers, Gap
from chancery.check.beforehand import NOTHING, Beforehand
from chancery.check.copy import Checked, Compared, Copy, Inked, Kind, Letter, Pictured
from chancery.check.offline import weigh_evidence
from chancery.check.sheet import weigh_doubt
from chancery.check.vouching import Pinned
from chancery.check.weigh import Brought
from chancery.check.words import WordsFinding, compare
from chancery.errors import Malformed, Untrusted
from chancery.paper.copies import copy_of
from chancery.paper.differing import Region
from chancery.paper.paper import Box, Medium, Obstacle, Paper, Seal
from chancery.paper.reading import read_file, where_they_differ
from chancery.paper.sandbox import Sandbox
from chancery.paper.second_look import look_again, questions
from chancery.record.entry import Entry
from chancery.record.rendition import Rendition, Shows
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.printed import printed_lines
from chancery.seal.evidence import CheckedEvidence, read_evidence

ANOTHER_LAYOUT = 0.25
"""Where more than this share of the words stands otherwise, they were set anew, and pages prove nothing."""


class Asked(Protocol):
    """What is asked of a record for a file; `chancery.registry.registry.Registry` is one."""

    def check(self, copy: Copy, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Checked:
        """The five answers for a copy."""
        ...

    def letter(
        self, id: StatementId, *, at: Instant | None = None, as_known_at: Instant | None = None
    ) -> Letter | None:
        """A letter on the record; None if it is not."""
        ...

    def renditions(self, id: StatementId) -> tuple[Rendition, ...]:
        """The files in which its institution gave a letter out."""
        ...

    def rendition(self, digest: bytes) -> bytes | None:
        """Such a file; None if it is not held here."""
        ...


class Reader(Protocol):
    """What the place remembers where files are brought; `chancery.wiring.hearing.Hearing` is one."""

    def heard(self, evidence: CheckedEvidence) -> frozenset[Institution]:
        """Compare and remember the heads in a file; whose register is proven to lie by them is returned."""
        ...

    def beforehand(self) -> Beforehand:
        """What is known and asked for before a file is weighed."""
        ...


class Forgetful:
    """A place that remembers nothing and asks for no witness."""

    def heard(self, evidence: CheckedEvidence) -> frozenset[Institution]:
        """Nobody is caught."""
        return frozenset()

    def beforehand(self) -> Beforehand:
        """Nothing is known."""
        return NOTHING


class Unreadable(Malformed):
    """Nothing at all could be read from the file; *obstacle* says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"Nothing can be read from this file: {obstacle}.")
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A file as it was handed over, and what is asked about it."""

    octets: bytes = field(repr=False)
    name: str = ""
    article: bool = False
    """Somebody else's text, of which the quotations are to be checked."""
    at: Instant | None = None
    as_known_at: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """The answers for one paper, and where its pages differ from the registered ones, as pictures."""

    checked: Checked
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """
    Where files are brought: the record that is asked, and the sandbox in which they are read.

    Without a record, only the evidence that a file carries can answer.
    """

    record: Asked | None
    sandbox: Sandbox
    now: Instant
    pins: Mapping[Institution, bytes] = field(default_factory=dict)
    known_as: Mapping[Institution, Pinned] = field(default_factory=dict)
    """By whose word those are pinned that the record at hand follows."""
    reader: Reader = field(default_factory=Forgetful)

    def checked(self, handed: Handed) -> tuple[Checked, ...]:
        """The answers of `looked_at`, without the pictures."""
        return tuple(looked.checked for looked in self.looked_at(handed))

    def looked_at(self, handed: Handed) -> tuple[Looked, ...]:
        """
        The answers for the file, and for each file enclosed in it that has words of its own.

        Raises `Unreadable` if nothing can be read, `Malformed` or `Untrusted` for an evidence
        file that does not hold together, and `Unavailable` if nothing can be read just now.
        """
        paper = read_file(handed.octets, handed.name, sandbox=self.sandbox)
        if paper.medium is Medium.EVIDENCE:
            return (Looked(checked=self._evidence_alone(handed)),)
        if paper.obstacle is not None and not (paper.text.strip() or paper.marks or paper.evidence):
            raise Unreadable(paper.obstacle)
        paper = replace(paper, digest=sha256(handed.octets).digest())
        papers = [paper, *(inner for inner in paper.enclosed if inner.text.strip() or inner.marks)]
        if len(papers) > 1 and not paper.text.strip():
            papers = papers[1:]
        found = [self._one(each, handed) for each in papers]
        # Of an e-mail, what tells most first: the letter attached, and not “see attached”.
        return tuple(sorted(found, key=lambda looked: looked.checked.letters[0].letter is None))

    def _one(self, paper: Paper, handed: Handed) -> Looked:
        inside = list(_held_together(paper.evidence))
        lies = self._heard(inside)  # before anything is answered: what they prove changes the answers
        copy = copy_of(paper, handed.name, article=handed.article)
        copy = replace(copy, encloses=tuple(evidence.statement for evidence in inside))
        looked = self._asked(copy, paper, handed) if self.record is not None else None
        if inside and (looked is None or looked.checked.letters[0].letter is None):
            looked = Looked(checked=self._by_evidence(copy, inside[0], handed))
        if looked is None:
            raise Malformed("This file carries no evidence, so without a record nothing can be said of it.")
        known = any(remark.what in _ON_THE_RECORD for remark in looked.checked.remarks)
        seen = _remarks(replace(paper, hidden=()) if known else paper, len(inside))
        remarks = (*looked.checked.remarks, *seen, *lies)
        return replace(looked, checked=replace(looked.checked, remarks=remarks))

    def _heard(self, inside: Sequence[CheckedEvidence]) -> tuple[Gap, ...]:
        liars = {who for evidence in inside for who in self.reader.heard(evidence)}
        return tuple(Gap(what="two_histories", facts={"institution": who}) for who in sorted(liars))

    def entries(self, handed: Handed) -> tuple[Entry, ...]:
        """Everything that the evidence in a file shows, charters included: for names, where no record is."""
        paper = read_file(handed.octets, handed.name, sandbox=self.sandbox)
        return tuple(entry for evidence in _held_together(paper.evidence) for entry in evidence.entries)

    # With a record

    def _asked(self, copy: Copy, paper: Paper, handed: Handed) -> Looked:
        assert self.record is not None
        checked = self.record.check(copy, at=handed.at, as_known_at=handed.as_known_at)
        beside = list(self._second_look(checked, paper, handed.octets))
        again = replace(
            copy,
            pictured=tuple(pictured for pictured, _ in beside),
            inked=tuple(self._ink_again(checked, paper, handed.octets)),
        )
        if again != copy:
            checked = self.record.check(again, at=handed.at, as_known_at=handed.as_known_at)
        if _may_be_article(checked):
            checked = self._as_article(checked, handed)
        return Looked(checked=checked, regions=tuple(region for _, found in beside for region in found))

    def _second_look(
        self, checked: Checked, paper: Paper, octets: bytes
    ) -> Iterator[tuple[Pictured, tuple[Region, ...]]]:
        """The pages beside the registered ones, for the first letter found if its rendition is held here."""
        if paper.medium is not Medium.PDF or paper.obstacle or paper.digest != sha256(octets).digest():
            return
        for answers, finding in list(zip(checked.letters, checked.words, strict=True))[:1]:
            letter = answers.letter
            rendition = self._rendition(letter.id, checked.copy.digest) if letter else None
            if letter is not None and rendition is not None:
                found = where_they_differ(octets, rendition, sandbox=self.sandbox)
                pictured = _pictured(letter.id, found, list(_boxes(finding, paper)))
                shown = found if pictured.compared is Compared.DIFFERENT else ()
                yield pictured, () if isinstance(shown, Obstacle) else shown

    def _ink_again(self, checked: Checked, paper: Paper, octets: bytes) -> Iterator[Inked]:
        """What the ink says of words that the first reading left open, now that the letter is known."""
        if paper.medium is not Medium.PICTURE or len(checked.letters) != 1:
            return
        asked = questions(next(iter(checked.words), None), paper)
        if asked:
            yield from look_again(octets, paper, asked, sandbox=self.sandbox)

    def _rendition(self, id: StatementId, copy: bytes) -> bytes | None:
        """The newest registered file of the letter; None if there is none here, or the copy is one itself."""
        assert self.record is not None
        renditions = [each for each in self.record.renditions(id) if each.shows is Shows.LETTER]
        if any(each.digest == copy for each in renditions):
            return None
        return next(filter(None, (self.record.rendition(each.digest) for each in reversed(renditions))), None)

    def _as_article(self, checked: Checked, handed: Handed) -> Checked:
        """What is no copy of any letter may still quote some."""
        assert self.record is not None
        copy = replace(checked.copy, kind=Kind.ARTICLE)
        quoting = self.record.check(copy, at=handed.at, as_known_at=handed.as_known_at)
        return quoting if any(finding.pieces for finding in quoting.passages) else checked

    # By evidence

    def _evidence_alone(self, handed: Handed) -> Checked:
        """An evidence file by itself: its words are the registered ones, their digest says so."""
        evidence = read_evidence(handed.octets).check()
        lies = self._heard([evidence])
        alone = self._weighed(evidence, handed)
        newer = None
        if self.record is not None:
            newer = self.record.letter(evidence.statement, at=handed.at, as_known_at=handed.as_known_at)
        answers = alone if newer is None else replace(newer.answers, words=alone.words)
        words = evidence.words.get(evidence.statement)
        copy = Copy(
            kind=Kind.EVIDENCE,
            text="" if words is None else words.authoritative.text,
            digest=sha256(handed.octets).digest(),
            name=handed.name or None,
        )
        return Checked(copy=copy, letters=(answers,), words=(None,), remarks=lies, read_at=self.now)

    def _by_evidence(self, copy: Copy, evidence: CheckedEvidence, handed: Handed) -> Checked:
        """A file whose letter is on no record held here: its own evidence answers, for its visible words."""
        letter = next(entry for entry in evidence.entries if entry.id == evidence.statement)
        words = evidence.words.get(evidence.statement)
        lines = (*printed_lines(letter, evidence.entries), *copy.furniture)
        finding = compare("", None) if words is None else weigh_doubt(copy, words, lines)
        answers = self._weighed(evidence, handed, Brought(text=copy.text, finding=finding))
        return Checked(copy=copy, letters=(answers,), words=(finding,), read_at=self.now)

    def _weighed(self, evidence: CheckedEvidence, handed: Handed, brought: Brought | None = None) -> Answers:
        at = self.now if handed.at is None else handed.at
        return weigh_evidence(
            evidence,
            at=at,
            as_known_at=handed.as_known_at,
            pins=self.pins,
            brought=brought,
            now=self.now,
            beforehand=self.reader.beforehand(),
            known_as=self.known_as,
        )


_ON_THE_RECORD = frozenset({"this_very_file", "stamped_file"})
"""Of a file that was given out here it is known what it shows; how it is made need not alarm anybody."""


def _may_be_article(checked: Checked) -> bool:
    """
    Whether a paper that is no copy of any letter may be read as an article about some.

    Never one that hides or was read with doubt: its quotations would be of characters that
    nobody saw, or that nobody is sure of.
    """
    copy, found = checked.copy, any(answers.letter is not None for answers in checked.letters)
    return not (found or copy.kind is Kind.ARTICLE or copy.hides or copy.obstacle or copy.read)


def _boxes(finding: WordsFinding | None, paper: Paper) -> Iterator[Box]:
    """Where on the paper the letter's own words stand, as far as they were found."""
    spans = () if finding is None else (*finding.copy_spans, *(run.copy for run in finding.runs))
    for word in paper.words:
        if word.box is not None and any(span[0] <= word.span[0] < span[1] for span in spans):
            yield word.box


def _pictured(id: StatementId, found: tuple[Region, ...] | Obstacle, words: Sequence[Box]) -> Pictured:
    """What the pages say of the letter's words: another date above them is none of theirs."""
    if isinstance(found, Obstacle):
        return Pictured(statement=id, compared=Compared.NOT_COMPARED)
    if not found:
        return Pictured(statement=id, compared=Compared.SAME)
    touched = [box for box in words if any(_touch(region.box, box) for region in found)]
    if len(touched) > ANOTHER_LAYOUT * len(words):
        return Pictured(statement=id, compared=Compared.NOT_COMPARED, regions=len(found))
    compared = Compared.DIFFERENT if touched or not words else Compared.SAME_ON_THE_WORDS
    return Pictured(statement=id, compared=compared, regions=len(found))


def _touch(one: Box, other: Box) -> bool:
    across = one.left < other.right and other.left < one.right
    return one.page == other.page and across and one.top < other.bottom and other.top < one.bottom


def _held_together(files: tuple[bytes, ...]) -> Iterator[CheckedEvidence]:
    for octets in files:
        try:
            yield read_evidence(octets).check()
        except (Malformed, Untrusted):
            continue  # told as a remark: evidence that does not hold together proves nothing either way


def _remarks(paper: Paper, good: int) -> Iterator[Gap]:
    """What else was seen on the paper, each a sentence of its own."""
    if len(paper.evidence) > good:
        yield Gap(what="evidence_broken")
    for hiding in dict.fromkeys(hidden.hiding for hidden in paper.hidden):
        yield Gap(what="hides", facts={"hiding": hiding.value})
    if paper.obstacle is not None:
        yield Gap(what="not_read", facts={"obstacle": paper.obstacle.value})
    for seal in paper.seals:
        yield _of_seal(seal)


def _of_seal(seal: Seal) -> Gap:
    changes = tuple(sorted(change.value for change in seal.changes))
    return Gap(what=f"seal_{seal.state.name.lower()}", facts={"signer": seal.signer, "changes": changes})
