"""The people of the stories: their offices, their keys, and the pens of their institutions."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from chancery.record.naming import named
from chancery.record.statement import Institution as Domain
from chancery.record.statement import KeyName, OfficeName, StatementId
from chancery.registry.pen import Pen, pen_from_seeds
from chancery.seal.keys import Kind as KeyKind
from chancery.seal.keys import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person in an office, who signs with a key of their own."""

    person: str
    office: OfficeName
    capacity: str = "substantive"

    @property
    def key(self) -> KeyName:
        return KeyName(f"k-{self.person}")


def officer(person: str, office: str, capacity: str = "substantive") -> Officer:
    return Officer(person=person, office=OfficeName(office), capacity=capacity)


GENERAL = officer("general", "command-iraq")
SECRETARY = officer("secretary", "defence-secretary")
UNDERSECRETARY = officer("undersecretary", "defence-secretary")
CHAIR = officer("chair", "joint-chiefs-chair")
DUTY = officer("duty", "duty-officer")
PRESS = officer("press", "press-office")
CLERK, ARCHIVIST = officer("clerk", "registry"), officer("archivist", "registry")
STRANGER = officer("stranger", "command-iraq")
SPEAKER, DEPUTY = officer("speaker", "parliament"), officer("deputy", "parliament")
PREMIER = officer("premier", "prime-minister", "caretaker")


def secret(*names: str) -> bytes:
    return sha256("\0".join(("tests", *names)).encode()).digest()


def key_of(domain: str, name: str) -> SigningKey:
    """The key of that name at that institution, the same in every test."""
    return SigningKey.from_seed(KeyKind.ED25519, secret(domain, "key", name))


def urn(domain: str, *names: str) -> StatementId:
    """A name that this institution gives: it looks random and is the same in every run."""
    return named(Domain(domain), secret("id", domain, *names))


def pen_of(domain: str) -> Pen:
    return pen_from_seeds(
        Domain(domain),
        f"{domain}/register",
        issuer=secret(domain, "issuer"),
        log=secret(domain, "log"),
        pq=secret(domain, "pq"),
    )
