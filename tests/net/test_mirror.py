"""A copy of another register's files: only its own names, and only from its own address."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chancery.errors import Malformed, Unavailable
from chancery.net import mirror
from chancery.net.mirror import Mirror, in_folder, over_http

ATTACKS = (
    "../secret",
    "/etc/passwd",
    "tile/../../secret",
    "tile/0/../../../secret",
    "tile/0/000/../../../../secret",
    "words/../secret",
    "words/" + "a" * 63,
    "words/" + "A" * 64,
    "words/" + "a" * 64 + "/..",
    "checkpoint/..",
    "./checkpoint",
    "checkpoint\0",
    "tile/0/000\n",
    "tile\\0\\000",
    "tile/0/%2e%2e/secret",
    "",
    ".",
    "receipt/",
    "tile/entries/../../x",
    "tile/64/000",
)
"""Names that are no names of a register's files."""

WORDS = "words/" + "ab" * 32


# ── in a folder ──


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    place = tmp_path / "secret"
    place.write_text("not yours")
    return place


@pytest.mark.parametrize("path", ATTACKS)
def test_only_the_names_of_a_register_become_files(tmp_path: Path, secret: Path, path: str) -> None:
    """Nothing that a stranger says becomes a path of ours, to read or to write."""
    (tmp_path / "register").mkdir()
    kept = Mirror(tmp_path / "register", lambda _: b"theirs")
    with pytest.raises(Malformed):
        kept.read(path)
    with pytest.raises(Malformed):
        kept.held(path)
    with pytest.raises(Malformed):
        kept.keep(path, b"theirs")
    with pytest.raises(Malformed):
        in_folder(tmp_path / "register")(path)
    assert secret.read_text() == "not yours"
    assert list((tmp_path / "register").iterdir()) == []


@pytest.mark.parametrize("path", ["checkpoint", "receipt", "tile/0/000", "tile/entries/x001/234.p/7", WORDS])
def test_the_names_of_a_register_are_read(tmp_path: Path, path: str) -> None:
    """What lies there is given; what does not is None."""
    read = in_folder(tmp_path)
    assert read(path) is None
    place = tmp_path / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"theirs")
    assert read(path) == b"theirs"


# ── keeping ──


class Other:
    """The other side, which counts how often it is asked, and may fall silent."""

    def __init__(self) -> None:
        self.files = {"checkpoint": b"first", "tile/0/000": b"tile"}
        self.asked: list[str] = []
        self.silent = False

    def __call__(self, path: str) -> bytes | None:
        self.asked.append(path)
        if self.silent:
            raise Unavailable("The other side does not answer.")
        return self.files.get(path)


@pytest.fixture
def other() -> Other:
    return Other()


def test_a_tile_is_fetched_once(tmp_path: Path, other: Other) -> None:
    """It never changes, so nobody is asked again; not even by another process."""
    assert [Mirror(tmp_path, other).read("tile/0/000") for _ in range(3)] == [b"tile"] * 3
    assert other.asked == ["tile/0/000"]


def test_a_checkpoint_is_always_fetched(tmp_path: Path, other: Other) -> None:
    """It changes with every act."""
    kept = Mirror(tmp_path, other)
    assert kept.read("checkpoint") == b"first"
    other.files["checkpoint"] = b"second"
    assert kept.read("checkpoint") == b"second"


def test_a_checkpoint_is_kept_by_whoever_checked_it(tmp_path: Path, other: Other) -> None:
    """What was only fetched is not held; what was found good is, when the other side falls silent."""
    kept = Mirror(tmp_path, other)
    kept.read("checkpoint")
    assert kept.held("checkpoint") is None
    kept.keep("checkpoint", b"first")
    other.silent = True
    assert kept.read("checkpoint") == b"first"


def test_what_is_neither_here_nor_to_be_had_is_unavailable(tmp_path: Path, other: Other) -> None:
    """Silence about a file we never had is no answer; a file that they say is not there is none."""
    kept = Mirror(tmp_path, other)
    assert kept.read("tile/0/001") is None
    other.silent = True
    with pytest.raises(Unavailable):
        kept.read("tile/0/001")


def test_tiles_that_turned_out_to_lie_are_asked_for_again(tmp_path: Path, other: Other) -> None:
    """A lie is not kept for ever; what other mirrors fetched before is left."""
    Mirror(tmp_path, other).read("tile/0/000")
    other.files["tile/0/001"] = b"a lie"
    kept = Mirror(tmp_path, other)
    kept.read("tile/0/001")
    kept.forget_fetched()
    assert kept.held("tile/0/001") is None
    assert kept.held("tile/0/000") == b"tile"


# ── over HTTP ──

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator[tuple[str, dict[str, Answer]]]:
    """A real server on this machine that answers each path as a test wants."""
    answers: dict[str, Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers.get(self.path, not_found)(self)

        def log_message(self, *_: object) -> None:
            """Say nothing: the test's output is read by people."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", answers
        running.shutdown()
        thread.join()


def not_found(request: BaseHTTPRequestHandler) -> None:
    request.send_error(404)


def sending(octets: bytes, code: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(octets)))
        request.end_headers()
        request.wfile.write(octets)

    return answer


Server = tuple[str, dict[str, Answer]]


def test_a_file_is_read_from_its_address(server: Server) -> None:
    """Octet for octet."""
    address, answers = server
    answers["/tile/0/000"] = sending(bytes(range(256)))
    assert over_http(address)("tile/0/000") == bytes(range(256))


def test_a_file_that_is_not_there_is_none(server: Server) -> None:
    """404 is an answer."""
    assert over_http(server[0])("checkpoint") is None


@pytest.mark.parametrize("code", [400, 401, 403, 410, 429, 500, 502, 503])
def test_any_other_refusal_is_silence(server: Server, code: int) -> None:
    """It says nothing about the register, only about the server."""
    address, answers = server
    answers["/checkpoint"] = sending(b"sorry", code)
    with pytest.raises(Unavailable, match=str(code)):
        over_http(address)("checkpoint")


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_led_elsewhere(server: Server, code: int) -> None:
    """A register answers at its own address or not at all; where it points to is never asked."""
    address, answers = server
    asked: list[str] = []
    answers["/checkpoint"] = sending(b"", code, Location=f"{address}/elsewhere")
    answers["/elsewhere"] = lambda request: (asked.append(request.path), not_found(request))[1]
    with pytest.raises(Unavailable):
        over_http(address)("checkpoint")
    assert asked == []


def test_a_flood_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file of a register is larger than a full bundle."""
    monkeypatch.setattr(mirror, "MOST_OCTETS", 1_000)
    address, answers = server
    answers["/checkpoint"] = sending(bytes(1_000))
    answers["/receipt"] = sending(bytes(1_001))
    assert over_http(address)("checkpoint") == bytes(1_000)
    with pytest.raises(Unavailable, match="more than a file"):
        over_http(address)("receipt")


def test_an_answer_that_breaks_off_is_silence(server: Server) -> None:
    """Half a file is no file."""
    address, answers = server

    def half(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"half")

    answers["/tile/0/000"] = half
    with pytest.raises(Unavailable):
        over_http(address)("tile/0/000")


def test_an_answer_that_is_no_http_is_silence(server: Server) -> None:
    """Whatever else listens there."""
    address, answers = server
    answers["/checkpoint"] = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")  # type: ignore[assignment,return-value]
    with pytest.raises(Unavailable):
        over_http(address)("checkpoint")


def test_whoever_sends_one_octet_at_a_time_keeps_nobody_waiting(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has so many seconds and no more."""
    monkeypatch.setattr(mirror, "LONGEST", 0)
    address, answers = server

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "2")
        request.end_headers()
        for _ in range(2):
            request.wfile.write(b".")
            request.wfile.flush()

    answers["/checkpoint"] = drip
    with pytest.raises(Unavailable, match="not finished"):
        over_http(address)("checkpoint")


def test_nobody_there_is_silence() -> None:
    """A port on which nobody listens."""
    with pytest.raises(Unavailable):
        over_http("http://127.0.0.1:9")("checkpoint")


@pytest.mark.parametrize("address", ["file:///etc", "ftp://x", "127.0.0.1", "", "gopher://x", "HTTP//x"])
def test_only_web_addresses_are_asked(address: str) -> None:
    """A register is on the web or in a folder that was named as one."""
    with pytest.raises(Malformed):
        over_http(address)
