"""The steps of a matter as bytes: JSON, one step a row, read by name and type.

    {"did": "named",     "name": {"en": …, "ar": …}}
    {"did": "gathered",  "kind": …, "member": …, "note": …}
    {"did": "taken out", "kind": …, "member": …, "reason": …}
    {"did": "source",    "title": …, "digest": …, "length": …, "sentences": [[0, 27], …], …}
    {"did": "noted",     "source": …, "rows": {"reported_claims": [{…}], …}}

They stand in the Desk's own database and nowhere else; nobody signs them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, assert_never

from chancery.errors import Malformed
from chancery.record.claims import Report
from chancery.record.claims_form import report_from
from chancery.record.matter import (
    Deed,
    Gathered,
    Kind,
    KnownSource,
    Layer,
    Matter,
    Member,
    Named,
    Noted,
    Part,
    SourceNamed,
    TakenOut,
)
from chancery.record.source import AbsentSource, Source
from chancery.record.words import Span


def write_deed(deed: Deed) -> bytes:
    """The deed as it is kept."""
    return json.dumps(_written(deed), ensure_ascii=False, separators=(",", ":")).encode()


def read_deed(octets: bytes) -> Deed:
    """The deed that was kept; raises `Malformed` if these bytes are none."""
    try:
        return _read(json.loads(octets))
    except (KeyError, TypeError, ValueError, AttributeError) as damaged:
        raise Malformed(f"This step of a matter cannot be read: {damaged!r}.") from damaged


def report_on(matter: Matter, source: KnownSource, text: Source | AbsentSource) -> Report:
    """
    What was noted of a source, as a report over *text*; raises `Malformed` if it does not fit.

    Everything ever noted is in it, also claims that were taken out of the matter: others may rest on them.
    """
    return report_from(layer_of(matter, source), text)


def layer_of(matter: Matter, source: KnownSource) -> Mapping[str, Any]:
    """What was noted of a source in the form of a source layer, each new spelling with its party."""
    noted = matter.noted.get(source.digest, {})
    spelled: dict[str, list[Mapping[str, Any]]] = {}
    for row in noted.get(Part.SPELLING, ()):
        spelled.setdefault(str(row.get("party")), []).append(row)
    parties = [
        {**row, "variants": [*row["variants"], *spelled.pop(row["id"], ())]}
        for row in noted.get(Part.PARTY, ())
    ]
    if spelled:
        raise Malformed(f"A spelling was noted of {', '.join(spelled)}, whom the report does not name.")
    lists = {part.value: list(noted.get(part, ())) for part in Part if part is not Part.SPELLING}
    return {**lists, Part.PARTY.value: parties}


def without_words(rows: Layer) -> Layer:
    """The same rows with places only: once compared, the words are the source's to keep, not ours."""
    return {part: tuple(_places_only(row) for row in each) for part, each in rows.items()}


def _places_only(written: Any) -> Any:
    match written:
        case Mapping():
            taken = ("text", "as_printed") if "span" in written else ()
            return {name: _places_only(value) for name, value in written.items() if name not in taken}
        case list() | tuple():
            return [_places_only(each) for each in written]
        case _:
            return written


def _written(deed: Deed) -> Mapping[str, Any]:
    match deed:
        case Named():
            return {"did": "named", "name": dict(deed.name)}
        case Gathered():
            return {"did": "gathered", **_member(deed.member), "note": deed.note}
        case TakenOut():
            return {"did": "taken out", **_member(deed.member), "reason": deed.reason}
        case SourceNamed():
            return {"did": "source", **_source(deed.source)}
        case Noted():
            rows = {part.value: list(rows) for part, rows in deed.rows.items()}
            return {"did": "noted", "source": deed.source.hex(), "rows": rows}
        case never:
            assert_never(never)


def _member(member: Member) -> Mapping[str, str]:
    return {"kind": member.kind.value, "member": member.name}


def _source(source: KnownSource) -> Mapping[str, Any]:
    return {
        "title": source.title,
        "digest": source.digest.hex(),
        "length": source.length,
        "sentences": [list(span) for span in source.sentences],
        "language": source.language,
        "noted_in": source.noted_in,
    }


def _read(written: Mapping[str, Any]) -> Deed:
    match written["did"]:
        case "named":
            return Named(name={str(language): str(name) for language, name in written["name"].items()})
        case "gathered":
            return Gathered(member=_read_member(written), note=str(written["note"]))
        case "taken out":
            return TakenOut(member=_read_member(written), reason=str(written["reason"]))
        case "source":
            return SourceNamed(source=_read_source(written))
        case "noted":
            return Noted(source=bytes.fromhex(written["source"]), rows=_read_rows(written["rows"]))
        case other:
            raise ValueError(other)


def _read_member(written: Mapping[str, Any]) -> Member:
    return Member(kind=Kind(written["kind"]), name=str(written["member"]))


def _read_source(written: Mapping[str, Any]) -> KnownSource:
    return KnownSource(
        title=str(written["title"]),
        digest=bytes.fromhex(written["digest"]),
        length=int(written["length"]),
        sentences=tuple(_span(span) for span in written["sentences"]),
        language=str(written["language"]),
        noted_in=str(written["noted_in"]),
    )


def _read_rows(written: Mapping[str, Any]) -> Layer:
    return {Part(name): tuple(rows) for name, rows in written.items()}


def _span(written: Any) -> Span:
    start, end = written
    return int(start), int(end)
