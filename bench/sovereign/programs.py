"""Programs that bring what was written for them beforehand, many at once, and read every answer.

Run as a process of its own, `python -m bench.sovereign.programs PORT CONNECTIONS FILE`, so that its work
is not counted for the server's.  FILE holds whole HTTP requests, each after its length in four octets.
It prints one line of JSON: seconds, how often each status came, and how long each answer took.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path


def requests_in(file: Path) -> Iterator[bytes]:
    """The requests, in the order in which they were written."""
    octets, at = file.read_bytes(), 0
    while at < len(octets):
        length = int.from_bytes(octets[at : at + 4], "big")
        yield octets[at + 4 : at + 4 + length]
        at += 4 + length


def as_request(path: str, body: bytes, *more: str) -> bytes:
    """A POST as a program sends it, keeping its connection."""
    lines = [f"POST {path} HTTP/1.1", "Host: register", *more, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def bring(port: int, connections: int, requests: Sequence[bytes]) -> dict[str, object]:
    """Bring all of them, on each connection one after another."""
    waiting = iter(requests)
    statuses: Counter[str] = Counter()
    took: list[float] = []
    ready = selectors.EpollSelector()
    sent: dict[socket.socket, float] = {}

    def next_on(line: socket.socket) -> None:
        request = next(waiting, None)
        if request is None:
            ready.unregister(line)
            del sent[line]
            line.close()
            return
        sent[line] = time.perf_counter()
        line.sendall(request)

    begun = time.perf_counter()
    for _ in range(min(connections, len(requests))):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.register(line, selectors.EVENT_READ)
        sent[line] = 0.0
        next_on(line)
    while sent:
        for key, _ in ready.select():
            line = key.fileobj
            assert isinstance(line, socket.socket)
            answer = _whole(line)
            took.append(time.perf_counter() - sent[line])
            statuses[answer[9:12].decode()] += 1
            next_on(line)
    return {"seconds": time.perf_counter() - begun, "statuses": statuses, "took": sorted(took)}


def _whole(line: socket.socket) -> bytes:
    """One answer, as far as its own length goes; they come in one piece almost always."""
    octets = line.recv(65_536)
    while b"\r\n\r\n" not in octets:
        octets += line.recv(65_536)
    head, _, body = octets.partition(b"\r\n\r\n")
    at = head.lower().find(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    while len(body) < length:
        more = line.recv(65_536)
        octets, body = octets + more, body + more
    return octets


if __name__ == "__main__":
    asked = list(requests_in(Path(sys.argv[3])))
    print(json.dumps(bring(int(sys.argv[1]), int(sys.argv[2]), asked)))
