"""A report read from its written form (`source_layer` of a scenario file), passage by passage.

The caller parses the file and brings the text of the article; here every span is
held against that text.  Where the text is not at hand, the places and the short
fragments that the file gives are all there is (`absent_source`).  A file that calls a
claim official, or answers anything for a reported statement but the four answers there
are, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from chancery.errors import Malformed
from chancery.record.claims import (
    Bond,
    Claim,
    ClaimId,
    Link,
    Party,
    PartyId,
    Primary,
    PrimaryId,
    Quotation,
    Report,
    Reported,
    ReportedTime,
    Spelling,
    Strength,
    Wording,
)
from chancery.record.source import AbsentSource, Passage, Source

NOT_STATED = "not stated"
PARTY = re.compile(r"\b(?:person|body|group|source):[A-Za-z0-9-]+", re.ASCII)
RELAYED = ", as reported by "

Row = Mapping[str, Any]
AnySource = Source | AbsentSource


def report_from(layer: Row, source: AnySource) -> Report:
    """The report in *layer*; raises `Malformed` if it is misshapen or does not fit *source*."""
    try:
        return Report(
            source=source,
            claims=tuple(_claim(row, source) for row in layer["reported_claims"]),
            parties=tuple(_party(row, source) for row in layer["entities"]),
            primaries=tuple(_primary(row, source) for row in layer["primary_statements"]),
            bonds=tuple(_bond(row) for row in layer["relations"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(f"The report is not in the form of a source layer: {error!r}.") from error


def absent_source(layer: Row, *, title: str, digest: bytes, length: int) -> AbsentSource:
    """The article of *layer* without its text: what the file itself gives of its words, and no more."""
    found = dict(_fragments(layer))
    return AbsentSource(title=title, digest=digest, length=length, fragments=tuple(sorted(found.items())))


def _fragments(written: Any) -> Iterator[tuple[tuple[int, int], str]]:
    match written:
        case {"span": [int() as start, int() as end]}:
            words = written.get("text", written.get("as_printed"))
            if isinstance(words, str):
                yield (start, end), words
        case _:
            pass
    match written:
        case Mapping():
            for inner in written.values():
                yield from _fragments(inner)
        case list() | tuple():
            for inner in written:
                yield from _fragments(inner)
        case _:
            pass


def _claim(row: Row, source: AnySource) -> Claim:
    if row["official"] is not False:
        raise Malformed(f"Claim {row['id']} is called official; what is reported never is.")
    speaker = _speaker(row["speaker"])
    return Claim(
        id=ClaimId(row["id"]),
        sentence=row["sentence"],
        passage=_passage(row, source),
        proposition=row["proposition"],
        act=row["act"],
        may_be_read_as=tuple(row.get("alt_acts", ())),
        speaker=speaker,
        capacity=row.get("capacity"),
        told_by=_told_by(row["attribution"], speaker),
        quotation=_quotation(row["quote"]),
        quotation_note=row["quote"],
        fragments=_passages(row.get("quoted_fragments", ()), source),
        hedges=_passages(row.get("hedges", ()), source),
        addressee=row.get("addressee"),
        about=None if row.get("about") is None else PrimaryId(row["about"]),
        time=None if "time" not in row else ReportedTime(**row["time"]),
        note=row.get("note"),
        reported_standing=row.get("reported_standing"),
        reported_force=row.get("reported_force"),
    )


def _speaker(words: str) -> Link | None:
    return None if words == NOT_STATED else _link(words)


def _told_by(attribution: str, speaker: Link | None) -> tuple[Link, ...]:
    """From the teller to the speaker: "the letter, as reported by the narrator" is told by two."""
    tellers = tuple(_link(words) for words in reversed(attribution.split(RELAYED)) if words)
    return tellers if speaker is None else (*tellers, speaker)


def _link(words: str) -> Link:
    return Link(who=words, parties=tuple(PartyId(name) for name in PARTY.findall(words)))


def _quotation(words: str) -> Quotation:
    """The kind of quotation; whatever is said after a kind's own name only qualifies it."""
    for kind in (Quotation.NONE, Quotation.INDIRECT, Quotation.FRAGMENT, Quotation.DIRECT):
        if words.startswith(kind):
            return kind
    raise Malformed(f'"{words}" is no way of quoting.')


def _party(row: Row, source: AnySource) -> Party:
    return Party(
        id=PartyId(row["id"]),
        kind=row["kind"],
        spellings=tuple(_spelling(variant, source) for variant in row["variants"]),
        identity=row.get("identity"),
        note=row.get("note"),
        label=row.get("label"),
    )


def _spelling(row: Row, source: AnySource) -> Spelling:
    return Spelling(passage=source.passage(_span(row), row.get("as_printed")), sentence=row["sentence"])


def _primary(row: Row, source: AnySource) -> Primary:
    _refuse_other_answers(row)
    return Primary(
        id=PrimaryId(row["id"]),
        label=row["label"],
        known_only_through=tuple(ClaimId(id) for id in row["known_only_through"]),
        author=None if row.get("author") == NOT_STATED else row.get("author"),
        form=row.get("form"),
        addressee=row.get("addressee"),
        text_known=_passages(row.get("text_known", ()), source),
        not_stated=tuple(row.get("not_stated", ())),
        object_variants=tuple(
            Wording(passage=_passage(variant, source), by=variant.get("by"))
            for variant in row.get("object_variants", ())
        ),
        conditions=_passages([condition["text"] for condition in row.get("conditions", ())], source),
        reported_standing=row.get("reported_standing"),
        reported_force=row.get("reported_force"),
    )


def _refuse_other_answers(row: Row) -> None:
    ours = (Reported.ORIGIN, "undetermined", Reported.STANDING, "undetermined", False)
    theirs = tuple(row[name] for name in ("origin", "authority", "standing", "force", "registered_text"))
    if theirs != ours:
        raise Malformed(
            f"{row['id']} is known only through reports; the file answers more about it than can be known."
        )


def _bond(row: Row) -> Bond:
    return Bond(
        origin=PrimaryId(row["from"]),
        relation=row["relation"],
        to=PrimaryId(row["to"]),
        strength=Strength(row["strength"]),
        basis=tuple(ClaimId(id) for id in row["basis"]),
        note=row.get("note"),
    )


def _passages(rows: Any, source: AnySource) -> tuple[Passage, ...]:
    return tuple(_passage(row, source) for row in rows)


def _passage(row: Row, source: AnySource) -> Passage:
    return source.passage(_span(row), row.get("text"))


def _span(row: Row) -> tuple[int, int]:
    start, end = row["span"]
    if type(start) is not int or type(end) is not int:
        raise Malformed(f"A span is two whole numbers, not {row['span']!r}.")
    return start, end
