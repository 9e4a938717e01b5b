"""The accounts of a house made ready: their tables, and the secret their sessions are signed with.

They need Django's own applications, which no other program of ours loads; so their
tables are made by a process that has them.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from typing import TYPE_CHECKING

from chancery.errors import Unavailable
from chancery.wiring.founding import put_if_absent

if TYPE_CHECKING:
    from chancery.wiring.house import House

SETTINGS = "chancery.web.desk.settings"
SECRET = "desk-secret"


def accounts_ready(house: House) -> None:
    """Make what is missing; done twice is done once.  Raises `Unavailable` if it cannot be made."""
    put_if_absent(house.keys / SECRET, secrets.token_urlsafe(50).encode(), mode=0o600)
    made = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--database", "default", "--verbosity", "0"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "CHANCERY_HOME": str(house.folder.absolute()),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Unavailable(f"The accounts cannot be made ready: {_last_line(made.stderr)}")


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "nothing was said why."
