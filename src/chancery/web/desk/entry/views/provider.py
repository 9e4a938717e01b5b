"""Signing in through the ministry's own provider (OpenID Connect), and what can go wrong on the way."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter, login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from chancery.web.desk import trouble

TAKEN = frozenset({"next", "csrfmiddlewaretoken"})
"""What the button sends along, and nothing else is taken."""


class Ministry(OpenIDConnectOAuth2Adapter):
    """The provider that `desk.toml` names, held to its own name."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What it says of itself; raises OAuth2Error if that is another (Discovery 1.0, section 4.3)."""
        told: dict[str, Any] = super().openid_config
        expected = str(self.get_provider().app.settings["server_url"])
        if str(told.get("issuer", "")).rstrip("/") != expected.partition("/.well-known/")[0].rstrip("/"):
            raise OAuth2Error("The provider calls itself by another name than desk.toml does.")
        return told


def go(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """
    Off to the provider; by a button only, so that no picture on another page sends anybody there.

    Only to sign in: the library would also tie another's identity there to the account that is
    signed in here, and whoever finds a screen unattended would come in by their own ever after.
    """
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    if not {*request.GET, *request.POST} <= TAKEN:
        return trouble.page(request, "bad_request", status=400)
    answer: HttpResponseBase = login(request, provider_id)
    return answer


def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the provider, with its answer."""
    try:
        answer: HttpResponseBase = OAuth2CallbackView.adapter_view(Ministry(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        return trouble.not_found(request)
    except OAuth2Error:
        return redirect("socialaccount_login_error")
    return answer


def failed(request: HttpRequest, language: str) -> HttpResponseBase:
    """The provider did not vouch for anybody."""
    return trouble.page(request, "provider", status=403)


def closed(request: HttpRequest, language: str) -> HttpResponseBase:
    """Nobody makes an account here without having been asked to come."""
    return trouble.page(request, "closed", status=403)
