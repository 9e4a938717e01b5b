"""Playing a scenario: every entry is performed at its moment, every probe asked of the onlooker."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, assert_never

from chancery.errors import Malformed, Refused
from chancery.play.cast import Casting, key_of, secret, signatures, words_of
from chancery.play.moments import moment, relative, span
from chancery.play.scenario import Asked, Probe, Run
from chancery.play.stage import Build, Dial, Stage, in_memory
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.preflight import Objection
from chancery.record.premises import NOT_ON_RECORD
from chancery.record.slice import bearing_on
from chancery.record.standing import spell
from chancery.record.statement import ClauseId, Instant, Institution, Override, StatementId, Verb
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
        self.casting = Casting(scenario=run.scenario, t0=run.t0)
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
        except (KeyError, TypeError, AttributeError, ValueError) as fault:
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
            at = moment(written.get("at"), self.run.t0)
            view = moment(written.get("fresh_at", written.get("view", written.get("at"))), self.run.t0)
            return self._answer(probe, at, view)
        except KeyError as absent:
            raise Malformed(f"Probe {probe.id} asks about {absent}, which is not there.") from absent

    def _answer(self, probe: Probe, at: Instant, view: Instant) -> str:
        id = self.casting.id(probe.entry)
        held = [entry for entry in bearing_on(id, self.stage.onlooker) if entry.at <= view]
        if not any(entry.id == id for entry in held):
            return ABSENT[probe.asked]
        return self._asked(probe, World(held, at), id, at, view)

    def _asked(self, probe: Probe, world: World, id: StatementId, at: Instant, view: Instant) -> str:
        written = probe.written
        match probe.asked:
            case Asked.STANDING:
                return spell(world.standing(id))
            case Asked.STALE_STANDING:
                known = spell(world.standing(id))
                if at - view <= span(written["max_age"]):
                    return known
                return f"unknown since {relative(view, self.run.t0)} (last known: {known})"
            case Asked.AUTHORITY:
                return WORD[world.authorised(id).truth]
            case Asked.CLAUSE_AUTHORITY:
                read_as = Verb(written["as_act"]) if "as_act" in written else None
                return WORD[world.clause_authority(id, ClauseId(written["clause"]), read_as).truth]
            case Asked.FORCE:
                return world.force(id).effect.value
            case Asked.PREMISE:
                return WORD[world.premises(id)[0].truth]
            case _:
                assert_never(probe.asked)


ABSENT: Mapping[Asked, str] = {
    Asked.STANDING: "no public record",
    Asked.STALE_STANDING: "no public record",
    Asked.AUTHORITY: "undetermined",
    Asked.CLAUSE_AUTHORITY: "undetermined",
    Asked.FORCE: "undetermined",
    Asked.PREMISE: "not on record",
}
"""What is answered about an entry that is not on the record: nothing that would tell it from a draft."""


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


def patched(body: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The next charter's body, said as what changes: the version, a holder's capacity, whole parts."""
    found = copy.deepcopy(dict(body))
    found["version"] = patch["version"]
    if "capacity_of" in patch:
        wanted = patch["capacity_of"]
        for holder in found["offices"][wanted["office"]]["holders"]:
            if holder["person"] == wanted["person"]:
                holder["capacity"] = wanted["capacity"]
    found.update({part: patch[part] for part in ("offices", "mandates", "delegations") if part in patch})
    return found


def _one_line(fault: Exception) -> str:
    said = " ".join(str(fault).split())
    return f"{type(fault).__name__} {said}" if said else type(fault).__name__
