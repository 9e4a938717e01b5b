"""Evidence carried inside a PDF, wherever in it the attachment is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from chancery.seal.evidence import MOST_OCTETS, looks_like_evidence


def evidence_in(document: pikepdf.Pdf) -> tuple[bytes, ...]:
    """Every attached file that says that it is evidence, each once; nothing in it is believed."""
    found = dict.fromkeys(_attached(document))
    return tuple(octets for octets in found if looks_like_evidence(octets))


def _attached(document: pikepdf.Pdf) -> Iterator[bytes]:
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Type") == "/EmbeddedFile":
            yield from _content(item)


def _content(stream: pikepdf.Stream) -> Iterator[bytes]:
    """
    The attached octets, unless they cannot be decoded or are too many.

    A stream of evidence is small before it is inflated; the sandbox holds back what swells.
    """
    if int(stream.get("/Length", 0)) > MOST_OCTETS:
        return
    try:
        octets = stream.read_bytes()
    except pikepdf.PdfError:
        return
    if len(octets) <= MOST_OCTETS:
        yield octets
