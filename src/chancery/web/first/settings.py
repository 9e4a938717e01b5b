"""The first page as Django sees it: no house yet, no accounts, nobody signed in.

Whoever starts it tells it everything:

    CHANCERY_FOUNDING       the folder in which the record is to lie
    CHANCERY_FIRST_WORD     the SHA-256 of the word that opens the page, in hexadecimal
    CHANCERY_FIRST_DONE     a file to be made when everything is ready
    CHANCERY_FIRST_URL      where the Desk will be reached
    CHANCERY_FIRST_ADDRESS  where it will listen
"""

from __future__ import annotations

import os
import secrets
from typing import Any

from csp.constants import NONE, SELF

from chancery.store import database
from chancery.web.settings import (
    LOGGING,
    STATIC_URL,
    STATICFILES_FINDERS,
    TIME_ZONE,
    USE_I18N,
    USE_TZ,
    WHITENOISE_AUTOREFRESH,
    WHITENOISE_MAX_AGE,
    WHITENOISE_USE_FINDERS,
    X_FRAME_OPTIONS,
)

__all__ = [
    "LOGGING",
    "STATICFILES_FINDERS",
    "STATIC_URL",
    "TIME_ZONE",
    "USE_I18N",
    "USE_TZ",
    "WHITENOISE_AUTOREFRESH",
    "WHITENOISE_MAX_AGE",
    "WHITENOISE_USE_FINDERS",
    "X_FRAME_OPTIONS",
]

CHANCERY_HOME = ""
CHANCERY_FOUNDING = os.environ.get("CHANCERY_FOUNDING", "")
CHANCERY_FIRST_WORD = os.environ.get("CHANCERY_FIRST_WORD", "")
CHANCERY_FIRST_DONE = os.environ.get("CHANCERY_FIRST_DONE", "")
CHANCERY_FIRST_URL = os.environ.get("CHANCERY_FIRST_URL", "http://localhost:8100")
CHANCERY_FIRST_ADDRESS = os.environ.get("CHANCERY_FIRST_ADDRESS", "127.0.0.1:8100")

DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    *database.APPS,
    "chancery.store.office",
    "chancery.web.counter",
    "chancery.web.desk",
]
MIDDLEWARE = [
    "chancery.web.desk.guard.headers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "chancery.web.desk.guard.answers_for_faults",
]
ROOT_URLCONF = "chancery.web.first.urls"
WSGI_APPLICATION = "chancery.web.first.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["chancery.web.counter.templatetags.words"],
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]
DATABASES: dict[str, dict[str, Any]] = {"default": {}}
DATABASE_ROUTERS = ["chancery.store.sides.Sides"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "chancery.web.desk.trouble.stale_form"
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
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
"""The address holds a secret word, so no page that is left for another may tell it."""
