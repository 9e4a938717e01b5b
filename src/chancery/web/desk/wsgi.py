"""The Desk for a WSGI server: `granian --interface wsgi chancery.web.desk.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "chancery.web.desk.settings"
application = get_wsgi_application()


def _warm() -> None:
    from chancery.web.desk.door import registry
    from chancery.web.warm import warmed

    warmed(lambda: registry().extent())


_warm()
