"""What each standing is called in other people's vocabularies; the one table, and its one exception.

The exception is force.  *Current* says only that no notice stands against a letter, so
nothing is called in force for that; `legal_force` asks the fifth answer too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.check.answers import Force


@unique
class PubStatus(StrEnum):
    """What a newsroom may do with an item (IPTC NewsCodes, ninjs `pubstatus`)."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


@unique
class MsgType(StrEnum):
    """What an alert does to those before it (CAP 1.2, section 3.2.1)."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@unique
class Update(StrEnum):
    """What scholarly publishers call a notice about a work (Crossmark)."""

    CONCERN = "expression_of_concern"
    CORRECTION = "correction"
    NEW_VERSION = "new_version"
    WITHDRAWAL = "withdrawal"
    RETRACTION = "retraction"


@unique
class LegalForce(StrEnum):
    """Whether words bind, as ELI and schema.org have it; neither has a word for what is not settled."""

    IN_FORCE = "InForce"
    PARTLY = "PartiallyInForce"
    NOT_IN_FORCE = "NotInForce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """One standing in four vocabularies; None where one of them has no word for it."""

    press: PubStatus
    alert: MsgType
    update: Update | None = None


_HELD_BACK = Elsewhere(press=PubStatus.WITHHELD, alert=MsgType.UPDATE)
"""Whatever has no word elsewhere: nobody is told to use it, and nobody that it is gone."""

STANDINGS: Mapping[str, Elsewhere] = {
    "current": Elsewhere(press=PubStatus.USABLE, alert=MsgType.ALERT),
    "corrected": Elsewhere(press=PubStatus.USABLE, alert=MsgType.UPDATE, update=Update.CORRECTION),
    "suspended": Elsewhere(press=PubStatus.WITHHELD, alert=MsgType.UPDATE, update=Update.CONCERN),
    "superseded": Elsewhere(press=PubStatus.CANCELED, alert=MsgType.UPDATE, update=Update.NEW_VERSION),
    "withdrawn": Elsewhere(press=PubStatus.CANCELED, alert=MsgType.CANCEL, update=Update.WITHDRAWAL),
    "disowned": Elsewhere(press=PubStatus.CANCELED, alert=MsgType.CANCEL, update=Update.RETRACTION),
    "expired": _HELD_BACK,
    "in_part": _HELD_BACK,
    "undetermined": _HELD_BACK,
    "unknown": _HELD_BACK,
}
"""By the name that a standing has in the catalogue (`chancery.phrases.standings`)."""

_GONE = frozenset({"suspended", "superseded", "withdrawn", "disowned", "expired"})

_FORCES: Mapping[Force, LegalForce] = {
    Force.IN_FORCE: LegalForce.IN_FORCE,
    Force.PARTLY: LegalForce.PARTLY,
    Force.NOT_IN_FORCE: LegalForce.NOT_IN_FORCE,
}


def elsewhere(standing: str) -> Elsewhere:
    """The standing of that name in other vocabularies."""
    return STANDINGS.get(standing, _HELD_BACK)


def legal_force(standing: str, force: str) -> LegalForce | None:
    """
    Whether the words bind; None where the vocabulary has no word for what is so.

    What was taken away is not in force, whatever the last answer knew.  Of what is not
    known to stand nothing is said; nor, of words that were corrected, that they bind.
    """
    if standing in _GONE:
        return LegalForce.NOT_IN_FORCE
    found = _FORCES.get(Force(force))
    if standing == "current":
        return found
    sayable = {
        "corrected": (LegalForce.NOT_IN_FORCE,),
        "in_part": (LegalForce.PARTLY, LegalForce.NOT_IN_FORCE),
    }
    return found if found in sayable.get(standing, ()) else None
