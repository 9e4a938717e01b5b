"""A letter looked over while it is written: objections, the way ahead, wording that goes two ways, languages.

Only remarks, in one value.  None of it is kept, and none of it stops anybody: what stops a
letter is what the rules say when it is released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chancery.check.parity import Unlike, parity
from chancery.check.parties import Titles
from chancery.record.ambiguity import Ambiguity, ambiguities
from chancery.record.charter import Charter
from chancery.record.draft import DIGEST_BYTES, Draft, Lack, State, lacking
from chancery.record.preflight import Objection
from chancery.record.routing import Routing, routing
from chancery.record.statement import Instant, Statement
from chancery.record.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What there is to remark on the words alone."""

    unclear: Mapping[str, tuple[Ambiguity, ...]] = field(default_factory=dict)
    """By language."""
    unlike: Mapping[str, tuple[Unlike, ...]] = field(default_factory=dict)
    """By the language of the translation, beside the authoritative text."""

    @property
    def count(self) -> int:
        """How many remarks there are."""
        return sum(map(len, (*self.unclear.values(), *self.unlike.values())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Everything there is to remark on a letter as it stands."""

    objections: tuple[Objection, ...]
    lacks: frozenset[Lack]
    """What it would still lack once it is submitted."""
    routing: Routing
    words: Beside

    @property
    def remarks(self) -> int:
        """How many remarks there are, the lacks aside."""
        return len(self.objections) + self.words.count


def look(
    statement: Statement,
    words: Words | None,
    *,
    by: str,
    charter: Charter,
    at: Instant,
    objections: tuple[Objection, ...],
    titled: Sequence[Titles] = (),
) -> Look:
    """The remarks; *objections* are preflight's, who alone knows the record."""
    # Nobody has agreed to it yet, so its digest is never compared with anything.
    draft = Draft(
        id=statement.id,
        statement=statement,
        words=words,
        digest=bytes(DIGEST_BYTES),
        drafters=frozenset({by}),
        state=State.IN_REVIEW,
    )
    return Look(
        objections=objections,
        lacks=lacking(draft, charter, at),
        routing=routing(draft, charter, at),
        words=beside(words, titled),
    )


def beside(words: Words | None, titled: Sequence[Titles] = ()) -> Beside:
    """The remarks on the words: each language by itself, and each translation beside the first."""
    texts = tuple(words or ())
    return Beside(
        unclear={each.language: ambiguities(each.text, each.language) for each in texts},
        unlike={each.language: parity(texts[0], each, titled) for each in texts[1:]},
    )


def titles(charters: Iterable[Charter]) -> tuple[Titles, ...]:
    """The offices and institutions that these charters name in more than one language."""
    named = (title for each in charters for title in (each.title, *(o.title for o in each.offices.values())))
    several = {tuple(sorted(title.items())): title for title in named if len(title) > 1}
    return tuple(several.values())
