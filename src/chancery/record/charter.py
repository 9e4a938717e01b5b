"""The charter: who sits where, who may say what, and who may change the charter itself.

This file holds the nouns.  `charter_form` reads them from the TOML a clerk writes and
gives the canonical JSON that is signed (RFC 8785); `chancery.phrases.charter_aloud` reads them aloud.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, unique

from chancery.record.statement import Instant, Institution, KeyName, OfficeName, Subject, Verb


@unique
class Rule(StrEnum):
    """What a capacity may do: some caretaker rules are law, others only convention."""

    ALLOW = "allow"
    DENY = "deny"
    DISPUTED = "disputed"
    """Answered *undetermined*: the institution itself does not know."""


@unique
class Reach(StrEnum):
    """Over whose statements a notice may be given."""

    SUBORDINATES = "subordinates"
    """The office's own and those of every office below it."""
    ANY = "any"


SUBSTANTIVE = "substantive"
"""The capacity of a holder in full possession of the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """Who may change this charter: *threshold* different people among those who hold the root keys."""

    threshold: int
    keys: Mapping[KeyName, str]
    """Each root key and the person whose it is."""
    delay: int | None = None
    """Seconds for which a change of the root stands on the record before it takes charge; None: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person in an office, with the keys, dates and capacity in which they act."""

    person: str
    keys: frozenset[KeyName]
    capacity: str = SUBSTANTIVE
    since: Instant | None = None
    until: Instant | None = None

    def serves(self, at: Instant) -> bool:
        """Whether the person holds the office at that moment (from inclusive, until exclusive)."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The seat: its superior, and who has held it."""

    superior: OfficeName | None = None
    holders: tuple[Holder, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    """The office's name for readers, by language tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Office x verbs x subjects x limit x approvals x dates (the SPKI tuple, RFC 2693 section 6)."""

    id: str
    office: OfficeName
    may: frozenset[Verb]
    about: tuple[Subject, ...]
    approvals: int = 1
    """How many different people must approve, the releaser among them."""
    approvers: frozenset[OfficeName] | None = None
    """The offices whose approval counts; None: only the mandate's own office."""
    separation: bool = True
    """Where two or more must approve, the drafter may not be the releaser."""
    since: Instant | None = None
    until: Instant | None = None
    limit: Decimal | None = None
    over: Reach = Reach.SUBORDINATES
    may_disown_itself: bool = False
    depth: int = 0
    """How many times the mandate may be delegated onwards."""
    capacity: Mapping[str, Rule] = field(default_factory=dict)
    """This mandate's own rule for a capacity, before the charter's general one."""
    lapses_after: int | None = None
    """Seconds after which a lone hold or report given under it ends; None: 72 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A mandate handed on, never widened: what is granted is the meet with what is held."""

    id: str
    of: str
    to: OfficeName
    may: frozenset[Verb] | None = None
    about: tuple[Subject, ...] | None = None
    approvals: int = 1
    since: Instant | None = None
    until: Instant | None = None
    limit: Decimal | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where the institution's log is, and the keys that speak for it."""

    origin: str
    """The log's name in its checkpoints, e.g. `us.demo/register`."""
    issuer: KeyName
    """The key that signs entries into the log."""
    log: tuple[str, ...] = ()
    """Verifier keys of the log itself (C2SP vkey lines)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """A numbered version of an institution's charter, as parsed; whether it counts is the world's to say."""

    institution: Institution
    version: int
    root: Root
    expires: Instant | None = None
    offices: Mapping[OfficeName, Office] = field(default_factory=dict)
    mandates: tuple[Mandate, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    capacity: Mapping[str, Mapping[Verb, Rule]] = field(default_factory=dict)
    keys: Mapping[KeyName, str] = field(default_factory=dict)
    """Each key's public part in text form (`ed25519:…`); the record carries it and does not read it."""
    register: Register | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    """The institution's name for readers, by language tag."""

    def __hash__(self) -> int:
        # Its tables have no hash of their own; number, root and the names of its rules tell charters apart.
        rules = (*(mandate.id for mandate in self.mandates), *(handed.id for handed in self.delegations))
        return hash((self.institution, self.version, self.expires, frozenset(self.root.keys.items()), rules))
