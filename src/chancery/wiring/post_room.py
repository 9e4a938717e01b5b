"""The post room of a house: outbox, address book, letters laid out, and what it takes to deliver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chancery.net.webhook import WebhookKeys
from chancery.record.standing import Status
from chancery.record.statement import Statement, StatementId
from chancery.registry.deliveries import Delivery as Delivered
from chancery.registry.deliveries import Sent, deliveries
from chancery.registry.picking_up import PickUp
from chancery.wiring.chance import system_clock
from chancery.wiring.courier import Courier, Errand
from chancery.wiring.delivering import Delivery, Sender
from chancery.wiring.desk_settings import DeskSettings
from chancery.wiring.inbox import inbox, inbox_key
from chancery.wiring.opened import open_index, open_registry
from chancery.wiring.telling import Telling, Wording

if TYPE_CHECKING:
    from chancery.check.copy import Letter
    from chancery.record.entry import Entry
    from chancery.registry.ports import Clock
    from chancery.registry.registry import Registry
    from chancery.store.inbox.pick_ups import KeptPickUps
    from chancery.store.post.address_book import AddressBook
    from chancery.store.post.outbox import Outbox
    from chancery.store.post.parcels import Parcels
    from chancery.wiring.desk_settings import MailSettings
    from chancery.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRoom:
    """What the Desk and the courier share."""

    outbox: Outbox
    parcels: Parcels
    book: AddressBook
    pick_ups: KeptPickUps
    key: bytes
    """The house's key, of which secret words and the secrets of webhooks are made."""
    counter: str

    def deliveries(self, letter: Letter, registry: Registry) -> tuple[Delivered, ...]:
        """What became of a letter of ours on its way to each of its addressees."""
        act = letter.entry.act
        assert isinstance(act, Statement), "only statements have addressees"
        return self.deliveries_of((act,), registry).get(act.id, ())

    def deliveries_of(
        self, letters: Iterable[Statement], registry: Registry
    ) -> Mapping[StatementId, tuple[Delivered, ...]]:
        """The same of several letters, with each place looked into once; of those that have addressees."""
        acts = [act for act in letters if act.action_addressees or act.info_addressees]
        ids = [act.id for act in acts]
        sent: dict[StatementId | None, list[Sent]] = defaultdict(list)
        laid_out: dict[StatementId, list[PickUp]] = defaultdict(list)
        for message in self.parcels.of_letters(ids):
            sent[message.about].append(message)
        for pick_up in self.pick_ups.of_letters(ids):
            laid_out[pick_up.letter].append(pick_up)
        names = {name for act in acts for name in (*act.action_addressees, *act.info_addressees)}
        book = {name: each.institution for name, each in self.book.named(names).items()}
        acknowledging = _acknowledging(ids, registry)
        return {
            act.id: deliveries(
                act,
                sent=sent[act.id],
                laid_out=laid_out[act.id],
                book=book,
                acknowledging=acknowledging[act.id],
            )
            for act in acts
        }

    def pick_up_link(self, letter: StatementId, addressee: str, language: str) -> str:
        """The page on which an addressee picks the letter up: for handing over in some other way."""
        from chancery.store.inbox.pick_ups import pick_up_word

        return f"{self.counter}/{language}/pick-up/{pick_up_word(self.key, letter, addressee)}"

    @property
    def webhook_keys(self) -> WebhookKeys:
        """What webhooks are signed with."""
        return WebhookKeys(key=self.key)


def post_room(
    house: House, *, clock: Clock = system_clock, desk: str = "desk", box: str = "inbox"
) -> PostRoom:
    """The post room, over databases that are open already."""
    from chancery.store.inbox.pick_ups import KeptPickUps
    from chancery.store.post.address_book import AddressBook
    from chancery.store.post.outbox import Outbox
    from chancery.store.post.parcels import Parcels

    return PostRoom(
        outbox=Outbox(clock, using=desk),
        parcels=Parcels(using=desk),
        book=AddressBook(using=desk),
        pick_ups=KeptPickUps(using=box),
        key=inbox_key(house),
        counter=counter_of(house),
    )


def _acknowledging(ids: Iterable[StatementId], registry: Registry) -> Mapping[StatementId, list[Entry]]:
    """What acknowledges each of these letters, and was not taken back by whoever said so."""
    found = {id: registry.acknowledging(id) for id in ids}
    now = registry.now()
    standings = registry.standings(entry.id for entries in found.values() for entry in entries)
    return {
        id: [each for each in entries if each.at <= now and standings[each.id].status not in _FALLEN]
        for id, entries in found.items()
    }


_FALLEN = frozenset({Status.DISOWNED, Status.WITHDRAWN})


def counter_of(house: House) -> str:
    """
    Where readers find the Counter, without a slash at the end.

    It is the institution's own domain, which is what its marks say too; a demonstration has
    no domain, and its Counter answers where it listens.
    """
    return f"http://{house.counter}" if house.demonstration else f"https://{house.institution}"


def open_courier(
    house: House,
    wording: Wording,
    *,
    clock: Clock = system_clock,
    complain: Callable[[str], None] = lambda _: None,
    errands: Callable[[PostRoom], Sequence[Errand]] = lambda _: (),
    place: str = "",
) -> Courier:
    """
    The courier of a house; *place* names its databases apart where several houses are open.

    Raises `Unavailable` if one of them is not set up.
    """
    record, desk, box = (f"{side}{place}" for side in ("record", "desk", "inbox"))
    registry = open_registry(house, pen=False, alias=record, clock=clock)
    index, _ = open_index(house, alias=record)
    _open_desk_side(house, desk)
    subscriptions = inbox(house, alias=box, key=True).subscriptions
    room = post_room(house, clock=clock, desk=desk, box=box)
    return Courier(
        house=house,
        registry=registry,
        index=index,
        outbox=room.outbox,
        pick_ups=room.pick_ups,
        telling=Telling(
            home=house.institution,
            counter=room.counter,
            key=room.key,
            index=index,
            book=room.book,
            subscriptions=subscriptions,
            wording=wording,
        ),
        clock=clock,
        complain=complain,
        errands=errands(room),
    )


def _open_desk_side(house: House, alias: str) -> None:
    from chancery.store import database

    database.stand_alone()
    database.attach(alias, house.desk)
    database.ready(alias)


def delivery_of(house: House, *, clock: Clock = system_clock, at_home: bool | None = None) -> Delivery:
    """
    The threads that deliver for a house, as its settings say.

    Webhooks reach this machine itself only in a demonstration, or where *at_home* says so.
    """
    return Delivery(
        keys=WebhookKeys(key=inbox_key(house)),
        now=clock,
        sender=_sender(DeskSettings.of(house).mail),
        at_home=bool(house.demonstration) if at_home is None else at_home,
    )


def _sender(mail: MailSettings | None) -> Callable[[], Sender] | None:
    from chancery.net.mail import MailServer, Pigeonhole, Postman

    if mail is None:
        return None
    if mail.folder is not None:
        folder: Path = mail.folder
        return lambda: Pigeonhole(folder, mail.sender)
    server = MailServer(
        host=mail.host,
        port=mail.port,
        sender=mail.sender,
        security=mail.security,
        user=mail.user,
        password=mail.password,
    )
    return lambda: Postman(server)
