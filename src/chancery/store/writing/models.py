"""The tables, and nothing else: fields, keys, and what each row means."""

from __future__ import annotations

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
