"""A witness over HTTP: three addresses, C2SP tlog-witness, and nothing else.

    POST /add-checkpoint                             cosign, or say why not by status
    POST /sign-subtree                               the same for a part of what was cosigned
    GET  /<hex SHA-256 of the origin>/checkpoint     the checkpoint last cosigned

A WSGI application without a framework: there are no accounts, no pages and no templates
here.  CHANCERY_WITNESS names the witness's folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chancery.errors import ChanceryError, Unavailable
from chancery.log.witness import CONFLICT_MEDIA_TYPE, Outcome
from chancery.wiring.witness import Answer, Witness
from chancery.wiring.witness_folder import WitnessFolder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

PLAIN = "text/plain; charset=utf-8"
MOST_OCTETS = 1 << 18
"""Octets of a request: a proof of 63 hashes, and a checkpoint with 64 post-quantum signatures."""

_MONITORED = re.compile(r"/([0-9a-f]{64})/checkpoint", re.ASCII)
_ASKED: dict[str, Callable[[Witness], Callable[[bytes], Answer]]] = {
    "/add-checkpoint": lambda witness: witness.add_checkpoint,
    "/sign-subtree": lambda witness: witness.sign_subtree,
}
Reply = tuple[int, str, bytes]
"""Status, content type and body."""


def served(witness: Callable[[], Witness]) -> Callable[[dict[str, Any], StartResponse], Iterable[bytes]]:
    """The application that lets this witness be asked."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            status, kind, body = _reply(environ, witness)
        except ChanceryError as trouble:
            # A clock that went back or a disk that failed: not the asker's fault, and it may pass.
            status, kind, body = 503, PLAIN, f"{trouble}\n".encode()
        headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        headers += [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    return application


def _reply(environ: dict[str, Any], witness: Callable[[], Witness]) -> Reply:
    path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
    if path in _ASKED:
        return _submitted(environ, _ASKED[path](witness())) if method == "POST" else (405, PLAIN, b"")
    if method not in ("GET", "HEAD"):
        return 405, PLAIN, b""
    if path == "/healthz":
        witness()
        return 200, PLAIN, b"ok\n"
    asked = _MONITORED.fullmatch(path)
    note = None if asked is None else witness().shown(asked[1])
    return (404, PLAIN, b"") if note is None else (200, PLAIN, note)


def _submitted(environ: dict[str, Any], ask: Callable[[bytes], Answer]) -> Reply:
    body = environ["wsgi.input"].read(MOST_OCTETS + 1)
    if len(body) > MOST_OCTETS:
        return 413, PLAIN, f"A request has {MOST_OCTETS:,} octets at most.\n".encode()
    return _told(ask(body))


def _told(answer: Answer) -> Reply:
    kind = CONFLICT_MEDIA_TYPE if answer.outcome is Outcome.CONFLICT else PLAIN
    return answer.outcome.value, kind, answer.octets


@cache
def _configured() -> Witness:
    folder = os.environ.get("CHANCERY_WITNESS", "")
    if not folder:
        raise Unavailable("CHANCERY_WITNESS does not say which witness this is.")
    return WitnessFolder.read(Path(folder)).open()


application = served(_configured)
