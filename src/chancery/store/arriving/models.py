"""The table, and nothing else: fields, keys, and what each row means."""

from __future__ import annotations

from django.db import models


class ArrivingAct(models.Model):
    """An act that was accepted.  It is gone once it stands on the log; one that was refused says why."""

    number = models.BigAutoField(primary_key=True)
    """The first row is the oldest."""
    key = models.BinaryField(unique=True)
    """The idempotency key as `GivenIndex` files it."""
    written = models.TextField()
    """The idempotency key itself."""
    octets = models.BinaryField()
    """The message in which it was brought; empty once it was refused, for it is nobody's business then."""
    refusal = models.BinaryField(null=True)
    """What is answered to whoever asks, once it was refused."""
    at = models.BigIntegerField()
    """When it came, or was refused."""
