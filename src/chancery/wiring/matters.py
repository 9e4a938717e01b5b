"""The matters of a house: its Desk's database, its record to be asked, its questions and sightings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chancery.record.statement import StatementId
from chancery.wiring.house import House

if TYPE_CHECKING:
    from chancery.record.asks import Ask
    from chancery.registry.dossiers import Dossiers
    from chancery.registry.registry import Registry


def open_dossiers(house: House, registry: Registry, *, alias: str = "desk", inbox: str = "inbox") -> Dossiers:
    """The door to a house's matters; *registry* is only read."""
    from chancery.store import database

    database.stand_alone()
    for name, place in ((alias, house.desk), (inbox, house.inbox)):
        database.attach(name, place)
        database.ready(name)
    from chancery.registry.dossiers import Dossiers
    from chancery.store.dossier.kept import DurableMatters, DurableSourceTexts
    from chancery.wiring.sighted import kept_sightings

    return Dossiers(
        matters=DurableMatters(using=alias),
        texts=DurableSourceTexts(using=alias),
        record=registry,
        clock=registry.now,
        asks=_Asked(registry, inbox),
        sightings=kept_sightings(house),
    )


class _Asked:
    """The questions in the inbox, each with whatever the record answers to it."""

    def __init__(self, registry: Registry, inbox: str) -> None:
        self._registry = registry
        self._inbox = inbox

    def ask(self, id: StatementId) -> Ask | None:
        """The question of that id; None if there is none."""
        from chancery.registry.asking import answered
        from chancery.store.inbox.asks import KeptAsks

        kept = KeptAsks(using=self._inbox).ask(id)
        return None if kept is None else answered(kept.ask, self._registry)
