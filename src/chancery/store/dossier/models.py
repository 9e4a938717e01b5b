"""The tables, and nothing else: fields, keys, and what each row means.

Both texts that people choose and texts of sources are kept as bytes: PostgreSQL keeps no
NUL in a text, and an article may hold one.
"""

from __future__ import annotations

from django.db import models


class OpenMatter(models.Model):
    """How many steps a matter has; comparing and raising that number is the act of adding one."""

    id = models.TextField(primary_key=True)
    name = models.BinaryField()
    """What it is called now, in each language (JSON), so that a list need not read the steps."""
    steps = models.PositiveIntegerField()
    touched = models.BigIntegerField()


class MatterStep(models.Model):
    """One thing done to a matter, for ever: who, when, and what (`chancery.record.matter_form`)."""

    pk = models.CompositePrimaryKey("matter", "number")
    matter = models.TextField()
    number = models.PositiveIntegerField()
    at = models.BigIntegerField()
    by = models.TextField()
    deed = models.BinaryField()


class SourceText(models.Model):
    """The text of an article that somebody brought, until it is put away; by its SHA-256."""

    digest = models.BinaryField(primary_key=True)
    octets = models.BinaryField()
