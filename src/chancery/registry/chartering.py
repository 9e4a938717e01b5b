"""Charters on their way to the record.

    begin → edit* → offer → sign+ → publish

Nothing here is on the record before `publish`, and that puts it there by the same door as
every other act.  From `offer` on the text is fixed by its digest; whoever takes it up again
to change a word loses every hand that was under it.  Every step is kept, so that two
people who work at once find out instead of undoing each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum, unique
from typing import Protocol

from chancery.errors import BadSignature, Malformed, NotPermitted, NotReady, OutOfOrder
from chancery.record.charter import Charter
from chancery.record.charter_faults import refuse_faults
from chancery.record.charter_form import charter_being_written
from chancery.record.charter_writing import charter_to_toml
from chancery.record.composing import begun, may_prepare, taken_up
from chancery.record.entry import Entry, Role
from chancery.record.logic import YES
from chancery.record.statement import Instant
from chancery.record.world import World
from chancery.registry.act import Act
from chancery.registry.act_file import act_of_charter, joined, read_act_file, write_act_file
from chancery.registry.pen import Pen
from chancery.registry.registry import Registry
from chancery.seal.act_form import read_act
from chancery.seal.approval import Approval
from chancery.seal.keys import parse


@unique
class Stage(StrEnum):
    """How far a charter has come."""

    WRITING = "writing"
    SIGNING = "signing"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A charter as it was kept at one moment, and by whom."""

    draft: int
    """Which charter on its way: the first is 1."""
    number: int
    """Which step of it: the first is 1."""
    stage: Stage
    written: str
    """As a clerk writes it."""
    act: bytes | None
    """The act with the hands under it so far; None while it is being written."""
    by: str
    at: Instant


class Steps(Protocol):
    """Where charters on their way are kept; the public process has no way to it."""

    def newest(self) -> Step | None:
        """The last step of the newest charter; None before there is any."""
        ...

    def keep(self, step: Step) -> None:
        """
        Keep a step.

        Raises `Conflict` if one of that number is kept already, `Unavailable` if it cannot be kept.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One root's part in a charter: who signed, who else could, and how many more must."""

    version: int
    """Of the charter whose root it is."""
    threshold: int
    signed: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many more people must sign."""
        return max(0, self.threshold - len(self.signed))


class Chartering:
    """Everybody who works at the next charter, as far as rules go."""

    def __init__(self, *, registry: Registry, steps: Steps, pen: Pen) -> None:
        self._registry = registry
        self._steps = steps
        self._pen = pen

    # Writing

    def begin(self, by: str) -> Step:
        """
        Take up the charter in force, or begin the first one.

        Raises `OutOfOrder` while another is on its way.
        """
        if self.current() is not None:
            raise OutOfOrder("A charter is on its way already; publish it or drop it first.")
        at, before, newest = self._registry.now(), self.newest(), self._steps.newest()
        fresh = begun(self._registry.institution, self._pen.register, str(self._pen.issuer.public), at)
        charter = fresh if before is None else taken_up(before, at)
        return self._keep(
            Step(
                draft=1 if newest is None else newest.draft + 1,
                number=0,
                stage=Stage.WRITING,
                written=charter_to_toml(charter),
                act=None,
                by=by,
                at=at,
            ),
            by,
        )

    def edit(self, charter: Charter, by: str) -> Step:
        """The next version of the text; raises `OutOfOrder` once hands are being gathered."""
        step = self._at(Stage.WRITING)
        if charter.institution != self._registry.institution:
            raise NotPermitted("This is the charter of another institution.")
        return self._keep(replace(step, written=charter_to_toml(charter)), by)

    def offer(self, by: str) -> Step:
        """
        Fix the text and put it before the root's holders.

        Raises `Malformed` with its first fault, if it has any.
        """
        step = self._at(Stage.WRITING)
        charter = charter_being_written(step.written)
        self._require_ready(charter)
        return self._keep(replace(step, stage=Stage.SIGNING, act=write_act_file(act_of_charter(charter))), by)

    def sign(self, approval: Approval) -> Step:
        """
        Put a hand under it.

        Raises `NotPermitted` if neither root gives that person that key, `BadSignature` if
        the key did not sign these very words.
        """
        step, act = self._at(Stage.SIGNING), self.act()
        if approval.role is not Role.ROOT:
            raise NotPermitted("A charter is signed by holders of its root, as such.")
        publics = {
            charter.keys.get(approval.key)
            for charter in self.judges()
            if charter.root.keys.get(approval.key) == approval.person
        } - {None}
        if not publics:
            raise NotPermitted(f"{approval.person} holds no root key called {approval.key}.")
        for public in publics:
            _require_signed(approval, act.digest, str(public))
        signed = joined([act, replace(act, approvals=(approval,))])
        return self._keep(replace(step, act=write_act_file(signed)), approval.person)

    def reopen(self, by: str) -> Step:
        """Back to writing; every hand under it falls."""
        return self._keep(replace(self._at(Stage.SIGNING), stage=Stage.WRITING, act=None), by)

    def drop(self, by: str) -> Step:
        """Let it go; nobody outside will know that it was written."""
        step = self.current()
        if step is None:
            raise OutOfOrder("No charter is on its way.")
        return self._keep(replace(step, stage=Stage.DROPPED), by)

    def publish(self, by: str) -> Entry:
        """
        Put it on the record.

        Raises `NotReady` while hands are lacking under the old threshold or the new one.
        """
        step, act = self._at(Stage.SIGNING), self.act()
        if any(tally.missing for tally in self.tallies()):
            raise NotReady("More holders of the root must sign this charter first.")
        entry = self._registry.perform(replace(act, key=f"charter/{read_act(act.octets)[0]}"))
        self._keep(replace(step, stage=Stage.PUBLISHED), by)
        return entry

    # Reading

    def current(self) -> Step | None:
        """The charter that is on its way; None if there is none."""
        step = self._steps.newest()
        return step if step is not None and step.stage in (Stage.WRITING, Stage.SIGNING) else None

    def charter(self) -> Charter:
        """What is being written or signed; raises `OutOfOrder` if nothing is."""
        step = self.current()
        if step is None:
            raise OutOfOrder("No charter is on its way.")
        return charter_being_written(step.written)

    def act(self) -> Act:
        """The act that is being signed, with its hands; raises `OutOfOrder` before it is offered."""
        step = self._at(Stage.SIGNING)
        assert step.act is not None, "what is being signed has been fixed"
        return read_act_file(step.act)

    def before(self) -> Charter | None:
        """The charter in force, which the next one must satisfy as well; None before the first."""
        return self._registry.in_charge()

    def newest(self) -> Charter | None:
        """The newest charter that counts, in charge or still waiting: the next one follows that."""
        entries = self._registry.charters(self._registry.institution)
        world = World(entries, self._registry.now())
        counted = [
            entry.act
            for entry in entries
            if isinstance(entry.act, Charter) and world.authorised(entry.id).truth is YES
        ]
        return max(counted, key=lambda charter: charter.version, default=None)

    def judges(self) -> tuple[Charter, ...]:
        """Whose roots must agree: the version before, if there is one, and the new one itself."""
        before, after = self.newest(), self.charter()
        return (after,) if before is None else (before, after)

    def tallies(self) -> tuple[Tally, ...]:
        """Who has signed under each root, and how many more must."""
        act = self.act()
        return tuple(_tally(charter, act) for charter in self.judges())

    def may_prepare(self, person: str) -> bool:
        """Whether that person may work at the next charter and invite people to this Desk."""
        newest = self.newest()
        return may_prepare(newest, person)

    # Between them

    def _at(self, stage: Stage) -> Step:
        step = self.current()
        if step is None or step.stage is not stage:
            raise OutOfOrder(f"No charter is at this step ({stage}).")
        return step

    def _keep(self, step: Step, by: str) -> Step:
        kept = replace(step, number=step.number + 1, by=by, at=self._registry.now())
        self._steps.keep(kept)
        return kept

    def _require_ready(self, charter: Charter) -> None:
        """Everything that would make the record refuse it, or make it useless there."""
        refuse_faults(charter)
        for name, public in sorted(charter.keys.items()):
            try:
                parse(public)
            except Malformed as unreadable:
                raise Malformed(f"Under [keys], {name} is not a key.") from unreadable
        if not self._pen.is_named_in(charter):
            raise NotPermitted("The part [register] of this charter does not name the record of this house.")
        before = self.newest()
        if charter.version != (1 if before is None else before.version + 1):
            raise OutOfOrder(f"Version {charter.version} is not the one after the charter on the record.")


def _tally(charter: Charter, act: Act) -> Tally:
    """Persons, not keys; a hand counts under a root only with the very key that this root names."""
    people = tuple(dict.fromkeys(charter.root.keys.values()))
    signed = {hand.person for hand in act.approvals if _counts(hand, charter, act.digest)}
    return Tally(
        version=charter.version,
        threshold=charter.root.threshold,
        signed=tuple(person for person in people if person in signed),
        others=tuple(person for person in people if person not in signed),
    )


def _counts(hand: Approval, charter: Charter, digest: bytes) -> bool:
    public = charter.keys.get(hand.key)
    if public is None or charter.root.keys.get(hand.key) != hand.person:
        return False
    try:
        hand.check(digest, parse(public))
    except BadSignature:
        return False
    return True


def _require_signed(approval: Approval, digest: bytes, public: str) -> None:
    try:
        approval.check(digest, parse(public))
    except BadSignature as foreign:
        raise BadSignature(f"{approval.person} did not sign this charter with {approval.key}.") from foreign
