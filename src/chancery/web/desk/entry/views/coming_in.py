"""Signing in: with a passkey; with a code by mail and a recovery code when it is lost; signing out."""

from __future__ import annotations

from typing import Any

from allauth.account.mixins import RedirectAuthenticatedUserMixin
from allauth.account.views import (
    ConfirmLoginCodeView,
    LogoutView,
    RequestLoginCodeView,
)
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView

from chancery.web.desk import hands
from chancery.web.desk.entry.views.frame import Framed


class SignIn(Framed, RedirectAuthenticatedUserMixin, TemplateView):
    """The first page of whoever is not signed in."""

    template_name = "desk/entry/sign_in.html"
    title = "entry.sign_in.title"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """And which ways in there are."""
        return {
            **super().get_context_data(**named),
            "next": self.request.GET.get("next", ""),
            "by_mail": settings.ACCOUNT_LOGIN_BY_CODE_ENABLED,
            "provider": settings.CHANCERY_OIDC_NAME,
            "demonstration": hands.demonstration() is not None,
        }


class PasskeyAnswer(Framed, LoginWebAuthnView):
    """Where the passkey's answer goes, and where the browser asks what to ask it."""


class AskForCode(Framed, RequestLoginCodeView):
    """The passkey is lost: a code goes to the address that was confirmed by the invitation."""

    template_name = "desk/entry/ask_for_code.html"
    title = "entry.code.title"


class TypeCode(Framed, ConfirmLoginCodeView):
    """The code that came by mail."""

    template_name = "desk/entry/type_code.html"
    title = "entry.code.type_title"


class SecondFactor(Framed, AuthenticateView):
    """And then a recovery code, or a passkey that was found again."""

    template_name = "desk/entry/second.html"
    title = "entry.second.title"


class Again(Framed, ReauthenticateWebAuthnView):
    """The passkey once more, before keys or codes are changed."""

    template_name = "desk/entry/again.html"
    title = "entry.again.title"

    def form_valid(self, form: Any) -> HttpResponseBase:
        """And go on under a new number: the old one may have been seen."""
        answer: HttpResponseBase = super().form_valid(form)
        self.request.session.cycle_key()
        return answer


class SignOut(Framed, LogoutView):
    """One button, so that no picture on another page can sign anybody out."""

    template_name = "desk/entry/sign_out.html"
    title = "entry.sign_out.title"

    def post(self, request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        """And let the browser forget what it keeps of these pages (W3C Clear Site Data)."""
        answer: HttpResponseBase = super().post(request, *given, **named)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer
