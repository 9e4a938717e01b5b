"""Append a revision to a PDF by hand, octet by octet, as honest programs and others do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping

import pikepdf

FREED = b""
"""In place of an object: its entry is marked free."""

Change = Callable[[pikepdf.Pdf], Mapping[int, bytes]]


def revised(pdf: bytes, change: Change, *, at: Mapping[int, int] | None = None) -> bytes:
    """*pdf* with one more revision; *at* gives offsets for objects that are written nowhere."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        objects = change(opened)
        root = opened.Root.objgen[0]
        size = max([int(opened.trailer.Size), *(number + 1 for number in objects)])
        info = opened.trailer.get("/Info")
        rest = f"/Root {root} 0 R" + (f"/Info {info.objgen[0]} 0 R" if info is not None else "")
        rest += f"/ID {opened.trailer.ID.unparse().decode('latin-1')}" if "/ID" in opened.trailer else ""
    return appended(pdf, objects, rest=rest, size=size, at=at or {})


def appended(
    pdf: bytes, objects: Mapping[int, bytes], *, rest: str, size: int, at: Mapping[int, int]
) -> bytes:
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    entries = {number: f"{offset:010d} 00000 n \n" for number, offset in at.items()}
    for number, octets in objects.items():
        if octets == FREED:
            entries[number] = "0000000000 00001 f \n"
            continue
        entries[number] = f"{len(body):010d} 00000 n \n"
        body += b"%d 0 obj\n%s\nendobj\n" % (number, octets)
    table = "xref\n0 1\n0000000000 65535 f \n" + "".join(
        f"{number} 1\n{entry}" for number, entry in sorted(entries.items())
    )
    trailer = f"trailer\n<</Size {size}/Prev {last_table(pdf)}{rest}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + (table + trailer).encode("latin-1")


def last_table(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def spoken(thing: pikepdf.Object) -> bytes:
    """An object as it is written down."""
    return thing.unparse(resolved=True)


def stream(octets: bytes, words: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (words, len(octets), octets)


def number_of(thing: pikepdf.Object) -> int:
    return thing.objgen[0]


def place_of(pdf: bytes, number: int) -> int:
    """Where an object last begins."""
    found = [match.start(1) for match in re.finditer(rb"[\r\n](%d 0 obj\b)" % number, pdf)]
    return found[-1]
