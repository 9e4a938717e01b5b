"""From a scenario's account of a charter to a charter with the public parts of real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from chancery.play.keyring import key_of
from chancery.play.written import Written, decimal, maybe, one_of, verb_of
from chancery.record.charter import (
    SUBSTANTIVE,
    Charter,
    Delegation,
    Holder,
    Mandate,
    Office,
    Reach,
    Register,
    Root,
    Rule,
)
from chancery.record.statement import ANY_SUBJECT, Instant, Institution, KeyName, OfficeName, Subject
from chancery.registry.pen import ISSUER, Pen


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterCasting:
    """Makes the charters of one scenario."""

    moment: Callable[[object], Instant | None]
    """A moment of the file; None where it says nothing."""
    keys: Mapping[Institution, frozenset[KeyName]] = field(default_factory=dict)
    """Keys that sign somewhere in the file, whether or not an office lists them."""

    def charter(self, institution: Institution, body: Written, pen: Pen) -> Charter:
        """The charter that *body* describes, with the public parts of the keys that it names."""
        place = f"the charter of {institution}"
        root = Root(
            threshold=int(body["root"]["threshold"]),
            keys={KeyName(key): str(person) for key, person in body["root"]["keys"].items()},
        )
        offices = {OfficeName(name): self._office(office) for name, office in body["offices"].items()}
        return Charter(
            institution=institution,
            title=_titles(body),
            version=int(body["version"]),
            root=root,
            expires=self.moment(body.get("expires")),
            offices=offices,
            mandates=tuple(self._mandate(mandate, place) for mandate in body.get("mandates", ())),
            delegations=tuple(self._delegation(written, place) for written in body.get("delegations", ())),
            capacity={
                str(capacity): {verb_of(act, place): one_of(Rule, rule, place) for act, rule in rules.items()}
                for capacity, rules in body.get("capacity", {}).items()
            },
            keys=self._publics(institution, root, offices.values(), pen),
            register=Register(origin=pen.origin, issuer=ISSUER, log=pen.vkeys),
        )

    def _publics(
        self, institution: Institution, root: Root, offices: Iterable[Office], pen: Pen
    ) -> dict[KeyName, str]:
        held = {key for office in offices for holder in office.holders for key in holder.keys}
        named = {*root.keys, *held, *self.keys.get(institution, ())}
        publics = {name: str(key_of(institution, name).public) for name in sorted(named)}
        return {**publics, ISSUER: str(pen.issuer.public)}

    def _office(self, written: Written) -> Office:
        return Office(
            title=_titles(written),
            superior=maybe(OfficeName, written.get("superior")),
            holders=tuple(
                Holder(
                    person=str(holder["person"]),
                    keys=frozenset(KeyName(str(key)) for key in holder.get("keys", ())),
                    capacity=str(holder.get("capacity", SUBSTANTIVE)),
                    since=self.moment(holder.get("from")),
                    until=self.moment(holder.get("until")),
                )
                for holder in written.get("holders", ())
            ),
        )

    def _mandate(self, written: Written, place: str) -> Mandate:
        approvers = written.get("approvers")
        return Mandate(
            id=str(written["id"]),
            office=OfficeName(str(written["office"])),
            may=frozenset(verb_of(act, place) for act in written["acts"]),
            about=tuple(Subject(str(subject)) for subject in written.get("subjects", (ANY_SUBJECT,))),
            approvals=int(written.get("threshold", 1)),
            approvers=frozenset(OfficeName(str(name)) for name in approvers) if approvers else None,
            separation=bool(written.get("sod", True)),
            since=self.moment(written.get("from")),
            until=self.moment(written.get("until")),
            limit=maybe(decimal, written.get("limit")),
            over=Reach.ANY if written.get("over") == "any" else Reach.SUBORDINATES,
            may_disown_itself=bool(written.get("self_disown", False)),
            depth=int(written.get("depth", 0)),
            capacity={
                str(capacity): one_of(Rule, rule, place)
                for capacity, rule in written.get("capacity", {}).items()
            },
        )

    def _delegation(self, written: Written, place: str) -> Delegation:
        acts, subjects = written.get("acts"), written.get("subjects")
        return Delegation(
            id=str(written["id"]),
            of=str(written["of"]),
            to=OfficeName(str(written["to"])),
            may=None if acts is None else frozenset(verb_of(act, place) for act in acts),
            about=None if subjects is None else tuple(Subject(str(subject)) for subject in subjects),
            approvals=int(written.get("threshold", 1)),
            since=self.moment(written.get("from")),
            until=self.moment(written.get("until")),
            limit=maybe(decimal, written.get("limit")),
            depth=int(written.get("depth", 0)),
        )


def _titles(written: Written) -> dict[str, str]:
    """What readers call it, by language, where the file says."""
    return {str(language): str(title) for language, title in written.get("title", {}).items()}
