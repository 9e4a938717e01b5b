"""One look at the record: what is asked twice within it is asked of the database once.

A page asks for the same entry and the same charters from several sides.  In a file that costs
next to nothing; over a connection each question takes its way there and back.  Whoever writes
takes no such look, for they must see what they have written.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within this block an answer stays the same; it is as old as the block at most."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def asked_once(question: Hashable, ask: Callable[[], Any]) -> Any:
    """What *ask* gives, or gave within this look."""
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    return answers[question]
