"""The shipped configuration, in a real nginx: the read side needs nobody behind it and shows nothing else."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from chancery.log.recount import first_fault
from chancery.seal.brought import MOST_OCTETS as MOST_BROUGHT
from chancery.store.shown_as import shown_as
from chancery.wiring import House, open_registry
from tests import nginx
from tests.deploy.conftest import Front
from tests.nginx import NAME, Answer, Behind, Nginx
from tests.rigs.stage import close

pytestmark = pytest.mark.slow

TOLD = ("content-type", "cache-control", "access-control-allow-origin", "x-content-type-options")
CROOKED = (
    *(
        "/register/./checkpoint",
        "/register/tile/../checkpoint",
        "/register//checkpoint",
        "//register/checkpoint",
    ),
    *(
        "/register/%63heckpoint",
        "/%72egister/checkpoint",
        "/register%2fcheckpoint",
        "/register/tile/0/%30%30%30.p/1",
    ),
    *(
        "/register/checkpoint/",
        "/register/checkpoint%00",
        "/register/CHECKPOINT",
        "/register/tile",
        "/register/",
    ),
    *(
        "/register/tile/0/",
        "/register/tile/0/000.p/",
        "/register/tile/0/000.p/01",
        "/register/tile/00/000.p/1",
    ),
    *(
        "/register/tile/64/000",
        "/register/tile/-1/000",
        "/register/tile/0/x000/001",
        "/register/tile/data/000",
    ),
    *("/register/tile\\0\\000", "/register/words/", "/register/words/" + "0" * 64, "/register/nothing"),
)
OUTSIDE = (
    *("keys/issuer.pem", "record.sqlite3", "desk.sqlite3", "chancery.toml", "desk.toml", "register.lock"),
)
"""What lies in the data folder and is nobody's to read."""
WAYS_OUT = (
    "/register/../",
    "/register/%2e%2e/",
    "/register/..%2f",
    "/register/tile/../../",
    "/",
    "/register/",
)


def by_itself(front: Front, path: str, method: str = "GET") -> Answer:
    """What the Counter answers when nothing stands before it."""
    way = HTTPConnection(front.counter, timeout=30)
    way.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    way.putheader("Host", NAME)
    way.endheaders()
    response = way.getresponse()
    told = {name.lower(): value for name, value in response.getheaders()}
    return Answer(status=response.status, headers=told, octets=response.read())


def shown(house: House) -> list[str]:
    """Every file of the register that the Counter shows."""
    found = (path.relative_to(house.register) for path in house.register.rglob("*") if path.is_file())
    return [str(path) for path in found if not str(path).startswith(("vkey", "rendition/"))]


class TestTheRegister:
    """Files, handed out as they lie there."""

    def test_every_file_is_what_the_counter_serves(self, front: Front) -> None:
        """Octet for octet, under the same headers."""
        paths = shown(front.house)
        for path in paths:
            ours, theirs = front.nginx.ask(f"/register/{path}"), by_itself(front, f"/register/{path}")
            assert (ours.status, theirs.status) == (200, 200), path
            assert ours.octets == theirs.octets, path
            assert {name: ours.headers[name] for name in TOLD} == {
                name: theirs.headers[name] for name in TOLD
            }
        assert len(paths) > 20

    @pytest.mark.parametrize("name", ["vkey", "vkey-pq"])
    def test_the_keys_are_shown_too(self, alone: Nginx, played: House, name: str) -> None:
        """Whoever checks a register by its files alone asks for them beside it."""
        answer = alone.ask(f"/register/{name}")
        assert (answer.status, answer.octets) == (200, (played.register / name).read_bytes())
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
            shown_as(name).media,
            shown_as(name).caching,
        )

    def test_it_adds_up_with_nobody_behind(self, alone: Nginx) -> None:
        """Every entry, every tile and the root, by what nginx hands out."""
        size, root = _head(alone)

        def read(path: str) -> bytes | None:
            answer = alone.ask(f"/register/{path}")
            return answer.octets if answer.status == 200 else None

        assert size == 7
        assert first_fault(read, size, root) is None

    @pytest.mark.parametrize(
        "path", ["tile/0/000", "tile/1/x001/x234/067", "tile/entries/x001/000", "tile/63/000"]
    )
    def test_full_tiles_are_shown_however_deep(self, alone: Nginx, played: House, path: str) -> None:
        """The house has too few letters for one: these lie there for the length of the test."""
        full = played.register / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(bytes(range(256)) * 32)
        try:
            answer = alone.ask(f"/register/{path}")
        finally:
            full.unlink()
        assert (answer.status, answer.octets) == (200, bytes(range(256)) * 32)
        assert answer.headers["cache-control"] == shown_as(path).caching

    def test_a_head_is_asked_for_and_nothing_comes_with_it(self, alone: Nginx) -> None:
        """HEAD, as caches ask."""
        whole, head = alone.ask("/register/checkpoint"), alone.ask("/register/checkpoint", method="HEAD")
        assert (head.status, head.octets) == (200, b"")
        assert head.headers["content-length"] == str(len(whole.octets))

    def test_entries_travel_packed_for_whoever_says_so(self, alone: Nginx) -> None:
        """And come out as they are."""
        path = f"/register/tile/entries/000.p/{_head(alone)[0]}"
        plain, packed = alone.ask(path), alone.ask(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert (packed.headers["vary"], gzip.decompress(packed.octets)) == ("Accept-Encoding", plain.octets)
        assert len(packed.octets) < len(plain.octets)

    def test_what_is_taken_from_view_is_gone_at_once(self, alone: Nginx, played: House) -> None:
        """Words are looked up each time; nothing remembers that they were there."""
        words = next((played.register / "words").iterdir())
        path, octets = f"/register/words/{words.name}", words.read_bytes()
        assert alone.ask(path).octets == octets
        words.unlink()
        try:
            assert alone.ask(path).status == 404
        finally:
            words.write_bytes(octets)

    def test_a_new_checkpoint_is_shown_at_once(self, alone: Nginx, played: House) -> None:
        """The file was replaced by another; nginx holds no old one open."""
        before = alone.ask("/register/checkpoint").octets
        registry = open_registry(played, pen=True, alias="record:deployed")
        try:
            head = registry.renew()
        finally:
            close("record:deployed")
        assert alone.ask("/register/checkpoint").octets == head.checkpoint != before


class TestNames:
    """Nothing but the names that a register has."""

    @pytest.mark.parametrize("path", CROOKED)
    def test_another_spelling_leads_nowhere(self, front: Front, path: str) -> None:
        """404 and one sentence, or not even understood; never a file."""
        answer = front.nginx.ask(path)
        assert answer.status in (400, 404), path
        assert b"us.demo/register" not in answer.octets

    @pytest.mark.parametrize("path", [path for path in CROOKED if "%" not in path and "\\" not in path])
    def test_the_counter_says_the_same(self, front: Front, path: str) -> None:
        """Whether nginx stands before it or not."""
        assert front.nginx.ask(path).status == by_itself(front, path).status == 404

    def test_it_is_the_map_that_keeps_other_spellings_out(self, played: House, tmp_path: Path) -> None:
        """The control: without that line nginx puts them straight, and shows a file under two names."""
        data = played.folder.absolute()
        with nginx.running(tmp_path, data, Behind(), without="if ($crooked) { return 404; }") as server:
            assert server.ask("/register/./checkpoint").status == 200
            assert server.ask("/register/%63heckpoint").status == 200

    @pytest.mark.parametrize("file", OUTSIDE)
    @pytest.mark.parametrize("way", WAYS_OUT)
    def test_nothing_else_in_the_data_folder_is_shown(
        self, front: Front, alone: Nginx, way: str, file: str
    ) -> None:
        """By no way out of the register; with the Counter behind and without."""
        secret = (front.house.folder / file).read_bytes()[:64]
        for server, enough in ((front.nginx, (400, 404)), (alone, (400, 404, 502))):
            answer = server.ask(way + file)
            assert answer.status in enough
            assert secret not in answer.octets or not secret

    def test_letters_are_given_out_by_the_counter_alone(self, alone: Nginx, played: House) -> None:
        """It writes across them that they no longer stand."""
        letters = played.register / "rendition"
        letters.mkdir(exist_ok=True)
        given_out = letters / f"{'0' * 64}.pdf"
        given_out.write_bytes(b"%PDF")
        try:
            assert alone.ask(f"/register/rendition/{given_out.name}").status == 404
        finally:
            given_out.unlink()

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    def test_files_are_only_read(self, front: Front, method: str) -> None:
        """The same refusal, and the same hint, as the Counter's."""
        ours = front.nginx.ask("/register/checkpoint", method=method)
        theirs = by_itself(front, "/register/checkpoint", method=method)
        assert (
            (ours.status, ours.headers["allow"])
            == (theirs.status, theirs.headers["allow"])
            == (405, "GET, HEAD")
        )

    @pytest.mark.parametrize("path", ["/register/checkpoint", "/register/nothing", "/register/tile/0/001"])
    def test_every_answer_is_guarded(self, alone: Nginx, path: str) -> None:
        """A file of ours is never a page, for nobody; a refusal is not kept."""
        answer = alone.ask(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        assert answer.headers["server"] == "nginx"
        if answer.status == 404:
            assert (answer.octets, answer.headers["cache-control"]) == (
                b"There is no such file.\n",
                "no-store",
            )


class TestPages:
    """What is not a file is passed on, and who asks is told truly."""

    def test_a_page_comes_from_the_counter(self, front: Front) -> None:
        """With the Counter's own headers, each once."""
        answer = front.nginx.opened("/en/")
        assert answer.status == 200
        assert len(answer.headers.get_all("Content-Security-Policy") or ()) == 1
        assert 'lang="en"' in answer.read().decode()

    def test_who_looks_after_the_machine_asks_the_processes(self, front: Front) -> None:
        """Whether the record can be read is not everybody's."""
        assert front.nginx.ask("/readyz").status == 404

    def test_events_are_told_at_once(self, front: Front) -> None:
        """The first words of a stream come while it goes on: nothing waits for a full page of them."""
        begun = time.monotonic()
        stream = front.nginx.opened("/events")
        assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
        assert stream.readline().startswith(b"retry: ")
        assert time.monotonic() - begun < 5
        stream.close()

    def test_too_large_a_file_is_refused_before_it_is_sent_on(self, front: Front) -> None:
        """One octet more than the Counter would take."""
        answer = front.nginx.ask(
            "/en/check", method="POST", headers={"Content-Length": str(25_100 * 1024 + 1)}
        )
        assert answer.status == 413

    def test_without_tls_there_is_one_answer(self, alone: Nginx) -> None:
        """Come again, the other way."""
        answer = alone.plainly("/register/checkpoint")
        assert (answer.status, answer.headers["location"]) == (301, f"https://{NAME}/register/checkpoint")


class TestPassedOn:
    """Behind the Desk's name stands somebody who only tells what they were told."""

    @pytest.fixture
    def telling(self, played: House, tmp_path: Path) -> Iterator[Nginx]:
        class Telling(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                told = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Nobody reads along."""

        somebody = ThreadingHTTPServer(("127.0.0.1", 0), Telling)
        Thread(target=somebody.serve_forever, daemon=True).start()
        place = f"127.0.0.1:{somebody.server_port}"
        with nginx.running(tmp_path, played.folder.absolute(), Behind(desk=place, acts=place)) as server:
            yield server
        somebody.shutdown()

    def test_nobody_forges_where_they_come_from(self, telling: Nginx) -> None:
        """What a reader writes of themselves is not passed on."""
        forged = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"}
        told = json.loads(telling.ask("/", host=f"desk.{NAME}", headers=forged).octets)
        assert told["x-forwarded-for"] == "127.0.0.1"
        assert (told["x-forwarded-proto"], told["host"]) == ("https", f"desk.{NAME}")

    @pytest.mark.parametrize(
        "path", ["/entries", "/entries/7", f"/entries/{'A' * 43}", "/.well-known/scitt-keys"]
    )
    def test_acts_go_to_who_registers_them(self, telling: Nginx, path: str) -> None:
        """And to nobody else; the Counter is not even running."""
        assert telling.ask(path).status == 200
        assert telling.ask(f"{path}/..%2f..").status != 200

    @pytest.mark.parametrize(("octets", "status"), [(MOST_BROUGHT, 200), (MOST_BROUGHT + 1, 413)])
    def test_an_act_may_be_as_long_as_the_register_reads(
        self, telling: Nginx, octets: int, status: int
    ) -> None:
        """What the register would read is not turned away before it."""
        assert telling.ask("/entries", body=bytes(octets), method="POST").status == status


class TestFollowing:
    """Another institution keeps up with us by the files alone."""

    def test_a_register_is_followed_with_the_counter_stopped(
        self, alone: Nginx, played: House, tmp_path: Path
    ) -> None:
        """Over TLS, by the command that people type; every entry arrives."""
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("CHANCERY_")},
            "SSL_CERT_FILE": str(alone.certificate),
        }

        def chancery(*words: str) -> str:
            command = [sys.executable, "-m", "chancery", *words]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout

        ours = str(tmp_path / "ours")
        chancery("init", "reader.example", "--data", ours)
        told = chancery("follow", "us.demo", "--url", f"{alone.address}/register", "--data", ours)
        assert f"us.demo: {_head(alone)[0]} entries more." in told
        mirrored = Path(ours) / "mirror/us.demo/checkpoint"
        assert mirrored.read_bytes() == (played.register / "checkpoint").read_bytes()


def _head(server: Nginx) -> tuple[int, bytes]:
    from chancery.log.checkpoint import claimed_head

    head = claimed_head(server.ask("/register/checkpoint").octets)
    return head.size, head.root
