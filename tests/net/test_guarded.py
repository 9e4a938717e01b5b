"""Threat 27: what strangers give as a web address never leads into a network that is not everybody's."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chancery.errors import ChanceryError, Malformed, Unavailable
from chancery.net import guarded
from chancery.net.guarded import Answered, Guarded, LookUp, NotPublic, is_public, require_web_address

PORTS = (80, 443, 22, 25, 3128, 11211, 11111)
"""Those that the addresses in the list name."""


class Told(LookUp):
    """A name server that answers each question with the next thing it was told; then with the last."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def addresses(self, host: str) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def post(address: str, *, at_home: bool = False, look_up: LookUp | None = None, times: int = 1) -> Answered:
    async def asked() -> Answered:
        async with Guarded(at_home=at_home, look_up=look_up) as guard:
            for _ in range(times - 1):
                await guard.post(address, b"{}", {})
            return await guard.post(address, b"{}", {})

    return asyncio.run(asked())


class _Counted(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, body = self.server.answer  # type: ignore[attr-defined]
        self.server.seen += 1  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def server(
    answer: tuple[int, dict[str, str], bytes] = (200, {}, b"ok"), host: str = "127.0.0.1", port: int = 0
) -> Iterator[ThreadingHTTPServer]:
    opened = ThreadingHTTPServer((host, port), _Counted)
    opened.answer, opened.seen = answer, 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=opened.serve_forever, daemon=True)
    thread.start()
    try:
        yield opened
    finally:
        opened.shutdown()
        opened.server_close()
        thread.join()


class Ears:
    """Listening sockets on every address of this machine, counting whoever comes."""

    def __init__(self) -> None:
        self.heard = 0
        self._open: list[socket.socket] = []
        self._ended = threading.Event()

    def __enter__(self) -> Ears:
        for port in PORTS:
            for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
                ear = socket.socket(family)
                ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family is socket.AF_INET6:
                    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                try:
                    ear.bind((host, port))
                except OSError:  # somebody listens there, or we may not
                    ear.close()
                    continue
                ear.listen()
                ear.settimeout(0.05)
                self._open.append(ear)
        self._threads = [threading.Thread(target=self._listen, args=(ear,)) for ear in self._open]
        for thread in self._threads:
            thread.start()
        return self

    def _listen(self, ear: socket.socket) -> None:
        while not self._ended.is_set():
            try:
                caller, _ = ear.accept()
            except TimeoutError:
                continue
            self.heard += 1
            caller.close()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()
        for ear in self._open:
            ear.close()

    @property
    def ports(self) -> int:
        return len(self._open)


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address for which a socket was opened at all: nothing may pass beside the gate."""
    opened: list[str] = []
    honest = guarded._Guard.socket

    def watched(self: guarded._Guard, place: tuple[object, ...]) -> socket.socket:
        made = honest(self, place)
        opened.append(str(place[4][0]))  # type: ignore[index]
        made.close()
        raise OSError("nothing leaves this machine in a test")

    monkeypatch.setattr(guarded._Guard, "socket", watched)
    return opened


def addresses(vectors: Path) -> list[str]:
    """The list, and for each line without a scheme the address that a form would make of it."""
    lines = (vectors / "ssrf" / "SSRF_hacktricks.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.strip() for line in lines if line.strip()]
    return listed + [f"http://{line}" for line in listed if "://" not in line]


def test_no_address_of_the_list_leads_home(vectors: Path, connected: list[str]) -> None:
    """SecLists' list of tricks: not one socket is opened towards a network that is not everybody's."""
    tried = addresses(vectors)
    assert len(tried) > 70
    with Ears() as ears:
        assert ears.ports
        for address in tried:
            with pytest.raises((ChanceryError, TimeoutError)):
                post(address)
        assert ears.heard == 0
    assert [each for each in connected if not is_public(each)] == []


def test_the_same_list_reaches_home_without_the_guard(vectors: Path) -> None:
    """Control: who only looks at the spelling lets a good part of it through, so the ears do hear."""
    reached = 0
    with Ears() as ears:
        for address in addresses(vectors):
            host = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
            if host in ("localhost", "127.0.0.1", ""):  # a list of forbidden words
                continue
            try:
                socket.create_connection((host, 80), timeout=0.3).close()
            except (OSError, UnicodeError):
                continue
            reached += 1
        heard = ears.heard
    assert reached >= 5
    assert heard >= 5


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%lo", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1"),
        *("::ffff:10.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "::127.0.0.1", "localhost", ""),
    ],
)
def test_what_is_not_everybodys(address: str) -> None:
    """Home, the neighbours, the cloud's own services, and an IPv4 address in any IPv6 dress."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::1.1.1.1"])
def test_what_is_everybodys(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://a.example/", "file:///etc/passwd", "a.example", "https://", "https:///path", "http://[::1"),
        *("https://user@a.example/", "https://user:word@a.example/", "http://a.example\\@b.example/"),
        *("http://a%2eexample/", "http://a.example\n/", "http://a.example:99999/", "http://a.example:no/"),
    ],
)
def test_what_is_no_web_address(address: str) -> None:
    """Another scheme, a user, two ways to read it."""
    with pytest.raises(Malformed):
        require_web_address(address)


def test_a_name_that_leads_home_is_refused() -> None:
    """Also when only one of its addresses does."""
    for answer in (["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::1"]):
        with pytest.raises(NotPublic):
            post("https://a.example/hook", look_up=Told(answer))


def test_a_name_is_looked_up_once_and_then_held_to_it(connected: list[str]) -> None:
    """DNS rebinding: the second answer leads home, and nobody asks for it."""
    names = Told(["93.184.216.34"], ["127.0.0.1"])
    with pytest.raises(Unavailable):
        post("http://rebinding.example/", look_up=names)
    assert names.asked == 1
    assert connected == ["93.184.216.34"]


def test_a_name_that_changed_is_looked_at_again() -> None:
    """At the next delivery: what was everybody's yesterday may lead home today."""
    with server() as home:
        names = Told(["127.0.0.1"], ["10.0.0.1"])
        address = f"http://a.example:{home.server_port}/"
        assert post(address, at_home=True, look_up=names).status == 200
        with pytest.raises(NotPublic):
            post(address, at_home=True, look_up=names)
        assert home.seen == 1  # type: ignore[attr-defined]


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    """Where it points is nobody's business."""
    with (
        server() as other,
        server((302, {"Location": f"http://127.0.0.1:{other.server_port}/"}, b"")) as first,
    ):
        answered = post(f"http://127.0.0.1:{first.server_port}/", at_home=True)
        assert answered.status == 302
        assert other.seen == 0  # type: ignore[attr-defined]


def test_a_long_answer_is_cut_off() -> None:
    """Nobody needs more than a page to say yes."""
    with server((404, {}, b"x" * 1_000_000)) as wordy:
        answered = post(f"http://127.0.0.1:{wordy.server_port}/", at_home=True)
    assert len(answered.said) <= guarded.MOST_OCTETS


def test_who_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket that accepts and says nothing."""
    monkeypatch.setattr(guarded, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(TimeoutError):
        post(f"http://127.0.0.1:{deaf.getsockname()[1]}/", at_home=True)


def test_who_is_not_there_is_unavailable() -> None:
    """A closed port, and a name that leads nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unavailable):
        post(f"http://127.0.0.1:{port}/", at_home=True)
    with pytest.raises(Unavailable):
        post("http://no-such-name.invalid/")


def test_at_home_lets_in_this_machine_and_no_neighbour() -> None:
    """A demonstration reaches its own sink and still nobody's network."""
    with pytest.raises(NotPublic):
        post("http://10.0.0.1/", at_home=True)
    with pytest.raises(NotPublic):
        post("http://169.254.169.254/latest/meta-data", at_home=True)
