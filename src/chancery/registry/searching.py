"""From a copy to the letters it concerns, and to the five answers for each of them.

Only released statements can be found: drafts are in another database, which this code
has never heard of.  So the answer for the words of a draft and for words that nobody
ever wrote is the same, and takes the same work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from chancery.check import origin
from chancery.check.answers import Answer, Answers, Gap, LetterName, Likeness
from chancery.check.copy import Checked, Compared, Copy, Kind
from chancery.check.match import FOUND, LOOKED_AT, Match, Ranking, find
from chancery.check.normalise import Normalisation
from chancery.check.quotation import PassageFinding, article_findings
from chancery.check.sheet_match import find_pasted, find_sheet, is_of, is_only_printed, match_sheet, nearness
from chancery.check.weigh import Brought, Moment, name_of, no_record, weighed, world_of
from chancery.check.word_numbers import word_numbers
from chancery.check.wording import as_disclaimed, wording
from chancery.check.words import CLOSEST_FIRST, Doubt, WordsFinding, closeness, compare
from chancery.errors import Malformed, Mistyped
from chancery.record.code import read_code
from chancery.record.entry import Entry
from chancery.record.logic import YES
from chancery.record.slice import bearing_on_any
from chancery.record.statement import Statement, StatementId, Verb
from chancery.record.words import Span, Words
from chancery.record.world import World
from chancery.registry.letters import NOTHING_BROUGHT, Letters
from chancery.registry.pointing import Pointed, Pointer, Pointers, is_mark, pointers
from chancery.registry.printed import printed_lines
from chancery.registry.remarks import of_article, of_sheet

QUOTED_SURELY = 0.8
"""A quotation in a picture with a word that was read less surely is nobody's."""


_NEVER_SETTLED = frozenset({"optional content", "script", "structure"})
"""What a viewer may show otherwise tomorrow: pages that look alike today settle nothing of it."""


def check_copy(copy: Copy, letters: Letters, moment: Moment) -> Checked:
    """The five answers for every letter that the copy concerns; always at least one set of them."""
    return _Check(copy=copy, letters=letters, moment=moment).checked()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    copy: Copy
    letters: Letters
    moment: Moment
    _looked_up: dict[StatementId, Entry | None] = field(default_factory=dict)
    _opened: dict[StatementId, Words | None] = field(default_factory=dict)

    def checked(self) -> Checked:
        match self.copy.kind:
            case Kind.CODE:
                return self._by_name()
            case Kind.ARTICLE:
                return self._article()
            case _:
                return self._text()

    # A code or a reference

    def _by_name(self) -> Checked:
        if is_mark(self.copy.text):
            return replace(self, copy=replace(self.copy, text="", marks=(self.copy.text.strip(),)))._text()
        entries = [self.letters.entry(id, self.moment) for id in self._named()]
        return self._told([(entry, NOTHING_BROUGHT) for entry in entries if entry is not None])

    def _named(self) -> Sequence[StatementId]:
        """By its code, or else its reference; raises `Mistyped` for a code with a wrong character."""
        typed = self.copy.text.strip()
        referenced = self.letters.index.referenced(typed)
        try:
            return self.letters.index.coded(read_code(typed)) or referenced
        except Mistyped:
            if not referenced:
                raise
        except Malformed:
            pass
        return referenced

    # Words

    def _text(self) -> Checked:
        """By what it points at and by its words; where the two disagree, the words decide."""
        pointing = pointers(self.copy, self.letters, self.moment)
        given_out = [pointed for pointed in pointing.letters if pointed.by is Pointer.FILE]
        if given_out:
            return self._this_very_file(given_out, pointing)
        best, ranking = self._nearest(pointing)
        remarks = (*pointing.remarks, *self._on_other_words(pointing, best), *self._of_found(best, ranking))
        if not best:
            unread = self._unread(ranking)
            named = self._only_pointed_at(pointing, unread)
            return self._told(named, unread=unread, remarks=pointing.remarks if named else remarks)
        return self._told(
            [
                (self._held(match.statement), self._brought(self.copy.text, self._as_seen(match)))
                for match in best
            ],
            runners_up=tuple(self._names(ranking.runner_up)),
            remarks=remarks,
        )

    def _may_be_settled(self, finding: WordsFinding) -> bool:
        """Pages settle what nobody could tell, and Arabic letters; never other words that were plain."""
        changed = " ".join(self.copy.text[slice(*run.copy)] for run in finding.changed)
        return finding.likeness is not Likeness.ALTERED or (
            any(run.copy[0] < run.copy[1] for run in finding.changed)
            and not any(character.isascii() and character.isalnum() for character in changed)
        )

    def _page_for_page(self, match: Match) -> Match:
        """The pages are the registered ones, so whatever was read from them, the words on them are too."""
        words = self._words_of(match.statement)
        if words is None or match.finding.likeness is Likeness.EXACT:
            return match
        registered = compare(words.authoritative.text, words)
        aside = match.finding.normalisations & {Normalisation.AROUND} | {Normalisation.SAME_PAGES}
        told = replace(registered, likeness=Likeness.NORMALISED, normalisations=aside)
        return replace(match, finding=replace(told, copy_spans=(), around=match.finding.around))

    def _this_very_file(self, given_out: Sequence[Pointed], pointing: Pointers) -> Checked:
        """The copy is, octet for octet, a file on the record: its words need no reading."""
        found, remarks = [], list(pointing.remarks)
        for pointed in given_out:
            words = self._words_of(pointed.entry.id)
            text = "" if words is None else words.authoritative.text
            found.append((pointed.entry, Brought(text=text, finding=compare(text, words))))
            what = "stamped_file" if pointed.stamped else "this_very_file"
            remarks.append(Gap(what=what, facts={"code": name_of(pointed.entry).code}))
        return self._told(found, remarks=tuple(remarks))

    def _nearest(self, pointing: Pointers) -> tuple[Sequence[Match], Ranking]:
        """The letters whose words the copy has, and how those that were looked up compare."""
        ids = [pointed.entry.id for pointed in pointing.letters]
        asked = self._words_of, self._lines_of, self.letters.readings_of
        if self.copy.sheet:
            ranking = find_sheet(self.copy, self.letters.index, *asked)
            pointed = match_sheet(self.copy, ids, *asked)
            return _settled(pointed, ranking, is_of, nearness), ranking
        if self.copy.pasted:
            ranking = find_pasted(self.copy, self.letters.index, *asked)
            pointed = match_sheet(self.copy, ids, *asked)
            return _settled(pointed, ranking, is_of, nearness), ranking
        ranking = find(self.copy.text, self.letters.index, self._words_of, self.letters.readings_of)
        pointed = [Match(statement=id, finding=compare(self.copy.text, self._words_of(id))) for id in ids]
        return _settled(pointed, ranking, _is_found, closeness), ranking

    def _lines_of(self, id: StatementId) -> Sequence[str]:
        letter = self._held(id)
        charters = self.letters.index.charters(letter.institution)
        return (*printed_lines(letter, charters), *self.copy.furniture)

    def _of_found(self, best: Sequence[Match], ranking: Ranking) -> Iterator[Gap]:
        for match in best:
            yield from of_sheet(self.copy, match.finding, self._held(match.statement))
        if ranking.holders > len(best) > 0:
            yield Gap(what="also_in_others", facts={"count": ranking.holders})

    def _on_other_words(self, pointing: Pointers, best: Sequence[Match]) -> Iterator[Gap]:
        """A genuine code, mark or number on words that are not that letter's."""
        told = {match.statement for match in best}
        for pointed in pointing.letters if self.copy.text.strip() else ():
            if pointed.entry.id not in told:
                code = name_of(pointed.entry).code
                yield Gap(what=f"{pointed.by}_on_other_words", facts={"code": code})

    def _unread(self, ranking: Ranking) -> WordsFinding | None:
        if self.copy.obstacle is not None and not self.copy.text.strip():
            return WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.NOT_READ)
        return ranking.undecided[0].finding if ranking.undecided else None

    def _only_pointed_at(
        self, pointing: Pointers, unread: WordsFinding | None
    ) -> Sequence[tuple[Entry, Brought]]:
        """Of a copy without a readable word, what it points at is all there is: as of a typed code."""
        named = [each.entry for each in pointing.letters if each.by is not Pointer.REFERENCE]
        if self.copy.text.strip():
            named = [entry for entry in named if is_only_printed(self.copy, self._lines_of(entry.id))]
        unread = unread or WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.NO_WORDS)
        return [(entry, Brought(text="", finding=unread)) for entry in named]

    def _as_seen(self, match: Match) -> Match:
        """The finding as far as the file shows what it says, or its pages are the registered ones."""
        compared = {each.statement: each.compared for each in self.copy.pictured}.get(match.statement)
        settles = not _NEVER_SETTLED.intersection(self.copy.hides) and self._may_be_settled(match.finding)
        if compared is Compared.SAME and settles:
            return self._page_for_page(match)
        doubt = None
        if self.copy.hides:
            doubt = Doubt.HIDES
        elif compared is Compared.DIFFERENT and match.finding.likeness is not Likeness.ALTERED:
            doubt = Doubt.SHOWN_OTHERWISE
        if doubt is None:
            return match
        return replace(match, finding=replace(match.finding, likeness=Likeness.CANNOT_TELL, doubt=doubt))

    def _held(self, id: StatementId) -> Entry:
        entry = self._entry(id)
        assert entry is not None, "only letters that are held are compared"
        return entry

    def _entry(self, id: StatementId) -> Entry | None:
        """Looked up once for one check, however often it is asked for."""
        if id not in self._looked_up:
            self._looked_up[id] = self.letters.entry(id, self.moment)
        return self._looked_up[id]

    def _words_of(self, id: StatementId) -> Words | None:
        entry = self._entry(id)
        if entry is None:
            return None
        if id not in self._opened:
            self._opened[id] = self.letters.words_of(entry.act)
        return self._opened[id]

    def _brought(self, text: str, match: Match) -> Brought:
        return Brought(text=text, finding=match.finding)

    def _names(self, match: Match | None) -> Iterator[LetterName]:
        if match is not None:
            yield name_of(self._held(match.statement))

    # An article

    def _article(self) -> Checked:
        if self.copy.hides:
            return self._told([], unread=WordsFinding(likeness=Likeness.CANNOT_TELL, doubt=Doubt.HIDES))
        passages = article_findings(self.copy.text, self._library)
        best: dict[StatementId, Brought] = {}
        for passage in passages:
            for piece in passage.pieces:
                if piece.match is not None and self._surely_read(piece.span):
                    # The farthest speaks for all: one altered quotation is not made good by ten.
                    said = self._brought(self.copy.text[slice(*piece.span)], piece.match)
                    other = best.get(piece.match.statement)
                    if other is None or _farther(said, other):
                        best[piece.match.statement] = said
        found = [(self._held(id), brought) for id, brought in best.items()]
        remarks = (
            *pointers(self.copy, self.letters, self.moment).remarks,
            *of_article(self.copy.text, passages, [entry for entry, _ in found]),
        )
        return self._told(found, passages=passages, remarks=remarks)

    def _surely_read(self, span: Span) -> bool:
        """Whether every word of a quotation was read so surely that it can be called anybody's."""
        within = (read for read in self.copy.read if span[0] < read.span[1] and read.span[0] < span[1])
        return all(read.sure >= QUOTED_SURELY for read in within)

    def _library(self, text: str) -> Iterable[tuple[StatementId, Words]]:
        """The letters that some words of an article may be of."""
        near = self.letters.index.nearest(word_numbers(text), LOOKED_AT).candidates
        held = ((candidate.statement, self._words_of(candidate.statement)) for candidate in near)
        return [(id, words) for id, words in held if words is not None]

    # Telling

    def _told(
        self,
        found: Sequence[tuple[Entry, Brought]],
        *,
        runners_up: tuple[LetterName, ...] = (),
        passages: tuple[PassageFinding, ...] = (),
        unread: WordsFinding | None = None,
        remarks: tuple[Gap, ...] = (),
    ) -> Checked:
        world = self._world([entry for entry, _ in found])
        return Checked(
            copy=self.copy,
            letters=tuple(self._answers(entry, brought, world) for entry, brought in found)
            or (self._nothing(unread),),
            words=tuple(brought.finding for _, brought in found) or (unread,),
            passages=passages,
            runners_up=runners_up,
            remarks=remarks,
            read_at=self.letters.clock(),
        )

    def _world(self, found: Sequence[Entry]) -> World:
        """One world for all of them: a quotation that stands in many letters is answered once for each."""
        return world_of(bearing_on_any(found, self.letters.index), self.moment)

    def _answers(self, entry: Entry, brought: Brought, world: World) -> Answers:
        if _is_disclaimer(entry):
            return self._disclaimed(entry, brought, world)
        return self._weighed(entry, brought, world)

    def _weighed(self, entry: Entry, brought: Brought, world: World) -> Answers:
        words, home = self._words_of(entry.id), self.letters.home
        place = self.letters.place(entry, self.moment)
        return weighed(entry, world, moment=self.moment, home=home, words=words, brought=brought, place=place)

    def _disclaimed(self, entry: Entry, brought: Brought, world: World) -> Answers:
        """The words are those of a thing that the institution says it never issued."""
        has_effect = self._weighed(entry, NOTHING_BROUGHT, world).authority.because.truth is YES
        return no_record(
            origin.disclaimed(entry.id, entry.institution, self.moment.at, has_effect),
            moment=self.moment,
            seen=self.moment.seen_of(entry.institution),
            words=self._disclaimed_words(entry, brought, has_effect),
        )

    def _disclaimed_words(self, entry: Entry, brought: Brought, has_effect: bool) -> Answer:
        """A disclaimer without effect is not the institution's, and nothing is said in its name."""
        at, text = self.moment.at, brought.text
        if brought.finding is None or not has_effect:
            return wording(brought.finding, copy=text, registered="", at=at)
        return as_disclaimed(brought.finding, copy=text, institution=entry.institution, at=at)

    def _nothing(self, unread: WordsFinding | None) -> Answers:
        at = self.moment.at
        return no_record(
            origin.no_record(frozenset(self.moment.seen), at, self.letters.unread()),
            moment=self.moment,
            seen=self.moment.seen_of(self.letters.home),
            words=self._unfound_words(unread),
        )

    def _unfound_words(self, unread: WordsFinding | None) -> Answer | None:
        """What is said of words that were not found; a code brings none, so nothing is said of them."""
        if unread is None and self.copy.kind is not Kind.CODE:
            return None
        return wording(unread, copy=self.copy.text, registered="", at=self.moment.at)


def _settled(
    pointed: Sequence[Match],
    ranking: Ranking,
    is_found: Callable[[WordsFinding], bool],
    near: Callable[[WordsFinding], tuple[float, ...]],
) -> Sequence[Match]:
    """
    The letters whose words the copy has.

    What it points at settles a tie, and never beats a letter whose words are nearer.
    """
    searched = [match for match in (ranking.best, *ranking.ties) if match is not None]
    found = [match for match in pointed if is_found(match.finding)]
    if not found:
        return searched
    nearest = min(near(match.finding) for match in found)
    if searched and near(searched[0].finding) < nearest:
        return searched
    return [match for match in found if near(match.finding) == nearest]


def _farther(one: Brought, other: Brought) -> bool:
    assert one.finding is not None, "a piece that matches was compared"
    assert other.finding is not None, "a piece that matches was compared"
    return CLOSEST_FIRST.index(one.finding.likeness) > CLOSEST_FIRST.index(other.finding.likeness)


def _is_found(finding: WordsFinding) -> bool:
    return finding.likeness in FOUND


def _is_disclaimer(entry: Entry) -> bool:
    notice = entry.act.notice if isinstance(entry.act, Statement) else None
    return notice is not None and notice.verb is Verb.DISCLAIM
