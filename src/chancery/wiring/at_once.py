"""Several are asked at once, and none keeps the others waiting for longer than was agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TypeVar

Told = TypeVar("Told")


def all_within(seconds: float, questions: Mapping[str, Callable[[], Told]]) -> dict[str, Told]:
    """
    What each of *questions* told within so many *seconds*, in their order; who was slower is left out.

    Their threads are daemons: whoever hangs holds up neither this process nor its end.
    Raises what one of them raised.
    """
    told: SimpleQueue[tuple[str, Future[Told]]] = SimpleQueue()

    def ask(name: str, question: Callable[[], Told]) -> None:
        outcome: Future[Told] = Future()
        try:
            outcome.set_result(question())
        except BaseException as fault:
            outcome.set_exception(fault)
        told.put((name, outcome))

    for name, question in questions.items():
        Thread(target=ask, args=(name, question), daemon=True).start()
    deadline, found = monotonic() + seconds, dict[str, Told]()
    while len(found) < len(questions):
        try:
            name, outcome = told.get(timeout=max(0.0, deadline - monotonic()))
        except Empty:
            break
        found[name] = outcome.result()
    return {name: found[name] for name in questions if name in found}
