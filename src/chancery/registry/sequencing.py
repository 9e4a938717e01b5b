"""Many acts from many hands put on the record together, each answered for by itself.

`Registry.perform_all` puts several acts on the record or none of them.  Whoever takes acts
in from programs cannot do that: one stranger's mistake must not send the others home.  So
here a batch is what happened to be waiting, and of each act it is said where it stands now
or why it was refused.  The batch is one step of the log (`chancery.registry.append`), and
any number of processes may take such steps: of two at the same moment the archive takes
one, and the other admits its acts anew after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from chancery.check.word_numbers import Filing
from chancery.errors import ChanceryError, Conflict, OutOfOrder
from chancery.record.entry import Entry
from chancery.record.statement import Instant, Statement, StatementId
from chancery.registry import append as log
from chancery.registry.act import Act
from chancery.registry.admission import require_this_log, same_act
from chancery.registry.admitting import AdmissionOfMany, AskedOnce
from chancery.registry.looking_at import LookedAt, look_at
from chancery.registry.opening import Opening
from chancery.registry.pen import Pen
from chancery.registry.ports import Archive, Head, Index, WordStore
from chancery.registry.registry import Registry
from chancery.seal.genesis import Genesis
from chancery.seal.known_keys import KnownKeys
from chancery.seal.reading import seal_unread
from chancery.seal.words_form import open_words

MOST = 1_000
"""Acts in one step of the log (docs/reference/scrapi.md)."""

ATTEMPTS = 20
"""How often a batch is tried again when another writer was first."""


class Many(Protocol):
    """What is asked of storage for a whole batch at once."""

    def given(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The index that each of these idempotency keys was given, if it was given one."""
        ...

    def heard_of(self, ids: Iterable[StatementId]) -> frozenset[StatementId]:
        """Those of these that an entry goes by, or that some notice or successor points at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """An act that was accepted and has not had its turn: its message, under its idempotency key."""

    key: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An act that stands on the log at *index*."""

    index: int


Outcome: TypeAlias = Registered | ChanceryError
"""Where an act stands, or why it does not; with `Unavailable` nobody knows, and the same key asks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of each act of a batch, in its order, and the head that all of it is under."""

    outcomes: tuple[Outcome, ...]
    head: Head | None


class Sequencer:
    """
    Takes acts onto one institution's log, batch after batch.

    *turn* keeps the writers of one machine from working against each other; what keeps the
    log whole is the archive's comparison of heads, which holds across machines.
    """

    def __init__(
        self,
        *,
        registry: Registry,
        archive: Archive,
        index: Index,
        words: WordStore,
        opening: Opening,
        pen: Pen | Callable[[], Pen],
        many: Many,
        turn: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._registry = registry
        self._archive = archive
        self._index = index
        self._words = words
        self._opening = opening
        self._pen = pen
        self._many = many
        self._turn = turn
        self.institution = registry.institution

    @property
    def known(self) -> KnownKeys:
        """The keys that the charters held here have named."""
        return self._opening.reading(self.institution).known

    def given(self, keys: Iterable[str]) -> Mapping[str, int]:
        """Where the acts stand that were done under these keys."""
        return self._many.given(keys)

    def look_at(self, act: Act) -> LookedAt:
        """Everything about an act that can be found out before its turn; raises as `look_at` does."""
        return look_at(act, self.institution, self.known)

    def register(self, acts: Sequence[LookedAt]) -> Step:
        """
        Put on the record those of these acts that may go there, in this order.

        Raises `Unavailable` where storage fails, and `Untrusted` where the log must not go
        on; what became of the acts is then told to whoever brings them again under their keys.
        """
        for _ in range(ATTEMPTS):
            with self._turn():
                size = self._registry.settle()
                with suppress(Conflict):
                    return self._step(acts, size)
        raise Conflict("Other writers were first, again and again; try once more later.")

    def _step(self, acts: Sequence[LookedAt], size: int) -> Step:
        held = self._pen() if callable(self._pen) else self._pen
        at, named = self._registry.now(), self._opening.refreshed(self.institution).register
        batch = _Batch(size=size, pen=held.named_by(named), geneses=held.geneses)
        given = self._many.given([looked.act.key for looked in acts if looked.act.key is not None])
        admission = self._admission(acts, batch)
        outcomes: list[Outcome] = []
        for looked in acts:
            try:
                outcomes.append(
                    self._done_before(looked.act, given, batch)
                    or self._admitted(looked, at, admission, batch)
                )
            except ChanceryError as refusal:
                outcomes.append(refusal)
        batch.pen = held.named_by(admission.register)  # a charter among them may change the keys
        return Step(outcomes=tuple(outcomes), head=self._append(batch, at))

    def _done_before(self, act: Act, given: Mapping[str, int], batch: _Batch) -> Registered | None:
        """Where this very act stands under its key; raises `OutOfOrder` if another one does."""
        if act.key is None:
            return None
        if act.key in batch.keys:
            place = batch.keys[act.key]
            same, index = batch.acts[place].octets == act.octets, batch.size + place
        elif act.key in given:
            index = given[act.key]
            same = same_act(self._archive.entry(index), act)
        else:
            return None
        if not same:
            raise OutOfOrder("Another act was done under this key; every act has a key of its own.")
        return Registered(index=index)

    def _admission(self, acts: Sequence[LookedAt], batch: _Batch) -> AdmissionOfMany:
        ids = frozenset(looked.id for looked in acts)
        held = AskedOnce(self._index, unheard=ids - self._many.heard_of(ids))
        reading = self._opening.refreshed(self.institution).copy()
        issuer = batch.pen.issuer.public
        return AdmissionOfMany(self.institution, held, reading, size=batch.size, issuer=issuer)

    def _admitted(
        self, looked: LookedAt, at: Instant, admission: AdmissionOfMany, batch: _Batch
    ) -> Registered:
        act, key = looked.act, batch.pen.issuer
        sealed = seal_unread(
            looked.id, act.octets, act.approvals, institution=self.institution, at=at, key=key
        )
        entry = admission.admit_looked_at(looked, sealed, at)
        require_this_log(entry, *batch.geneses)
        return batch.add(act, sealed, entry)

    def _append(self, batch: _Batch, at: Instant) -> Head | None:
        if not batch.acts:
            return self._archive.head()
        if words := {digest: sealed for digest, sealed, _ in batch.words()}:
            self._words.keep_all(words)  # before the log names them
        octets = [octets for _, octets, _ in batch.entries]
        head = log.append(self._archive, octets, pen=batch.pen, at=at, keys=batch.keys, after=batch.size)
        with suppress(ChanceryError):  # they are on the log; the index takes them in at the next step
            self._file(batch)
        return head

    def _file(self, batch: _Batch) -> None:
        """What was read a moment ago is not read again, as long as nobody else has written meanwhile."""
        if self._index.reached(self.institution) != batch.size:
            return
        filing = Filing()
        shown = ((id, filing.texts(open_words(sealed, digest))) for digest, sealed, id in batch.words())
        with self._index.together():
            self._index.add(batch.entries)
            self._index.shelve(shown)
            self._index.saw(self.institution, self._registry.now())


class _Batch:
    """The acts that were admitted to one step, in the order in which they will stand on the log."""

    def __init__(self, *, size: int, pen: Pen, geneses: tuple[Genesis, ...]) -> None:
        self.size = size
        self.pen = pen
        self.geneses = geneses
        self.acts: list[Act] = []
        self.entries: list[tuple[int, bytes, Entry]] = []
        self.keys: dict[str, int] = {}

    def add(self, act: Act, sealed: bytes, entry: Entry) -> Registered:
        """This act comes next; so it will stand at that index."""
        place = len(self.acts)
        if act.key is not None:
            self.keys[act.key] = place
        self.acts.append(act)
        self.entries.append((self.size + place, sealed, entry))
        return Registered(index=self.size + place)

    def words(self) -> Iterator[tuple[bytes, bytes, StatementId]]:
        """The words that came with these acts: their digest, as they were sealed, and whose they are."""
        for act, (_, _, entry) in zip(self.acts, self.entries, strict=True):
            if isinstance(entry.act, Statement) and entry.act.words is not None and act.words is not None:
                yield entry.act.words, act.words, entry.id
