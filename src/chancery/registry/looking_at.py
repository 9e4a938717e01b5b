"""An act looked at before its turn: all that can be found out about it without the record.

Whoever writes must be alone for as long as it decides what comes next.  So what is the
same whatever came before is done beforehand, by as many processes as there are: the act
is read, its name and its words are compared, and each hand is held to the keys that the
charters name.  Should they name others by the time its turn comes, the hands are held to
those instead (`chancery.registry.admitting`).
"""

from __future__ import annotations

from dataclasses import dataclass

from chancery.errors import Malformed, NotPermitted
from chancery.record.charter import Charter
from chancery.record.entry import Hand
from chancery.record.naming import is_named_by
from chancery.record.statement import Institution, Statement, StatementId
from chancery.registry.act import Act
from chancery.seal.act_form import read_act
from chancery.seal.known_keys import KnownKeys
from chancery.seal.reading import hands_under
from chancery.seal.words_form import open_words


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """An act, what it says, and those of its hands that the keys known by then really put to it."""

    act: Act
    id: StatementId
    said: Statement | Charter
    hands: tuple[Hand, ...]
    known: KnownKeys


def look_at(act: Act, institution: Institution, known: KnownKeys) -> LookedAt:
    """
    The act, read.

    Raises `Malformed` or `BadProof` for one that could never go on the record whatever it
    holds, and `NotPermitted` for an act that only the register itself does.
    """
    id, said = read_act(act.octets)
    if not isinstance(said, Statement | Charter):
        raise NotPermitted("What the register itself does is not brought to it.")
    if said.institution != institution or not is_named_by(id, institution):
        raise Malformed(f"An act on this record goes by a name that only {institution} can give.")
    if isinstance(said, Statement):
        _require_whole_words(said, act)
    return LookedAt(
        act=act, id=id, said=said, hands=hands_under(act.octets, act.approvals, known), known=known
    )


def _require_whole_words(statement: Statement, act: Act) -> None:
    if (statement.words is None) != (act.words is None):
        raise Malformed("Words are registered by their digest, and with it the words are brought.")
    if statement.words is not None and act.words is not None:
        open_words(act.words, statement.words)
