"""A forger: has all that is public of an institution and none of its keys, and keeps a log of their own.

The victim is founded in memory with real keys and a real log; what the forger shows in
its name is signed, sealed and proved by the same code, with the forger's own keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from chancery.log.path import inclusion_paths
from chancery.log.tile import HashesFromTiles
from chancery.play.stage import Dial, in_memory
from chancery.record.charter import Charter, Holder, Mandate, Office, Root
from chancery.record.entry import Role
from chancery.record.naming import named
from chancery.record.statement import (
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
from chancery.registry.act import Act
from chancery.registry.act_file import act_of_charter
from chancery.registry.append import append, receipts_of
from chancery.registry.pen import Pen, pen_from_seeds
from chancery.registry.ports import Head
from chancery.registry.registry import Registry
from chancery.seal.act_form import write_statement
from chancery.seal.approval import Approval, approve
from chancery.seal.evidence import Evidence, Extract, read_evidence
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.reading import seal_act, seal_genesis
from chancery.store.memory import MemoryArchive

VICTIM = Institution("victim.demo")
T0 = Instant(1_000_000)
FORGERS_PEN = pen_from_seeds(VICTIM, f"{VICTIM}/register", issuer=b"e" * 32, log=b"f" * 32, pq=b"g" * 32)


def key_of(person: str) -> SigningKey:
    """A person's own key, always the same."""
    return SigningKey.from_seed(Kind.ED25519, person.encode().ljust(32, b"."))


def charter(person: str, pen: Pen, version: int = 1) -> Charter:
    """A charter in which *person* alone is the root and the one office, and *pen* keeps the log."""
    name, office = KeyName(person), OfficeName("office")
    return Charter(
        institution=VICTIM,
        version=version,
        root=Root(threshold=1, keys={name: person}),
        offices={office: Office(holders=(Holder(person=person, keys=frozenset({name})),))},
        mandates=(Mandate(id="M1", office=office, may=frozenset({Verb.ORDER}), about=(Subject("forces"),)),),
        keys={name: str(key_of(person).public), pen.register.issuer: str(pen.issuer.public)},
        register=pen.register,
    )


def hand(act: Act, person: str, role: Role) -> Approval:
    return approve(act.digest, person=person, key=KeyName(person), role=role, signing=key_of(person))


def signed_charter(person: str, pen: Pen, version: int = 1) -> Act:
    act = act_of_charter(charter(person, pen, version))
    return Act(octets=act.octets, approvals=(hand(act, person, Role.ROOT),))


def urn(name: str) -> StatementId:
    """The id that goes by *name* in these tests, one of the victim's own."""
    return named(VICTIM, sha256(name.encode()).digest())


def order(name: str, person: str, **more: object) -> Act:
    statement = Statement(
        id=urn(name),
        institution=VICTIM,
        office=OfficeName("office"),
        clauses=(Clause(id=ClauseId("c1"), verb=Verb.ORDER, subject=Subject("forces")),),
        **more,  # type: ignore[arg-type]
    )
    act = Act(octets=write_statement(statement), approvals=())
    return Act(octets=act.octets, approvals=(hand(act, person, Role.RELEASER),))


def victim() -> Registry:
    """The genuine record, with one order on it."""
    dial = Dial(T0)
    registry, pen = in_memory(VICTIM, dial)
    registry.begin(urn("genesis"))
    registry.perform(signed_charter("alice", pen))
    registry.perform(order("order", "alice"))
    return registry


def genuine_evidence() -> Evidence:
    return read_evidence(victim().evidence(urn("order")))


def sealed(act: Act, at: int, pen: Pen = FORGERS_PEN) -> bytes:
    return seal_act(act.octets, act.approvals, institution=VICTIM, at=Instant(at), key=pen.issuer)


def genesis(at: int = T0) -> bytes:
    return seal_genesis(FORGERS_PEN.genesis, id=urn("forged-genesis"), at=Instant(at), key=FORGERS_PEN.issuer)


def forged_log(entries: Sequence[bytes]) -> tuple[MemoryArchive, Head]:
    """A log of these entries, well kept and signed with the forger's keys."""
    archive = MemoryArchive()
    return archive, append(archive, entries, pen=FORGERS_PEN, at=Instant(T0 + 1_000), keys={})


def forged_extract(entries: Sequence[bytes]) -> Extract:
    """All the entries of such a log with their receipts."""
    archive, head = forged_log(entries)
    places = range(head.size)
    paths = inclusion_paths(places, head.size, HashesFromTiles(archive.file, head.size))
    receipts = [receipts_of(head).inclusion(place, path) for place, path in zip(places, paths, strict=True)]
    return Extract(
        institution=VICTIM,
        checkpoint=head.checkpoint,
        entries=tuple(zip(entries, receipts, strict=True)),
    )
