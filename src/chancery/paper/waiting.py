"""Workers that stand ready before their file comes, so that nobody waits while libraries load."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from chancery.errors import Unavailable
from chancery.paper.cell import Cell


class Waiting:
    """
    Keeps *most* workers waiting; each is given away once, and the next one started behind it.

    All are started by one thread that lives as long as this does: a worker is ended by the
    kernel when the *thread* that started it ends (prctl(2), PR_SET_PDEATHSIG), and threads of a
    web server come and go.
    """

    def __init__(self, most: int, start: Callable[[], Cell]) -> None:
        self._most = most
        self._start = start
        self._cells: deque[Cell] = deque()
        self._changed = threading.Condition()
        self._closed = False
        if most:
            threading.Thread(target=self._keep, name="waiting for files", daemon=True).start()

    def take(self) -> Cell | None:
        """A worker that stands ready or soon will; None if none waits."""
        with self._changed:
            while self._cells:
                cell = self._cells.popleft()
                if cell.process.poll() is None:
                    return cell
                cell.end()
        return None

    def fill(self) -> None:
        """Have the next ones started; after a file is done, so that loading does not slow its reading."""
        with self._changed:
            self._changed.notify()

    def close(self) -> None:
        """End those that wait, and start no more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
            while self._cells:
                self._cells.popleft().end()

    def _keep(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or len(self._cells) < self._most)
                if self._closed:
                    return
            try:
                cell = self._start()
            except Unavailable:
                return  # each file then starts its own, and says what is wrong
            self._line_up(cell)

    def _line_up(self, cell: Cell) -> None:
        with self._changed:
            if self._closed:
                cell.end()
            else:
                self._cells.append(cell)
