"""Asking over HTTP without being led elsewhere, or held up: who was named answers soon, or nobody does."""

from __future__ import annotations

import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from threading import Event, Timer
from typing import Any
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

BEGINNING = 30.0
"""Seconds for an answer to begin: its status and its headers, however steadily they drip."""


class _NoRedirects(HTTPRedirectHandler):
    """A register, or a witness, answers at its own address or not at all."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class _Beginning(HTTPResponse):
    """
    An answer whose headers have an end in time; raises `TimeoutError` where they do not.

    The patience of a socket begins anew with every octet, and headers may have millions of them.
    How long the rest may take is for whoever reads it to say.
    """

    def __init__(self, sock: socket.socket, *more: Any, **named: Any) -> None:
        super().__init__(sock, *more, **named)
        self._line = sock

    def begin(self) -> None:
        """Read status and headers."""
        late = Event()

        def hang_up() -> None:
            late.set()
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

        timer = Timer(BEGINNING, hang_up)
        timer.daemon = True
        timer.start()
        try:
            super().begin()
        finally:
            timer.cancel()
            if late.is_set():
                raise TimeoutError(f"The answer had not begun after {BEGINNING:g} seconds.")


class _Plain(HTTPConnection):
    response_class = _Beginning


class _Secure(HTTPSConnection):
    response_class = _Beginning


class _OverPlain(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Plain, req)


class _OverSecure(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Secure, req)


def straight_opener() -> OpenerDirector:
    """Opens addresses, and follows no redirect."""
    return build_opener(_NoRedirects, _OverPlain, _OverSecure)
