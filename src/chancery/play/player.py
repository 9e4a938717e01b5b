"""Playing a scenario: every entry is performed at its moment, every probe asked of the onlooker."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, assert_never

from chancery.errors import Malformed, Refused
from chancery.play.cast import Casting, signatures, words_of
from chancery.play.keyring import key_of, secret
from chancery.play.moments import moment, relative, span
from chancery.play.scenario import Asked, Probe, Run
from chancery.play.stage import Build, Dial, Stage, in_memory
from chancery.record.entry import Entry
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.preflight import Objection
from chancery.record.premises import NOT_ON_RECORD, PremiseFlag
from chancery.record.slice import bearing_on
from chancery.record.standing import spell
from chancery.record.statement import ClauseId, Instant, Institution, KeyName, Override, Statement, Verb
from chancery.record.world import World
from chancery.registry.act import Act
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.words_form import seal_words

Written = Mapping[str, Any]

WORD: Mapping[object, str] = {
    YES: "yes",
    NO: "no",
    UNDETERMINED: "undetermined",
    NOT_ON_RECORD: "not on record",
}
PLAYED = "played from a scenario"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a probe should have answered, and what it did."""

    id: str
    expected: str
    got: str

    @property
    def agrees(self) -> bool:
        """Whether they are the same."""
        return self.expected == self.got


class Player:
    """One run of a scenario on a stage of its own."""

    def __init__(self, run: Run, build: Build = in_memory) -> None:
        self.run = run
        self.casting = Casting(scenario=run.scenario, t0=run.t0, whose=_whose(run), keys=keys_used(run.log))
        self.stage = Stage(dial=Dial(), build=build)
        self.refused: dict[str, Refused] = {}
        """The entries that a registry would not have, and why."""
        self._charters: dict[Institution, dict[str, Any]] = {}

    def perform(self) -> None:
        """Put every entry on its institution's record, in the order of their moments."""
        for at, entry in self._in_order():
            self.stage.dial.at = at
            if entry["id"] in self.run.unreleased:
                continue  # it stays a draft: nothing of it is ever written anywhere public
            try:
                self._perform(entry)
            except Refused as refused:
                self.refused[entry["id"]] = refused

    def _in_order(self) -> list[tuple[Instant, Written]]:
        timed = [(moment(entry["at"], self.run.t0), entry) for entry in self.run.log]
        return sorted(timed, key=lambda pair: pair[0])  # stable: the file's order decides ties

    def _perform(self, entry: Written) -> None:
        try:
            act = self._act(entry)
        except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as fault:
            raise Malformed(f"Entry {entry['id']} is incomplete or misshapen: {_one_line(fault)}.") from fault
        institution = Institution(entry["inst"])
        registry = self.stage.registry(institution)
        registry.perform(self._with_override(act, entry, registry.objections(act)))
        self.stage.look_on()

    def _act(self, entry: Written) -> Act:
        return self._charter(entry) if entry["kind"] == "charter" else self._statement(entry, override=None)

    def _with_override(self, act: Act, entry: Written, objections: tuple[Objection, ...]) -> Act:
        """The same act again, released over everything preflight objects to."""
        if not objections:
            return act
        named = tuple(sorted({objection.name.value for objection in objections}))
        return self._statement(entry, override=Override(objections=named, justification=PLAYED))

    def _statement(self, entry: Written, override: Override | None) -> Act:
        statement = replace(self.casting.statement(entry), override=override)
        words, sealed = words_of(entry), None
        if words is not None:
            sealed, digest = seal_words(words, secret(self.run.scenario, "salt", str(entry["id"])))
            statement = replace(statement, words=digest)
        octets = write_statement(statement)
        return Act(octets=octets, approvals=_approvals(entry, octets), words=sealed)

    def _charter(self, entry: Written) -> Act:
        institution = Institution(entry["inst"])
        body = self._body(institution, entry)
        charter = self.casting.charter(institution, body, self.stage.pen(institution))
        octets = write_charter(self.casting.id(entry["id"]), charter)
        return Act(octets=octets, approvals=_approvals(entry, octets))

    def _body(self, institution: Institution, entry: Written) -> dict[str, Any]:
        """A charter's body: written out, or as a patch on the last one of the institution."""
        if "body_patch" in entry:
            body = patched(self._charters[institution], entry["body_patch"])
        else:
            body = copy.deepcopy(dict(entry["body"]))
        self._charters[institution] = body
        return body

    # Asking

    def outcomes(self) -> Iterator[Outcome]:
        """The answer to every probe of the run."""
        for probe in self.run.expectations:
            yield Outcome(id=probe.id, expected=probe.value, got=self.answer(probe))

    def answer(self, probe: Probe) -> str:
        """What the record, as the onlooker holds it, answers to one probe."""
        written = probe.written
        try:
            at = moment(written["at"], self.run.t0)
            view = moment(written.get(VIEW[probe.asked], written["at"]), self.run.t0)
            return self._answer(probe, at, view)
        except (KeyError, ValueError) as absent:
            raise Malformed(f"Probe {probe.id} asks about {absent}, which is not there.") from absent

    def _answer(self, probe: Probe, at: Instant, view: Instant) -> str:
        id = self.casting.id(probe.entry)
        held = [entry for entry in bearing_on(id, self.stage.onlooker) if entry.at <= view]
        asked_about = next((entry for entry in held if entry.id == id), None)
        if asked_about is None:
            return ABSENT[probe.asked]
        return self._asked(probe, World(held, at), asked_about, view)

    def _asked(self, probe: Probe, world: World, entry: Entry, view: Instant) -> str:
        written = probe.written
        match probe.asked:
            case Asked.STANDING:
                return spell(world.standing(entry.id))
            case Asked.STALE_STANDING:
                known = spell(world.standing(entry.id))
                if world.at - view <= span(written["max_age"]):
                    return known
                return f"unknown since {relative(view, self.run.t0)} (last known: {known})"
            case Asked.AUTHORITY:
                return WORD[YES] if _says_nothing(entry) else WORD[world.authorised(entry.id).truth]
            case Asked.CLAUSE_AUTHORITY:
                clause, read_as = _clause_asked(probe, entry)
                return WORD[world.clause_authority(entry.id, clause, read_as).truth]
            case Asked.FORCE:
                return world.force(entry.id).effect.value
            case Asked.PREMISE:
                return WORD[_first_premise(world, entry).truth]
            case _:
                assert_never(probe.asked)


def _says_nothing(entry: Entry) -> bool:
    """
    Whether there is neither a clause nor a notice: then the format calls all of it authorised.

    The record itself says otherwise, that nobody is allowed to say nothing; what a
    scenario asks is only whether any of the clauses lacks authority.
    """
    act = entry.act
    return not isinstance(act, Statement) or (act.notice is None and not act.clauses)


def _clause_asked(probe: Probe, entry: Entry) -> tuple[ClauseId, Verb | None]:
    """Which clause a probe is about, and what it is to be read as when not as what it says."""
    if not isinstance(entry.act, Statement):
        raise KeyError("a clause of a charter")
    read_as = probe.written.get("as_act")
    return ClauseId(str(probe.written["clause"])), None if read_as is None else Verb(read_as)


def _first_premise(world: World, entry: Entry) -> PremiseFlag:
    premises = world.premises(entry.id)
    if not premises:
        raise KeyError("a premise")
    return premises[0]


ABSENT: Mapping[Asked, str] = {
    Asked.STANDING: "no public record",
    Asked.STALE_STANDING: "no public record",
    Asked.AUTHORITY: "undetermined",
    Asked.CLAUSE_AUTHORITY: "undetermined",
    Asked.FORCE: "undetermined",
    Asked.PREMISE: "not on record",
}
"""What is answered about an entry that is not on the record: nothing that would tell it from a draft."""

VIEW: Mapping[Asked, str] = dict.fromkeys(Asked, "view") | {Asked.STALE_STANDING: "fresh_at"}
"""Under which name each kind of probe says up to when the record was seen."""


NOBODY = Institution("nobody.invalid")
"""On whose record stands what a scenario only speaks of (RFC 2606, section 2: a domain of nobody's)."""


def _whose(run: Run) -> Callable[[str], Institution]:
    """Tells on whose record a run puts the entry of a name; a draft counts as never written."""
    released = (entry for entry in run.log if entry["id"] not in run.unreleased)
    homes = {str(entry["id"]): Institution(entry["inst"]) for entry in released}
    return lambda name: homes.get(name, NOBODY)


def keys_used(log: Iterable[Written]) -> Mapping[Institution, frozenset[KeyName]]:
    """The keys with which each institution's people sign anything in a scenario."""
    used: dict[Institution, set[KeyName]] = {}
    for entry in log:
        used.setdefault(Institution(entry["inst"]), set()).update(hand.key for hand in signatures(entry))
    return {institution: frozenset(keys) for institution, keys in used.items()}


def _approvals(entry: Written, octets: bytes) -> tuple[Approval, ...]:
    institution, digest = Institution(entry["inst"]), digest_of(octets)
    return tuple(
        approve(
            digest,
            person=hand.person,
            key=hand.key,
            role=hand.role,
            office=hand.office,
            signing=key_of(institution, hand.key),
        )
        for hand in signatures(entry)
    )


WHOLE_PARTS = ("offices", "mandates", "delegations", "expires")
"""The parts of a charter that a patch replaces as a whole."""


def patched(body: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The next charter's body, said as what changes: the version, a holder's capacity, whole parts."""
    found = copy.deepcopy(dict(body))
    found["version"] = patch["version"]
    if "capacity_of" in patch:
        wanted = patch["capacity_of"]
        for holder in found["offices"][wanted["office"]]["holders"]:
            if holder["person"] == wanted["person"]:
                holder["capacity"] = wanted["capacity"]
    found.update({part: patch[part] for part in WHOLE_PARTS if part in patch})
    if "more_mandates" in patch:
        found["mandates"] = [*found["mandates"], *patch["more_mandates"]]
    return found


def _one_line(fault: Exception) -> str:
    said = " ".join(str(fault).split())
    return f"{type(fault).__name__} {said}" if said else type(fault).__name__
