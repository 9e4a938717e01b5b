"""Nobody who lacks an institution's keys can make a file that speaks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chancery.errors import Malformed, Untrusted
from chancery.record.words import Text, Words
from chancery.seal.evidence import Evidence, Extract
from chancery.seal.words_form import seal_words
from tests.hostile.forger import (
    FORGERS_PEN,
    T0,
    VICTIM,
    forged_extract,
    genesis,
    genuine_evidence,
    order,
    sealed,
    signed_charter,
    urn,
)

FORGED = urn("forged")


def of_forged(*extracts: Extract) -> Evidence:
    return Evidence(statement=FORGED, extracts=extracts, words=())


def first_charter() -> bytes:
    """The genuine first charter as it lies on the log, for anybody to copy."""
    (extract,) = genuine_evidence().extracts
    return extract.entries[0][0]


def test_what_is_genuine_is_believed() -> None:
    """The control: without it, every refusal below could be a refusal of everything."""
    assert VICTIM in genuine_evidence().check().shown


def test_a_charter_that_no_root_made_names_no_log() -> None:
    """A copied first charter, and behind it a second one of the forger's with keys of the forger's log."""
    forged = [
        first_charter(),
        sealed(signed_charter("eve", FORGERS_PEN, version=2), T0 + 1),
        sealed(order("forged", "eve"), T0 + 2),
    ]
    with pytest.raises(Untrusted, match="names the key that signed"):
        of_forged(forged_extract(forged)).check()


def test_one_institution_has_one_register() -> None:
    """The forger's own log beside the genuine one, which would answer for both with its first charter."""
    own = forged_extract(
        [
            sealed(signed_charter("eve", FORGERS_PEN), T0 - 2),
            sealed(order("forged", "eve"), T0 - 1),
        ]
    )
    with pytest.raises(Malformed, match="two registers of one institution"):
        of_forged(own, *genuine_evidence().extracts).check()


def test_a_log_begins_once() -> None:
    """A second genesis would bring keys in that no charter names."""
    forged = [first_charter(), genesis(T0 + 1), sealed(order("forged", "eve"), T0 + 2)]
    with pytest.raises(Untrusted, match="begins again at entry 1"):
        of_forged(forged_extract(forged)).check()


def test_the_clock_of_a_log_never_runs_backwards() -> None:
    """An act dated back could be let in under an older charter, or before the theft of its key."""
    dated_back = [
        sealed(signed_charter("eve", FORGERS_PEN), T0),
        sealed(order("forged", "eve"), T0 - 1),
    ]
    with pytest.raises(Untrusted, match="older than the one before"):
        of_forged(forged_extract(dated_back)).check()


def test_words_registered_twice_are_the_words_of_both() -> None:
    """Whoever registers somebody's words once more does not take them away from the first."""
    octets, digest = seal_words(Words(authoritative=Text(language="en", text="Go.")), salt=bytes(32))
    both = [
        sealed(signed_charter("eve", FORGERS_PEN), T0),
        sealed(order("forged", "eve", words=digest), T0 + 1),
        sealed(order("again", "eve", words=digest), T0 + 2),
    ]
    evidence = replace(of_forged(forged_extract(both)), words=(octets,))
    assert {FORGED, urn("again")} == set(evidence.check().words)
