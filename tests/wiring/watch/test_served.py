"""A Counter as it is served, watched from outside: figures, lines for programs, spans for a collector."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

from chancery.cli.serving import answering, desk_server, free_port, served
from chancery.wiring import House
from chancery.wiring.watch.port import watched
from chancery.wiring.watch.settings import Face
from tests.cli.house_by_hand import HouseByHand
from tests.wiring.watch.conftest import Ask, with_port

pytestmark = pytest.mark.slow

SECRET = "Nobody may enter it before nine o'clock."
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    counter: str
    port: str


@contextmanager
def counter(house: HouseByHand, workers: int = 2, more: str = "") -> Iterator[Watched]:
    port = free_port(0)
    settings = house.folder / "chancery.toml"
    before = settings.read_text()
    try:
        at = with_port(house.folder, "counter", port, more)
        at = House.read(at.folder)
        here = f"127.0.0.1:{free_port(0)}"
        with watched(at, Face.COUNTER), served([_at(at, here)], workers=workers) as (address,):
            yield Watched(counter=address, port=f"http://127.0.0.1:{port}")
    finally:
        settings.write_text(before)


def _at(house: House, listens: str) -> House:
    from dataclasses import replace

    return replace(house, counter=listens)


def figures(text: str) -> dict[tuple[str, str], float]:
    """Each sample by its name and its labels in order."""
    return {
        (each.name, ",".join(f"{name}={value}" for name, value in sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


def check(ask: Ask, address: str, words: str) -> int:
    return ask(f"{address}/en/check", urlencode({"words": words}).encode()).status


def test_all_workers_are_counted_together(by_hand: tuple[HouseByHand, str], ask: Ask) -> None:
    """Whichever worker answered, the port tells all; a route is a pattern and no letter's code."""
    house, code = by_hand
    with counter(house) as here:
        assert [ask(f"{here.counter}/en/letter/{code}?{n}").status for n in range(12)] == [200] * 12
        assert [check(ask, here.counter, f"{SECRET} {n}") for n in range(3)] == [200] * 3
        assert ask(f"{here.counter}/nothing/here").status == 404
        text = ask(f"{here.port}/metrics").text
        ready, alive = ask(f"{here.port}/readyz"), ask(f"{here.port}/healthz")
    told = figures(text)
    letter = "<language:language>/letter/<path:code>"
    count = f"face=counter,method=GET,route={letter},status=200"
    assert told["chancery_http_requests_total", count] == 12
    assert told["chancery_http_request_duration_seconds_count", f"face=counter,route={letter}"] == 12
    assert told["chancery_checks_total", "kind=quotation"] == 3
    unmatched = "face=counter,method=GET,route=unmatched,status=404"
    assert told["chancery_http_requests_total", unmatched] == 1
    entries = (house.folder / "register" / "checkpoint").read_text().split("\n")[1]
    assert told["chancery_log_entries_total", ""] == int(entries)
    assert told["chancery_ready", "thing=record"] == 1
    assert told["chancery_free_space_bytes", ""] > 0
    assert code not in text
    assert "enter" not in text
    assert (ready.status, json.loads(ready.body)["ready"], alive.body) == (200, True, b"ok\n")


def test_strangers_are_told_a_word_and_no_more(by_hand: tuple[HouseByHand, str], ask: Ask) -> None:
    """Whoever comes through a web server hears whether it is ready; this machine hears why; or everybody."""
    house, _ = by_hand
    with counter(house, workers=1) as here:
        verbose = f"{here.counter}/readyz?verbose"
        at_home, plain = ask(verbose), ask(f"{here.counter}/readyz")
        strangers = [
            ask(verbose, **{name: "192.0.2.7"}) for name in ("X_Forwarded_For", "Forwarded", "X_Real_IP")
        ]
    assert json.loads(at_home.body)["record"] == {"stands": "yes", "needed": True}
    assert plain.body == b"ready\n"
    assert {each.body for each in strangers} == {b"ready\n"}
    with counter(house, workers=1, more='readiness = "everybody"\n') as here:
        told = ask(f"{here.counter}/readyz?verbose", X_Forwarded_For="192.0.2.7")
    assert json.loads(told.body)["ready"] is True


def test_the_desk_is_watched_too(by_hand: tuple[HouseByHand, str], ask: Ask) -> None:
    """Ready with accounts and pen; its port tells of the outbox, which the Counter knows nothing of."""
    house, _ = by_hand
    settings = house.folder / "chancery.toml"
    before, port, listens = settings.read_text(), free_port(0), f"127.0.0.1:{free_port(0)}"
    try:
        at = with_port(house.folder, "desk", port)
        with watched(at, Face.DESK), answering([desk_server(at, listens)]) as (address,):
            ready, stranger = (
                ask(f"{address}/readyz?verbose"),
                ask(f"{address}/readyz", Forwarded="for=192.0.2.7"),
            )
            assert ask(f"{address}/en/accounts/login/").status == 200
            told = figures(ask(f"http://127.0.0.1:{port}/metrics").text)
    finally:
        settings.write_text(before)
    assert (ready.status, json.loads(ready.body)["accounts"]["stands"]) == (200, "yes")
    assert stranger.body == b"ready\n"
    login = "<language:language>/accounts/login/"
    assert told["chancery_http_requests_total", f"face=desk,method=GET,route={login},status=200"] == 1
    assert told["chancery_ready", "thing=pen"] == 1
    assert told["chancery_ready", "thing=courier"] == 0
    assert not any(name.startswith("chancery_checks_total") for name, _ in told)


def test_no_figure_tells_of_a_draft(by_hand: tuple[HouseByHand, str], ask: Ask) -> None:
    """The Counter's figures are the same, sample by sample, before and after a draft exists."""
    house, _ = by_hand
    draft = 'office = "press"\n[words]\nen = "A plan that nobody knows of."\n'

    def told() -> tuple[set[tuple[str, str]], str]:
        with counter(house, workers=1) as here:
            assert check(ask, here.counter, "A plan that nobody knows of.") == 200
            found = figures(ask(f"{here.port}/metrics").text)
            assert not any("outbox" in name or "draft" in name for name, _ in found)
            return set(found), str(
                {
                    key: value
                    for key, value in found.items()
                    if not any(word in "".join(key) for word in ("seconds", "bytes", "healthz"))
                }
            )

    before = told()
    house.run("draft", "new", house.file("draft.toml", draft), "--as", "D. Press")
    assert told() == before


def test_a_line_for_each_event_and_none_for_a_letter(
    by_hand: tuple[HouseByHand, str],
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every line is JSON and carries the number of its request; no words, no code, no address of a reader."""
    house, code = by_hand
    monkeypatch.setenv("CHANCERY_LOG", "json")
    with counter(house, workers=1) as here:
        capfd.readouterr()
        ask(f"{here.counter}/en/letter/{code}", X_Request_ID="abcdef-0123456789")
        check(ask, here.counter, SECRET)
        ask(f"{here.counter}/en/question/{'w' * 43}")
        written, until = "", time.monotonic() + 30
        while written.count('"answered"') < 3 + written.count('"healthz"') and time.monotonic() < until:
            time.sleep(0.2)
            written += capfd.readouterr().err
    written += capfd.readouterr().err
    lines = [json.loads(each) for each in written.splitlines()]
    answered = [each for each in lines if each["event"] == "answered" and each["route"] != "healthz"]
    assert [each["route"].rpartition(">/")[2] for each in answered] == [
        "letter/<path:code>",
        "check",
        "question/<str:word>",
    ]
    assert answered[0]["request"] == "abcdef-0123456789"
    assert re.fullmatch(r"[0-9a-f]{32}", answered[1]["request"])
    assert {each["face"] for each in answered} == {"counter"}
    for secret in (code, "enter", "nine", "w" * 43, "127.0.0.1"):
        assert secret not in written


@contextmanager
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """Somebody who collects spans (OTLP over HTTP, binary protobuf), and what arrived."""
    arrived: list[ExportTraceServiceRequest] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            octets = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.path == "/v1/traces"
            arrived.append(ExportTraceServiceRequest.FromString(octets))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", arrived
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_spans_reach_the_collector(
    by_hand: tuple[HouseByHand, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One span a request: pattern, method, status, the caller's trace; nothing of what was asked."""
    house, code = by_hand
    with collector() as (address, arrived):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        with counter(house, workers=1) as here:
            ask(f"{here.counter}/en/letter/{code}", traceparent=PARENT)
            check(ask, here.counter, SECRET)
            until = time.monotonic() + 20
            while _spans(arrived).keys() != WANTED and time.monotonic() < until:
                time.sleep(0.1)
    spans = _spans(arrived)
    assert spans.keys() >= WANTED
    letter = spans["GET <language:language>/letter/<path:code>"]
    assert letter.trace_id.hex() == PARENT.split("-")[1]
    assert letter.parent_span_id.hex() == PARENT.split("-")[2]
    told = {each.key: each.value for each in letter.attributes}
    assert told["http.response.status_code"].int_value == 200
    named = {each.key: each.value.string_value for each in arrived[0].resource_spans[0].resource.attributes}
    assert named["service.name"] == "chancery-counter"
    whole = b"".join(each.SerializeToString() for each in arrived)
    assert code.encode() not in whole
    assert b"enter" not in whole


WANTED = {"GET <language:language>/letter/<path:code>", "POST <language:language>/check"}


def _spans(arrived: list[ExportTraceServiceRequest]) -> dict[str, object]:
    return {
        span.name: span
        for each in arrived
        for resource in each.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
        if "healthz" not in span.name
    }


def test_what_nobody_asked_for_is_not_loaded(by_hand: tuple[HouseByHand, str]) -> None:
    """Without a port and without a collector a Counter loads neither library, and no middleware stands."""
    asked = """
import sys
from chancery.web.wsgi import application
from django.test import Client
assert Client().get("/readyz", HTTP_HOST="localhost").status_code == 200
print(*[name for name in sys.modules if name.partition(".")[0] in ("prometheus_client", "opentelemetry")])
print(*[each for each in map(repr, [application._middleware_chain]) if "watched" in each])
"""
    house, _ = by_hand
    ended = subprocess.run(
        [sys.executable, "-c", asked],
        env={"CHANCERY_HOME": str(house.folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.split() == []
