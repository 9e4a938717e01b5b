"""The Counter as Django sees it: no accounts, no sessions, no cookies, nothing written.

Everything that differs between two installations comes from the environment:

    CHANCERY_HOSTS      the names this Counter answers to, with commas between
    CHANCERY_HTTPS      `yes` behind TLS; readers are then told to come by TLS only
    CHANCERY_REGISTRY   who opens the registry (dotted path); the wiring's, unless a test says otherwise
    CHANCERY_SIGHTINGS  who keeps what readers agreed to tell (dotted path)
    CHANCERY_AS_SEEN    who tells which witnesses have seen the record (dotted path)
    CHANCERY_HEARING    who remembers the heads that are met in files (dotted path)
    CHANCERY_INBOX      who opens the inbox (dotted path): questions, and wishes to be told
    CHANCERY_READERS    how many readers wait for a file with everything loaded; none unless said
    CHANCERY_LIMITS     what one address may ask for (`chancery.web.counter.limits`)
    CHANCERY_PROXIES    the web servers in front of us that say who a reader is; none unless said
    CHANCERY_WORKERS    how many processes like this one answer
    CHANCERY_LIVE       where `chancery live` answers, as browsers reach it: https://live.mod.example
    CHANCERY_LOG        `json` writes one line for each event (`chancery.wiring.watch.diary`)
    CHANCERY_KEPT       for how many seconds a finished page may be given again; five unless said
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from chancery.paper.limits import MOST_OCTETS
from chancery.wiring.watch import diary

HERE = Path(__file__).resolve().parent

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)
"""Nothing is signed for anybody: there is no session to sign.  Each process has a key of its own."""

ALLOWED_HOSTS = os.environ.get("CHANCERY_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("CHANCERY_HTTPS", "") == "yes"
READERS_WAITING = int(os.environ.get("CHANCERY_READERS", "0"))
CHANCERY_REGISTRY = os.environ.get("CHANCERY_REGISTRY", "chancery.wiring.counter_registry")

CHANCERY_SIGHTINGS = os.environ.get("CHANCERY_SIGHTINGS", "chancery.wiring.sighted.counter_sightings")

CHANCERY_HEARING = os.environ.get("CHANCERY_HEARING", "chancery.wiring.hearing.counter_hearing")

CHANCERY_AS_SEEN = os.environ.get("CHANCERY_AS_SEEN", "chancery.wiring.as_seen.counter_as_seen")

CHANCERY_INBOX = os.environ.get("CHANCERY_INBOX", "chancery.wiring.inbox.counter_inbox")

CHANCERY_LIMITS = os.environ.get("CHANCERY_LIMITS", "")
CHANCERY_PROXIES = os.environ.get("CHANCERY_PROXIES", "")
CHANCERY_WORKERS = int(os.environ.get("CHANCERY_WORKERS", "1"))
CHANCERY_LIVE = os.environ.get("CHANCERY_LIVE", "").rstrip("/")
KEPT_SECONDS = int(os.environ.get("CHANCERY_KEPT", "5"))

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "chancery.store",
    "chancery.store.inbox",
    "chancery.web.counter",
]
MIDDLEWARE = [
    "chancery.web.watched.requests",
    "chancery.web.counter.kept.pages",
    "chancery.web.counter.guard.headers",
    "chancery.web.api.guard.refusals",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "chancery.web.counter.guard.size",
    "chancery.web.counter.guard.looked_once",
    "chancery.web.counter.guard.answers_for_faults",
]
ROOT_URLCONF = "chancery.web.urls"
WSGI_APPLICATION = "chancery.web.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"builtins": ["chancery.web.counter.templatetags.words"]},
    }
]

# The record's own databases are opened by the wiring, with their own credentials.
DATABASES: dict[str, dict[str, str]] = {"default": {}}
DATABASE_ROUTERS = ["chancery.store.sides.Sides"]

USE_I18N = False  # sentences come from chancery.phrases; Django has none of its own to show
USE_TZ = True
TIME_ZONE = "UTC"

# ── what is brought ──────────────────────────────────────────────────────────

MOST_WORDS = 2_000_000
"""Octets of text that may be pasted."""
MOST_BROUGHT = MOST_OCTETS
"""Octets of a file that may be brought; the form around it may add `FORM_AROUND`."""
FORM_AROUND = 16_384

DATA_UPLOAD_MAX_MEMORY_SIZE = MOST_BROUGHT + FORM_AROUND
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BROUGHT + FORM_AROUND
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""Nothing that is brought touches a disk."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# ── what is served ───────────────────────────────────────────────────────────

STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True  # no build step: the one stylesheet is served from where it lies
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000  # its address carries its digest

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SILENCED_SYSTEM_CHECKS = [
    "security.W003"
]  # no CSRF token: no cookie, no session, and checking changes nothing

_AS_TEXT = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"format": "%(message)s"}},
    "filters": {"without_addresses": {"()": "chancery.web.door_book.WithoutAddresses"}},
    "handlers": {
        "errors": {
            "class": "logging.StreamHandler",
            "level": "ERROR",
            "filters": ["without_addresses"],
        },
        "door_book": {"class": "logging.StreamHandler", "formatter": "bare"},
    },
    "loggers": {
        "django": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
        "chancery.security": {"handlers": ["door_book"], "level": "INFO"},
    },
}
LOGGING = diary.settings(_AS_TEXT)
"""Faults of ours, and what was refused (`chancery.web.door_book`), are told to whoever runs the
Counter, both on standard error; what people brought is not, nor who they are."""
