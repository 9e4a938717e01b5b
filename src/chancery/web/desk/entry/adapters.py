"""What django-allauth asks us: in which words to speak, whom to let in, how secrets are kept.

Nobody signs up here; people come by invitation, or through the ministry's own provider
once they have been invited.  Of allauth's own sentences none is shown: messages and
letters are named here, and their words come from the catalogue.
"""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from chancery.phrases import LANGUAGES, say
from chancery.store.office.models import Officer
from chancery.web.desk.entry.mailing import send
from chancery.web.desk.entry.tongue import tongue

FRESH = 300
"""Seconds for which a sign-in is fresh enough to change keys and codes."""

SECOND_FACTOR = "allauth.mfa.stages.AuthenticateStage"

TOLD = {
    "mfa/messages/webauthn_added.txt": "entry.told.passkey_added",
    "mfa/messages/webauthn_removed.txt": "entry.told.passkey_removed",
    "mfa/messages/recovery_codes_generated.txt": "entry.told.codes_made",
    "account/messages/login_code_sent.txt": "entry.told.code_sent",
}
"""What is told on a page, by the template that allauth would use; the rest is not told at all."""

MAILED = {
    "account/email/login_code": "entry.mail.code",
    "mfa/email/webauthn_added": "entry.mail.passkey_added",
    "mfa/email/webauthn_removed": "entry.mail.passkey_removed",
    "mfa/email/recovery_codes_generated": "entry.mail.codes_made",
}
"""The letters about an account, by the template that allauth would use."""


class Accounts(DefaultAccountAdapter):
    """Accounts as this house keeps them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people come by invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """
        What is asked after the first step.

        Somebody for whom the ministry's provider vouches is not asked for the passkey as
        well: without it they can read, and put their hand to nothing.
        """
        stages: list[str] = super().get_login_stages()
        records = context.request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
        if records[-1].get("method") == "socialaccount":
            stages.remove(SECOND_FACTOR)
        return stages

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """
        Whether to ask for the passkey again before keys and codes are changed.

        Whoever came in a moment ago is not asked twice; and whoever came in without a
        passkey, because it was lost, could not answer.
        """
        request: HttpRequest = context.request
        records = get_authentication_records(request, request.user)
        newest = max((float(record["at"]) for record in records), default=0.0)
        return time.time() - newest > FRESH

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """The passkey, and nothing else."""
        has_one = user.is_authenticated and Authenticator.objects.filter(
            user_id=user.pk, type=Authenticator.Type.WEBAUTHN
        )
        if not has_one or not has_one.exists():
            return []
        url = reverse("mfa_reauthenticate_webauthn", kwargs={"language": tongue(context.request)})
        return [{"id": "mfa_reauthenticate:webauthn", "description": "", "url": url}]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell what there is a sentence for; of a failure only that it failed."""
        key = "entry.told.failed" if message else TOLD.get(message_template or "")
        if key is not None:
            messages.add_message(request, level, say(key, tongue(request)))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter about the account, in the language of whoever it is for."""
        key = MAILED.get(template_prefix)
        if key is None:
            return
        language = _language_of(email)
        facts = {"domain": settings.CHANCERY_DESK_HOST}
        # The code stands by itself, so that nothing is copied with it.
        parts = (say(f"{key}_text", language, **facts), str(context.get("code", "")))
        text = "\n\n".join((*filter(None, parts), say("entry.mail.not_you", language)))
        send(email, say(f"{key}_subject", language, **facts), text)


class Factors(DefaultMFAAdapter):
    """Passkeys and recovery codes."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the host of the Desk's own address, whatever host was asked."""
        return {"id": settings.CHANCERY_DESK_HOST, "name": settings.CHANCERY_DESK_HOST}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the telephone shows beside the passkey: the person, as the charter calls them."""
        officer = Officer.objects.filter(account=user).first()
        person = user.get_username() if officer is None else officer.person
        return {
            **super().get_public_key_credential_user_entity(user),
            "name": person,
            "display_name": person,
        }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Passkeys are told apart by number until their owner names them."""
        return str(1 + Authenticator.objects.filter(user_id=user.pk, type=type).count())

    def encrypt(self, text: str) -> str:
        """So that a copy of the accounts alone gives nobody a recovery code."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` hid."""
        return _vault().decrypt(encrypted_text.encode()).decode()


class Providers(DefaultSocialAccountAdapter):
    """Signing in through the ministry's own provider: only for people who were invited."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never; whoever the provider vouches for must have an account here already."""
        raise ImmediateHttpResponse(redirect("socialaccount_signup"))

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """
        Only the first time: from then on the provider's own number of the person counts.

        An address may be given to somebody else when its owner has left; the number is not
        (OpenID Connect Core 1.0, section 5.7).
        """
        known = SocialAccount.objects.filter(user__emailaddress__email__iexact=email)
        return bool(super().can_authenticate_by_email(login, email)) and not known.exists()

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """The provider did not vouch for anybody, for whatever reason: one page says so."""
        raise ImmediateHttpResponse(redirect("socialaccount_login_error"))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to one's own account."""
        return reverse("account", kwargs={"language": tongue(request)})


def _vault() -> Fernet:
    """From the secret in the house's keys, which lies in no database."""
    return Fernet(
        urlsafe_b64encode(sha256(b"chancery/recovery-codes/v1\0" + settings.SECRET_KEY.encode()).digest())
    )


def _language_of(email: str) -> str:
    row = Officer.objects.filter(account__email__iexact=email).first()
    return LANGUAGES[0] if row is None else row.language
