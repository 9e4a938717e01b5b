"""The sheet with everything that stands round its words, ready to be drawn: labels, dates, directions.

The result is plain JSON for `chancery.typ`, in which every string is text to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chancery.errors import Malformed
from chancery.paper.press.logo import logo_svg
from chancery.paper.press.mark import mark_svg, read_mark, unsigned_mark
from chancery.paper.press.sheet import InLanguages, Passage, Sheet, Signatory, Stamp
from chancery.paper.press.template import Template
from chancery.record.statement import Instant

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""The languages, by their first subtag, whose usual script runs from right to left."""

FITS_THE_FOOT = 36
"""Characters of a reference that stand beside the code; a longer one stands only among the particulars."""

_TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
"""Overrides of direction: what they enclose is shown in another order than it is registered."""

Drawn = dict[str, Any]


def lettered(sheet: Sheet, template: Template, stamp: Stamp | None) -> Drawn:
    """Everything the template's drawing reads; raises `Malformed` for words that paper cannot show."""
    _require_printable(sheet)
    speech = _Speech(sheet, template)
    return {
        "look": dict(template.look),
        "languages": [_tongue(language) for language in speech.languages],
        "title": speech.document_title(stamp),
        "heads": list(speech.heads()),
        "address": list(sheet.letterhead.address),
        "logo": logo_svg(sheet.letterhead.logo) if sheet.letterhead.logo is not None else None,
        "authors": list(sheet.office.values()),
        "particulars": list(speech.particulars(stamp)),
        "addressees": list(speech.addressees()),
        "passages": list(speech.passages()),
        "signatories": [speech.signatory(each) for each in sheet.signatories],
        "foot": speech.foot(stamp),
        "stamp": None if stamp is None else _said(stamp.words),
        "beforehand": stamp is not None and stamp.beforehand,
        "evidence": speech.labels["evidence"],
        "keywords": ["chancery", *_called(sheet, stamp)],
    }


class _Speech:
    """The labels in the languages of one sheet."""

    def __init__(self, sheet: Sheet, template: Template) -> None:
        self.sheet, self.texts = sheet, template.texts
        spoken = [passage.language for passage in sheet.passages if passage.language in template.texts]
        self.languages = tuple(dict.fromkeys(spoken)) or tuple(template.texts)[:1]
        self.labels = template.texts[self.languages[0]]

    def said(self, label: str, **slots: InLanguages | str) -> list[Drawn]:
        """A label in every language of the sheet."""
        return [
            {**_tongue(language), "text": self._filled(label, language, slots)} for language in self.languages
        ]

    def _filled(self, label: str, language: str, slots: Mapping[str, InLanguages | str]) -> str:
        filled = str(self.texts[language][label])
        for slot, value in slots.items():
            text = value if isinstance(value, str) else _best(value, language)
            filled = filled.replace(f"{{{slot}}}", text)
        return filled

    def heads(self) -> Iterator[Drawn]:
        """The institution in each language that it is named in, ours first, and under it the office."""
        names, office = self.sheet.letterhead.name, self.sheet.office
        languages = sorted(names or office, key=lambda language: language != self.languages[0])
        for place, language in enumerate(languages):
            named = language in office or (place == 0 and not set(languages) & set(office))
            yield {
                "institution": _in(names, language) if names else None,
                "office": _in(office, language) if named else None,
            }

    def document_title(self, stamp: Stamp | None) -> str:
        """What a reader's window and a screen reader call the file."""
        titles = [passage.title for passage in self.sheet.passages if passage.title]
        if stamp is not None and stamp.beforehand:
            return f"{self.labels['not_released']}: {[*titles, self.labels['letter']][0]}"
        return titles[0] if titles else f"{self.labels['letter']} {self.sheet.reference or self.sheet.code}"

    def particulars(self, stamp: Stamp | None) -> Iterator[Drawn]:
        """Date, reference, code and dates of effect, each with its label.

        The code stands here because the foot of a page is no part of what is read aloud.
        """
        sheet = self.sheet
        if sheet.reference is not None:
            yield {"labels": self.said("reference"), "values": [_plain(sheet.reference)]}
        yield {"labels": self.said("date_label"), "values": self._dated(sheet)}
        for label, at in (("effective", sheet.effective), ("expires", sheet.expires)):
            if at is not None:
                values = [{**_tongue(each), "text": self._moment(at, each)} for each in self.languages]
                yield {"labels": self.said(label), "values": values}
        if stamp is None or not stamp.beforehand:
            yield {"labels": self.said("code"), "values": [{**_plain(sheet.code), "code": True}]}

    def _dated(self, sheet: Sheet) -> list[Drawn]:
        """Where and on which day, in every language of the sheet."""
        dated = []
        for language in self.languages:
            day, place = self._day(sheet.released, language), _best(sheet.place, language)
            text = str(self.texts[language]["placed"]).format(place=place, date=day) if place else day
            dated.append({**_tongue(language), "text": text})
        return dated

    def _day(self, at: Instant, language: str) -> str:
        when, labels = _calendar(at), self.texts[language]
        month = labels["months"][when.month - 1]
        return str(labels["date"]).format(day=when.day, month=month, year=when.year)

    def _moment(self, at: Instant, language: str) -> str:
        when = _calendar(at)
        time = f"{when:%H:%M:%S}" if when.second else f"{when:%H:%M}"
        return str(self.texts[language]["moment"]).format(date=self._day(at, language), time=time)

    def addressees(self) -> Iterator[Drawn]:
        sheet = self.sheet
        if sheet.action_addressees:
            yield {"labels": self.said("action"), "names": list(sheet.action_addressees)}
        if sheet.info_addressees:
            yield {"labels": self.said("information"), "names": list(sheet.info_addressees)}

    def passages(self) -> Iterator[Drawn]:
        first, *others = self.sheet.passages
        yield self._passage(first, "authoritative" if others else None)
        for passage in others:
            yield self._passage(passage, "translation")

    def _passage(self, passage: Passage, label: str | None) -> Drawn:
        """One text, and what it is, said in its own language where the template speaks that."""
        speaks = passage.language if passage.language in self.texts else self.languages[0]
        original = self.sheet.passages[0].language
        slots = {"language": self.texts[speaks]["languages"].get(original, original)}
        return {
            **_tongue(passage.language),
            "is": None if label is None else {**_tongue(speaks), "text": self._filled(label, speaks, slots)},
            "title": passage.title,
            "paragraphs": [_lines(paragraph) for paragraph in passage.paragraphs],
        }

    def signatory(self, signatory: Signatory) -> Drawn:
        return {"name": signatory.name, "columns": list(self._rights(signatory))}

    def _rights(self, signatory: Signatory) -> Iterator[Drawn]:
        """By what right they sign, in each language that the office has a title in; at least in one."""
        spoken = [each for each in self.languages if each in signatory.office] or [self.languages[0]]
        handed_on = signatory.delegated_by
        for language in spoken:
            office = _in(signatory.office, language)
            yield {
                "office": {**office, "text": office["text"] + self._capacity(signatory, language)},
                "delegated": None
                if handed_on is None
                else {
                    **_tongue(language),
                    "text": self._filled("delegated", language, {"office": handed_on}),
                },
            }

    def _capacity(self, signatory: Signatory, language: str) -> str:
        if signatory.capacity is None:
            return ""
        known = self.texts[language]["capacity"]
        return f" ({known.get(signatory.capacity, signatory.capacity)})"

    def foot(self, stamp: Stamp | None) -> Drawn:
        """What every page says of itself.  A stamped page carries no signature: it must pass for nothing."""
        if stamp is not None and stamp.beforehand:
            return self._foot_of_a_draft()
        sheet = self.sheet
        address = f"{sheet.institution}/c"
        text = unsigned_mark(sheet.institution, sheet.code) if stamp is not None else sheet.mark
        if read_mark(text).code != sheet.code or read_mark(text).institution != sheet.institution.lower():
            raise Malformed("The mark on this sheet is another letter's.")
        return {
            "qr": mark_svg(text),
            "alt": self._filled("qr", self.languages[0], {"code": sheet.code, "address": address}),
            "code": sheet.code,
            "check": self.said("not_current" if stamp is not None else "check"),
            "scan": self.said("scan", address=address),
            "only": self.said("only_the_record"),
            "reference": self._short_reference(),
            "page": self.said("page"),
        }

    def _foot_of_a_draft(self) -> Drawn:
        """No square to scan and no code to type: nothing on the page leads to an answer."""
        nothing = [{**_tongue(language), "text": ""} for language in self.languages]
        return {
            "qr": None,
            "alt": "",
            "code": "",
            "check": self.said("not_released"),
            "scan": nothing,
            "only": self.said("only_for_us"),
            "reference": self._short_reference(),
            "page": self.said("page"),
        }

    def _short_reference(self) -> str | None:
        reference = self.sheet.reference
        return reference if len(reference or "") <= FITS_THE_FOOT else None


def _called(sheet: Sheet, stamp: Stamp | None) -> Iterator[str]:
    """By what the file may be found; a draft has no code that anybody could look up."""
    if sheet.reference:
        yield sheet.reference
    if stamp is None or not stamp.beforehand:
        yield sheet.code


def _said(name: InLanguages) -> list[Drawn]:
    return [{**_tongue(language), "text": text} for language, text in name.items()]


def _lines(paragraph: str) -> list[str]:
    """The lines of a paragraph; a tabulator, which has no place to go to on this paper, is a space."""
    return [line.replace("\t", " ") for line in paragraph.splitlines()]


def _plain(text: str) -> Drawn:
    """A reference or a code: it has no language, and reads from left to right in every one."""
    return {"lang": "", "dir": "ltr", "text": text}


def _best(name: InLanguages, language: str) -> str:
    return name.get(language) or next(iter(name.values()), "")


def _in(name: InLanguages, language: str) -> Drawn:
    """A name in that language, or else in the first it has."""
    spoken = language if language in name else next(iter(name), "")
    return {**_tongue(spoken), "text": name.get(spoken, "")}


def _tongue(language: str) -> Drawn:
    """The language as the press knows it: by its first subtag, and none where that is no language's."""
    first = language.partition("-")[0].lower()
    known = 2 <= len(first) <= 3 and first.isascii() and first.isalpha()
    return {"lang": first if known else "", "dir": "rtl" if _is_rtl(language) else "ltr"}


def _is_rtl(language: str) -> bool:
    return language.partition("-")[0].lower() in RIGHT_TO_LEFT


def _calendar(at: Instant) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)


def _require_printable(sheet: Sheet) -> None:
    """Raises `Malformed` for words that would be seen in another order than they were registered in."""
    if not sheet.passages:
        raise Malformed("A letter without words cannot be printed.")
    for text in _everything(sheet):
        if any(character in text for character in _TURNING):
            raise Malformed(
                "The words hold a character that turns the direction of writing (such as U+202E): "
                "on paper they would be read in another order than they were registered in."
            )


def _everything(sheet: Sheet) -> Iterator[str]:
    """The words, and whatever else of the record is printed round them."""
    for passage in sheet.passages:
        yield from (passage.title or "", *passage.paragraphs)
    yield from (*sheet.action_addressees, *sheet.info_addressees, sheet.reference or "")
    yield from sheet.office.values()
    for signatory in sheet.signatories:
        yield from (signatory.name, *signatory.office.values(), *(signatory.delegated_by or {}).values())
