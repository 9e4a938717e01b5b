"""The courier: reads what is new on the record, leaves what must be told in the outbox, and delivers it.

    read a stretch → tidings → letters laid out → outbox and place in the record, in one transaction
    claim → deliver → settle

Killed anywhere, it goes on from the last transaction: a stretch is told again under the
same keys, a claimed message is delivered once more under the same name.  One courier
works in a house at a time; its lock is the kernel's and goes with it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chancery.errors import ChanceryError, Unavailable
from chancery.record.entry import Entry
from chancery.record.rendition import Rendition
from chancery.record.statement import Instant, Institution, StatementId
from chancery.registry.outgoing import Fault, Outcome, Way
from chancery.registry.tidings import Glance, Tiding, appointments, lapsed, tidings
from chancery.wiring.delivering import Delivery, Mailing, Posting

if TYPE_CHECKING:
    from chancery.net.mail import Enclosure
    from chancery.registry.picking_up import PickUps
    from chancery.registry.ports import Clock, Index
    from chancery.registry.registry import Registry
    from chancery.store.post.outbox import Claimed, Meeting, Outbox
    from chancery.wiring.house import House
    from chancery.wiring.telling import Telling

STRETCH = 200
"""Entries of one log that are told in one go."""
AHEAD = 2_000
"""Entries beyond them that are kept out of sight, so that each is told as it came."""
WAIT_FOR_FILE = 20
"""Seconds that a new letter waits for its sealed file before it leaves without."""
CLAIM = 200
"""Messages that are claimed at once."""
LOOK = 0.15
"""Seconds between two looks at how far the record reaches."""
SECONDS_TO_LAND = 15
"""Longer than any webhook takes; a mail server that hangs is not waited for."""
QUIET = 2
"""Rounds in which nothing happened, after which nothing is left: in one of them all was looked at."""
ERRANDS_EVERY = 1.0
SWEEP_EVERY = 600.0
DAYS_KEPT = 30
DAY = 86_400
LOCK = "courier.lock"

Errand = Callable[[], None]
"""Something else that is to be done every second or so, by whoever has the outbox at hand."""


@dataclass(slots=True, kw_only=True)
class Courier:
    """What a courier has at hand in one house."""

    house: House
    registry: Registry
    index: Index
    outbox: Outbox
    pick_ups: PickUps
    telling: Telling
    clock: Clock
    errands: Sequence[Errand] = ()
    heard: Sequence[Callable[[Sequence[Entry], Sequence[Tiding]], None]] = ()
    """Who else is told of fresh entries and their tidings, before the place in the record moves on."""
    complain: Callable[[str], None] = lambda _: None
    _reached: dict[Institution, int] = field(default_factory=dict)
    _asked_again: dict[Way, float] = field(default_factory=dict)
    _next_look: float = 0.0
    _next_errands: float = 0.0
    _next_sweep: float = 0.0

    # Telling

    def begin(self, *, from_the_start: bool = False) -> Mapping[Institution, int]:
        """
        Take up the place in the record; the first time, its present end.

        A house whose letters were all released before it had a courier does not suddenly
        write to everybody: what is to be told begins now, unless *from_the_start*.
        """
        self.registry.settle()
        self.outbox.take_back(all=True)
        for institution in sorted(self.index.institutions() - self.outbox.told().keys()):
            self._begin_with(institution, 0 if from_the_start else self.index.reached(institution))
        self._reached = self.outbox.told()
        return self._reached

    def _begin_with(self, institution: Institution, place: int) -> None:
        from chancery.store.post.outbox import Stretch

        for start in range(0, place, STRETCH):
            entries = self.index.logged(institution, start, min(start + STRETCH, place))
            self.outbox.tell(Stretch(made=list(self._meetings(entries))))
        self.outbox.tell(Stretch(reached={institution: place}))

    def tell(self) -> bool:
        """Tell what is new, by the clock and on the record; False if nothing was."""
        due = self.outbox.due(self.clock())
        fresh = self._fresh()
        if not due and not fresh:
            return False
        try:
            self._tell(due, fresh)
        except Unavailable:
            raise
        except Exception:  # whatever it was, it must not silence all that comes after it
            self._tell_one_by_one(due, fresh)
        return True

    def _tell_one_by_one(self, due: Sequence[Meeting], fresh: Mapping[Institution, range]) -> None:
        """
        A stretch in which something cannot be told: all else in it is told, and the rest passed over aloud.

        Passed over is not forgotten: the record has it, and its page says how it stands.
        """
        from chancery.store.post.outbox import Stretch

        for meeting in due:
            if not self._is_told([meeting], {}):
                self.outbox.tell(Stretch(kept=[meeting]))
        for who, some in fresh.items():
            for place in some[:STRETCH]:
                if not self._is_told([], {who: range(place, some.stop)}):
                    self.outbox.tell(Stretch(reached={who: place + 1}))
                    self._reached[who] = place + 1

    def _is_told(self, due: Sequence[Meeting], fresh: Mapping[Institution, range]) -> bool:
        try:
            self._tell(due, fresh, most=1)
        except Unavailable:
            raise
        except Exception as unforeseen:
            named = [meeting.entry for meeting in due] + [
                f"{who} {some.start}" for who, some in fresh.items()
            ]
            self.complain(f"Nobody is told of {', '.join(named)}: {unforeseen!r}.")
            return False
        return True

    def _fresh(self) -> dict[Institution, range]:
        """Which indices of which logs were not told yet, as the index holds them."""
        fresh = {}
        for institution in self.index.institutions():
            reached = self.index.reached(institution)
            if institution not in self._reached:  # followed since: its history is no news
                self._begin_with(institution, reached)
                self._reached[institution] = reached
            if reached > self._reached[institution]:
                fresh[institution] = range(self._reached[institution], reached)
        return fresh

    def _tell(
        self, due: Sequence[Meeting], fresh: Mapping[Institution, range], *, most: int = STRETCH
    ) -> None:
        from chancery.store.post.outbox import Stretch

        glance = self._glance()
        stretch = {who: some[:most] for who, some in fresh.items()}
        entries = self._logged(stretch)
        later = self._logged({who: some[most : most + AHEAD] for who, some in fresh.items()})
        found = [*self._by_time(due, glance, [*entries, *later]), *tidings(entries, glance, unheard=later)]
        told = self.telling.told(found)
        # The letters lie there before anybody is given the word for one: laid out twice is once.
        self.pick_ups.lay_out(told.laid_out)
        for listener in self.heard:
            listener(entries, found)
        self.outbox.tell(
            Stretch(
                reached={who: some.stop for who, some in stretch.items()},
                messages=told.messages,
                waits={each.key: WAIT_FOR_FILE for each in told.messages if each.with_file},
                made=list(self._meetings(entries)),
                kept=due,
            )
        )
        self._reached |= {who: some.stop for who, some in stretch.items()}
        for id in _given_out(entries):
            self.outbox.hasten(id)

    def _logged(self, stretch: Mapping[Institution, range]) -> list[Entry]:
        """In the order in which they count: by log time, whichever log it is."""
        found = [e for who, some in stretch.items() for e in self.index.logged(who, some.start, some.stop)]
        return sorted(found, key=lambda entry: entry.order)

    def _by_time(self, due: Sequence[Meeting], glance: Glance, unheard: Sequence[Entry]) -> Iterator[Tiding]:
        for meeting in due:
            entry = self.index.entry(meeting.entry)
            if entry is not None:
                yield from lapsed(entry, meeting.at, glance, unheard=unheard)

    def _meetings(self, entries: Iterable[Entry]) -> Iterator[Meeting]:
        from chancery.store.post.outbox import Meeting

        now = self.clock()
        for entry in entries:
            for at in appointments(entry, self.index):
                if at > now:
                    yield Meeting(at=at, entry=entry.id)

    def _glance(self) -> Glance:
        now, patience = self.clock(), self.house.patience
        known = self.registry.known().items()
        complete = {who for who, each in known if not each.doubt_at(now) and now - each.until <= patience}
        return Glance(index=self.index, at=now, complete=frozenset({self.house.institution} | complete))

    # Delivering

    def take_on(self, delivery: Delivery) -> int:
        """Claim what is due, as much as there is room for, and hand it to those who deliver."""
        postings = self._claimed(Way.WEBHOOK, CLAIM, delivery)
        delivery.post([_posting(each) for each in postings])
        mailings = self._claimed(Way.MAIL, 1, delivery)
        delivery.mail([mailing for each in mailings if (mailing := self._made_up(each)) is not None])
        return len(postings) + len(mailings)

    def _made_up(self, claimed: Claimed) -> Mailing | None:
        """The mail with its files; None, and it is tried later, where it cannot be made up now."""
        try:
            return self._mailing(claimed)
        except Exception as unforeseen:  # one mail must not hold up all others
            outcome = Outcome(fault=Fault.UNREACHABLE, said=repr(unforeseen))
            self.outbox.settle({claimed.number: (claimed.tries, outcome)})
            return None

    def _claimed(self, way: Way, least: int, delivery: Delivery) -> Sequence[Claimed]:
        """What is due of one kind; a kind of which nothing was is asked for again a little later."""
        room, now = min(CLAIM, delivery.room(way)), time.monotonic()
        if room < least or now < self._asked_again.get(way, 0.0):
            return ()
        claimed = self.outbox.claim(way, room)
        if len(claimed) < room:
            self._asked_again[way] = now + LOOK
        return claimed

    def settle(self, delivery: Delivery, seconds: float) -> int:
        """Note what came of deliveries, waiting so long for the first."""
        landed = delivery.outcomes(seconds)
        if landed:
            self.outbox.settle(landed)
        return len(landed)

    def _mailing(self, claimed: Claimed) -> Mailing:
        from chancery.net.mail import Letter

        message = claimed.message
        return Mailing(
            number=claimed.number,
            tries=claimed.tries,
            letter=Letter(
                id=claimed.id,
                to=message.to,
                subject=message.subject,
                text=message.text,
                language=message.language,
                stop=message.stop,
                at=self.clock(),
                enclosures=self._enclosures(claimed),
            ),
        )

    def _enclosures(self, claimed: Claimed) -> Sequence[Enclosure]:
        from chancery.net.mail import Enclosure

        message = claimed.message
        digests = list(message.attach)
        name = "letter"
        if message.with_file and message.about is not None:
            given_out = self.registry.renditions(message.about)
            digests += [given_out[-1].digest] if given_out else []
            letter = self.registry.letter(message.about)
            name = name if letter is None else letter.name.code
        files = [(digest, self.registry.rendition(digest)) for digest in digests]
        return [Enclosure(name=f"{name}.pdf", octets=octets) for _, octets in files if octets is not None]

    # The round

    def run(
        self, delivery: Delivery, *, once: bool = False, ended: Callable[[], bool] = lambda: False
    ) -> None:
        """Tell and deliver until *ended*; *once*: until there is nothing left that is due."""
        idle = 0
        while not ended() and not (once and idle == QUIET):
            try:
                moved = self._round(delivery)
            except Unavailable as trouble:  # the record or the outbox; both may come back
                self.complain(str(trouble))
                if once:
                    raise
                time.sleep(1)
                continue
            idle = 0 if moved or delivery.busy else idle + 1
        self._land(delivery)

    def _land(self, delivery: Delivery) -> None:
        """Before an orderly end, note what is still on its way; what does not land is delivered once more."""
        until = time.monotonic() + SECONDS_TO_LAND
        while delivery.busy and time.monotonic() < until:
            self.settle(delivery, LOOK)

    def _round(self, delivery: Delivery) -> bool:
        moved = self._look()
        self._run_errands()
        taken = self.take_on(delivery)
        landed = self.settle(delivery, LOOK) if delivery.busy else _pause(0 if moved or taken else LOOK)
        return bool(moved or taken or landed)

    def _look(self) -> bool:
        """Tell what is new, unless somebody has just looked: while much is delivered, rounds are short."""
        now = time.monotonic()
        if now < self._next_look:
            return False
        moved = self.tell()
        self._next_look = now if moved else now + LOOK
        if moved:
            self._asked_again.clear()
        return moved

    def _run_errands(self) -> None:
        now = time.monotonic()
        if now >= self._next_errands:
            self._next_errands = now + ERRANDS_EVERY
            for errand in self.errands:
                self._tolerate(errand)
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP_EVERY
            self.outbox.take_back()
            self.outbox.sweep(Instant(self.clock() - DAYS_KEPT * DAY))
            self.registry.settle()

    def _tolerate(self, errand: Errand) -> None:
        """What goes wrong with one errand is said, and stops neither the others nor the post."""
        try:
            errand()
        except ChanceryError as trouble:
            self.complain(str(trouble))
        except Exception as unforeseen:
            self.complain(repr(unforeseen))


def _given_out(entries: Iterable[Entry]) -> Iterator[StatementId]:
    """The letters whose file is on the record by now: nothing need wait for it any longer."""
    for entry in entries:
        if isinstance(entry.act, Rendition):
            yield entry.act.of


def _posting(claimed: Claimed) -> Posting:
    message = claimed.message
    return Posting(
        number=claimed.number,
        tries=claimed.tries,
        id=claimed.id,
        to=message.to,
        body=message.text.encode("utf-8", "surrogatepass"),
    )


def _pause(seconds: float) -> int:
    time.sleep(seconds)
    return 0


@contextmanager
def alone_in(house: House) -> Iterator[None]:
    """Be the only courier of a house; raises `Unavailable` if another one is at work."""
    try:
        holder = os.open(house.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise Unavailable(f"{house.folder / LOCK} cannot be opened: {fault.strerror}.") from fault
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(holder)
        raise Unavailable(f"Another courier is at work in {house.folder}.") from None
    try:
        yield
    finally:
        os.close(holder)
