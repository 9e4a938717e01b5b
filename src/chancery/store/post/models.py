"""The tables, and nothing else: fields, keys, and what each row means."""

from __future__ import annotations

from django.db import models


class Parcel(models.Model):
    """One message to one receiver, from the moment it must leave until it is delivered or given up."""

    number = models.BigAutoField(primary_key=True)
    key = models.BinaryField(unique=True)
    """A digest of the message's key: what was brought once is not brought again."""
    kind = models.TextField()
    """`mail` or `webhook`."""
    to = models.TextField()
    body = models.TextField()
    """Subject, text and attachments as JSON; emptied once it is delivered."""
    about = models.TextField(default="", db_index=True)
    """The letter it tells of."""
    addressee = models.TextField(default="")
    """For whom, where it is an addressee of the letter."""
    first = models.BooleanField(default=False)
    """Whether it brings the letter itself, and not news of it."""
    state = models.TextField()
    """`chancery.registry.outgoing.State`."""
    made_at = models.BigIntegerField()
    next_try = models.BigIntegerField()
    """When it is tried next; of a claimed one, when whoever claimed it is taken for dead."""
    tries = models.PositiveIntegerField(default=0)
    fault = models.TextField(default="")
    """`chancery.registry.outgoing.Fault` of the last try; empty if there was none."""
    said = models.TextField(default="")
    """What the other side said then."""
    done_at = models.BigIntegerField(null=True)

    class Meta:
        """What is due is found by looking it up."""

        indexes = (
            models.Index(fields=("kind", "state", "next_try", "number"), name="parcels_due"),
            models.Index(fields=("state", "done_at"), name="parcels_done"),
        )


class ToldUpTo(models.Model):
    """How much of an institution's log the courier has made parcels of."""

    institution = models.TextField(primary_key=True)
    reached = models.BigIntegerField()


class Appointment(models.Model):
    """A moment at which time alone may change what an entry does."""

    number = models.BigAutoField(primary_key=True)
    at = models.BigIntegerField()
    entry = models.TextField()

    class Meta:
        """An entry has one appointment at a moment."""

        constraints = (models.UniqueConstraint(fields=("at", "entry"), name="appointed_once"),)


class Addressee(models.Model):
    """Where somebody is reached whom letters name as an addressee."""

    number = models.BigAutoField(primary_key=True)
    heading = models.BinaryField(unique=True)
    """The name as a heading (`chancery.store.filing`): names are of any length."""
    name = models.TextField()
    """As the letters write it."""
    language = models.TextField()
    mail = models.TextField(default="")
    webhook = models.TextField(default="")
    institution = models.TextField(default="")
    """Their own domain, where they keep a record: what it acknowledges there, they have received."""
