"""Whether a folder lies on another machine: SQLite's write-ahead log does not work there.

https://www.sqlite.org/wal.html: all processes using a database must be on the same
host, because they share memory.
"""

from __future__ import annotations

from pathlib import Path

OVER_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "ceph", "lustre", "fuse.sshfs", "fuse.glusterfs"}
)
"""As they are named in the third column of /proc/mounts."""


def network_file_system(folder: Path, mounts: str) -> str | None:
    """
    The kind of network file system that *folder* lies on; None if it lies on this machine.

    *mounts* is the text of /proc/mounts.
    """
    kinds = dict(_mounted(line) for line in mounts.splitlines() if len(line.split(" ")) > 2)
    for place in (folder, *folder.parents):
        if place in kinds:
            return kinds[place] if kinds[place] in OVER_A_NETWORK else None
    return None


def _mounted(line: str) -> tuple[Path, str]:
    """Where something is mounted, and its kind; spaces and the like stand there as \\040 (proc(5))."""
    _, place, kind, *_ = line.split(" ")
    return Path(place.encode("latin-1", "backslashreplace").decode("unicode_escape")), kind
