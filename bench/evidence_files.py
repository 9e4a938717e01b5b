"""Evidence files from a register of 2^20 entries, each with a head, receipts and signatures of its own."""

from __future__ import annotations

from dataclasses import dataclass

from bench.correspondence import Correspondence, Posted
from bench.long_log import LongLog
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.head import TreeHead
from chancery.record.statement import Instant
from chancery.seal.evidence import Evidence, Extract, write_evidence
from chancery.seal.reading import issuer_name
from chancery.seal.receipt import sign_tree_head

SIZE = 1 << 20
CHARTER, LETTER, DISOWNING = 1, SIZE // 2, SIZE - 5
"""Where the acts stand; the paths from there to the root have 20 hashes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A file, and the moment its questions are asked about."""

    octets: bytes
    at: Instant
    entries: int


def plain(writer: Correspondence, number: int) -> Cut:
    """A letter that still stands: its charter and itself."""
    return _cut(writer, [(CHARTER, writer.charter), (LETTER, writer.letter(number))])


def disowned(writer: Correspondence, number: int) -> Cut:
    """A letter and the notice that disowned it four minutes later."""
    notice = (DISOWNING, writer.disowning(number))
    return _cut(writer, [(CHARTER, writer.charter), (LETTER, writer.letter(number)), notice])


def _cut(writer: Correspondence, placed: list[tuple[int, Posted]]) -> Cut:
    log, pen, at = LongLog(SIZE), writer.pen, placed[-1][1].at
    for index, posted in placed:
        log.put(index, posted.entry)
    root = log.root()
    receipts = sign_tree_head(
        root, SIZE, issuer=issuer_name(writer.institution), origin=pen.origin, key=pen.receipts
    )
    extract = Extract(
        institution=writer.institution,
        checkpoint=sign_checkpoint(TreeHead(origin=pen.origin, size=SIZE, root=root), pen.log, at=at),
        entries=tuple((posted.entry, receipts.inclusion(index, log.path(index))) for index, posted in placed),
    )
    evidence = Evidence(
        statement=placed[1][1].id,
        extracts=(extract,),
        words=tuple(posted.words for _, posted in placed if posted.words is not None),
    )
    return Cut(octets=write_evidence(evidence), at=at, entries=len(placed))
