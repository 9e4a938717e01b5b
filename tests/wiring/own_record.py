"""An institution in memory that asks for two of three witnesses of its own log."""

from __future__ import annotations

from pathlib import Path

from chancery.log.note import signature_line
from chancery.log.policy import Policy
from chancery.record.statement import StatementId
from chancery.registry.append import cosign
from chancery.wiring.house import House
from chancery.wiring.reading_policy import ReadingPolicies, Vouched, remember_witnessed
from tests.hostile.seen_by import NAMES, witness
from tests.institution import Clock, department
from tests.letters import OPERATIONS
from tests.people import GENERAL


class OwnRecord:
    """The department, whose house has a policy that names its own log."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.us = department(self.clock)
        house = House(
            folder=folder,
            institution=self.us.domain,
            origin=self.us.pen.origin,
            record=".",
            second_place=folder / "second",
        )
        witnesses = [f"witness {name} {witness(name).verifier.text}" for name in NAMES]
        logs = [f"log {vkey}" for vkey in self.us.pen.vkeys]
        asks = "\n".join([*logs, *witnesses, f"group g 2 {' '.join(NAMES)}", "quorum g", ""])
        self.house, self.policy = house, Policy.parse(asks.encode())
        policies = ReadingPolicies(own=self.policy)
        how_far = self.us.registry._letters.how_far
        object.__setattr__(how_far, "vouching", Vouched(house=house, policies=policies))

    def release(self, _: str) -> StatementId:
        self.clock.turn("1m")
        return self.us.release(OPERATIONS, by=GENERAL)

    def cosign(self, *names: str) -> None:
        """These witnesses sign the head as it stands, now."""
        head = self.us.archive.head()
        assert head is not None
        text = head.checkpoint.decode().partition("\n\n")[0] + "\n"
        lines = [signature_line(text, witness(name), at=self.clock.now) for name in names]
        note = cosign(self.us.archive, lines, of=head).checkpoint
        remember_witnessed(self.house, self.us.domain, note, self.policy, now=self.clock.now)

    def standing(self, id: StatementId) -> str:
        letter = self.us.registry.letter(id)
        assert letter is not None
        return letter.answers.standing.state
