"""Scenarios that nobody wrote: well formed, tangled, and inclined towards acts that have effect.

They use everything that the format can say: two institutions, charters in a chain and
beside it, delegations in circles, capacities, dates, limits, conditions and premises of
every kind, notices on notices, thefts of keys, ties in time, drafts that never come out.

What the product judges otherwise than the model on purpose is left out of them: nothing
is asked more than 72 hours after a lone act, nobody holds the same thing twice, what says
nothing replaces nothing, and nothing leans on a draft.
"""

from __future__ import annotations

from random import Random

from tests.play.dice import (
    BINDING,
    EVERYBODY,
    FACTS,
    INSTITUTIONS,
    LAST,
    OFFICES,
    ON_KEYS,
    ON_NOTICES,
    ON_STATEMENTS,
    PEOPLE,
    SAYING,
    SUBJECTS,
    Written,
)
from tests.play.invented_charters import Founder


class Inventor(Founder):
    """Writes one scenario, entry by entry."""

    # ── statements ──

    def statement(self, institution: str) -> None:
        earlier = self.statements()
        office = self.pick(("mid", "mid", "low", *OFFICES)) if not self.one_in(40) else "ghost"
        ours = [each["id"] for each in self.statements(institution)]
        body: Written = {}
        if ours and self.one_in(4):
            body["supersedes"] = self.some(ours[-3:])
        many = self.pick((1, 1, 1, 1, 1, 2, 2, 3, 3, 1 if body else 0))
        if earlier and self.one_in(3):
            body["implements"] = [self.pick(earlier)["id"]]
        self.enter(
            "S",
            {
                "inst": institution,
                "kind": "statement",
                "office": office,
                "clauses": [self.clause(number) for number in range(many)],
                "sigs": self.hands(office),
                **({"body": body} if body else {}),
                **self.maybe(6, effective=self.moment(self.at + self.pick((-30, 30, 900)))),
                **self.maybe(6, expires=self.moment(self.at + self.pick((15, 600)))),
            },
        )

    def clause(self, number: int) -> Written:
        act = self.pick(BINDING * 2 + SAYING)
        clause: Written = {"id": f"c{number}", "act": act, "subject": self.pick(SUBJECTS)}
        if act == "certify" and not self.one_in(8):
            clause |= {"fact": self.pick(FACTS), **self.maybe(3, value=False)}
        if self.one_in(4):
            clause["conditions"] = [self.condition() for _ in range(self.pick((1, 1, 2)))]
        if self.one_in(4):
            clause["premises"] = [self.premise() for _ in range(self.pick((1, 1, 2)))]
        return {
            **clause,
            **self.maybe(6, amount=self.pick((50, 99.5, 5_000))),
            **self.maybe(6, ratifiable=False),
            **self.maybe(6, alt_acts=["accept"]),
            **self.maybe(8, text="Said, in so many words."),
        }

    def condition(self) -> Written:
        match self.pick(("date", "act", "act", "act", "fact", "fact", "unknown")):
            case "date":
                return {"type": "date", "at": self.moment(self.at + self.pick((-1, 30, 900)))}
            case "act":
                return {
                    "type": "act",
                    "act": self.pick(BINDING),
                    "office": self.pick(OFFICES),
                    **self.maybe(3, inst=self.pick(INSTITUTIONS)),
                    **self.maybe(2, target=self.name_to_come()),
                    **self.maybe(3, text="a further act"),
                }
            case "fact":
                return {"type": "fact", "fact": self.pick(FACTS)}
            case _:
                return {"type": "unknown", "text": "all shall be well"}

    def premise(self) -> Written:
        """Of what was said, and now and then of what was not yet, so that some go round in a circle."""
        earlier = [each["id"] for each in self.statements()]
        id = self.name_to_come() if not earlier or self.one_in(4) else self.pick(earlier)
        return {
            "entry": id,
            "clause": self.pick(("c0", "c0", "c1")),
            **self.maybe(2, mode=self.pick(("necessary", "necessary", "recital"))),
        }

    def name_to_come(self) -> str:
        return f"S{len(self.log) + self.pick((0, 0, 1, 2, 50))}"

    # ── notices ──

    def notice(self, institution: str) -> None:
        targets, act = self.aimed(institution)
        office = self.pick(("top",) * 5 + OFFICES)
        body: Written = {}
        clauses = {"clauses": [self.clause(number) for number in range(self.pick((1, 2)))]}
        if act == "suspend" and not self.one_in(3):
            body["until"] = self.moment(self.at + self.pick((5, 120, 3_000)))
        if self.one_in(8):
            body["subject"] = self.pick(SUBJECTS)
        self.enter(
            "N",
            {
                "inst": institution,
                "kind": "statement",
                "office": office,
                "act": act,
                "targets": targets,
                "sigs": self.hands(office),
                **(clauses if self.one_in(8) else {}),
                **({"body": body} if body else {}),
            },
        )

    def aimed(self, institution: str) -> tuple[list[str], str]:
        """Mostly at one's own, mostly at the kind of thing that such a notice is made for."""
        among = self.statements() if self.one_in(8) else self.statements(institution)
        if not among or self.one_in(20):
            return self.pick(([], ["S99"])), self.pick((*ON_STATEMENTS, *ON_NOTICES))
        if self.one_in(30):
            return [self.pick(self.log)["id"]], self.pick(ON_STATEMENTS)
        notices = [each for each in among if "act" in each]
        if notices and self.one_in(2):
            target = self.pick(notices)
            act = "lift" if target["act"] == "suspend" and self.one_in(2) else self.pick(ON_NOTICES)
            return [target["id"]], act if not self.one_in(8) else "suspend"
        first = self.pick([each for each in among if "act" not in each] or among)
        targets = [first["id"], *([self.pick(among)["id"]] if self.one_in(8) else [])]
        act = self.pick(ON_STATEMENTS)
        if act == "suspend":
            if self.held & set(targets):
                act = "correct"
            self.held.update(targets)
        return targets, act

    def theft(self, institution: str) -> None:
        office = self.pick(("top",) * 3 + OFFICES)
        self.enter(
            "K",
            {
                "inst": institution,
                "kind": "statement",
                "office": office,
                "act": self.pick(ON_KEYS),
                "body": {
                    "key": f"k-{self.pick(EVERYBODY)}",
                    "since": self.moment(self.at - self.pick((0, 5, 90))),
                },
                "sigs": self.hands(office),
            },
        )

    # ── hands ──

    def hands(self, office: str) -> list[Written]:
        people = PEOPLE.get(office, PEOPLE["mid"])
        first, second = people if self.one_in(2) else people[::-1]
        other_office = self.pick(OFFICES)
        other = PEOPLE[other_office][0]
        releaser, approver = _hand(first, "releaser"), _hand(second, "approver")
        match self.pick(
            ("full",) * 16 + ("one", "twice", "wrong", "none", "drafted", "lent", "named", "borrowed")
        ):
            case "full":
                return [releaser, approver]
            case "one":
                return [releaser]
            case "twice":
                return [releaser, _hand(first, "approver", key=f"k2-{first}")]
            case "wrong":
                return [_hand("x9", "releaser"), _hand(other, "approver")]
            case "none":
                return []
            case "drafted":
                drafter = self.pick((first, second))
                return [
                    releaser,
                    approver,
                    _hand(drafter, "drafter", key=self.pick((f"k-{drafter}", "k-desk"))),
                ]
            case "lent":
                return [releaser, _hand(other, "approver", office=other_office)]
            case "named":
                return [_hand(first, "releaser", office=office), _hand(second, "approver", office=office)]
            case "shared":
                return [_hand(first, "releaser", key="k-shared"), _hand(second, "approver", key="k-shared")]
            case _:
                return [_hand(first, "releaser", key=f"k-{other}"), approver]

    # ── the whole ──

    def statements(self, institution: str | None = None) -> list[Written]:
        return [
            each for each in self.log if each["kind"] == "statement" and institution in (None, each["inst"])
        ]

    def write(self) -> Written:
        for institution in INSTITUTIONS:
            if not self.one_in(40):
                self.charter(institution)
        for _ in range(3 + self.chance.randrange(12)):
            self.at = min(LAST, self.at + self.pick((0, 0, 1, 7, 60, 200)))
            institution = self.pick(("a.demo", "a.demo", "b.demo"))
            writes = self.pick(
                (self.statement,) * 8 + (self.notice,) * 8 + (self.theft,) * 2 + (self.charter,)
            )
            writes(institution)
        return {
            "schema": "chancery-scenario/1",
            "id": "invented",
            "demonstration": {"log": self.log, "expect": self.probes(), "branches": self.branches()},
        }

    def branches(self) -> list[Written]:
        """What would have been if one act had not come to be, and if a letter had stayed a draft."""
        patched = {each["inst"] for each in self.log if "body_patch" in each}
        spare = [each for each in self.log if each["kind"] != "charter" or each["inst"] not in patched]
        dropped = self.pick(spare)["id"] if spare else ""
        found = [{"id": "without", "drop": [dropped], "expect": self.probes(without=dropped)}]
        drafts = [each["id"] for each in self.statements() if self.is_apart(each)]
        if drafts:
            draft = self.pick(drafts)
            asked = [("standing", draft), ("force", draft)]
            found.append(
                {
                    "id": "leaked",
                    "make_private": [draft],
                    "expect": [self.probe(number, *ask) for number, ask in enumerate(asked)],
                }
            )
        return found

    def is_apart(self, entry: Written) -> bool:
        """Whether nothing else leans on it: it says something and does nothing."""
        acts = {clause["act"] for clause in entry.get("clauses", ())}
        others = repr([each for each in self.log if each is not entry])
        return "act" not in entry and acts <= set(SAYING) and f"'{entry['id']}'" not in others

    # ── questions ──

    def probes(self, without: str | None = None) -> list[Written]:
        asked = [(kind, each) for each in self.log if each["id"] != without for kind in self.kinds(each)]
        chosen = self.chance.sample(asked, min(len(asked), 30))
        return [self.probe(number, kind, each["id"], each) for number, (kind, each) in enumerate(chosen)]

    def kinds(self, entry: Written) -> list[str]:
        clauses = entry.get("clauses", [])
        premises = any(clause.get("premises") for clause in clauses)
        return [
            "standing",
            "authority",
            "force",
            "stale_standing",
            *(["clause_authority"] if clauses else []),
            *(["premise"] if premises else []),
        ]

    def probe(self, number: int, kind: str, id: str, entry: Written | None = None) -> Written:
        """One question, at a moment when the entry was there to be asked about."""
        logged = minutes(next(each for each in self.log if each["id"] == id)["at"])
        view = logged + self.chance.randrange(self.at + 2 - logged)
        at = view + self.pick((0, 0, 1, 1_000))
        probe: Written = {"id": f"Q{number}", "probe": kind, "entry": id, "at": self.moment(at), "value": "?"}
        if kind == "stale_standing":
            probe |= {"fresh_at": self.moment(view), "max_age": self.pick(("1m", "30m"))}
        elif self.one_in(2):
            probe["view"] = self.moment(self.pick((view, self.at + 1)))
        if kind == "clause_authority" and entry is not None:
            probe["clause"] = self.pick(entry["clauses"])["id"]
            probe |= self.maybe(3, as_act=self.pick(BINDING))
        return probe


def _hand(person: str, role: str, *, key: str | None = None, office: str | None = None) -> Written:
    hand = {"person": person, "key": key or f"k-{person}", "role": role}
    return hand if office is None else {**hand, "office": office}


def minutes(written: str | int) -> int:
    """A moment of these scenarios in minutes after T0."""
    if isinstance(written, int):
        return written
    offset = written.removeprefix("T0")
    return int(offset[:-1]) * {"m": 1, "h": 60}[offset[-1]] if offset else 0


def scenario(chance: Random) -> Written:
    """A scenario that nobody wrote."""
    return Inventor(chance).write()
