"""A true evidence file, and others put together from true parts so that they say what nobody signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from chancery.record.statement import StatementId
from chancery.seal.evidence import (
    Evidence,
    Extract,
    read_evidence,
)
from tests.institution import Clock, Institution, assembly, department, published
from tests.letters import LETTER, OPERATIONS
from tests.people import CHAIR, GENERAL, SECRETARY, urn


@cache
def house() -> Institution:
    """The department after the letter was disowned, with an order beside it."""
    us = department(Clock())
    sent = us.release_anyway(LETTER, by=GENERAL)
    us.clock.turn("4m")
    us.disown(sent, by=[SECRETARY, CHAIR])
    us.release(OPERATIONS, by=GENERAL)
    return us


def the_letter() -> StatementId:
    found = house().check("We will reposition the forces to prepare for the movement.").letter
    assert found is not None
    return found.id


@cache
def file() -> bytes:
    """The evidence for the letter: charter, letter, disowning, words, checkpoint, receipts."""
    return house().registry.evidence(the_letter())


@cache
def evidence() -> Evidence:
    return read_evidence(file())


Change = Callable[[Evidence, Extract], Evidence]


def with_extract(given: Evidence, **changes: object) -> Evidence:
    (extract,) = given.extracts
    return replace(given, extracts=(replace(extract, **changes),))  # type: ignore[arg-type]


def swapped_receipts(given: Evidence, extract: Extract) -> Evidence:
    (one, its), (two, other), *rest = extract.entries
    return with_extract(given, entries=((one, other), (two, its), *rest))


def entries_out_of_order(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, entries=tuple(reversed(extract.entries)))


def an_entry_twice(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, entries=(*extract.entries, extract.entries[-1]))


def without_its_charter(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, entries=extract.entries[1:])


def without_the_letter(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, entries=(extract.entries[0], *extract.entries[2:]))


def without_receipts(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, entries=tuple((entry, b"") for entry, _ in extract.entries))


def about_another_statement(given: Evidence, extract: Extract) -> Evidence:
    return replace(given, statement=urn("us.demo", "another"))


def with_words_that_nobody_registered(given: Evidence, extract: Extract) -> Evidence:
    other = department(Clock())
    return replace(given, words=(*given.words, words_of(other, other.release(OPERATIONS, by=GENERAL))))


def with_the_words_of_another_letter(given: Evidence, extract: Extract) -> Evidence:
    order = house().check("All operations are suspended until further notice.").letter
    assert order is not None
    return replace(given, words=(words_of(house(), order.id),))


def words_of(institution: Institution, id: StatementId) -> bytes:
    digest = institution.letter(id).entry.act.words  # type: ignore[union-attr]
    assert digest is not None
    sealed = institution.words.words(digest)
    assert sealed is not None
    return sealed


def with_the_checkpoint_of_another_log(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, checkpoint=published(assembly(Clock())).checkpoint)


def with_an_older_checkpoint(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, checkpoint=published(department(Clock())).checkpoint)


def without_the_lasting_signature(given: Evidence, extract: Extract) -> Evidence:
    """The checkpoint without its ML-DSA-44 line, as one could forge it once Ed25519 has fallen."""
    text, signatures = extract.checkpoint.split(b"\n\n")
    short = min(signatures.splitlines(), key=len)
    return with_extract(given, checkpoint=text + b"\n\n" + short + b"\n")


def without_the_classical_signature(given: Evidence, extract: Extract) -> Evidence:
    text, signatures = extract.checkpoint.split(b"\n\n")
    long = max(signatures.splitlines(), key=len)
    return with_extract(given, checkpoint=text + b"\n\n" + long + b"\n")


def as_another_institution(given: Evidence, extract: Extract) -> Evidence:
    return with_extract(given, institution="iq.demo")


def the_same_register_twice(given: Evidence, extract: Extract) -> Evidence:
    return replace(given, extracts=(extract, extract))


def without_any_register(given: Evidence, extract: Extract) -> Evidence:
    return replace(given, extracts=())


CHANGES: tuple[Change, ...] = (
    swapped_receipts,
    entries_out_of_order,
    an_entry_twice,
    without_its_charter,
    without_the_letter,
    without_receipts,
    about_another_statement,
    with_words_that_nobody_registered,
    with_the_words_of_another_letter,
    with_the_checkpoint_of_another_log,
    with_an_older_checkpoint,
    without_the_lasting_signature,
    without_the_classical_signature,
    as_another_institution,
    the_same_register_twice,
    without_any_register,
)
