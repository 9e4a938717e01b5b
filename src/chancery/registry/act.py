"""An act brought to the registry: its exact bytes, the hands under them, the words they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chancery.errors import OutOfOrder
from chancery.seal.act_form import digest_of
from chancery.seal.approval import Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """
    Something to be done on the record, whatever it is: release, withdraw, disown, a new charter.

    *octets* were written once, by `seal.act_form`, and are what everybody approved.
    """

    octets: bytes
    approvals: tuple[Approval, ...]
    words: bytes | None = None
    """The sealed words, when the statement registers any."""
    key: str | None = None
    """An idempotency key: the same act brought twice under one key is done once."""

    @property
    def digest(self) -> bytes:
        """What the approvals cover."""
        return digest_of(self.octets)


def refuse_shared_keys(acts: Sequence[Act]) -> None:
    """Raises `OutOfOrder` if two acts come under one key: a retry of the first would find the second."""
    keys = [act.key for act in acts if act.key is not None]
    if len(set(keys)) < len(keys):
        raise OutOfOrder("Two acts were brought under one key; every act has a key of its own.")
