"""Storage that dies in the middle of a step, before or after what the step does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ARCHIVE = ("stage", "staged", "commit", "apply", "publish")
INDEX = ("add", "saw", "shelve")


class Died(BaseException):
    """The process ended here; nobody in it can catch this and go on."""


class Stumbling:
    """
    A port, handed through, that dies once at a named step.

    *armed* counts the steps that go well before it; None: nothing happens.
    """

    def __init__(self, port: Any, steps: tuple[str, ...]) -> None:
        self._port, self._steps = port, steps
        self.armed: int | None = None
        self.after = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return self._watched(found) if name in self._steps else found

    def arm(self, steps: int, *, after: bool) -> None:
        """Die at the step that comes after so many; *after*: when it has been done."""
        self.armed, self.after = steps, after

    def _watched(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*given: Any, **more: Any) -> Any:
            if self.armed is None:
                return step(*given, **more)
            self.armed -= 1
            if self.armed >= 0:
                return step(*given, **more)
            self.armed = None
            if self.after:
                step(*given, **more)
            raise Died

        return taken
