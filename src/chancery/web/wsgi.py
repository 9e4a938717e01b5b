"""The Counter for a WSGI server: `granian --interface wsgi chancery.web.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "chancery.web.settings"
application = get_wsgi_application()


def _warm() -> None:
    from chancery.web.counter.door import record
    from chancery.web.warm import warmed

    warmed(lambda: record().extent())


_warm()
