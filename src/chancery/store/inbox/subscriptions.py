"""Wishes to be told, at rest in the inbox (see `chancery.registry.subscribing.Subscriptions`).

The Counter keeps them and opens their links; the courier, which holds the house's key,
makes the words and reads who is to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from chancery.errors import Conflict, NotPermitted
from chancery.record.statement import Instant, Institution, OfficeName, StatementId
from chancery.registry.outgoing import Way
from chancery.registry.subscribing import DAY, Confirmation, Scope, Subscriber, Topic, Wish
from chancery.store import filing
from chancery.store.faults import faults
from chancery.store.inbox.models import Subscription
from chancery.store.inbox.secret_words import digest, made
from chancery.store.sides import INBOX

CONFIRM, STOP = "confirm", "stop"
MOST_LINKS = 10
"""Links to one address in a day while it answers none; whoever wants more opens the first."""
AT_ONCE = 2_000
"""Rows that are read at a time."""


class KeptSubscriptions:
    """The wishes in the database *using*; with *key*, their secret words can be made."""

    def __init__(self, *, using: str = INBOX, key: bytes | None = None) -> None:
        self._using = using
        self._key = key

    # At the Counter

    def wish(self, wish: Wish) -> None:
        """
        Keep it; one that still waits for its address is sent its link again, once a day.

        An address that has answered none of many links is asked no more that day: somebody
        else types it, and we are not their way of writing to it.
        """
        topic, place = _heading(wish.topic), _place(wish.way, wish.address)
        # Somebody who pressed the button twice has wished once; the other request keeps it.
        with suppress(Conflict), faults(self._using), transaction.atomic(using=self._using):
            kept = self._all().filter(topic=topic, place=place).first()
            if self._links_lately(place, wish.at) >= MOST_LINKS:
                return
            if kept is None:
                self._all().create(topic=topic, place=place, **_fields(wish))
            elif kept.confirmed is None and (kept.told_at or 0) <= wish.at - DAY:
                self._all().filter(pk=kept.pk).update(told_at=None, asked_at=wish.at, language=wish.language)

    def confirm(self, word: str, at: Instant) -> Topic | None:
        """Let the wish count; done twice is done once."""
        with faults(self._using):
            kept = self._all().filter(word=digest(word)).first()
            if kept is None:
                return None
            self._all().filter(pk=kept.pk, confirmed=None).update(confirmed=at)
            return _topic(kept)

    def stop(self, word: str) -> Topic | None:
        """Forget the wish and its address."""
        with faults(self._using):
            kept = self._all().filter(stop=digest(word)).first()
            if kept is None:
                return None
            self._all().filter(pk=kept.pk).delete()
            return _topic(kept)

    def confirming(self, word: str) -> Topic | None:
        """What the wish is about that this word would confirm."""
        with faults(self._using):
            kept = self._all().filter(word=digest(word)).first()
            return None if kept is None else _topic(kept)

    def stopping(self, word: str) -> Topic | None:
        """What the wish is about that this word would end."""
        with faults(self._using):
            kept = self._all().filter(stop=digest(word)).first()
            return None if kept is None else _topic(kept)

    # With the courier

    def for_letter(self, id: StatementId) -> Iterator[Subscriber]:
        """The confirmed subscribers to one letter, the oldest first."""
        return self._told_about(filing.digest((Scope.LETTER, id)))

    def for_office(self, institution: Institution, office: OfficeName) -> Iterator[Subscriber]:
        """The confirmed subscribers to all that an office says."""
        return self._told_about(filing.digest((Scope.OFFICE, institution, office)))

    def for_institution(self, institution: Institution) -> Iterator[Subscriber]:
        """The confirmed subscribers to all that an institution says."""
        return self._told_about(filing.digest((Scope.INSTITUTION, institution)))

    def confirmations_waiting(self, limit: int = 500) -> tuple[Confirmation, ...]:
        """The links that were not yet handed on; their digests are kept before anybody sees the words."""
        self._held_key()
        with faults(self._using), transaction.atomic(using=self._using):
            waiting = list(self._all().filter(told_at=None, confirmed=None).order_by("number")[:limit])
            for kept in waiting:
                kept.word = digest(self._word(CONFIRM, kept))
                kept.stop = digest(self._word(STOP, kept))
            self._all().bulk_update(waiting, ["word", "stop"])
        return tuple(self._confirmation(kept) for kept in waiting)

    def handed_on(self, confirmations: Iterable[Confirmation], at: Instant) -> None:
        """Note that these are on their way."""
        numbers = [each.number for each in confirmations]
        with faults(self._using):
            self._all().filter(pk__in=numbers).update(told_at=at)

    def purge(self, before: Instant) -> int:
        """Forget what was wished before that moment and never confirmed."""
        with faults(self._using):
            return self._all().filter(confirmed=None, asked_at__lt=before).delete()[0]

    def forget(self, address: str) -> int:
        """Forget every wish of an address."""
        places = [_place(way, address) for way in Way]
        with faults(self._using):
            return self._all().filter(place__in=places).delete()[0]

    def _links_lately(self, place: bytes, at: Instant) -> int:
        """How many links were asked for in a day that the address has not answered."""
        return self._all().filter(place=place, confirmed=None, asked_at__gt=at - DAY).count()

    def _told_about(self, topic: bytes) -> Iterator[Subscriber]:
        with faults(self._using):
            rows = self._all().filter(topic=topic, confirmed__isnull=False).order_by("number")
            for kept in rows.iterator(chunk_size=AT_ONCE):
                yield self._subscriber(kept)

    def _subscriber(self, kept: Subscription) -> Subscriber:
        return Subscriber(
            number=kept.number,
            topic=_topic(kept),
            way=Way(kept.kind),
            address=kept.address,
            language=kept.language,
            stop=self._word(STOP, kept),
        )

    def _confirmation(self, kept: Subscription) -> Confirmation:
        return Confirmation(
            number=kept.number,
            topic=_topic(kept),
            way=Way(kept.kind),
            address=kept.address,
            language=kept.language,
            word=self._word(CONFIRM, kept),
            asked_at=Instant(kept.asked_at),
        )

    def _word(self, purpose: str, kept: Subscription) -> str:
        return made(self._held_key(), purpose, bytes(kept.chance))

    def _held_key(self) -> bytes:
        if self._key is None:
            raise NotPermitted("This process may keep wishes, not write to those who wished.")
        return self._key

    def _all(self) -> QuerySet[Subscription]:
        return Subscription.objects.using(self._using)


def _heading(topic: Topic) -> bytes:
    match topic.scope:
        case Scope.LETTER:
            # Another institution's letter has a name of its own: whose it is adds nothing.
            return filing.digest((topic.scope, topic.about))
        case Scope.OFFICE:
            return filing.digest((topic.scope, topic.institution, topic.about))
        case Scope.INSTITUTION:
            return filing.digest((topic.scope, topic.institution))


def _place(way: Way, address: str) -> bytes:
    return filing.digest((way.value, address.casefold() if way is Way.MAIL else address))


def _topic(kept: Subscription) -> Topic:
    return Topic(scope=Scope(kept.scope), institution=Institution(kept.institution), about=kept.about)


def _fields(wish: Wish) -> dict[str, Any]:
    return {
        "scope": wish.topic.scope.value,
        "about": wish.topic.about,
        "institution": wish.topic.institution,
        "kind": wish.way.value,
        "address": wish.address,
        "language": wish.language,
        "chance": wish.chance,
        "asked_at": wish.at,
    }
