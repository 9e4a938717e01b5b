"""The matter of 6 January 2020: the played record, and the report that is only read by tests."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chancery.net.follow import Follower, Pin
from chancery.play.keyring import pen_of
from chancery.play.player import Player
from chancery.play.stage import Dial
from chancery.play.staged import six_january
from chancery.record.matter import Kind, KnownSource, Matter, MatterId, Member, Part
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.claim_editing import WrittenClaim
from chancery.registry.dossiers import Dossiers
from chancery.registry.opening import Opening
from chancery.registry.pen import Pen
from chancery.registry.registry import Registry
from chancery.store.dossier.memory import MemoryMatters, MemorySourceTexts
from chancery.store.memory import MemoryArchive, MemoryIndex, MemoryRenditions, MemoryWords

AFFAIR = MatterId("6-january-2020")
BY = "h-registrar"
T0 = Instant(1_578_312_000)
LETTERS = ("V", "L", "D", "E", "M", "O", "W")
TEXT = "The minister said “we stand by it, not by them”. It may rain. They say it may."
"""A source of three sentences, for noting claims in."""
US, IQ = Institution("us.demo"), Institution("iq.demo")


@dataclass(frozen=True)
class January:
    """The letters of the day on a record, and a door to matters over it."""

    player: Player
    registry: Registry
    dossiers: Dossiers

    def id(self, name: str) -> StatementId:
        return self.player.casting.id(name)

    def gather(self, *names: str) -> None:
        for name in names:
            self.dossiers.gather(AFFAIR, Member(kind=Kind.STATEMENT, name=self.id(name)), BY)


@dataclass(frozen=True)
class Article:
    """The customer's only document: its text, and the scenario's reading of it."""

    text: str
    layer: dict[str, Any]

    @property
    def known(self) -> KnownSource:
        return KnownSource(
            title="A news report of 6 January 2020",
            digest=hashlib.sha256(self.text.encode()).digest(),
            length=len(self.text),
            sentences=tuple((row["span"][0], row["span"][1]) for row in self.layer["sentences"]),
        )

    @property
    def rows(self) -> dict[Part, tuple[dict[str, Any], ...]]:
        return {part: tuple(self.layer.get(part.value, ())) for part in Part}


def article(shared: Path) -> Article:
    written = yaml.safe_load(
        (shared / "semantics" / "scenario-6-january-2020.yaml").read_text(encoding="utf-8")
    )
    text = (shared / "seed" / written["source"]["file"]).read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == written["source"]["sha256"]
    return Article(text=text, layer=written["source_layer"])


def played(matters: MemoryMatters | None = None) -> January:
    """The day as it was played, all of it on one record that the office holds, a day later."""
    indexes: dict[Institution, MemoryIndex] = {}
    words: dict[Institution, MemoryWords] = {}

    def build(institution: Institution, dial: Dial) -> tuple[Registry, Pen]:
        index = indexes[institution] = MemoryIndex()
        words[institution] = MemoryWords()
        opening = Opening(lambda _: None)
        opening.sources = index
        registry = Registry(
            institution=institution,
            archive=MemoryArchive(),
            index=index,
            words=words[institution],
            renditions=MemoryRenditions(),
            opening=opening,
            clock=dial,
            pen=pen_of(institution),
        )
        return registry, pen_of(institution)

    player = Player(six_january().runs[0], build)
    player.perform()
    stage = player.stage
    registry, neighbour = stage.registries[US], stage.registries[IQ]
    stage.dial.at = Instant(T0 + 86_400)
    neighbour.renew()
    Follower(Pin(institution=IQ), neighbour.file, indexes[US], words[US]).catch_up()
    dossiers = Dossiers(
        matters=matters or MemoryMatters(),
        texts=MemorySourceTexts(),
        record=registry,
        clock=stage.dial,
    )
    dossiers.open(AFFAIR, {"en": "The letter of 6 January 2020", "ar": "رسالة ٦ يناير ٢٠٢٠"}, BY)
    return January(player=player, registry=registry, dossiers=dossiers)


def note_all(january: January, report: Article) -> None:
    """Take the article apart as the scenario does; its text is brought first, so that all is compared."""
    january.dossiers._texts.keep(report.known.digest, report.text)
    january.dossiers.take_apart(AFFAIR, report.known, report.rows, BY)


def matter_in(january: January) -> Matter:
    matter = january.dossiers.matter(AFFAIR)
    assert matter is not None
    return matter


def written(**fields: Any) -> WrittenClaim:
    usual: dict[str, Any] = {
        "sentence": "S0",
        "passage": "The minister said “we stand by it, not by them”",
        "proposition": "the minister stands by it",
        "act": "inform",
        "told_by": ("narrator",),
    }
    return WrittenClaim(**{**usual, **fields})
