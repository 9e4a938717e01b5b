"""Charters that nobody wrote: offices, mandates and delegations, mostly in order."""

from __future__ import annotations

from typing import Any

from tests.play.dice import (
    BINDING,
    CAPACITIES,
    EVERYBODY,
    OFFICES,
    ON_KEYS,
    PEOPLE,
    ROOT,
    RULES,
    SAYING,
    SUBJECTS,
    Dice,
    Written,
)


class Founder(Dice):
    """Writes charters: the first of an institution, and those that follow."""

    def charter(self, institution: str) -> None:
        """The first, or one that follows; mostly as it should be."""
        body = self.bodies.get(institution)
        entry: Written = {"inst": institution, "kind": "charter", "sigs": self.root_hands()}
        if body is None:
            entry["body"] = self.body(1)
        elif self.one_in(2):
            entry["body_patch"] = self.patch(body)
        else:
            entry["body"] = self.body(body["version"] + self.pick((1, 1, 1, 1, 0, 2)))
        self.bodies[institution] = entry.get("body") or {**body, **entry["body_patch"]}
        self.enter("C", entry)

    def patch(self, body: Written) -> Written:
        patch: Written = {"version": body["version"] + 1}
        office = self.pick(OFFICES)
        if self.one_in(2):
            person = self.pick(PEOPLE[office])
            patch["capacity_of"] = {"office": office, "person": person, "capacity": self.pick(CAPACITIES)}
        if self.one_in(3):
            patch["mandates"] = self.mandates()
        if self.one_in(3):
            patch["delegations"] = self.delegations()
        return patch

    def body(self, version: int) -> Written:
        return {
            "version": version,
            "root": {
                "threshold": self.pick((2,) * 8 + (1, 3)),
                "keys": {f"k-{person}": person for person in (*ROOT, *self.pick(((),) * 8 + (("t1",),)))},
            },
            "offices": {office: self.office(office) for office in OFFICES},
            "mandates": self.mandates(),
            "delegations": self.delegations(),
            **self.maybe(2, capacity={"caretaker": {"decide": self.pick(RULES), "order": self.pick(RULES)}}),
            **self.maybe(4, expires=self.moment(self.at + self.pick((300, 5_000, 5_000)))),
        }

    def root_hands(self) -> list[Written]:
        people = self.pick((ROOT[:2],) * 20 + (ROOT[1:], ROOT, ROOT[:1], ("r1", "r1"), ("x9", "r1")))
        return [{"person": person, "key": f"k-{person}", "role": "root"} for person in people]

    def office(self, office: str) -> Written:
        superior = {"top": None, "mid": "top", "low": "mid", "press": "top"}[office]
        if self.one_in(20):
            superior = self.pick((None, "ghost"))
        people = [*PEOPLE[office], *([self.pick(EVERYBODY)] if self.one_in(10) else [])]
        return {"superior": superior, "holders": [self.holder(person) for person in people]}

    def holder(self, person: str) -> Written:
        return {
            "person": person,
            "keys": [f"k-{person}", f"k2-{person}", *self.pick(([],) * 12 + (["k-shared"],))],
            **self.maybe(2, capacity=self.pick(CAPACITIES)),
            **self.dates(12),
        }

    def dates(self, many: int) -> Written:
        begins = self.at + self.pick((-600, -5, 20))
        since = {"from": self.moment(begins)}
        until = {"until": self.moment(begins + self.pick((10, 300, 5_000)))}
        return {**(since if self.one_in(many) else {}), **(until if self.one_in(many) else {})}

    def mandates(self) -> list[Written]:
        """Enough for a house that works, each with its own oddities."""
        binding = list(BINDING)
        notices = ["disown", "withdraw", "reinstate", "correct", "supersede", "lift"]
        return [
            self.mandate("M-top", "top", [*binding, *SAYING], ["**"], 2),
            self.mandate("M-top-n", "top", [*notices, "ratify", "confirm_compromise"], ["**", "keys"], 2),
            self.mandate(
                "M-mid",
                "mid",
                [*self.some(BINDING, least=5), *SAYING],
                self.pick((["**"], ["forces", "press", "facts"])),
                1,
            ),
            self.mandate("M-mid-says", "mid", list(SAYING), ["**"], 1),
            self.mandate("M-mid-n", "mid", [*notices, "ratify"], self.pick((["**"], ["forces"])), 2),
            self.mandate("M-low", "low", self.some(BINDING, least=3), self.some(SUBJECTS, least=3), 1),
            self.mandate("M-low-n", "low", ["withdraw", "correct", "reinstate"], ["**"], 1),
            self.mandate("M-press", "press", [*SAYING, "disclaim", "certify"], ["press", "facts", "**"], 1),
            *(
                self.mandate(f"M-alone-{office}", office, ["suspend", *ON_KEYS], ["**"], 1, over="any")
                for office in OFFICES
            ),
        ]

    def mandate(
        self, id: str, office: str, acts: list[str], subjects: list[str], threshold: int, **more: Any
    ) -> Written:
        return {
            "id": id,
            "office": office,
            "acts": acts,
            "subjects": subjects,
            "threshold": threshold,
            "sod": self.one_in(3),
            **self.maybe(2, depth=self.pick((1, 2, 3))),
            **self.maybe(6, limit=self.pick((0, 99.5, 1_000_000))),
            **self.maybe(6, approvers=self.some(OFFICES)),
            **self.maybe(8, capacity={self.pick(CAPACITIES): self.pick(RULES)}),
            **self.maybe(8, self_disown=True),
            **self.maybe(10, over="any"),
            **self.dates(14),
            **more,
        }

    def delegations(self) -> list[Written]:
        """Some of mandates, some of one another; now and then in a circle or from nowhere."""
        names = [f"D{number}" for number in range(self.pick((0, 1, 3, 5)))]
        sources = ["M-top", "M-top", "M-top-n", "M-mid", "M-mid-n", "M-nowhere", *names]
        return [self.delegation(name, self.pick(sources)) for name in names]

    def delegation(self, id: str, of: str) -> Written:
        return {
            "id": id,
            "of": of,
            "to": self.pick(OFFICES),
            **self.maybe(2, acts=self.some((*BINDING, "disown", "withdraw"), least=3)),
            **self.maybe(2, subjects=self.some((*SUBJECTS, "**"), least=2)),
            **self.maybe(2, threshold=self.pick((1, 1, 2))),
            **self.maybe(4, limit=self.pick((100, 10_000_000))),
            **self.maybe(2, depth=self.pick((0, 1, 5))),
            **self.dates(10),
        }
