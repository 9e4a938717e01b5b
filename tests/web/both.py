"""Counter and Desk in one Django project, for tests alone: one process can be only one project.

Outside the tests they are two processes.  Here the Counter's settings are in force, and
the Desk's tests put the Desk's over them (`tests.web.desk.conftest.as_the_desk`).
"""

from __future__ import annotations

from chancery.web import settings as counter
from chancery.web.desk import settings as desk

globals().update({name: getattr(desk, name) for name in dir(desk) if name.isupper()})
globals().update({name: getattr(counter, name) for name in dir(counter) if name.isupper()})

INSTALLED_APPS = [
    *desk.INSTALLED_APPS,
    *(each for each in counter.INSTALLED_APPS if each not in desk.INSTALLED_APPS),
]

MIDDLEWARE = desk.MIDDLEWARE
"""What Django looks for at its start; the tests of the Counter then take it away (`tests.web.conftest`)."""
