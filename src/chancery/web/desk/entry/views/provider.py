"""Signing in through the ministry's own provider (OpenID Connect), and what can go wrong on the way."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect.views import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from chancery.web.desk import trouble


def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Off to the provider; by a button only, so that no picture on another page sends anybody there."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    answer: HttpResponseBase = login(request, provider_id)
    return answer


def failed(request: HttpRequest, language: str) -> HttpResponseBase:
    """The provider did not vouch for anybody."""
    return trouble.page(request, "provider", status=403)


def closed(request: HttpRequest, language: str) -> HttpResponseBase:
    """Nobody makes an account here without having been asked to come."""
    return trouble.page(request, "closed", status=403)
