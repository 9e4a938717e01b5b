"""Letters laid out for their addressees, at rest in the inbox (see `registry.picking_up.PickUps`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from chancery.record.statement import Instant, StatementId
from chancery.registry.picking_up import PickUp
from chancery.store.faults import faults
from chancery.store.inbox.models import PickUp as Row
from chancery.store.inbox.secret_words import digest, made
from chancery.store.rows import printable
from chancery.store.sides import INBOX

PURPOSE = "pick up"


def pick_up_word(key: bytes, letter: StatementId, addressee: str) -> str:
    """The secret word for an addressee of a letter, made with the house's key: always the same."""
    return made(key, PURPOSE, f"{letter}\0{addressee}".encode("utf-8", "surrogatepass"))


class KeptPickUps:
    """The letters laid out in the database *using*."""

    def __init__(self, *, using: str = INBOX) -> None:
        self._using = using

    def lay_out(self, pick_ups: Iterable[tuple[str, PickUp]]) -> None:
        """Lay letters out under these words; done twice is done once."""
        rows = [
            Row(
                word=digest(word),
                letter=printable(each.letter),
                addressee=printable(each.addressee),
                laid_out=each.laid_out,
            )
            for word, each in pick_ups
        ]
        with faults(self._using):
            self._all().bulk_create(rows, ignore_conflicts=True)

    def by_word(self, word: str) -> PickUp | None:
        """What lies under that word; None if nothing does."""
        with faults(self._using):
            row = self._all().filter(word=digest(word)).first()
        return None if row is None else _read(row)

    def receive(self, word: str, at: Instant) -> PickUp | None:
        """Note that it was received; said twice, the first moment stays."""
        with faults(self._using):
            self._all().filter(word=digest(word), received=None).update(received=at)
        return self.by_word(word)

    def of_letter(self, id: StatementId) -> tuple[PickUp, ...]:
        """For whom the letter was laid out, the first first."""
        return self.of_letters((id,))

    def of_letters(self, ids: Iterable[StatementId]) -> tuple[PickUp, ...]:
        """The same for several letters at once."""
        asked = [printable(id) for id in ids]
        with faults(self._using):
            rows = self._all().filter(letter__in=asked).order_by("laid_out", "addressee")
            return tuple(_read(row) for row in rows)

    def _all(self) -> QuerySet[Row]:
        return Row.objects.using(self._using)


def _read(row: Row) -> PickUp:
    return PickUp(
        letter=StatementId(row.letter),
        addressee=row.addressee,
        laid_out=Instant(row.laid_out),
        received=None if row.received is None else Instant(row.received),
    )
