"""Shadow attacks (Mainka and others, 2021): letters prepared before they were sealed, and changed after."""

from __future__ import annotations

from collections.abc import Mapping

import pikepdf

from tests.paper.sealing.attacks import (
    LATE,
    OTHER_WORDS,
    Attack,
    contents_of,
    objects_before_an_empty_revision,
    page_of,
    page_with,
)
from tests.paper.sealing.revising import FREED, number_of, place_of, revised, spoken, stream


def drawing_late(pdf: bytes, *, at: Mapping[int, int] | None = None) -> bytes:
    """The page also draws an object that is not there yet."""

    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        drawn = b"[%d 0 R %d 0 R]" % (number_of(page_of(letter).Contents), LATE)
        return {**page_with(letter, "/Contents", drawn), LATE + 9: b"null"}

    return revised(pdf, change, at=at)


def late_object_arrives(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: stream(OTHER_WORDS)})


def late_object_arrives_as_a_certificate(pdf: bytes) -> bytes:
    def change(letter: pikepdf.Pdf) -> Mapping[int, bytes]:
        letter.Root.DSS = pikepdf.Dictionary()
        root = spoken(letter.Root).replace(b"/DSS << >>", b"/DSS<</Certs[%d 0 R]>>" % LATE)
        assert b"/Certs" in root
        return {number_of(letter.Root): root, LATE: stream(OTHER_WORDS)}

    return revised(pdf, change)


def cover_laid(pdf: bytes) -> bytes:
    cover = revised(drawing_late(pdf), lambda _: {LATE: stream(b"1 g 0 0 600 900 re f")})
    return cover


def cover_lifted(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: FREED})


def cover_emptied(pdf: bytes) -> bytes:
    return revised(pdf, lambda _: {LATE: stream(b"")})


def other_words_hidden(pdf: bytes) -> bytes:
    return objects_before_an_empty_revision(pdf)


def hidden_words_shown(pdf: bytes) -> bytes:
    number = contents_of(pdf)
    return revised(pdf, lambda _: {}, at={number: place_of(pdf, number)})


FAR = 60_000
"""An offset behind the end of any letter here."""


def far_object_expected(pdf: bytes) -> bytes:
    return drawing_late(pdf, at={LATE: FAR})


def far_object_arrives(pdf: bytes) -> bytes:
    filling = b"%" + b" " * (FAR - len(pdf) - 2) + b"\n"
    return pdf + filling + b"%d 0 obj\n%s\nendobj\n" % (LATE, stream(OTHER_WORDS))


def far_object_arrives_in_a_revision(pdf: bytes) -> bytes:
    return revised(far_object_arrives(pdf), lambda _: {})


SHADOWS: tuple[tuple[Attack, Attack], ...] = (
    (drawing_late, late_object_arrives),
    (drawing_late, late_object_arrives_as_a_certificate),
    (cover_laid, cover_lifted),
    (cover_laid, cover_emptied),
    (other_words_hidden, hidden_words_shown),
    (far_object_expected, far_object_arrives),
    (far_object_expected, far_object_arrives_in_a_revision),
)
"""What was done before the office sealed the letter, and what after."""
