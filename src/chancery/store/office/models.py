"""The tables, and nothing else: who works at the Desk, and with which keys they sign."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Officer(models.Model):
    """A person of the charter, and the account they sign in with."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer")
    person = models.TextField(unique=True)
    """As the charter calls them."""
    language = models.CharField(max_length=8, default="en")
    """In which they are written to."""
    left = models.BooleanField(default=False)
    """They no longer work here; what they signed stays signed."""


class OfficerKey(models.Model):
    """A passkey of an officer, by the public part that a charter may name."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="keys")
    credential = models.BinaryField()
    """By which the authenticator knows it (WebAuthn Level 3, section 4: credential id)."""
    public = models.TextField(unique=True)
    """As a charter writes it, `passkey:<host>:…`."""
    label = models.TextField(default="")
    enrolled = models.BigIntegerField()

    class Meta:
        """The oldest key is offered first."""

        ordering: ClassVar = ("enrolled", "pk")


class AccessKey(models.Model):
    """
    With which a program works for one office, in the name of the officer who made it.

    It puts nothing on the record that the charter asks a hand for.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="access_keys")
    office = models.TextField()
    label = models.TextField()
    digest = models.BinaryField(unique=True)
    """SHA-256 of the secret, which is shown once and kept nowhere."""
    scopes = models.TextField()
    """Words with spaces between (`chancery.store.office.access.Scope`)."""
    made = models.BigIntegerField()
    expires = models.BigIntegerField()
    last_used = models.BigIntegerField(null=True)
    """To the minute; None: never."""
    ended = models.BigIntegerField(null=True)
    """None: nobody has ended it."""

    class Meta:
        """The newest first."""

        ordering: ClassVar = ("-made", "-pk")


class Invitation(models.Model):
    """A link that lets one person make their account; only the digest of its word is kept."""

    word = models.BinaryField(unique=True)
    """SHA-256 of the secret word in the link."""
    person = models.TextField()
    """As the charter calls them, or will."""
    address = models.TextField()
    """Where the link was sent; confirmed by its use."""
    language = models.CharField(max_length=8, default="en")
    by = models.TextField()
    made = models.BigIntegerField()
    expires = models.BigIntegerField()
    used = models.BigIntegerField(null=True)
    """When the account got its first passkey, or the invitation was taken back; None: it is open."""


class Count(models.Model):
    """
    What signing in counts, so that it can be slowed down: the table of Django's cache.

    It lies in the accounts, where all processes of the Desk see the same numbers; the columns are Django's.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
