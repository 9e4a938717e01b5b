"""The tables, and nothing else: fields, keys, and what each row means."""

from __future__ import annotations

from django.db import models


class CharterStep(models.Model):
    """One step of a charter on its way (`chancery.registry.chartering.Step`)."""

    draft = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    stage = models.TextField()
    written = models.TextField()
    act = models.BinaryField(null=True)
    by = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        """Nobody takes a step that somebody else has taken."""

        constraints = (models.UniqueConstraint(fields=("draft", "number"), name="charter_step_once"),)
