"""A property is a sentence that holds of every record; here is how it is put to many of them.

A property that never met the case it speaks of proves nothing.  So each one names the
outcomes it must meet, counts them, and fails when one of them never came up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancery.record.entry import Entry, Hand
from chancery.record.statement import COMPROMISE, Notice, Statement, Target, Verb
from chancery.record.world import World
from tests.record.chronicles import chronicle
from tests.record.realm import A

Log = list[Entry]
Met = Counter[str]
Property = Callable[[Log, Random, Met], None]

ENOUGH = 200
"""Records for each property, even where the profile is content with fewer."""


def of_every_record(*, meeting: Iterable[str]) -> Callable[[Property], Callable[[], None]]:
    """Put the property to random records, and ask that it met each outcome it names."""

    def put(property: Property) -> Callable[[], None]:
        def test() -> None:
            met: Met = Counter()
            examples = max(ENOUGH, settings().max_examples)  # settings() are those of the profile

            # True chance makes records that resemble one another as little as may be, so that rare
            # outcomes come up; the price is that a failing record is named by its seed, not made smaller.
            @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
            @given(st.randoms(use_true_random=True))
            def on_one_record(chance: Random) -> None:
                property(chronicle(chance), chance, met)

            on_one_record()
            assert [outcome for outcome in meeting if not met[outcome]] == [], f"never met; met were {met}"

        test.__name__, test.__doc__, test.__module__ = (
            property.__name__,
            property.__doc__,
            property.__module__,
        )
        return test

    return put


Answers = dict[str, tuple[object, ...]]


def answers(world: World, ids: Iterable[str]) -> Answers:
    """Everything that is answered about some entries, without the reasons."""
    return {id: (*who_and_where(world, id), bindings(world, id)) for id in ids}


def who_and_where(world: World, id: str) -> tuple[object, ...]:
    """Authority and standing: what depends on nobody's words but the institution's own."""
    standing = world.standing(id)
    return world.authorised(id).truth, standing.status, standing.doubts, dict(standing.clauses)


def bindings(world: World, id: str) -> object:
    return {clause: reason.truth for clause, reason in world.force(id).clauses.items()}


def statements(log: Iterable[Entry], institution: str | None = None) -> list[str]:
    """The ids of everything that is not a charter."""
    return [
        entry.id
        for entry in log
        if isinstance(entry.act, Statement) and institution in (None, entry.institution)
    ]


# ── a little more on the log ──


def end(log: Log) -> int:
    """A moment after everything."""
    return log[-1].at + 1


def told(log: Log, act: Statement, by: tuple[Hand, ...], *, after: int = 1) -> Entry:
    """One more entry at the end of the log."""
    return Entry(
        id=act.id,
        institution=act.institution,
        at=log[-1].at + after,
        order=log[-1].order + 1,
        act=act,
        hands=by,
    )


def noticed(
    log: Log, verb: Verb, office: str, by: tuple[Hand, ...], on: str, inst: str = A, **more: int
) -> Log:
    """The log with one more notice at its end, called `new`."""
    given = Notice(verb=verb, targets=(Target(statement=on),), **more)
    return [*log, told(log, Statement(id="new", institution=inst, office=office, notice=given), by)]


def is_about_a_key(entry: Entry) -> bool:
    """Whether it reports or confirms that a key is in other hands."""
    notice = entry.act.notice if isinstance(entry.act, Statement) else None
    return notice is not None and notice.verb in COMPROMISE
