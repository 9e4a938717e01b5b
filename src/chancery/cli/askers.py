"""What the courier does for those who ask and those who want to be told: links, receipts, answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chancery.phrases.letters_to_askers import Letterhead, answer, confirmation, receipt
from chancery.phrases.naming import newest
from chancery.record.statement import Statement, StatementId
from chancery.registry.asking import heard, to_tell
from chancery.registry.subscribing import Scope, Topic, unconfirmed_before

if TYPE_CHECKING:
    from chancery.check.answers import LetterName
    from chancery.record.entry import Entry
    from chancery.registry.outgoing import Outgoing
    from chancery.registry.registry import Registry
    from chancery.registry.tidings import Tiding
    from chancery.wiring.courier import Courier
    from chancery.wiring.house import House
    from chancery.wiring.inbox import Inbox


class Askers:
    """Everybody outside who asked this institution something, as the courier serves them."""

    def __init__(self, *, registry: Registry, inbox: Inbox, outgoing: Outgoing, counter: str) -> None:
        self._registry = registry
        self._inbox = inbox
        self._outgoing = outgoing
        self._counter = counter

    def round(self) -> None:
        """Send the links and receipts that wait, and forget who never agreed."""
        now, head = self._registry.now(), self._head()
        subscriptions, asks = self._inbox.subscriptions, self._inbox.asks
        links = subscriptions.confirmations_waiting()
        if links:
            # First into the outbox, then noted: killed between them, the same key is told once.
            self._outgoing.enqueue_all([confirmation(each, self._wished(each.topic), head) for each in links])
            subscriptions.handed_on(links, now)
        receipts = asks.receipts_waiting()
        if receipts:
            self._outgoing.enqueue_all([receipt(each, head) for each in receipts])
            asks.receipts_handed_on(receipts, now)
        subscriptions.purge(unconfirmed_before(now))

    def hear(self, entries: Sequence[Entry], tidings: Sequence[Tiding]) -> None:
        """Tell everybody who asked what these entries answer; a question whose answer fell waits again."""
        for entry in entries:
            if isinstance(entry.act, Statement) and entry.institution == self._registry.institution:
                self._tell(entry.act)
        for statement in self._touched(entries, tidings):
            heard(statement, self._inbox.asks, self._registry, self._registry.now())

    def _touched(self, entries: Sequence[Entry], tidings: Sequence[Tiding]) -> Iterator[Statement]:
        """The statements that are new, and those that stand otherwise than before, each once."""
        fresh = {entry.id: entry for entry in entries}
        moved = (self._registry.held(id) for id in {tiding.about for tiding in tidings} - fresh.keys())
        for entry in (*fresh.values(), *(held[0] for held in moved if held is not None)):
            if isinstance(entry.act, Statement):
                yield entry.act

    def _tell(self, statement: Statement) -> None:
        name = self._name(statement.id)
        told = tuple(to_tell(statement, self._inbox.asks))
        if name is not None and told:
            head = self._head()
            self._outgoing.enqueue_all([answer(asker, name, head) for asker in told])

    def _wished(self, topic: Topic) -> LetterName | None:
        return self._name(StatementId(topic.about)) if topic.scope is Scope.LETTER else None

    def _name(self, id: StatementId) -> LetterName | None:
        letter = self._registry.letter(id)
        return None if letter is None else letter.name

    def _head(self) -> Letterhead:
        home = self._registry.institution
        return Letterhead(
            institution=home, charter=newest(self._registry.charters(home)), counter=self._counter
        )


def serve_askers(house: House, courier: Courier, *, alias: str = "inbox") -> None:
    """Let a courier serve those who ask and those who want to be told, beside everybody else."""
    from chancery.wiring.inbox import inbox
    from chancery.wiring.post_room import counter_of

    askers = Askers(
        registry=courier.registry,
        inbox=inbox(house, alias=alias, key=True),
        outgoing=courier.outbox,
        counter=counter_of(house),
    )
    courier.heard = (*courier.heard, askers.hear)
    courier.errands = (*courier.errands, askers.round)
