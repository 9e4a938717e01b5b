"""Asking over HTTP without being led elsewhere: who was named answers, or nobody does."""

from __future__ import annotations

from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener


class _NoRedirects(HTTPRedirectHandler):
    """A register, or a witness, answers at its own address or not at all."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def straight_opener() -> OpenerDirector:
    """Opens addresses, and follows no redirect."""
    return build_opener(_NoRedirects)
