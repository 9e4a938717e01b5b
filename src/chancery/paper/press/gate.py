"""The gate: is the file what it says it is, PDF/A-3a and PDF/UA-1?

Asked of `page` (page-validation), which agrees with the name of every file in veraPDF's own
corpus for these profiles.  Where it and veraPDF's published rules differ, a waiver says so.
"Checked with page" is what may be said of a letter that passes; veraPDF has not seen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from chancery.errors import Malformed


@unique
class Profile(StrEnum):
    """The two standards a letter claims."""

    PDF_A_3A = "3a"
    """ISO 19005-3, level A: kept for a hundred years, and still readable by a machine."""
    PDF_UA_1 = "ua1"
    """ISO 14289-1: can be read aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule that the file does not keep."""

    profile: Profile
    rule: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A rule whose failure is not held against a letter, and why."""

    rule: str
    reason: str


WAIVERS = (
    Waiver(
        rule="STREAM-LENGTH-001",
        reason=(
            "Compressed octets may happen to end in CR; page takes it for part of the line end before "
            "`endstream`, veraPDF's parser allows for it, and the length written is right."
        ),
    ),
    Waiver(
        rule="METADATA-FILTER-001",
        reason="Metadata may be compressed in PDF/A-2 and -3; veraPDF has this rule for PDF/A-1 only.",
    ),
    Waiver(
        rule="SIGNATURE-BYTERANGE-001",
        reason=(
            "A timestamp or proof added after a seal comes later in the file; veraPDF measures a seal's "
            "range to the end of its own revision, page to the end of the file."
        ),
    ),
)
"""`page` puts the profile before a rule's name: PDFA3A-STREAM-LENGTH-001."""

_WAIVED = tuple(waiver.rule for waiver in WAIVERS)


def gate(pdf: bytes) -> tuple[Fault, ...]:
    """Every rule the file breaks and no waiver excuses; empty means that it may leave the house."""
    return tuple(
        fault for profile in Profile for fault in faults(pdf, profile) if not fault.rule.endswith(_WAIVED)
    )


def faults(pdf: bytes, profile: Profile) -> tuple[Fault, ...]:
    """Every rule of one profile that the file breaks, waived or not; raises `Malformed` if it is no PDF."""
    import page

    try:
        report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile(profile.value))
    except page.PageError as unreadable:
        raise Malformed(f"This is not a PDF that can be looked at: {unreadable}.") from unreadable
    return tuple(
        Fault(profile=profile, rule=failure.rule_id, message=failure.message) for failure in report.failures
    )
