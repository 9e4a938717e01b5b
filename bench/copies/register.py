"""A real house in a folder, with many letters registered under a charter of one office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.copies.letters import Letter
from chancery.play.keyring import key_of, secret
from chancery.record.charter import Charter, Holder, Mandate, Office, Root
from chancery.record.entry import Role
from chancery.record.naming import named
from chancery.record.statement import (
    ANY_SUBJECT,
    Clause,
    ClauseId,
    Instant,
    Institution,
    KeyName,
    OfficeName,
    Statement,
    StatementId,
    Subject,
    Verb,
)
from chancery.record.words import Text, Words
from chancery.registry.act import Act
from chancery.registry.pen import ISSUER, Pen
from chancery.registry.registry import Registry
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.words_form import seal_words
from chancery.wiring import House, found_house, open_registry

HOME = Institution("ministry.example")
OFFICE = OfficeName("secretariat")
RELEASER, ROOT = KeyName("k-releaser"), KeyName("k-root")
BEGUN = Instant(1_700_000_000)
AT_ONCE = 200
"""How many letters go on the record in one batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A house in which the letters are registered, and under which id each of them is."""

    folder: Path
    ids: Mapping[str, StatementId]

    def opened(self) -> Registry:
        """The registry as the public process has it, without a pen."""
        return open_registry(House.read(self.folder), pen=False, clock=_clock)


def registered(letters: Sequence[Letter], folder: Path, *, record: str = ".") -> Registered:
    """Found a house in *folder* and put every letter on its record; *record* says where that lies."""
    house = found_house(folder, HOME, record=record, clock=_clock)
    registry, pen = open_registry(house, pen=True, clock=_clock), house.pen()
    charter = write_charter(id_of("charter"), _charter(pen))
    registry.perform(Act(octets=charter, approvals=(_hand(charter, ROOT, Role.ROOT),)))
    acts = list(_acts(letters))
    for start in range(0, len(acts), AT_ONCE):
        registry.perform_all(acts[start : start + AT_ONCE])
    return Registered(folder=folder, ids={letter.id: id_of(letter.id) for letter in letters})


def _acts(letters: Sequence[Letter]) -> Iterator[Act]:
    for letter in letters:
        text = Text(language=letter.language, text=letter.text)
        sealed, digest = seal_words(Words(authoritative=text), secret("bench", "salt", letter.id))
        octets = write_statement(_statement(letter, digest))
        yield Act(octets=octets, approvals=(_hand(octets, RELEASER, Role.RELEASER),), words=sealed)


def _statement(letter: Letter, words: bytes) -> Statement:
    subject = Subject(letter.family)
    return Statement(
        id=id_of(letter.id),
        institution=HOME,
        office=OFFICE,
        reference=letter.id.upper(),
        clauses=(Clause(id=ClauseId("c1"), verb=Verb.INFORM, subject=subject),),
        words=words,
    )


def _charter(pen: Pen) -> Charter:
    holder = Holder(person="releaser", keys=frozenset({RELEASER}))
    return Charter(
        institution=HOME,
        version=1,
        root=Root(threshold=1, keys={ROOT: "registrar"}),
        offices={OFFICE: Office(holders=(holder,), title={"en": "Secretariat", "ar": "الأمانة"})},
        mandates=(Mandate(id="M-1", office=OFFICE, may=frozenset({Verb.INFORM}), about=(ANY_SUBJECT,)),),
        keys={
            ISSUER: str(pen.issuer.public),
            **{key: str(key_of(HOME, key).public) for key in (RELEASER, ROOT)},
        },
        register=pen.register,
    )


def _hand(octets: bytes, key: KeyName, role: Role) -> Approval:
    return approve(
        digest_of(octets),
        person="registrar" if role is Role.ROOT else "releaser",
        key=key,
        role=role,
        office=None if role is Role.ROOT else OFFICE,
        signing=key_of(HOME, key),
    )


def id_of(name: str) -> StatementId:
    """The id of the statement that registers the letter of that name."""
    return named(HOME, secret("bench", "copies", name))


def _clock() -> Instant:
    return BEGUN
