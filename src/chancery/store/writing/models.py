"""The tables, and nothing else: fields, keys, and what each row means."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MarginNote(models.Model):
    """A note beside a draft (`chancery.registry.margin.Note`); the row number says which is older."""

    number = models.BigAutoField(primary_key=True)
    draft = models.TextField(db_index=True)
    version = models.PositiveIntegerField()
    noted = models.TextField()
    at = models.BigIntegerField()
    by = models.TextField()
    whom = models.TextField()
    text = models.TextField()


class ScheduledRelease(models.Model):
    """A release signed beforehand (`chancery.registry.margin.PlannedRelease`), until its hour."""

    draft = models.TextField(primary_key=True)
    not_before = models.BigIntegerField(db_index=True)
    hand = models.BinaryField()
    embargo = models.BooleanField()
    to = models.JSONField()


class KeptAnswer(models.Model):
    """What a program was answered under an idempotency key (`chancery.store.writing.answers`)."""

    holder = models.TextField()
    """The access key the program came with, by its number among the accounts."""
    key = models.TextField()
    asked = models.BinaryField()
    """SHA-256 of the request."""
    chance = models.BinaryField()
    """Drawn when it first came: whatever is drawn for it again comes out the same."""
    claimed = models.BigIntegerField(db_index=True)
    status = models.IntegerField(null=True)
    """None while it is being answered, or since whoever answered it died."""
    media = models.TextField(default="")
    body = models.BinaryField(default=b"")

    class Meta:
        """One answer for one key."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("holder", "key"), name="one_answer_a_key")]
