"""Admission: whether an act may go on the record, before it is appended.

Some things can never go on, whoever wishes it: an act of another institution, under an
id already used, with words that its digest does not stand for, with a hand whose
signature is not its key's, or a charter that its own roots did not make or that names
another log than the one it would stand on.  What the
rules object to otherwise may go on if the act itself names every objection, so that
everybody who approved it approved that; the record then answers for it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from chancery.errors import BadSignature, Malformed, NotPermitted, OutOfOrder
from chancery.record.charter import Charter, Register
from chancery.record.entry import Entry, Hand
from chancery.record.logic import NO
from chancery.record.observed import AHEAD, Observed
from chancery.record.preflight import Name, Objection, preflight
from chancery.record.rendition import Rendition
from chancery.record.slice import Sources, bearing_on
from chancery.record.state_head import LONGEST_LIFE, StateHead
from chancery.record.statement import Instant, Institution, Override, Statement, StatementId
from chancery.record.world import World
from chancery.registry.act import Act
from chancery.registry.overlay import Overlay
from chancery.seal.act_form import read_act
from chancery.seal.genesis import Genesis
from chancery.seal.reading import Reading, approvals_of
from chancery.seal.signed import open_statement
from chancery.seal.words_form import open_words

OBJECTIONS = frozenset(name.value for name in Name)

COMING = 1 << 110
"""The order of entries that are about to be appended: after everything that is held."""


class Objected(NotPermitted):
    """The rules object to an act that does not name every objection in an override."""

    def __init__(self, objections: Iterable[Objection]) -> None:
        self.objections = tuple(objections)
        super().__init__(
            f"Preflight objects: {_listed(self.objections)}. Nothing has been put on the record."
        )


class Admission:
    """The rules at the door, for the acts of one batch in their order."""

    def __init__(
        self,
        institution: Institution,
        held: Sources,
        reading: Reading,
        *,
        size: int,
        root_over: Callable[[int], bytes] | None = None,
    ) -> None:
        """
        *size* is how many entries the log has before them; *root_over* gives the root of its state
        map over so many of them (None: no state head is admitted).
        """
        self._institution = institution
        self._size = size
        self._root_over = root_over
        self._record = Overlay(held)
        self._reading = reading
        self._order = COMING
        self._coming: set[StatementId] = set()

    def admit(self, act: Act, sealed: bytes) -> Entry:
        """
        The entry that *sealed* will be; from now on it counts for the acts after it.

        Raises `Refused` when the rules say no, `Malformed` or `Untrusted` for an act
        that is not what it says.
        """
        entry = self._read(sealed)
        self._refuse_used(entry.id)
        match entry.act:
            case Charter():
                self._require_own_roots(entry)
            case Rendition():
                self._require_nobodys(act)
                self._require_own_letter(entry.act)
            case StateHead():
                self._require_nobodys(act)
                self._require_its_place(entry.act, entry.at)
            case Observed():
                self._require_nobodys(act)
                self._require_anothers(entry.act, entry.at)
            case Statement():
                self._require_whole_words(entry.act, act)
                self._require_no_objection(entry, entry.act)
        self._record.add(entry)
        self._coming.add(entry.id)
        return entry

    @property
    def register(self) -> Register | None:
        """Which log the institution keeps, by the newest charter that counts, admitted ones included."""
        return self._reading.register

    def objections(self, sealed: bytes) -> tuple[Objection, ...]:
        """What preflight would object to, whether or not the act carries an override."""
        entry = self._read(sealed)
        return self._objections(entry, entry.act) if isinstance(entry.act, Statement) else ()

    def _read(self, sealed: bytes) -> Entry:
        entry = self._reading.read(sealed, self._order)
        if entry is None:
            raise Malformed("Only the first entry of a log is a genesis.")
        if self._reading.uncounted:
            self._refuse_wrong_signatures(sealed)
        self._order += 1
        return entry

    def _refuse_wrong_signatures(self, sealed: bytes) -> None:
        """A key nobody knows is an objection; a known key that did not sign is a lie."""
        _, approvals = approvals_of(open_statement(sealed).payload)
        for approval in approvals:
            if self._reading.names(approval.key) and not self._reading.signed(sealed, approval):
                raise BadSignature(f"{approval.person} did not sign these words with {approval.key}.")

    def _refuse_used(self, id: StatementId) -> None:
        if id in self._coming or self._record.entry(id) is not None:
            raise OutOfOrder(f"{id} is on the record already; every act has an id of its own.")

    def _require_own_roots(self, entry: Entry) -> None:
        """A charter that its roots did not make is not a charter, and no override makes it one."""
        assert isinstance(entry.act, Charter)
        if entry.act.register is None:
            raise Malformed("A charter on the record says which log it governs.")
        # With all that bears on it: a root key that was confirmed stolen makes no charter.
        record = [*_slice_with(self._record, entry), entry]
        if World(record, entry.at).authorised(entry.id).truth is NO:
            raise NotPermitted(
                f"Charter {entry.act.version} of {self._institution} is not signed by the root that may "
                "make it, or does not follow the one in force."
            )

    def _require_nobodys(self, act: Act) -> None:
        """Nobody signs for what the register itself did: what a press made, or how long a log was."""
        if act.approvals or act.words is not None:
            raise Malformed("An act of the register itself has no hands under it and brings no words.")

    def _require_own_letter(self, rendition: Rendition) -> None:
        """A file can be given out only of a letter of one's own."""
        letter = self._record.entry(rendition.of)
        if letter is None or letter.institution != self._institution or not isinstance(letter.act, Statement):
            raise NotPermitted("A rendition shows a letter that is on this institution's own record.")

    def _require_its_place(self, head: StateHead, at: Instant) -> None:
        """A state head speaks of all that is before it, and not for ever."""
        index = self._size + len(self._coming)
        if head.size != index:
            raise OutOfOrder(f"A state head at entry {index} covers {index} entries, not {head.size}.")
        if not at < head.expires <= at + LONGEST_LIFE:
            raise NotPermitted(f"A state head expires within {LONGEST_LIFE // 86_400} days of its own time.")
        if self._coming or self._root_over is None or self._root_over(index) != head.root:
            raise NotPermitted("A state head comes alone, and says of the record what the record says.")

    def _require_anothers(self, seen: Observed, at: Instant) -> None:
        """What is seen of oneself is no observation, and nothing was signed in the future."""
        if seen.of == self._institution:
            raise NotPermitted("A register puts on record what it sees of others, not of itself.")
        if seen.signed_at > at + AHEAD:
            raise NotPermitted(f"{seen.of} signed its head in the future; that is not put on record.")

    def _require_whole_words(self, statement: Statement, act: Act) -> None:
        if (statement.words is None) != (act.words is None):
            raise Malformed("Words are registered by their digest, and with it the words are brought.")
        if statement.words is not None and act.words is not None:
            open_words(act.words, statement.words)

    def _require_no_objection(self, entry: Entry, statement: Statement) -> None:
        found = self._objections(entry, statement)
        named = _named(statement.override)
        if not named <= OBJECTIONS:
            raise Malformed("The override names an objection that the rules do not have.")
        open_ = [objection for objection in found if objection.name.value not in named]
        if open_:
            raise Objected(open_)

    def _objections(self, entry: Entry, statement: Statement) -> tuple[Objection, ...]:
        record = _slice_with(self._record, entry)
        return preflight(statement, record, entry.at, hands=entry.hands)


def require_this_log(entry: Entry, *logs: Genesis) -> None:
    """
    Raises `NotPermitted` for a charter that gives the log to other keys than it is kept with.

    There are two sets of them, in *logs*, while they are being changed.  With such a charter
    at its end, nobody anywhere would believe the log any more.
    """
    if not isinstance(entry.act, Charter) or entry.act.register is None:
        return
    register, keys = entry.act.register, entry.act.keys
    named = (register.origin, keys.get(register.issuer), register.log)
    if named not in {(log.origin, log.issuer, log.log) for log in logs}:
        raise NotPermitted(
            f"This charter names another register, or other keys, than {logs[0].origin} is kept with."
        )


def foreseen(
    statement: Statement, held: Sources, at: Instant, hands: tuple[Hand, ...] | None
) -> tuple[Objection, ...]:
    """
    What preflight would object to, if *statement* were brought at that moment with these hands under it.

    None, while it is being written: as if everybody had signed who may.
    """
    institution, under = statement.institution, hands or ()
    coming = Entry(id=statement.id, institution=institution, at=at, order=COMING, act=statement, hands=under)
    return preflight(statement, _slice_with(held, coming), at, hands=hands)


def _slice_with(record: Sources, entry: Entry) -> Sequence[Entry]:
    """What bears on the entry, without the entry itself; and what it says it announces or answers."""
    seen_with = Overlay(record, [entry])
    linked = [link.to for link in entry.act.links] if isinstance(entry.act, Statement) else []
    found = {other.id: other for id in (entry.id, *linked) for other in bearing_on(id, seen_with)}
    found.pop(entry.id, None)
    return tuple(found.values())


def _named(override: Override | None) -> frozenset[str]:
    return frozenset() if override is None else frozenset(override.objections)


def _listed(objections: Iterable[Objection]) -> str:
    """The names of the objections with the clause or entry each is about, for whoever asked."""
    return "; ".join(
        " ".join([objection.name.value, *(str(fact) for fact in _nouns(objection))])
        for objection in objections
    )


def _nouns(objection: Objection) -> Iterable[object]:
    return [objection.facts[name] for name in ("clause", "verb", "subject") if name in objection.facts]


def same_act(octets: bytes, act: Act) -> bool:
    """Whether an entry of the log holds this very act."""
    held, _ = approvals_of(open_statement(octets).payload)
    return held == act.octets


def id_of(act: Act) -> StatementId:
    """The id that an act goes by."""
    return read_act(act.octets)[0]
