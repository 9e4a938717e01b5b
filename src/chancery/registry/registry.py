"""The one door.  Every act goes in through `perform`, every question through `check`.

    write:  admit → sign → append          registry.perform(act)
    read:   read → match → weigh → say     registry.check(copy)

A registry without a pen can be asked and cannot write; the public process has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from hashlib import sha256
from types import MappingProxyType

from chancery.check.copy import Checked, Copy, Letter
from chancery.check.freshness import Known
from chancery.check.vouching import Pinned
from chancery.check.word_numbers import Filing
from chancery.errors import Conflict, NotPermitted, OutOfOrder
from chancery.log.note import SignatureLine
from chancery.record.charter import Charter
from chancery.record.entry import Entry, Hand, OnRecord
from chancery.record.preflight import Objection
from chancery.record.rendition import Rendition, Shows
from chancery.record.standing import Standing
from chancery.record.statement import Instant, Institution, Statement, StatementId
from chancery.record.words import Words
from chancery.registry import append as log
from chancery.registry.act import Act, refuse_shared_keys
from chancery.registry.admission import Admission, foreseen, id_of, require_this_log, same_act
from chancery.registry.catalogue import Catalogue
from chancery.registry.counting import Counting
from chancery.registry.foresight import Foresight, foresee
from chancery.registry.gathering import Published, gather
from chancery.registry.hints import Hints, hints
from chancery.registry.how_far import Vouching, nobody
from chancery.registry.in_charge import InCharge
from chancery.registry.letters import HOUR, Letters
from chancery.registry.opening import Opening
from chancery.registry.pen import Pen
from chancery.registry.ports import Archive, Clock, Head, Index, Renditions, WordStore
from chancery.registry.remembered import Remembered
from chancery.registry.roots import root_document
from chancery.registry.searching import check_copy
from chancery.registry.standing_by import Publishing, counted, recount, stand_by
from chancery.seal.act_form import write_rendition
from chancery.seal.evidence import write_evidence
from chancery.seal.reading import seal_act, seal_genesis

ATTEMPTS = 20
"""How often an act is tried again when another writer was first."""


class Registry(Catalogue):
    """
    One institution's record, and whatever it holds of others'.

    *peers* gives, for an institution that is followed, its register as it is held here.
    *turn* keeps writers from working in vain; nothing rests on it but their patience.
    """

    def __init__(
        self,
        *,
        institution: Institution,
        archive: Archive,
        index: Index,
        words: WordStore,
        renditions: Renditions,
        opening: Opening,
        clock: Clock,
        pen: Pen | Callable[[], Pen] | None = None,
        peers: Callable[[], Mapping[Institution, Published]] = dict,
        patience: int = HOUR,
        followed: Mapping[Institution, Pinned] = MappingProxyType({}),
        demonstration: tuple[str, ...] = (),
        remembered: Remembered | None = None,
        vouching: Vouching = nobody,
        turn: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        super().__init__(institution, index, renditions)
        self.now = clock
        self.demonstration = demonstration
        self._archive = archive
        self._words = words
        self._opening = opening
        self._pen = pen
        self._counting: Counting | None = None
        self._peers = peers
        self._in_charge = InCharge(institution)
        self._turn = turn
        self._remembered = remembered or Remembered()
        self._letters = Letters(
            home=institution,
            index=index,
            words_of=self.words_of,
            readings_of=self._remembered.readings,
            clock=clock,
            patience=patience,
            followed=followed,
            vouching=vouching,
            newest=archive.head,
        )

    # Writing

    def begin(self, id: StatementId) -> None:
        """Write the genesis of an empty log; a log that has begun is left as it is."""
        pen = self._held_pen()
        if log.settle(self._archive) is None:
            at = self.now()
            octets = seal_genesis(pen.genesis, id=id, at=at, key=pen.issuer)
            log.append(self._archive, [octets], pen=pen, at=at, keys={})
            self._opening.forget()
        self._catch_up()

    def perform(self, act: Act) -> Entry:
        """
        Put *act* on the record: admit, sign, append.

        Raises `Refused` if the rules say no, and nothing has happened.
        """
        return self.perform_all([act])[0]

    def perform_all(self, acts: Sequence[Act]) -> tuple[Entry, ...]:
        """Put several acts on the record in this order, all of them or none."""
        pen = self._held_pen()
        refuse_shared_keys(acts)
        for _ in range(ATTEMPTS):
            with self._turn(), suppress(Conflict):
                size = self.settle()
                self._append([act for act in acts if not self._done_before(act)], pen, size)
                return tuple(self._entry_of(act) for act in acts)
        raise Conflict("Other writers were first, again and again; try once more later.")

    def _done_before(self, act: Act) -> bool:
        """Whether this very act was done under its key; raises `OutOfOrder` if another one was."""
        index = None if act.key is None else self._archive.index_of(act.key)
        if index is None:
            return False
        if not same_act(self._archive.entry(index), act):
            raise OutOfOrder("Another act was done under this key; every act has a key of its own.")
        return True

    def _append(self, acts: Sequence[Act], pen: Pen, size: int) -> None:
        if not acts:
            return
        at, admission = self.now(), self._admission(size)
        octets = [self._sealed(act, pen.named_by(admission.register), at) for act in acts]
        admitted = [admission.admit(act, sealed) for act, sealed in zip(acts, octets, strict=True)]
        for act, entry in zip(acts, admitted, strict=True):
            require_this_log(entry, *pen.geneses)
            self._keep_words(act, entry)
        keys = {act.key: place for place, act in enumerate(acts) if act.key is not None}
        named = pen.named_by(admission.register)
        log.append(self._archive, octets, pen=named, at=at, keys=keys, after=size)
        self._catch_up()

    def _sealed(self, act: Act, pen: Pen, at: Instant) -> bytes:
        return seal_act(act.octets, act.approvals, institution=self.institution, at=at, key=pen.issuer)

    def _admission(self, size: int) -> Admission:
        reading = self._opening.refreshed(self.institution).copy()
        return Admission(self.institution, self._index, reading, size=size, root_over=self._root_over)

    def _root_over(self, size: int) -> bytes:
        return self.counted(size).root()

    def _keep_words(self, act: Act, entry: Entry) -> None:
        """Before the log names them: a digest on the log whose words were lost would be silence."""
        if isinstance(entry.act, Statement) and entry.act.words is not None and act.words is not None:
            self._words.keep(entry.act.words, act.words)

    def give_out(
        self, file: bytes, *, of: StatementId, id: StatementId, shows: Shows = Shows.LETTER
    ) -> Entry:
        """
        Put on the record that *file* shows the letter *of*; *id* is a fresh one for that act.

        The file itself is kept first: a digest on the log whose file was lost would help nobody.
        """
        rendition = Rendition(
            id=id, institution=self.institution, of=of, digest=sha256(file).digest(), shows=shows
        )
        self._renditions.keep(file)
        return self.perform(Act(octets=write_rendition(rendition), approvals=(), key=f"rendition/{id}"))

    def objections(self, act: Act) -> tuple[Objection, ...]:
        """What preflight would object to if *act* were brought now with these hands under it."""
        return self._admission(self.settle()).objections(self._sealed(act, self._held_pen(), self.now()))

    def foreseen(self, statement: Statement, hands: tuple[Hand, ...] | None = None) -> tuple[Objection, ...]:
        """What preflight would object to in a statement still being written; see `admission.foreseen`."""
        return foreseen(statement, self._index, self.now(), hands)

    def foresee(self, statement: Statement, hands: tuple[Hand, ...] | None = None) -> Foresight:
        """What would change if *statement* were put on the record now; nothing is written."""
        return foresee(statement, self._letters, objections=self.foreseen(statement, hands), hands=hands)

    def renew(self) -> Head:
        """Stand by the record again, now, so that readers see how fresh it is."""
        with self._turn():
            register = self._opening.refreshed(self.institution).register
            return log.renew(self._archive, pen=self._held_pen().named_by(register), at=self.now())

    def stand_by(self, id: StatementId, publishing: Publishing) -> Entry | None:
        """
        Put a state head on the record under *id*, if one is due; None if none is.

        Then the checkpoint is signed again all the same, once the last one has grown old.
        """
        return stand_by(self, self._index, id, publishing)

    def counted(self, size: int) -> Counting:
        """The state map over so many entries, counted once for who states it and for who admits that."""
        # While others write, it is tried again and again: each time only what is new is counted.
        self._counting = counted(self.institution, size, self._archive, self._index, before=self._counting)
        return self._counting

    def cosigned(self, lines: Iterable[SignatureLine], *, of: Head) -> Head:
        """
        Show what witnesses signed under the checkpoint of *of*.

        It needs no pen, for it says nothing in our name.  Raises `Conflict` if the log has
        grown since they were asked.
        """
        with self._turn():
            return log.cosign(self._archive, lines, of=of)

    def settle(self) -> int:
        """Finish whatever a crash left unfinished, in the log and then in the index; returns its length."""
        log.settle(self._archive)
        return self._catch_up()

    def _catch_up(self) -> int:
        """Take into the index what the log has and the index has not; returns how many it then has."""
        reading = self._opening.reading(self.institution)
        known, upto = self._index.reached(self.institution), self._archive.applied()
        fresh = []
        for index in range(known, upto):
            octets = self._archive.entry(index)
            entry = reading.read(octets, index)
            if entry is not None:
                fresh.append((index, octets, entry))
        if not fresh and self._index.seen(self.institution) is not None:
            return upto
        with self._index.together():
            self._index.add(fresh)
            self._make_findable([entry for _, _, entry in fresh])
            # Only that it is held in full: our own record is always seen up to now.
            self._index.saw(self.institution, self.now())
        return upto

    def _make_findable(self, entries: Sequence[Entry]) -> None:
        filing = Filing()
        shown = ((entry.id, self.words_of(entry.act)) for entry in entries)
        self._index.shelve((id, filing.texts(words)) for id, words in shown if words is not None)

    def reindex(self) -> int:
        """Empty the index and fill it again from the log; returns how many entries it then reaches."""
        with self._index.together():
            self._index.clear()
            self._opening.forget()
            self._counting = None
            self._catch_up()
        recount(self.institution, self._archive, self._index)
        return self._index.reached(self.institution)

    def _held_pen(self) -> Pen:
        if self._pen is None:
            raise NotPermitted("This process may read the record, not write to it.")
        return self._pen() if callable(self._pen) else self._pen

    def _entry_of(self, act: Act) -> Entry:
        entry = self._index.entry(id_of(act))
        assert entry is not None, "an act that was appended is in the index"
        return entry

    # Reading

    def check(self, copy: Copy, *, at: Instant | None = None, as_known_at: Instant | None = None) -> Checked:
        """
        The five answers for whatever somebody holds.

        *at* is the moment asked about (None: now), *as_known_at* what had been recorded
        when the record was looked at (None: *at*, so the answer as it was shown then).
        """
        return check_copy(copy, self._letters, self._letters.moment(at, as_known_at))

    def letter(
        self, id: StatementId, *, at: Instant | None = None, as_known_at: Instant | None = None
    ) -> Letter | None:
        """A letter with its answers and its life; None if it is not on the record."""
        return self._letters.letter(id, at=at, as_known_at=as_known_at)

    def standing(self, id: StatementId) -> Standing:
        """Where a statement stands now, with every notice that bears on it, with effect or without."""
        return self._letters.standing(id)

    def standings(self, ids: Iterable[StatementId]) -> Mapping[StatementId, Standing]:
        """The same for every line of a list, worked out together."""
        return self._letters.standings(ids)

    def entries(self, ids: Iterable[StatementId]) -> tuple[Entry, ...]:
        """Those that are on the record now, in this order; nothing is opened or weighed."""
        return self._letters.entries(ids)

    def held(self, id: StatementId) -> tuple[Entry, Words | None] | None:
        """A letter's entry and its words, with nothing weighed; None if it is not on the record now."""
        return next(((entry, self.words_of(entry.act)) for entry in self.entries((id,))), None)

    def known(self) -> Mapping[Institution, Known]:
        """How far the records that are followed are known now; our own only where something limits it."""
        return self._letters.how_far.known(self.now())

    def hints(self, after: int) -> Hints:
        """What happened behind that place in this institution's log; -1 is before its first entry."""
        return hints(after, institution=self.institution, index=self._index, letters=self._letters)

    def in_charge(self) -> Charter | None:
        """The charter of this institution that is in charge now; None before there is one."""
        return self._in_charge.among(self.charters(self.institution), self.now())

    def words_of(self, act: OnRecord) -> Words | None:
        """The registered words of a statement; None if there are none, or they are not held here."""
        if not isinstance(act, Statement) or act.words is None:
            return None
        sealed = self._words.words(act.words)
        return None if sealed is None else self._remembered.opened(sealed, act.words)

    def evidence(self, id: StatementId) -> bytes:
        """The evidence file for a letter; raises `Unavailable` if a register concerned is not held here."""
        registers = {**self._peers(), **self._own_register()}
        return write_evidence(gather(id, index=self._index, words=self._words, registers=registers))

    def _own_register(self) -> Mapping[Institution, Published]:
        head = self._archive.head()
        if head is None or head.size < 2:
            return {}
        published = Published(
            read=self._archive.file, checkpoint=head.checkpoint, receipts=log.receipts_of(head)
        )
        return {self.institution: published}

    def pinned(self, institution: Institution) -> Pinned | None:
        """What is known of whose record that is; None for our own, and for one that is not followed."""
        return self._letters.followed.get(institution)

    def root(self, version: int) -> bytes | None:
        """That version of this institution's charter, as it stands on the log; None if there is none."""
        return root_document(version, self.institution, self._index, self._archive)

    def head(self) -> Head:
        """The newest head of the log; raises `OutOfOrder` before its first entry."""
        head = self._archive.head()
        if head is None:
            raise OutOfOrder("The log is empty; it has no head yet.")
        return head

    def file(self, path: str) -> bytes | None:
        """A file of the log as the world is shown it: `checkpoint`, `receipt`, `tile/…`."""
        return self._archive.file(path)
