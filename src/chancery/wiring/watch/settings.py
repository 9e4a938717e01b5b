"""Where a house may be watched, as its settings say it.

[watch]                       all of it may be left out; then nothing is counted and nothing sent
counter = "127.0.0.1:9101"    where `chancery serve` tells how it is: /healthz, /readyz, /metrics
desk = "127.0.0.1:9102"       and `chancery desk`
courier = "127.0.0.1:9103"    and `chancery courier`
live = "127.0.0.1:9104"       and `chancery live`
register = "127.0.0.1:9105"   and `chancery register`
readiness = "everybody"       who is told thing by thing what stands: "this machine", unless said
traces = "http://127.0.0.1:4318"   where spans are sent (OTLP over HTTP)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from chancery.errors import Malformed
from chancery.wiring.settings import only_these


@unique
class Face(StrEnum):
    """The processes of a house."""

    COUNTER = "counter"
    DESK = "desk"
    COURIER = "courier"
    LIVE = "live"
    REGISTER = "register"


WATCH_NAMES = frozenset({*Face, "readiness", "traces"})
COUNTING = "PROMETHEUS_MULTIPROC_DIR"
"""Set in the environment where somebody fetches figures: the folder in which workers count together."""
EVERYBODY, THIS_MACHINE = "everybody", "this machine"

_PLACE = re.compile(r".+:[0-9]{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSettings:
    """What a house allows whoever watches it."""

    ports: Mapping[Face, str] = field(default_factory=dict)
    """Host and port at which each process tells how it is; one that is not named tells nobody."""
    readiness_for_everybody: bool = False
    traces: str | None = None

    @classmethod
    def of(cls, written: Mapping[str, Any], place: Path) -> WatchSettings:
        """As the settings in *place* say; raises `Malformed` for what they should not say."""
        only_these(written, WATCH_NAMES, place)
        told = written.get("readiness", THIS_MACHINE)
        if told not in (EVERYBODY, THIS_MACHINE):
            raise Malformed(f'In {place}, readiness is for "{EVERYBODY}" or for "{THIS_MACHINE}".')
        return cls(
            ports={face: _port(written[face], place) for face in Face if face in written},
            readiness_for_everybody=told == EVERYBODY,
            traces=_web_address(written.get("traces"), place),
        )


def _port(value: object, place: Path) -> str:
    if not isinstance(value, str) or not _PLACE.fullmatch(value):
        raise Malformed(f"In {place}, what is watched is told at a host and a port, as in 127.0.0.1:9101.")
    return value


def _web_address(value: object, place: Path) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise Malformed(f"In {place}, traces are sent to a web address.")
    return value.rstrip("/")
