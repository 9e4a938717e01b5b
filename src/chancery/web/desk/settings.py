"""The Desk as Django sees it: people who sign in, and the pen.

It is a process of its own, with databases that the Counter is never told of.  Everything
that differs between two installations stands in the house that CHANCERY_HOME names
(`chancery.toml`, `desk.toml`); without one, Django can look at the tables and no more.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from chancery.store import database
from chancery.web.settings import (
    CHANCERY_LIMITS,
    CHANCERY_PROXIES,
    DATA_UPLOAD_MAX_MEMORY_SIZE,
    DATA_UPLOAD_MAX_NUMBER_FILES,
    FILE_UPLOAD_HANDLERS,
    FILE_UPLOAD_MAX_MEMORY_SIZE,
    FORM_AROUND,
    LOGGING,
    MOST_BROUGHT,
    MOST_WORDS,
    READERS_WAITING,
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
from chancery.wiring.desk_settings import DeskSettings
from chancery.wiring.house import House

__all__ = [
    "CHANCERY_LIMITS",
    "CHANCERY_PROXIES",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FILES",
    "FILE_UPLOAD_HANDLERS",
    "FILE_UPLOAD_MAX_MEMORY_SIZE",
    "FORM_AROUND",
    "LOGGING",
    "MOST_BROUGHT",
    "MOST_WORDS",
    "READERS_WAITING",
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

CHANCERY_HOME = os.environ.get("CHANCERY_HOME", "")
CHANCERY_CLOCK = os.environ.get("CHANCERY_CLOCK", "chancery.wiring.system_clock")
"""Who tells the time (dotted path); a test that plays a day turns a clock of its own."""
CHANCERY_REGISTRY = "chancery.web.desk.door.registry"
"""Pages that the Desk shares with the Counter ask the same registry."""
CHANCERY_SIGHTINGS = "chancery.wiring.sighted.counter_sightings"

_desk = DeskSettings.of(House.read(Path(CHANCERY_HOME))) if CHANCERY_HOME else None
_url = urlsplit(_desk.url if _desk else "http://localhost:8100")

CHANCERY_DESK_HOST = _url.hostname or "localhost"
"""The host that passkeys belong to."""

DEBUG = False


def _secret() -> str:
    """What sessions are signed with: the same for every process of a house, and in no settings."""
    place = Path(CHANCERY_HOME, "keys", "desk-secret") if CHANCERY_HOME else None
    if place is None or not place.exists():
        return secrets.token_urlsafe(50)
    return place.read_text(encoding="ascii")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


SECRET_KEY = _secret()
ALLOWED_HOSTS = [CHANCERY_DESK_HOST, "localhost", "127.0.0.1", "[::1]"]
HTTPS = _url.scheme == "https"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    *database.APPS,
    "chancery.store.office",
    "chancery.web.counter",
    "chancery.web.desk",
]
MIDDLEWARE = [
    "chancery.web.watched.requests",
    "chancery.web.desk.guard.headers",
    "chancery.web.api.guard.refusals",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chancery.web.desk.comings.written_down",
    "chancery.web.counter.guard.size",
    "chancery.web.desk.guard.methods",
    "chancery.web.desk.hours.hours",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "chancery.web.desk.guard.answers_for_faults",
]
ROOT_URLCONF = "chancery.web.desk.urls"
WSGI_APPLICATION = "chancery.web.desk.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["chancery.web.counter.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# The accounts are Django's own affair, and its default; the house's three other databases
# are opened by the wiring, with their own credentials.
DATABASES: dict[str, dict[str, Any]] = database.accounts(_desk.accounts) if _desk else {"default": {}}
DATABASE_ROUTERS = ["chancery.store.sides.Sides"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── signing in ───────────────────────────────────────────────────────────────

ACCOUNT_ADAPTER = "chancery.web.desk.entry.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
"""Nobody signs up and nobody has a password; these say which fields allauth would otherwise ask for."""
ACCOUNT_EMAIL_VERIFICATION = "none"
"""An address is confirmed by the invitation that came to it."""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_METHODS = ("mfa",)
ACCOUNT_LOGIN_BY_CODE_ENABLED = bool(_desk and _desk.mail)
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "10/m/ip,3/10m/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "chancery.web.desk.entry.adapters.Factors"
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
USERSESSIONS_TRACK_ACTIVITY = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
"""Behind TLS one proxy tells who is asking; without it nobody stands between."""

SOCIALACCOUNT_ADAPTER = "chancery.web.desk.entry.adapters.Providers"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
"""The provider is the ministry's own: an address that it vouches for is the person who was invited there."""
SOCIALACCOUNT_LOGIN_ON_GET = False
CHANCERY_OIDC_NAME = _desk.oidc.name if _desk and _desk.oidc else ""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "ministry",
                "name": _desk.oidc.name,
                "client_id": _desk.oidc.client,
                "secret": _desk.oidc.secret,
                "settings": {"server_url": _desk.oidc.issuer},
            }
        ]
        if _desk and _desk.oidc
        else [],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "office_count",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
"""What signing in counts lies in the accounts, so that several processes count together."""

CHANCERY_MAIL = bool(_desk and _desk.mail)
CHANCERY_MAIL_FOLDER = str(_desk.mail.folder) if _desk and _desk.mail and _desk.mail.folder else ""
if _desk and _desk.mail:
    DEFAULT_FROM_EMAIL = _desk.mail.sender
    EMAIL_HOST, EMAIL_PORT = _desk.mail.host, _desk.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _desk.mail.user or "", _desk.mail.password or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = _desk.mail.security == "starttls", _desk.mail.security == "tls"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = (
    "chancery.web.desk.entry.maildir.IntoFolder"
    if CHANCERY_MAIL_FOLDER
    else "django.core.mail.backends.smtp.EmailBackend"
)
"""For what carries a secret and must not lie in the outbox: codes and invitations."""

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-desk" if HTTPS else "desk"
SESSION_COOKIE_AGE = 12 * 3_600
"""A day's work in seconds; then one signs in again, and earlier after a pause (`chancery.web.desk.hours`)."""
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_NAME = "__Host-desk-csrf" if HTTPS else "desk-csrf"
CSRF_FAILURE_VIEW = "chancery.web.desk.trouble.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
"""Not in a cookie of their own: it would have neither the prefix nor the life of the session."""
CSRF_TRUSTED_ORIGINS = [_url.geturl()]

# ── what is served ───────────────────────────────────────────────────────────

_PROVIDER = [_origin(_desk.oidc.issuer)] if _desk and _desk.oidc else []
"""Where the form that signs in through the ministry's provider ends up: browsers follow it there."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_PROVIDER],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
"""A letter of many clauses has many fields."""
