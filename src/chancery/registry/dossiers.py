"""The door to the matters of an office: open one, gather, take out, note what is reported, read it together.

    write:  read the steps → try the next one → keep it        a step that does not fit is never kept
    read:   steps → matter → ask the record → dossier          computed each time, nothing is stored of it

No way leads from here to the record: the door can ask it and has no pen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from chancery.check.sighting import Sighting
from chancery.record.asks import Ask
from chancery.record.asks_form import asks_from
from chancery.record.claims import Claim, ClaimId, Report
from chancery.record.claims_form import absent_source
from chancery.record.edtf import reach_of
from chancery.record.matter import (
    Deed,
    Gathered,
    Kind,
    KnownSource,
    Layer,
    Matter,
    MatterId,
    Member,
    Named,
    Noted,
    Part,
    Row,
    SourceNamed,
    Step,
    TakenOut,
    Touch,
    after,
    matter_of,
    reported,
)
from chancery.record.matter_form import layer_of, report_on, without_words
from chancery.record.source import AbsentSource, Source, digest_of_text
from chancery.record.statement import Instant, StatementId
from chancery.record.unfit import Fault, Unfit, Untimely
from chancery.registry.claim_editing import (
    WrittenClaim,
    claim_row,
    fresh_id,
    known_source,
    party_row,
    place_of,
    primary_row,
    spelling_row,
)
from chancery.registry.dossier import Dossier, Reading, Stood, compose, stood
from chancery.registry.dossier_ports import (
    AskShelf,
    MatterHead,
    Matters,
    NoAsks,
    NoSightings,
    ReadRecord,
    Sightings,
    SourceTexts,
)
from chancery.registry.ports import Clock

NEW_PARTY = "new"
"""In the place of a party's id: somebody whom the report does not name yet."""


class Dossiers:
    """The matters of one office."""

    def __init__(
        self,
        *,
        matters: Matters,
        texts: SourceTexts,
        record: ReadRecord,
        clock: Clock,
        asks: AskShelf | None = None,
        sightings: Sightings | None = None,
    ) -> None:
        self._matters = matters
        self._texts = texts
        self._record = record
        self._clock = clock
        self._asks = asks or NoAsks()
        self._sightings = sightings or NoSightings()

    # Reading

    def heads(self) -> tuple[MatterHead, ...]:
        """Every matter, the one that was touched last first."""
        return self._matters.heads()

    def matter(self, id: MatterId) -> Matter | None:
        """A matter after all its steps; None if there is none of that id."""
        return matter_of(id, self._matters.steps(id))

    def steps(self, id: MatterId) -> tuple[Step, ...]:
        """Everything that was ever done to a matter, oldest first."""
        return self._matters.steps(id)

    def holds(self, member: Member) -> bool:
        """Whether something of that name is held here, so that it can be gathered."""
        return self._is_held(member)

    def dossier(self, matter: Matter) -> Dossier:
        """The matter put together, now."""
        return compose(
            matter,
            self._clock(),
            record=self._record,
            readings=tuple(self.reading(matter, source) for source in matter.sources),
            asks=self._known_asks(matter),
            sightings=self._known_sightings(matter),
        )

    def stood(self, matter: Matter, at: Instant) -> tuple[Stood, ...]:
        """Where everything that is gathered stood at *at*, by both clocks."""
        return stood(matter, at, self._clock(), self._record)

    def reading(self, matter: Matter, source: KnownSource) -> Reading:
        """A source taken apart, over its text where that is here."""
        report = report_on(matter, source, self.source(matter, source))
        gathered = {each.member.name for each in matter.of(Kind.CLAIM)}
        return Reading(
            source=source,
            report=report,
            asks=asks_from(layer_of(matter, source)),
            claims=tuple(
                claim
                for claim in sorted(report.claims, key=lambda claim: claim.passage.span)
                if reported(Kind.CLAIM, source, claim.id).name in gathered
            ),
        )

    def source(self, matter: Matter, source: KnownSource) -> Source | AbsentSource:
        """The source with its text, if that is here; else with what was noted of its words."""
        text = self._texts.text(source.digest)
        if text is not None:
            return Source(title=source.title, digest=source.digest, text=text)
        layer = layer_of(matter, source)
        return absent_source(layer, title=source.title, digest=source.digest, length=source.length)

    # Writing

    def open(self, id: MatterId, name: Mapping[str, str], by: str) -> Matter:
        """Open a matter under that name."""
        if self._matters.steps(id):
            raise Untimely(Fault.OPENED, "There is a matter of this id already.")
        return self._do(id, Named(name=name), by)

    def rename(self, id: MatterId, name: Mapping[str, str], by: str) -> Matter:
        """Call it otherwise; what it was called before stays among its steps."""
        return self._do(id, Named(name=name), by)

    def gather(self, id: MatterId, member: Member, by: str, note: str = "") -> Matter:
        """Add something that is held here; raises `Untimely` if there is no such thing."""
        matter = self._open_matter(id)
        noted = any(each.member == member for each in matter.memberships)
        if not noted and not self._is_held(member):
            raise Untimely(Fault.NOT_HELD, "Nothing of that name is held here; look at the reference.")
        return self._do(id, Gathered(member=member, note=note.strip()), by)

    def take_out(self, id: MatterId, member: Member, by: str, reason: str) -> Matter:
        """Take something out; it stays visible as taken out, with the reason."""
        return self._do(id, TakenOut(member=member, reason=reason), by)

    def bring(
        self, id: MatterId, *, title: str, text: str, language: str, noted_in: str, by: str
    ) -> KnownSource:
        """
        Bring the text of a source: of a new one, or of one that is known and whose text was not here.

        The text is known again by its digest, whatever title it is brought under.
        """
        matter, digest = self._open_matter(id), digest_of_text(text)
        source = next((each for each in matter.sources if each.digest == digest), None)
        if source is None:
            source = known_source(title, text, language=language, noted_in=noted_in)
            self._do(id, SourceNamed(source=source), by)
        elif isinstance(absent := self.source(matter, source), AbsentSource):
            absent.brought(text)
        self._texts.keep(digest, text)
        return source

    def put_away(self, source: KnownSource) -> None:
        """Keep the text of a source no longer; the places in it stay."""
        self._texts.put_away(source.digest)

    def take_apart(self, id: MatterId, source: KnownSource, rows: Layer, by: str) -> Matter:
        """
        Note a whole report at once, as a file has it; raises `Malformed` if it does not hold together.

        Without the text of the source, what the file gives of its words is kept as noted, and only
        short fragments may be; with it, every word is compared and the places alone are kept.
        """
        if not any(known.digest == source.digest for known in self._open_matter(id).sources):
            self._do(id, SourceNamed(source=source), by)
        return self._note(id, source, rows, by)

    def note_claim(
        self,
        id: MatterId,
        source: KnownSource,
        claim: WrittenClaim,
        by: str,
        *,
        about_new: str = "",
        speaker_printed: str = "",
    ) -> ClaimId:
        """
        Note a claim, perhaps about a statement nobody noted yet, perhaps by somebody newly named.

        *speaker_printed* is the speaker's name as the sentence has it; it becomes one more
        spelling of the speaker, or a new party when the claim's speaker is `new:<kind>`.
        """
        matter = self._open_matter(id)
        text = self._text(matter, source)
        report = self.reading(matter, source).report
        name = fresh_id("C", {each.id for each in report.claims})
        rows: dict[Part, tuple[Row, ...]] = {}
        row = dict(claim_row(name, claim, text, source))
        if speaker_printed.strip() or claim.speaker.startswith(f"{NEW_PARTY}:"):
            rows |= _named_speaker(row, claim, speaker_printed, text, source, report)
        if about_new.strip():
            primary = primary_row(about_new, name, {each.id for each in report.primaries})
            rows[Part.PRIMARY], row["about"] = (primary,), primary["id"]
        self._note(id, source, {Part.CLAIM: (row,), **rows}, by)
        return ClaimId(name)

    # Between them

    def _note(self, id: MatterId, source: KnownSource, rows: Layer, by: str) -> Matter:
        deed = Noted(source=source.digest, rows=rows)
        matter = self._next(id, deed, by)[0]
        reading = self.reading(matter, source)
        for claim in reading.report.claims:
            _refuse_strayed(claim, source)
            if claim.time is not None:
                reach_of(claim.time.edtf)
        if isinstance(reading.report.source, Source):
            deed = Noted(source=source.digest, rows=without_words(rows))
        return self._do(id, deed, by)

    def _text(self, matter: Matter, source: KnownSource) -> Source:
        text = self.source(matter, source)
        if isinstance(text, AbsentSource):
            raise Untimely(Fault.TEXT_ABSENT, "The text of this source is not here; bring it first.")
        return text

    def _open_matter(self, id: MatterId) -> Matter:
        matter = self.matter(id)
        if matter is None:
            raise Untimely(Fault.NO_MATTER, "There is no such matter.")
        return matter

    def _do(self, id: MatterId, deed: Deed, by: str) -> Matter:
        matter, step = self._next(id, deed, by)
        self._matters.append(id, step)
        return matter

    def _next(self, id: MatterId, deed: Deed, by: str) -> tuple[Matter, Step]:
        """The next step and the matter after it; raises if the step does not fit, and nothing is kept."""
        before = self.matter(id)
        number = (0 if before is None else before.steps) + 1
        step = Step(number=number, touch=Touch(by=by, at=self._clock()), deed=deed)
        return after(id, before, step), step

    def _is_held(self, member: Member) -> bool:
        match member.kind:
            case Kind.STATEMENT:
                return self._record.letter(StatementId(member.name)) is not None
            case Kind.ASK:
                return self._asks.ask(StatementId(member.name)) is not None
            case Kind.SIGHTING:
                return member.name in {sighting_name(each) for each in self._sightings.all()}
            case Kind.CLAIM | Kind.REPORTED_ASK:
                return False  # what a source reports is noted of it, and comes in then
            case never:
                assert_never(never)

    def _known_asks(self, matter: Matter) -> Mapping[str, Ask]:
        names = [each.member.name for each in matter.of(Kind.ASK)]
        found = {name: self._asks.ask(StatementId(name)) for name in names}
        return {name: ask for name, ask in found.items() if ask is not None}

    def _known_sightings(self, matter: Matter) -> Mapping[str, Sighting]:
        if not matter.of(Kind.SIGHTING):
            return {}
        return {sighting_name(each): each for each in self._sightings.all()}


def _refuse_strayed(claim: Claim, source: KnownSource) -> None:
    """Raises `Unfit` if a claim does not stand in the sentence that it says it stands in."""
    (first, last), (start, end) = source.sentence(claim.sentence), claim.passage.span
    if not first <= start < end <= last:
        raise Unfit(Fault.PLACE, f"Claim {claim.id} stands outside its sentence.", f"{start}–{end}")


def sighting_name(sighting: Sighting) -> str:
    """What a sighting is called: the beginning of the digest of what was brought, and when."""
    return f"{sighting.digest.hex()[:16]}@{sighting.at}"


def _named_speaker(
    row: dict[str, object],
    claim: WrittenClaim,
    printed: str,
    text: Source,
    source: KnownSource,
    report: Report,
) -> Layer:
    """The speaker as the sentence names them: a new party, or one more spelling of a known one."""
    span = place_of(text, printed, source.sentence(claim.sentence))
    if not claim.speaker.startswith(f"{NEW_PARTY}:"):
        if claim.speaker not in {party.id for party in report.parties}:
            raise Unfit(Fault.SPEAKER, "Choose the speaker from the list, or say that it is somebody new.")
        known = {spelling.passage.span for party in report.parties for spelling in party.spellings}
        if span in known:
            return {}
        return {Part.SPELLING: (spelling_row(claim.speaker, span, claim.sentence),)}
    kind = claim.speaker.removeprefix(f"{NEW_PARTY}:")
    party = party_row(kind, text, span, claim.sentence, {party.id for party in report.parties})
    row["speaker"] = party["id"]
    return {Part.PARTY: (party,)}
