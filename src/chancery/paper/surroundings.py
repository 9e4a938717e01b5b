"""What a worker sees of the machine: programs, libraries, and the words of its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import chancery

LINKS = ("/bin", "/lib", "/lib32", "/lib64", "/sbin")
"""Links into `/usr` on most systems, folders on some."""

OF_ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")

DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def programs() -> list[str]:
    """Where Python, the libraries and this package lie, unless that is in `/usr`."""
    places = {sys.prefix, sys.base_prefix, os.path.dirname(os.path.abspath(chancery.__file__))}
    return sorted(place for place in places if not place.startswith("/usr"))


def readable() -> list[str]:
    """Every place that is there and may be read."""
    return [place for place in ("/usr", *LINKS, *OF_ETC, *programs()) if Path(place).exists()]


def environment(scratch: str) -> dict[str, str]:
    """All that a worker is told; nothing of ours, least of all keys, is passed on."""
    return {
        "HOME": scratch,
        "TMPDIR": scratch,
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        # Threads cost address space in every library, and there are two processors at most.
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
