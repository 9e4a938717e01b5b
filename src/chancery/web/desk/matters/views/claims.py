"""Noting a claim: one sentence, the words of it that are meant, and who is said to have said them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from chancery.check.passages import Passage as Quoted
from chancery.errors import Malformed
from chancery.phrases import say
from chancery.record.claims import Quotation
from chancery.record.matter import KnownSource, Matter
from chancery.record.source import Source
from chancery.record.unfit import Untimely
from chancery.record.words import Span
from chancery.registry.claim_editing import REPORTED_ACTS, Place, WrittenClaim, suggestions
from chancery.registry.dossier import Reading
from chancery.registry.dossiers import NEW_PARTY
from chancery.web.counter.brought import NotReadable
from chancery.web.desk import trouble
from chancery.web.desk.matters import telling
from chancery.web.desk.matters.room import (
    dossiers,
    fault_of,
    guarded,
    matter_of,
    source_of,
    status_of,
    title,
)
from chancery.web.desk.officers import officer
from chancery.web.desk.surroundings import surroundings

FIELDS = (
    *("sentence", "from", "to", "words", "ours", "act", "speaker", "printed", "capacity", "told-by"),
    *("quotation", "quotation-note", "more-quoted", "more-hedges", "addressee", "about", "about-new"),
    *("time", "edtf", "basis", "note", "reported-standing", "reported-force"),
)
"""What a form may hold once each; a form that came back keeps what was typed."""

KINDS = ("person", "body", "group", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Words that the rules point at, to be confirmed by a person; *ticked*: they were."""

    start: int
    end: int
    words: str
    ticked: bool
    beside: str = ""
    """For a quotation: who the sentence says it is of, as printed."""
    gloss: str = ""
    """The narrator's words before it, which are no part of it."""

    @property
    def place(self) -> str:
        """As a form sends it back."""
        return f"{self.start}-{self.end}"


@guarded
def claims(request: HttpRequest, language: str, id: str, name: str, sentence: str) -> HttpResponseBase:
    """The form for one sentence; what it says is noted, or comes back with the fault above it."""
    found = matter_of(id)
    known = None if found is None else source_of(found, name)
    if found is None or known is None or sentence not in {f"S{n}" for n in range(len(known.sentences))}:
        return trouble.not_found(request)
    if request.method == "POST":
        return _noted(request, found, known, sentence, language)
    if request.method not in ("GET", "HEAD"):
        return trouble.not_so(request, "GET", "HEAD", "POST")
    return _form(request, found, known, sentence, language)


def _noted(
    request: HttpRequest, found: Matter, known: KnownSource, sentence: str, language: str
) -> HttpResponseBase:
    try:
        claim = dossiers().note_claim(
            found.id,
            known,
            _written(request, sentence),
            officer(request).person,
            about_new=request.POST.get("about-new", ""),
            speaker_printed=request.POST.get("printed", ""),
        )
    except (Malformed, Untimely, NotReadable) as refused:
        return _form(request, found, known, sentence, language, refused=refused)
    address = redirect("matter-source", language=language, id=found.id, name=known.name)
    address["Location"] += f"#{claim}"
    return address


def _written(request: HttpRequest, sentence: str) -> WrittenClaim:
    typed = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    lists = {name: request.POST.getlist(name) for name in ("quoted", "hedge", "reading")}
    return WrittenClaim(
        sentence=sentence,
        passage=_passage(typed["from"], typed["to"], typed["words"]),
        proposition=typed["ours"],
        act=typed["act"],
        told_by=tuple(line for line in typed["told-by"].splitlines() if line.strip()),
        speaker=typed["speaker"],
        may_be_read_as=tuple(lists["reading"]),
        capacity=typed["capacity"],
        quotation=_quotation(typed["quotation"]),
        quotation_note=typed["quotation-note"],
        fragments=(*_places(lists["quoted"]), *_lines(typed["more-quoted"])),
        hedges=(*_places(lists["hedge"]), *_lines(typed["more-hedges"])),
        addressee=typed["addressee"],
        about=typed["about"],
        time_printed=typed["time"],
        time_edtf=typed["edtf"],
        time_basis=typed["basis"],
        note=typed["note"],
        reported_standing=typed["reported-standing"],
        reported_force=typed["reported-force"],
    )


def _passage(start: str, end: str, words: str) -> Place:
    """From–to, or the exact words; the words alone where both are given, for a person reads those."""
    if words.strip():
        return words
    if not (start.strip() and end.strip()):
        return ""
    return _span(start, end)


def _places(chosen: list[str]) -> Iterator[Place]:
    for place in chosen:
        start, _, end = place.partition("-")
        yield _span(start, end)


def _span(start: str, end: str) -> Span:
    digits = (start.strip(), end.strip())
    if not all(each.isascii() and each.isdigit() and len(each) < 9 for each in digits):
        return (-1, -1)
    return (int(digits[0]), int(digits[1]))


def _lines(words: str) -> Iterator[Place]:
    return (line for line in words.splitlines() if line.strip())


def _quotation(asked: str) -> Quotation:
    return next((kind for kind in Quotation if kind.name.lower() == asked), Quotation.NONE)


# ── the form ─────────────────────────────────────────────────────────────────


def _form(
    request: HttpRequest,
    found: Matter,
    known: KnownSource,
    sentence: str,
    language: str,
    *,
    refused: Exception | None = None,
) -> HttpResponse:
    reading = dossiers().reading(found, known)
    if not isinstance(reading.report.source, Source):
        return trouble.said(
            request,
            say("matters.fault.text_absent", language, words=""),
            say("matters.fault.more", language),
            status=409,
        )
    here, tongue = title(found.name, language)
    context = {
        **surroundings(request, language, here=f"matters/{found.id}/sources/{known.name}/{sentence}"),
        **_choices(reading, sentence, language),
        **_seen(request, reading.report.source, known.sentence(sentence)),
        "matter": found,
        "name": here,
        "name_language": tongue,
        "source": known,
        "sentence": _sentence(reading, sentence, language),
        "around": _around(known, sentence),
        "typed": {name.replace("-", "_"): request.POST.get(name, "") for name in FIELDS},
        "readings_chosen": request.POST.getlist("reading"),
        "refused": None if refused is None else fault_of(refused, language),
    }
    status = 200 if refused is None else status_of(refused)
    return render(request, "desk/matters/claim.html", context, status=status)


def _sentence(reading: Reading, sentence: str, language: str) -> telling.ShownSentence:
    return next(each for each in telling.sentences(reading, language, empty=True) if each.name == sentence)


def _around(known: KnownSource, sentence: str) -> tuple[str | None, str | None]:
    """The sentences before and after."""
    number, last = int(sentence[1:]), len(known.sentences) - 1
    return (f"S{number - 1}" if number else None, f"S{number + 1}" if number < last else None)


def _choices(reading: Reading, sentence: str, language: str) -> Mapping[str, object]:
    report = reading.report
    return {
        "acts": sorted(((name, telling.act(name, language)) for name in REPORTED_ACTS), key=lambda e: e[1]),
        "quotations": [
            (kind.name.lower(), say(f"matters.quotation.{kind.name.lower()}", language)) for kind in Quotation
        ],
        "parties": [
            (party.id, telling.party_name(party.id, report, language, sentence)) for party in report.parties
        ],
        "new_parties": [
            (f"{NEW_PARTY}:{kind}", say(f"matters.party.new_{kind}", language)) for kind in KINDS
        ],
        "primaries": [(primary.id, primary.label) for primary in report.primaries],
        "fixed": list(telling.fixed(language)),
    }


def _seen(request: HttpRequest, source: Source, sentence: Span) -> Mapping[str, object]:
    seen = suggestions(source, sentence)
    quoted, hedged = set(request.POST.getlist("quoted")), set(request.POST.getlist("hedge"))
    return {
        "quoted": [_suggested_quotation(source, each, quoted) for each in seen.quotations],
        "hedged": [_suggested(source, span, hedged) for span in seen.hedges],
    }


def _suggested(source: Source, span: Span, ticked: set[str]) -> Suggested:
    start, end = span
    return Suggested(start=start, end=end, words=source.text[start:end], ticked=f"{start}-{end}" in ticked)


def _suggested_quotation(source: Source, found: Quoted, ticked: set[str]) -> Suggested:
    start, end = found.span
    beside = found.attribution
    return Suggested(
        start=start,
        end=end,
        words=source.text[start:end],
        ticked=f"{start}-{end}" in ticked,
        beside="" if beside is None or beside.speaker is None else source.text[slice(*beside.speaker)],
        gloss="" if found.gloss is None else source.text[slice(*found.gloss)],
    )
