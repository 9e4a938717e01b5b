"""Premises that have fallen: what the words take for granted, and whether it is so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from chancery.record.logic import Truth
from chancery.record.statement import ClauseId, Premise, Reliance


@unique
class Absence(Enum):
    """No truth at all: what is taken for granted is not on the record."""

    NOT_ON_RECORD = "not on record"


NOT_ON_RECORD: Final = Absence.NOT_ON_RECORD


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiseFlag:
    """What a clause takes for granted, and whether that is in force."""

    clause: ClauseId
    premise: Premise
    truth: Truth | Absence

    @property
    def reliance(self) -> Reliance:
        """Whether the clause falls with its premise, or only the flag goes up."""
        return self.premise.reliance
