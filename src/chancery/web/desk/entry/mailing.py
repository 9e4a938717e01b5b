"""Letters that carry a secret: they leave at once and are kept nowhere, so they pass the outbox by."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from chancery.phrases import say
from chancery.record.reason import Fact
from chancery.store.office.invitations import Invited
from chancery.web.desk.telling import plain


def send_invitation(invited: Invited, link: str, domain: str) -> bool:
    """Send somebody their link; False where no mail can be sent, so that it is handed over otherwise."""
    language = invited.language
    facts: dict[str, Fact] = {
        "person": invited.person,
        "by": invited.by,
        "domain": domain,
        "until": invited.expires,
    }
    parts = (
        say("entry.mail.invited_text", language, **facts),
        link,
        say("entry.mail.invited_more", language, **facts),
    )
    return send(invited.address, say("entry.mail.invited_subject", language, **facts), "\n\n".join(parts))


def send(to: str, subject: str, text: str) -> bool:
    """Send a letter now; False where there is no server for it, or it did not take it."""
    if not settings.CHANCERY_MAIL:
        return False
    try:
        return bool(EmailMessage(subject=plain(subject), body=text, to=[to]).send())
    except (OSError, smtplib.SMTPException):
        return False
