"""granian, with one listening socket that every worker inherits and every successor too.

By itself granian opens a socket of its own in each worker.  When a worker is replaced, the
connections that waited in its socket are reset, and where there is one worker everybody is
refused until the next one listens.  Here there is one socket for all, opened by the process
that starts them: whoever waits in it is answered by whichever worker comes next.

A worker is ended only when the one that takes its place has loaded everything, however long
that takes on a busy machine.

Where systemd holds the socket (sd_listen_fds(3)) it outlives this process too, so that the
whole server can be ended and another version put in its place.
"""

from __future__ import annotations

import os
import signal
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST_HANDED = 3
"""The first file descriptor that systemd hands on."""
LOADING = 120.0
"""Seconds after which a worker that has not loaded is not waited for any longer."""
HANDED = "CHANCERY_SOCKET"
"""Names the descriptor of a socket that listens already, handed on by whoever started us."""


def handed_by_systemd() -> Sequence[int]:
    """The descriptors of the sockets that systemd opened for this very process; they are taken once."""
    meant, count = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "0")
    if meant != str(os.getpid()) or not count.isdecimal():
        return ()
    return range(FIRST_HANDED, FIRST_HANDED + int(count))


def listening_socket(host: str, port: int, backlog: int) -> socket.socket:
    """The socket that somebody has opened for us, or else one of our own, which nobody shares."""
    handed = os.environ.pop(HANDED, "")
    listening = socket.socket(fileno=int(handed)) if handed else _opened(host, port, backlog)
    listening.setblocking(False)
    listening.set_inheritable(True)
    return listening


def _opened(host: str, port: int, backlog: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host.strip("[]"), port))
    listening.listen(backlog)
    return listening


def main() -> None:
    """Do what `granian` does on the command line, with that socket."""
    from multiprocessing import Event

    import granian.cli as granian
    from granian._granian import SocketHolder
    from granian.server import MPServer

    from chancery.wiring.watch.diary import granian_lines

    class HandedOn(MPServer):
        """granian's own server of worker processes, but for where its socket comes from."""

        def __init__(self, *given: Any, **named: Any) -> None:
            lines = granian_lines()
            super().__init__(*given, **(named if lines is None else {**named, "log_dictconfig": lines}))
            self._begun = False

        def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
            self._begun = True
            super()._serve_loop(spawn_target, target_loader)  # type: ignore[no-untyped-call]

        def _spawn_worker(self, idx: Any, target: Any, callback_loader: Any, *more: Any) -> Any:
            loaded = Event()

            def load() -> Any:
                # What its parent does on these signals it would do too, and that is only to remember
                # them: who is ended while it loads must end.
                for each in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(each, signal.SIG_DFL)
                application = callback_loader()
                loaded.set()
                return application

            worker: Any = super()._spawn_worker(idx, target, load, *more)
            start = worker.start

            def started() -> None:
                start()
                if (
                    self._begun
                ):  # all at once in the beginning; later one is waited for by the one it replaces
                    loaded.wait(LOADING)

            worker.start = started
            return worker

        # Not through granian's own way of sharing one: on Linux it keeps that for Unix sockets.
        def _init_shared_socket(self) -> None:
            shared = listening_socket(self.bind_addr, self.bind_port, self.backlog)
            self._sso: Any = shared
            self._sfd: Any = shared.fileno()
            holder: Any = SocketHolder  # its stub is older than its arguments
            self._shd: Any = holder(shared.fileno(), False, self.backlog)
            self._ssp: Any = None

    vars(granian)["Server"] = HandedOn
    granian.cli(prog_name="granian")


if __name__ == "__main__":
    main()
