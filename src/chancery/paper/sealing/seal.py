"""Seal a finished PDF: PAdES (ETSI EN 319 142-1), certified so that nothing may follow but proof of time.

Sealing is the last thing done to a file.  What goes inside, the evidence above all, was attached
before: whatever comes after breaks the seal.  A file that kept PDF/A-3a and PDF/UA-1 before keeps
them; each of the three precautions that takes is marked below.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from enum import IntEnum, unique
from typing import Any, Final

import pkcs11
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfTimeStamper,
    SigDSSPlacementPreference,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from chancery.errors import Malformed, Unavailable
from chancery.paper.sealing.keys import SealKey

DIGEST: Final = "sha256"
SEAL_FIELD: Final = "OfficeSeal"
SEAL_NAME: Final = "Electronic seal of the issuing office"
ARCHIVE_FIELD: Final = "ArchiveTimestamp"
ARCHIVE_NAME: Final = "Archive timestamp"

# First precaution.  A seal nobody sees is still an annotation, and PDF/UA-1 wants it tagged unless it
# lies off the page, while PDF/A-3 forbids hiding it and wants it printed.
OFF_THE_PAGE: Final = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)

# Certificates and lists of the revoked go into the revision that they are needed for.  Otherwise pyHanko
# opens the file once more, with a writer of its own that knows nothing of `_Untouched`.
WITH_THE_SEAL: Final = DSSContentSettings(
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
)
BEFORE_THE_TIMESTAMP: Final = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)


@unique
class Level(IntEnum):
    """How long a seal can be examined (ETSI EN 319 142-1, 6): each level holds the one before."""

    B_B = 1
    """While the certificate lasts."""
    B_T = 2
    """A timestamp authority says when it was there."""
    B_LT = 3
    """The certificates and lists of the revoked are inside."""
    B_LTA = 4
    """A timestamp over all that; another can be put on top before it grows old."""


class _Untouched(IncrementalPdfFileWriter):  # type: ignore[misc]
    """
    A writer that leaves the description of the document as it is.

    Second precaution: pyHanko writes the XMP anew with every revision, and the extension schemas of
    PDF/A do not survive that.  `_update_meta` is no promised interface: the version of pyHanko is
    pinned and a test compares the octets.
    """

    def _update_meta(self) -> None:
        pass


class _SealedAt(PdfSigner):  # type: ignore[misc]
    """A signer to whom the hour is told."""

    moment: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def seal(
    pdf: bytes,
    key: SealKey,
    *,
    level: Level = Level.B_B,
    at: int,
    timestamper: TimeStamper | None = None,
    reason: str,
    location: str,
) -> bytes:
    """
    Put the seal on *pdf* at the hour *at*, and return the file with it.

    *reason* says why it was sealed and *location* where its record is; readers show both.
    Raises `Malformed` if *pdf* cannot be sealed, and `Unavailable` if the token or the timestamp
    authority does not answer.  No half-sealed file is ever returned.
    """
    if level >= Level.B_T and timestamper is None:
        raise Malformed("A seal of this level needs a timestamp authority.")
    try:
        with key.turn:
            sealed = _certified(pdf, key, level, at, timestamper, reason, location)
        return _archived(sealed, key, at, timestamper) if level == Level.B_LTA else sealed
    except (TimestampRequestError, PathBuildingError, PathValidationError) as fault:
        raise Unavailable(f"The seal could not be given its proof of time: {fault}.") from fault
    except pkcs11.PKCS11Error as fault:
        raise Unavailable("The token that holds the key of the seal does not seal.") from fault
    except (PdfError, SigningError) as fault:
        raise Malformed(f"This PDF cannot be sealed: {fault}.") from fault


def _certified(
    pdf: bytes,
    key: SealKey,
    level: Level,
    at: int,
    timestamper: TimeStamper | None,
    reason: str,
    location: str,
) -> bytes:
    lasting = level >= Level.B_LT
    what = PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=lasting,
        validation_context=_known(key, at, timestamper) if lasting else None,
        dss_settings=WITH_THE_SEAL,
    )
    signer = _SealedAt(
        what,
        signer=key.signer,
        timestamper=timestamper if level >= Level.B_T else None,
        new_field_spec=SigFieldSpec(
            SEAL_FIELD, readable_field_name=SEAL_NAME, invis_sig_settings=OFF_THE_PAGE
        ),
    )
    signer.moment = datetime.fromtimestamp(at, UTC)
    room = _room(key) if level == Level.B_B else None
    sealed = io.BytesIO()
    signer.sign_pdf(_Untouched(io.BytesIO(_ended(pdf))), bytes_reserved=room, output=sealed)
    return sealed.getvalue()


def _room(key: SealKey) -> int:
    """
    Hexadecimal digits kept free for a seal without a timestamp: its certificates, and 2 kB for the rest.

    Left to itself pyHanko makes every seal twice, the first time to measure it.
    """
    return 2 * (sum(len(each.dump()) for each in key.chain.certificates) + 2048)


def _archived(sealed: bytes, key: SealKey, at: int, timestamper: TimeStamper | None) -> bytes:
    # pyHanko would do this in one go, but then gives the timestamp an untagged field on the page.
    stamp = PdfTimeStamper(timestamper, ARCHIVE_FIELD, OFF_THE_PAGE, ARCHIVE_NAME)
    archived = io.BytesIO()
    stamp.timestamp_pdf(
        _Untouched(io.BytesIO(sealed)),
        DIGEST,
        validation_context=_known(key, at, timestamper),
        output=archived,
        dss_settings=BEFORE_THE_TIMESTAMP,
    )
    return archived.getvalue()


def _ended(pdf: bytes) -> bytes:
    """Third precaution: `%%EOF` ends its line, or the revision that is appended begins within it."""
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def _known(key: SealKey, at: int, timestamper: TimeStamper | None) -> Any:
    """The certificates and lists to put inside; nothing is fetched from anywhere."""
    chains = [key.chain]
    if chain := getattr(timestamper, "chain", None):
        chains.append(chain)
    return ValidationContext(
        trust_roots=[root for chain in chains for root in chain.roots],
        other_certs=[each for chain in chains for each in chain.certificates],
        crls=[each for chain in chains for each in chain.revoked],
        moment=datetime.fromtimestamp(at, UTC),
        allow_fetching=False,
    )
