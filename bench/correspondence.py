"""One institution's letters, written and signed as on 6 January 2020, as many as are wanted.

Every letter has its own id, words, salt and signatures, so that no two files have more in common than
the charter they were written under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from typing import Any

from chancery.play.cast import Casting, signatures, words_of
from chancery.play.keyring import key_of, pen_of, secret
from chancery.play.scenario import read_scenarios
from chancery.record.statement import Instant, Institution, KeyName, StatementId
from chancery.registry.pen import Pen
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.keys import Key
from chancery.seal.reading import seal_act
from chancery.seal.words_form import seal_words

Written = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An act as its institution signed it into an entry, with the sealed words it stands for."""

    id: StatementId
    at: Instant
    entry: bytes
    act: bytes
    approvals: tuple[Approval, ...]
    words: bytes | None


class Correspondence:
    """The letters of the command of 6 January, under the charter of that day."""

    institution = Institution("us.demo")

    def __init__(self) -> None:
        text = (files("chancery.play") / "data" / "6-january-2020.yaml").read_text(encoding="utf-8")
        run = read_scenarios(text)[0].runs[0]
        self._written: dict[str, Written] = {entry["id"]: entry for entry in run.log}
        self._casting = Casting(scenario=run.scenario, t0=run.t0, whose=lambda _: self.institution)

    @cached_property
    def pen(self) -> Pen:
        """The pen with which the institution signs entries and checkpoints."""
        return pen_of(self.institution)

    @cached_property
    def charter(self) -> Posted:
        """Charter 1, with the hands of two of its three roots."""
        written = self._written["US-charter-1"]
        charter = self._casting.charter(self.institution, written["body"], self.pen)
        id = self._casting.id(written["id"])
        return self._posted(written, id, write_charter(id, charter), None)

    def key(self, name: KeyName) -> Key:
        """The public half of an officer's key."""
        return key_of(self.institution, name).public

    def letter(self, number: int) -> Posted:
        """The letter once more, under another id and number."""
        return self._statement({**self._written["L"], "id": f"L{number}", "reference": f"US/CMD-IQ/{number}"})

    def disowning(self, number: int) -> Posted:
        """The notice by two officials that disowns letter *number*."""
        return self._statement({**self._written["D"], "id": f"D{number}", "targets": [f"L{number}"]})

    def order(self, number: int) -> Posted:
        """A letter that nothing is to be said against: an order within the command's mandate."""
        clause = {"id": "c1", "act": "order", "subject": "forces/operations", "text": f"Order {number}."}
        kept = ("at", "inst", "kind", "office", "sigs")
        written = {name: self._written["L"][name] for name in kept}
        return self._statement(
            {**written, "id": f"L{number}", "reference": f"US/CMD-IQ/{number}", "clauses": [clause]}
        )

    def _statement(self, written: Written) -> Posted:
        statement, words, sealed = self._casting.statement(written), words_of(written), None
        if words is not None:
            sealed, digest = seal_words(words, secret("bench", "salt", written["id"]))
            statement = replace(statement, words=digest)
        return self._posted(written, statement.id, write_statement(statement), sealed)

    def _posted(self, written: Written, id: StatementId, act: bytes, words: bytes | None) -> Posted:
        at = self._casting.moment(written["at"])
        assert at is not None
        approvals = tuple(self._approvals(written, act))
        entry = seal_act(act, approvals, institution=self.institution, at=at, key=self.pen.issuer)
        return Posted(id=id, at=at, entry=entry, act=act, approvals=approvals, words=words)

    def _approvals(self, written: Written, act: bytes) -> list[Approval]:
        return [
            approve(
                digest_of(act),
                person=hand.person,
                key=hand.key,
                role=hand.role,
                office=hand.office,
                signing=key_of(self.institution, hand.key),
            )
            for hand in signatures(written)
        ]
