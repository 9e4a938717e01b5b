"""The matter of 6 January 2020, put before the Desk of a demonstration house.

The report is packaged by its places alone (`data/6-january-2020-report.yaml`): whoever
has the article brings its text to the Desk and reads every passage in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from chancery.errors import Malformed
from chancery.play.documents import read_documents
from chancery.play.keyring import id_of
from chancery.play.staged import IQ, US, six_january
from chancery.record.matter import Kind, KnownSource, Layer, MatterId, Member, Part
from chancery.record.statement import Institution, StatementId
from chancery.wiring import House, open_registry
from chancery.wiring.matters import open_dossiers

if TYPE_CHECKING:
    from chancery.registry.dossiers import Dossiers

SCHEMA = "chancery-report/1"
REPORT = "data/6-january-2020-report.yaml"
AFFAIR = MatterId("6-january-2020")
KEEPERS: Mapping[Institution, str] = {US: "h-registrar", IQ: "h-clerk"}
"""Who gathers the matter in each house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedMatter:
    """What the file holds: the affair's name, the letters that belong to it, and the report by its places."""

    name: Mapping[str, str]
    letters: tuple[str, ...]
    source: KnownSource
    rows: Layer


def stage_matter(house: House) -> None:
    """Put the matter on the Desk of *house*, with the letters of the day that its record holds; once."""
    registry = open_registry(house, pen=False, alias=f"record:{house.institution}")
    desk, inbox = (f"{side}:{house.institution}" for side in ("desk", "inbox"))
    stage_in_room(open_dossiers(house, registry, alias=desk, inbox=inbox), house.institution)


def stage_in_room(dossiers: Dossiers, institution: Institution, *, id: MatterId = AFFAIR) -> None:
    """The same, through a door that is open already; a house that has the matter is left as it is."""
    if dossiers.matter(id) is not None:
        return
    packaged, keeper = packaged_matter(), KEEPERS.get(institution, "h-registrar")
    dossiers.open(id, packaged.name, keeper)
    for letter in packaged.letters:
        member = Member(kind=Kind.STATEMENT, name=letter_id(letter))
        if dossiers.holds(member):
            dossiers.gather(id, member, keeper)
    dossiers.take_apart(id, packaged.source, packaged.rows, keeper)


def letter_id(name: str) -> StatementId:
    """The id of the letter that the scenario calls *name*."""
    scenario, whose = _whose()
    return id_of(whose[name], scenario, name)


@cache
def _whose() -> tuple[str, Mapping[str, Institution]]:
    """The scenario's own name, and on whose record it puts each letter."""
    scenario = six_january()
    return scenario.id, {entry["id"]: Institution(entry["inst"]) for entry in scenario.runs[0].log}


def packaged_matter() -> PackagedMatter:
    """The packaged file, read."""
    text = files("chancery.play").joinpath(REPORT).read_text(encoding="utf-8")
    (document,) = read_documents(text)
    return read_matter(document)


def read_matter(document: Mapping[str, Any]) -> PackagedMatter:
    """A file of the form `chancery-report/1`; raises `Malformed`."""
    if document.get("schema") != SCHEMA:
        raise Malformed(f"The schema is {document.get('schema')!r}; only {SCHEMA!r} can be read.")
    try:
        matter, source, layer = document["matter"], document["source"], document["source_layer"]
        return PackagedMatter(
            name=dict(matter["name"]),
            letters=tuple(str(name) for name in matter["gather"]),
            source=KnownSource(
                title=str(source["title"]),
                digest=bytes.fromhex(source["sha256"]),
                length=int(source["characters"]),
                sentences=tuple((int(row["span"][0]), int(row["span"][1])) for row in layer["sentences"]),
                language=str(source["language"]),
                noted_in=str(source["noted_in"]),
            ),
            rows={part: tuple(layer.get(part.value, ())) for part in Part if layer.get(part.value)},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as damaged:
        raise Malformed(f"The file is not in the form of a report: {damaged!r}.") from damaged
