"""Whose word is enough: which logs a reader accepts, and which witnesses it asks for.

C2SP tlog-policy.  The policy belongs to the reader, not to the log: a log shows
the signatures it has, and the reader decides whether they are enough.

    log <vkey> [url]
    witness <name> <vkey> [url]
    group <name> all|any|<k> <member>...
    quorum <name>|none
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from chancery.errors import BadSignature, Malformed, Untrusted
from chancery.log.checkpoint import SignedCheckpoint, claimed_origin, open_checkpoint
from chancery.log.lines import from_decimal
from chancery.log.vkey import VerifierKey

NONE: Final = "none"
"""The quorum that needs no witness; it cannot be a member of a group."""

# tlog-policy, "Character set": tab, newline, and all octets but control characters.
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_BLANK = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLog:
    """A log that is accepted; its key's name is its origin."""

    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWitness:
    """A witness, under the *name* that this policy alone gives it."""

    name: str
    key: VerifierKey
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Members of which at least *threshold* must have cosigned."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    The logs, witnesses and groups of one policy file, and its quorum.

    *groups* stand in the order of the file: each refers only to what precedes it.
    *quorum* is a witness, a group, or `NONE`.
    """

    logs: tuple[KnownLog, ...]
    witnesses: tuple[KnownWitness, ...]
    groups: tuple[Group, ...]
    quorum: str

    @classmethod
    def parse(cls, file: bytes) -> Policy:
        """The policy in *file*; raises `Malformed` with the number of the first bad line."""
        if _FORBIDDEN.search(file):
            raise Malformed("A policy file holds a control character.")
        draft = _Draft()
        # Octets above 127 are opaque: surrogate escapes keep them apart, exactly.
        lines = file.decode("utf-8", "surrogateescape").split("\n")
        for number, line in enumerate(lines, start=1):
            try:
                draft.add([word for word in _BLANK.split(line) if word])
            except Malformed as fault:
                raise Malformed(f"Line {number} of the policy: {fault}") from None
        return draft.finished()

    def is_met_by(self, names: AbstractSet[str]) -> bool:
        """Whether the witnesses of these *names* are a quorum."""
        met = {witness.name for witness in self.witnesses} & names
        for group in self.groups:
            if sum(member in met for member in group.members) >= group.threshold:
                met.add(group.name)
        return self.quorum == NONE or self.quorum in met

    def as_of(self, times: Mapping[str, int]) -> int | None:
        """
        The latest moment at which a quorum had this as the newest tree it had seen.

        *times* are the witnesses' own, in Unix seconds.  ``None``: they are no quorum,
        or the policy asks for no witness and so nobody vouches for any moment.
        """
        if self.quorum == NONE:
            return None
        for moment in sorted(set(times.values()), reverse=True):
            if self.is_met_by({name for name, at in times.items() if at >= moment}):
                return moment
        return None

    def keys_of_log(self, origin: str) -> tuple[VerifierKey, ...]:
        """The keys of the log *origin*; empty if this policy does not know it."""
        return tuple(log.key for log in self.logs if log.key.name == origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """A checkpoint that satisfies a policy, and the moment for which a quorum vouches, if any."""

    checkpoint: SignedCheckpoint
    as_of: int | None


def open_witnessed(note: bytes, policy: Policy, *, now: int) -> Witnessed:
    """
    The checkpoint in *note*, if a log of *policy* signed it and a quorum cosigned it.

    A cosignature that claims to be later than *now* (Unix seconds) does not count.
    Raises `Malformed`, `BadSignature`, or `Untrusted` for too few witnesses.
    """
    origin = claimed_origin(note)
    log_keys = policy.keys_of_log(origin)
    if not log_keys:
        raise BadSignature("The policy knows no log of this name.")
    witness_keys = [witness.key for witness in policy.witnesses]
    checkpoint = open_checkpoint(note, origin, log_keys, witness_keys)
    counted = _stated_times(checkpoint, policy, now)
    if not policy.is_met_by(counted.keys()):
        raise Untrusted("Too few of the witnesses that the policy asks for have cosigned.")
    times = {name: at for name, at in counted.items() if at is not None}
    return Witnessed(checkpoint=checkpoint, as_of=policy.as_of(times))


def _stated_times(checkpoint: SignedCheckpoint, policy: Policy, now: int) -> dict[str, int | None]:
    """
    When each witness says it cosigned: the newest of its lines that is not later than *now*.

    Older lines of the same witness stay true and say less.  ``None``: it names no time, so it
    has cosigned and vouches for no moment.
    """
    names = {witness.key: witness.name for witness in policy.witnesses}
    stated: dict[str, int | None] = {}
    for signed in checkpoint.cosignatures:
        if signed.at is None:
            stated.setdefault(names[signed.key], None)
        elif signed.at <= now:
            stated[names[signed.key]] = max(signed.at, stated.get(names[signed.key]) or 0)
    return stated


@dataclass(slots=True)
class _Draft:
    """A policy file as far as it has been read."""

    logs: list[KnownLog] = field(default_factory=list)
    witnesses: list[KnownWitness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str | None = None
    free: set[str] = field(default_factory=set)
    """Names that are in no group yet."""
    defined: set[str] = field(default_factory=lambda: {NONE})

    def add(self, words: list[str]) -> None:
        """Take in one line, as its *words*; raises `Malformed`."""
        match words:
            case []:
                pass
            case [first, *_] if first.startswith("#"):
                pass
            case ["log", vkey, *url] if len(url) <= 1:
                self._add_log(VerifierKey.parse(vkey), *url)
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._add_witness(name, VerifierKey.parse(vkey), *url)
            case ["group", name, threshold, *members] if members:
                self._add_group(name, threshold, tuple(members))
            case ["quorum", name]:
                self._set_quorum(name)
            case _:
                raise Malformed("it is not a log, witness, group, quorum or comment.")

    def finished(self) -> Policy:
        if self.quorum is None:
            raise Malformed("A policy must have one quorum line.")
        return Policy(
            logs=tuple(self.logs),
            witnesses=tuple(self.witnesses),
            groups=tuple(self.groups),
            quorum=self.quorum,
        )

    def _add_log(self, key: VerifierKey, url: str | None = None) -> None:
        # "Public key representation": a name or a type does not make a key another key.
        if any(log.key.public == key.public for log in self.logs):
            raise Malformed("this log's key is already listed.")
        self.logs.append(KnownLog(key=key, url=url))

    def _add_witness(self, name: str, key: VerifierKey, url: str | None = None) -> None:
        if not key.kind.is_timed:
            raise Malformed("a witness signs with a time; this key cannot.")
        if any(witness.key.public == key.public for witness in self.witnesses):
            raise Malformed("this witness's key is already listed.")
        self._define(name)
        self.witnesses.append(KnownWitness(name=name, key=key, url=url))

    def _add_group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        # "Defining a witness group": every member defined before, and in no other group.
        for member in members:
            if member not in self.free:
                raise Malformed(f"{_shown(member)} is not defined above, or is already a member.")
            self.free.remove(member)
        count = _threshold(threshold, len(members))
        self._define(name)
        self.groups.append(Group(name=name, threshold=count, members=members))

    def _set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise Malformed("there is already a quorum.")
        if name not in self.defined:
            raise Malformed(f"{_shown(name)} is not defined above.")
        self.quorum = name

    def _define(self, name: str) -> None:
        if name in self.defined:
            raise Malformed(f"the name {_shown(name)} is already taken.")
        self.defined.add(name)
        self.free.add(name)


def _threshold(word: str, members: int) -> int:
    """How many of *members* the word asks for: ``any`` is one, ``all`` is all of them."""
    count = {"any": 1, "all": members}.get(word)
    if count is None:
        count = from_decimal(word)
    if not 1 <= count <= members:
        raise Malformed(f"a group of {members} cannot ask for {count} of them.")
    return count


def _shown(name: str) -> str:
    """*name* as it may appear in a message: opaque octets become question marks."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
