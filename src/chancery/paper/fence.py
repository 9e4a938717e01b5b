"""Which files a process may still open, for machines that forbid namespaces: Landlock.

Linux, include/uapi/linux/landlock.h; version 1 came with Linux 5.13.  Containers, which seldom
allow bubblewrap, allow this: it only ever takes away.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from chancery.paper.surroundings import DEVICES, readable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The same numbers on every machine."""
_VERSION_PLEASE, _BENEATH, _SET_NO_NEW_PRIVILEGES = 1, 1, 38

_EXECUTE, _WRITE, _READ, _LIST = 1, 2, 4, 8
_KNOWN_BY_VERSION = (0, 13, 14, 15, 15, 16)
"""How many rights each version knows; what it does not know it cannot take away."""
_TRUNCATE = 1 << 14


class CannotFence(Exception):
    """This kernel has no Landlock, or it is switched off."""


def version() -> int:
    """Which version of Landlock the kernel has; 0 for none."""
    return max(0, _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION_PLEASE)))


def put_up(scratch: str) -> None:
    """
    From here on this process and all it starts read programs and libraries, and write to *scratch*.

    Raises `CannotFence`, and then nothing has changed.
    """
    known = _KNOWN_BY_VERSION[min(version(), len(_KNOWN_BY_VERSION) - 1)]
    every = (1 << known) - 1
    rules = struct.pack("=Q", every)
    ruleset = _call(_CREATE, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0)) if known else -1
    if ruleset < 0:
        raise CannotFence
    try:
        _allow(ruleset, readable(), every & (_EXECUTE | _READ | _LIST))
        _allow(ruleset, DEVICES, every & (_READ | _WRITE))
        _allow(ruleset, [scratch], every & ~_EXECUTE)
        _restrict(ruleset)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, places: Iterable[str], rights: int) -> None:
    for place in places:
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        on_this = rights if os.path.isdir(place) else rights & (_EXECUTE | _READ | _WRITE | _TRUNCATE)
        rule = struct.pack("=Qi", on_this, opened)
        added = _call(_ADD, ctypes.c_int(ruleset), ctypes.c_int(_BENEATH), rule, ctypes.c_uint32(0))
        os.close(opened)
        if added < 0:
            raise CannotFence


def _restrict(ruleset: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise CannotFence
    if _call(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) < 0:
        raise CannotFence


def _call(number: int, *arguments: object) -> int:
    syscall = ctypes.CDLL(None, use_errno=True).syscall
    syscall.restype = ctypes.c_long
    return int(syscall(ctypes.c_long(number), *arguments))
