"""Seals as other programs set them: with pyHanko as it comes, and none of our precautions."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.timestamps import HttpTimestamps


def known(key: SealKey, timestamps: HttpTimestamps, at: int) -> ValidationContext:
    assert timestamps.chain is not None
    chains = (key.chain, timestamps.chain)
    return ValidationContext(
        trust_roots=[root for chain in chains for root in chain.roots],
        other_certs=[each for chain in chains for each in chain.certificates],
        crls=[each for chain in chains for each in chain.revoked],
        moment=datetime.fromtimestamp(at, UTC),
        allow_fetching=False,
    )


def approved(pdf: bytes, key: SealKey, name: str = "Approval", **words: Any) -> bytes:
    """*pdf* with one more seal; *words* are those of pyHanko."""
    subfilter = words.pop("subfilter", SigSeedSubFilter.PADES)
    timestamper = words.pop("timestamper", None)
    digest = words.pop("md_algorithm", "sha256")
    what = PdfSignatureMetadata(field_name=name, subfilter=subfilter, md_algorithm=digest, **words)
    out = io.BytesIO()
    ended = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    PdfSigner(what, signer=key.signer, timestamper=timestamper).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(ended)), output=out
    )
    return out.getvalue()


def certified(pdf: bytes, key: SealKey, permitted: MDPPerm, **words: Any) -> bytes:
    return approved(pdf, key, "Certified", certify=True, docmdp_permissions=permitted, **words)


def with_certificates(pdf: bytes, key: SealKey, timestamps: HttpTimestamps, at: int) -> bytes:
    """*pdf* with certificates and lists put inside later, in a revision of their own."""
    store = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        store,
        sig_contents=None,
        certs=list(key.chain.certificates),
        crls=list(key.chain.revoked),
        validation_context=known(key, timestamps, at),
    )
    return store.getvalue()


def timestamped(pdf: bytes, timestamps: HttpTimestamps) -> bytes:
    """*pdf* with a proof of time over all of it."""
    out = io.BytesIO()
    PdfTimeStamper(timestamps).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), "sha256", output=out)
    return out.getvalue()
