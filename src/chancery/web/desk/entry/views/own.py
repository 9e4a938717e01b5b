"""One's own account: passkeys, recovery codes, where one is signed in, how one is written to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from chancery.errors import Malformed
from chancery.phrases import LANGUAGES
from chancery.store.office.invitations import use_up
from chancery.store.office.models import Officer
from chancery.web.desk import door, trouble
from chancery.web.desk.entry import passkeys
from chancery.web.desk.entry.tongue import tongue
from chancery.web.desk.entry.views.frame import Framed
from chancery.web.desk.officers import officer, signed_in
from chancery.web.desk.surroundings import surroundings

LONGEST_BROWSER = 80
"""Characters of what a browser calls itself; they go on for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPasskey:
    """A passkey as its owner sees it."""

    number: int
    name: str
    made: int
    used: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A place where one is signed in."""

    number: int
    place: str
    browser: str
    since: int
    seen: int
    here: bool


@signed_in
def account(request: HttpRequest, language: str) -> HttpResponse:
    """Everything about one's own account, on one page."""
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        **surroundings(request, language, "account"),
        "passkeys": [_kept(key) for key in keys.order_by("created_at")],
        "codes_left": None if codes is None else len(codes.wrap().get_unused_codes()),
        "sessions": [_told(each) for each in _sessions(request)],
        "languages": LANGUAGES,
        "address": request.user.email,  # type: ignore[union-attr]
    }
    return render(request, "desk/entry/account.html", context)


def home_of_account(request: HttpRequest) -> HttpResponseBase:
    """Where allauth goes when it is done."""
    return redirect("account", language=tongue(request))


@signed_in
def speak(request: HttpRequest, language: str) -> HttpResponseBase:
    """Be written to in another language."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    wanted = request.POST.get("language")
    if wanted not in LANGUAGES:
        return trouble.page(request, "bad_request", status=400)
    Officer.objects.filter(person=officer(request).person).update(language=wanted)
    return redirect("account", language=wanted)


@signed_in
def end_session(request: HttpRequest, language: str) -> HttpResponseBase:
    """Sign out elsewhere: one session by its number, or all but this one."""
    if request.method != "POST":
        return trouble.not_so(request, "POST")
    number = request.POST.get("number", "")
    others = [each for each in _sessions(request) if not each.is_current()]
    for session in others:
        if number in ("all", str(session.pk)):
            session.end()
    return redirect("account", language=language)


def _kept(key: Authenticator) -> KeptPasskey:
    return KeptPasskey(
        number=key.pk,
        name=key.wrap().name,
        made=_seconds(key.created_at),
        used=None if key.last_used_at is None else _seconds(key.last_used_at),
    )


def _told(session: UserSession) -> Session:
    return Session(
        number=session.pk,
        place=session.ip,
        browser=session.user_agent[:LONGEST_BROWSER] or "?",
        since=_seconds(session.created_at),
        seen=_seconds(session.last_seen_at),
        here=session.is_current(),
    )


def _seconds(when: datetime) -> int:
    return int(when.timestamp())


def _sessions(request: HttpRequest) -> list[UserSession]:
    return sorted(UserSession.objects.purge_and_list(request.user), key=lambda each: each.created_at)


# ── passkeys ─────────────────────────────────────────────────────────────────


class PasskeyForm(AddWebAuthnForm):
    """What a new passkey answered; one whose kind no charter takes is refused before it is kept."""

    def clean(self) -> dict[str, Any]:
        """As allauth checks it, and as a charter would."""
        cleaned: dict[str, Any] = super().clean()
        credential = cleaned.get("credential")
        if credential:
            unkept = Authenticator(
                user=self.user, type=Authenticator.Type.WEBAUTHN, data={"name": "", "credential": credential}
            )
            try:
                passkeys.public_half(unkept, settings.CHANCERY_DESK_HOST)
            except Malformed as unfit:
                raise ValidationError(str(unfit)) from unfit
        return cleaned


class AddPasskey(Framed, AddWebAuthnView):
    """A new passkey: it signs in, and its key can be named by a charter."""

    template_name = "desk/entry/add_passkey.html"
    title = "entry.passkey.add_title"
    form_class = PasskeyForm

    def get_form_class(self) -> type[PasskeyForm]:
        """Ours, which asks for a kind of key that signs acts."""
        return PasskeyForm

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What the browser is to ask the new passkey: to be found again, and to know its owner."""
        given = super().get_context_data(**named)
        options = passkeys.with_offered_kinds(auth.begin_registration(self.request.user, True))
        return {**given, "options": json.dumps(options)}

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        """Keep it, and its key as the officer's own."""
        made, codes = flows.add_authenticator(
            self.request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
        row = Officer.objects.filter(account=self.request.user).first()
        if row is not None:
            at = door.now()
            passkeys.enrol(row, made, settings.CHANCERY_DESK_HOST, form.cleaned_data["name"], at)
            use_up(row.person, at)
        self.did_generate_recovery_codes = bool(codes)
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self) -> str:
        """The recovery codes, if these are the first."""
        name = "mfa_view_recovery_codes" if self.did_generate_recovery_codes else "account"
        return reverse(name, kwargs={"language": tongue(self.request)})


class RemovePasskey(Framed, RemoveWebAuthnView):
    """A passkey that is lost or no longer used."""

    template_name = "desk/entry/remove_passkey.html"
    title = "entry.passkey.remove_title"

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """And which one it is."""
        return {**super().get_context_data(**named), "name": self.object.wrap().name}

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away, and its key from what a charter may name."""
        found = self.get_object()
        passkeys.drop(found, settings.CHANCERY_DESK_HOST)
        flows.remove_authenticator(self.request, found)
        return HttpResponseRedirect(reverse("account", kwargs={"language": tongue(self.request)}))


# ── recovery codes ───────────────────────────────────────────────────────────


class RecoveryCodes(Framed, ViewRecoveryCodesView):
    """The codes, shown once."""

    template_name = "desk/entry/codes.html"
    title = "entry.codes.title"


class NewRecoveryCodes(Framed, GenerateRecoveryCodesView):
    """New ones, so that the old ones no longer work."""

    template_name = "desk/entry/new_codes.html"
    title = "entry.codes.new_title"
