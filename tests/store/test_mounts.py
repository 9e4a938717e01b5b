"""Whether a folder lies on another machine, as /proc/mounts tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chancery.store.mounts import network_file_system

MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
archive:/export /srv nfs4 rw 0 0
/dev/vdb /srv/local xfs rw 0 0
//files/share /mnt/the\\040share cifs rw 0 0
desk:/ /media/clerk/far fuse.sshfs rw 0 0
tmpfs /media/clerk/far/near tmpfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv", "nfs4"),
        ("/srv/register/data", "nfs4"),
        ("/mnt/the share/data", "cifs"),
        ("/media/clerk/far/away", "fuse.sshfs"),
    ],
)
def test_a_network_file_system_is_named(folder: str, kind: str) -> None:
    """Whichever mount is nearest above the folder decides."""
    assert network_file_system(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize(
    "folder", ["/", "/var/lib/chancery", "/srv/local/data", "/srvdata", "/media/clerk/far/near"]
)
def test_a_file_system_of_this_machine_is_not(folder: str) -> None:
    """Also when it is mounted inside one of another machine, or only sounds like one."""
    assert network_file_system(Path(folder), MOUNTS) is None


def test_a_machine_that_tells_nothing_is_believed() -> None:
    """Without /proc/mounts there is nothing to refuse by."""
    assert network_file_system(Path("/srv"), "") is None
