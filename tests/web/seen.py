"""The Counter of the small record on loopback, and Debian's Chromium to look at it with."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import leave_out

ONLY_LOCAL = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing is fetched from anywhere; as root there is no sandbox."""


class Quiet(WSGIRequestHandler):
    """Answers without writing a line about it."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening(application: WSGIApplication) -> Iterator[str]:
    """Any site, at a port of its own."""
    server: WSGIServer = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def counter_listening(**settings: object) -> Iterator[str]:
    """The Counter of the small record."""
    usual = {"CHANCERY_REGISTRY": "tests.web.small_record.small_record", "ALLOWED_HOSTS": ["*"]}
    with (
        override_settings(**{**usual, "CHANCERY_LIVE": "", **settings}),
        listening(get_wsgi_application()) as address,
    ):
        yield address


@contextmanager
def site(*pages: tuple[str, str], kind: str = "text/html; charset=utf-8") -> Iterator[str]:
    """Somebody else's site: pages by their addresses, which anybody may read."""
    found = dict(pages)

    def answer(environ: dict[str, object], start: Callable[..., object]) -> list[bytes]:
        page = found.get(str(environ["PATH_INFO"]))
        headers = [("Content-Type", kind), ("Access-Control-Allow-Origin", "*")]
        start("404 Not Found" if page is None else "200 OK", headers)
        return [(page or "").encode()]

    with listening(answer) as address:
        yield address


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """Debian's Chromium, which nothing was downloaded for."""
    program = shutil.which("chromium")
    if program is None:
        leave_out("chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program, args=[*ONLY_LOCAL, *flags])
        yield opened
        opened.close()


def with_camera(film: Path) -> tuple[str, ...]:
    """The flags under which a browser takes *film* for what its camera sees."""
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
