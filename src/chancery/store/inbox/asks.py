"""Questions at rest in the inbox (see `chancery.registry.asking.Asks`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from chancery.errors import NotPermitted, Unavailable
from chancery.record.asks import Ask, Reassurance
from chancery.record.inquiries import MOST_ANSWERED
from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.registry.asking import MOST_KEPT, Came, KeptAsk, Receipt
from chancery.store import filing
from chancery.store.faults import faults
from chancery.store.inbox.models import InformalWord, Question, Raised
from chancery.store.inbox.secret_words import digest, made
from chancery.store.rows import printable
from chancery.store.sides import INBOX

REASSURANCE, SUPPOSED = "reassurance", "supposed"
ASKER = "ask"
MOST_CLOSED = 100
"""Closed questions that are shown beside those that wait."""
AT_ONCE = 500
"""Names that are looked up at a time; databases take no more than some thousand."""


class KeptAsks:
    """The questions in the database *using*; with *key*, the words of receipts can be made."""

    def __init__(self, *, using: str = INBOX, key: bytes | None = None) -> None:
        self._using = using
        self._key = key

    # Keeping

    def keep(
        self,
        kept: KeptAsk,
        *,
        word: str | None = None,
        message: bytes | None = None,
        chance: bytes | None = None,
    ) -> bool:
        """
        Keep a question durably; one that came by mail with *chance*, of which its receipt is made.

        False, and nothing is kept, if that message was kept before.
        """
        with faults(self._using), transaction.atomic(using=self._using):
            if message is not None and self._all().filter(message=message).exists():
                return False
            if self._all().count() >= MOST_KEPT:
                raise Unavailable("No more questions can be kept here.")
            self._all().create(
                **_fields(kept),
                word=None if word is None else digest(word),
                message=message,
                chance=chance,
            )
            return True

    def assign(self, ids: Iterable[StatementId], due: Instant | None) -> None:
        """Promise an answer to these by that moment."""
        self._update(ids, due=due)

    def close(self, ids: Iterable[StatementId], at: Instant) -> None:
        """Hint that the record answers these."""
        self._update(ids, closed=at)

    def reopen(self, ids: Iterable[StatementId]) -> None:
        """Hint that the record answers these no longer."""
        self._update(ids, closed=None)

    def reassure(self, ids: Iterable[StatementId], reassurance: Reassurance) -> None:
        """Note an informal word beside these."""
        self._note(ids, kind=REASSURANCE, by=reassurance.by, words=reassurance.words, at=reassurance.at)

    def suppose(self, id: StatementId, by: str) -> None:
        """Note what somebody supposes to have been the answer."""
        self._note([id], kind=SUPPOSED, by=by)

    def escalate(self, ids: Iterable[StatementId], office: OfficeName, at: Instant, by: str) -> None:
        """Note that these were put before a higher office."""
        rows = [Raised(ask=id, office=office, at=at, by=by) for id in ids]
        with faults(self._using):
            Raised.objects.using(self._using).bulk_create(rows)

    def forget_address(self, id: StatementId) -> None:
        """Forget where the asker wanted to be told, and who they were."""
        with faults(self._using):
            self._all().filter(ask=id).update(address="", asker="")

    def forget_asker(self, address: str) -> int:
        """Forget that address, and who they were, wherever they asked."""
        with faults(self._using):
            return self._all().filter(address__iexact=address).update(address="", asker="") if address else 0

    # Reading

    def ask(self, id: StatementId) -> KeptAsk | None:
        """The question of that name."""
        return next(iter(self.some([id])), None)

    def by_word(self, word: str) -> KeptAsk | None:
        """The question whose asker's page that word opens."""
        return next(iter(self._read(self._all().filter(word=digest(word)))), None)

    def some(self, ids: Iterable[StatementId]) -> tuple[KeptAsk, ...]:
        """Those of these that are kept, oldest first."""
        found: list[tuple[int, KeptAsk]] = []
        for names in _some_at_a_time(ids):
            found += self._numbered(self._all().filter(ask__in=names))
        return tuple(kept for _, kept in sorted(found, key=lambda each: each[0]))

    def about(self, letter: StatementId) -> tuple[KeptAsk, ...]:
        """The questions about a letter, oldest first."""
        return self._alike(self._all().filter(letter=filing.digest(filing.by_id(letter))))

    def about_copy(self, copy: bytes) -> tuple[KeptAsk, ...]:
        """The questions about a copy that matched no letter, oldest first."""
        return self._alike(self._all().filter(letter=None, copy=copy))

    def waiting(self, limit: int) -> tuple[KeptAsk, ...]:
        """Those not known to be closed, oldest first."""
        return self._read(self._all().filter(closed=None), limit)

    def count_waiting(self) -> int:
        """How many are not known to be closed."""
        with faults(self._using):
            return self._all().filter(closed=None).count()

    def asked_since(self, address: str, since: Instant) -> int:
        """How many questions came from an address after that moment."""
        with faults(self._using):
            return self._all().filter(asked_at__gt=since, address__iexact=address).count()

    def escalated(self, id: StatementId) -> tuple[tuple[OfficeName, Instant, str], ...]:
        """Before which offices a question was put, when and by whom, oldest first."""
        with faults(self._using):
            rows = Raised.objects.using(self._using).filter(ask=id).order_by("number")
            return tuple((OfficeName(row.office), Instant(row.at), row.by) for row in rows)

    # Receipts

    def receipts_waiting(self, limit: int = 200) -> tuple[Receipt, ...]:
        """The receipts that were not yet handed on; their digests are kept before anybody sees the words."""
        if self._key is None:
            raise NotPermitted("This process may keep questions, not write to those who asked.")
        with faults(self._using), transaction.atomic(using=self._using):
            rows = self._all().filter(receipt=None, chance__isnull=False).exclude(address="")
            waiting = list(rows.order_by("number")[:limit])
            found = [
                Receipt(
                    ask=StatementId(row.ask),
                    address=row.address,
                    language=row.language,
                    word=made(self._key, ASKER, bytes(row.chance)),
                )
                for row in waiting
            ]
            for row, receipt in zip(waiting, found, strict=True):
                row.word = digest(receipt.word)
            self._all().bulk_update(waiting, ["word"])
        return tuple(found)

    def receipts_handed_on(self, receipts: Iterable[Receipt], at: Instant) -> None:
        """Note that these are on their way."""
        self._update([receipt.ask for receipt in receipts], receipt=at)

    # Rows

    def _all(self) -> QuerySet[Question]:
        return Question.objects.using(self._using)

    def _update(self, ids: Iterable[StatementId], **fields: Any) -> None:
        with faults(self._using):
            for names in _some_at_a_time(ids):
                self._all().filter(ask__in=names).update(**fields)

    def _note(self, ids: Iterable[StatementId], **fields: Any) -> None:
        rows = [InformalWord(ask=id, **fields) for id in ids]
        with faults(self._using):
            InformalWord.objects.using(self._using).bulk_create(rows)

    def _read(self, rows: QuerySet[Question], limit: int | None = None) -> tuple[KeptAsk, ...]:
        return tuple(kept for _, kept in self._numbered(rows, limit))

    def _numbered(self, rows: QuerySet[Question], limit: int | None = None) -> list[tuple[int, KeptAsk]]:
        with faults(self._using):
            found = list(rows.order_by("number")[:limit])
            beside = self._beside([row.ask for row in found])
        return [(row.number, _kept(row, beside.get(row.ask, ()))) for row in found]

    def _alike(self, rows: QuerySet[Question]) -> tuple[KeptAsk, ...]:
        """Those that wait, the oldest first to be taken, and the newest of those that no longer do."""
        newest = rows.exclude(closed=None).order_by("-number").values_list("number", flat=True)
        with faults(self._using):
            kept = list(newest[:MOST_CLOSED])
        found = self._numbered(rows.filter(closed=None), MOST_ANSWERED)
        found += self._numbered(rows.filter(number__in=kept))
        return tuple(each for _, each in sorted(found, key=lambda each: each[0]))

    def _beside(self, asks: Sequence[str]) -> dict[str, list[InformalWord]]:
        found: dict[str, list[InformalWord]] = {}
        for names in _some_at_a_time(asks):
            rows = InformalWord.objects.using(self._using).filter(ask__in=names)
            for row in rows.order_by("number"):
                found.setdefault(row.ask, []).append(row)
        return found


def _some_at_a_time(ids: Iterable[str]) -> Iterator[list[str]]:
    every = list(dict.fromkeys(map(printable, ids)))  # a letter of anybody's may say what it answers
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _fields(kept: KeptAsk) -> dict[str, Any]:
    ask = kept.ask
    return {
        "ask": ask.id,
        "letter": None if ask.about is None else filing.digest(filing.by_id(ask.about)),
        "about": ask.about,
        "institution": ask.institution,
        "asked": "\n".join(ask.asked),
        "office": kept.office,
        "came": kept.came.value,
        "asker": ask.asker,
        "address": kept.address,
        "language": kept.language,
        "question": kept.words,
        "quoted": kept.quoted,
        "copy": ask.copy,
        "told_by": kept.told_by,
        "asked_at": ask.asked_at,
        "asked_when": ask.asked_when,
        "due": ask.due,
    }


def _kept(row: Question, beside: Iterable[InformalWord]) -> KeptAsk:
    beside = list(beside)
    ask = Ask(
        id=StatementId(row.ask),
        asker=row.asker,
        asked=tuple(row.asked.split("\n")),
        institution=None if row.institution is None else Institution(row.institution),
        about=None if row.about is None else StatementId(row.about),
        asked_at=None if row.asked_at is None else Instant(row.asked_at),
        asked_when=row.asked_when,
        copy=None if row.copy is None else bytes(row.copy),
        due=None if row.due is None else Instant(row.due),
        reassurances=tuple(
            Reassurance(by=each.by, words=each.words, at=None if each.at is None else Instant(each.at))
            for each in beside
            if each.kind == REASSURANCE
        ),
        possible_answers=tuple(each.by for each in beside if each.kind == SUPPOSED),
    )
    return KeptAsk(
        ask=ask,
        came=Came(row.came),
        words=row.question,
        language=row.language,
        quoted=row.quoted,
        office=None if row.office is None else OfficeName(row.office),
        address=row.address,
        told_by=row.told_by,
    )
