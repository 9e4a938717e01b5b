"""Values of the core as plain values for programs; truths are words, and moments are written in UTC."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import assert_never

from chancery.check.projection import Plain, facts_of, moment, reason_of
from chancery.phrases.desk import lack as lack_said
from chancery.phrases.desk import objection as objection_said
from chancery.phrases.saying import UNNAMED
from chancery.record.draft import (
    AnotherReleaserNeeded,
    ApprovalsLacking,
    Lack,
    NoSuchOffice,
    ReleaserLacking,
    ReviewLacking,
    TooEarly,
)
from chancery.record.preflight import Objection

Names = Mapping[str, str]


def objection(found: Objection, language: str, names: Names = UNNAMED) -> dict[str, object]:
    """An objection: its name, which stays, its nouns, the rules' own reason and its sentence."""
    return {
        "name": found.name.value,
        "facts": facts_of(found.facts),
        "because": None if found.reason is None else reason_of(found.reason),
        "sentence": objection_said(found, language, names),
    }


def lack(found: Lack, language: str, names: Names = UNNAMED) -> dict[str, object]:
    """Something a draft still needs: its name, its nouns and its sentence."""
    name, facts = _lack(found)
    return {"name": name, "facts": facts, "sentence": lack_said(found, language, names)}


def _lack(found: Lack) -> tuple[str, dict[str, Plain]]:
    match found:
        case ApprovalsLacking():
            offices: list[Plain] = [str(office) for office in sorted(found.offices)]
            return "approvals", {"part": found.part, "people": found.people, "offices": offices}
        case NoSuchOffice():
            known: list[Plain] = [str(office) for office in sorted(found.known)]
            return "no_such_office", {"office": found.office, "known": known}
        case ReleaserLacking():
            return "releaser", {"office": found.office}
        case AnotherReleaserNeeded():
            return "another_releaser", {"person": found.person}
        case ReviewLacking():
            return "review", {}
        case TooEarly():
            return "too_early", {"not_before": moment(found.not_before)}
        case _:
            assert_never(found)


def text_of(octets: bytes) -> str:
    """Octets as programs pass them on: base64 for addresses (RFC 4648 section 5), unpadded."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
