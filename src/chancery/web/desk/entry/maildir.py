"""Letters about accounts put into a folder instead of sent: for a demonstration, or a house without mail."""

from __future__ import annotations

from collections.abc import Sequence
from mailbox import Maildir

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class IntoFolder(BaseEmailBackend):
    """Django's way to send mail, into the Maildir that the settings of the Desk name."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put them there, each whole."""
        box: Maildir = Maildir(settings.CHANCERY_MAIL_FOLDER, create=True)
        for letter in email_messages:
            box.add(_octets(letter))
        return len(email_messages)


def _octets(letter: EmailMessage) -> bytes:
    return letter.message().as_bytes()
