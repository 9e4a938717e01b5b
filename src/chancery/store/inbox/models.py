"""
The tables, and nothing else: fields, keys, and what each row means.

Whoever holds this database learns who asked and who wanted to be told, and can act for
none of them: of every secret word only the digest is kept.
"""

from __future__ import annotations

from django.db import models

# Questions


class Question(models.Model):
    """One question to the institution.  The first row is the oldest question."""

    number = models.BigAutoField(primary_key=True)
    ask = models.TextField(unique=True)
    """Its name, of the institution's giving; an answer on the record says it."""
    letter = models.BinaryField(null=True, db_index=True)
    """The letter in question as a heading (`chancery.store.filing`); none where nothing matched."""
    about = models.TextField(null=True)
    """The same by its id."""
    institution = models.TextField(null=True)
    """Whose answer is awaited; none: anybody's."""
    office = models.TextField(null=True)
    """The office that is asked, by its name in the charter; none: the institution."""
    asked = models.TextField()
    """Who was asked, one name to a line."""
    came = models.TextField()
    """How it came: `chancery.registry.asking.Came`."""
    asker = models.TextField(default="")
    """Who asked, as far as they said; never shown outside the Desk."""
    address = models.TextField(default="")
    """Where an answer is to be sent; empty once the asker had it forgotten."""
    language = models.TextField()
    question = models.TextField()
    quoted = models.TextField(default="")
    """The words that the question is about, where the asker gave them."""
    copy = models.BinaryField(null=True, db_index=True)
    """SHA-256 of what the asker had checked, to find others who ask about the same thing."""
    told_by = models.TextField(default="")
    """For a call: the officer who wrote it down."""
    asked_at = models.BigIntegerField(null=True, db_index=True)
    asked_when = models.TextField(null=True)
    """When, as a report has it; such a day starts no clock."""
    due = models.BigIntegerField(null=True)
    closed = models.BigIntegerField(null=True, db_index=True)
    """When the record was last seen to answer it; a hint for lists, which nobody's answer rests on."""
    word = models.BinaryField(null=True, unique=True)
    """SHA-256 of the secret word of the asker's own page."""
    message = models.BinaryField(null=True, unique=True)
    """SHA-256 of the e-mail's own name: the same message twice is one question."""
    chance = models.BinaryField(null=True)
    """What the words of an asker by e-mail are made of, with the house's key; none for others."""
    receipt = models.BigIntegerField(null=True)
    """When the asker's receipt was handed on; none: not yet, or none is to go out."""


class InformalWord(models.Model):
    """Something said beside the record about a question; it closes nothing."""

    number = models.BigAutoField(primary_key=True)
    ask = models.TextField(db_index=True)
    kind = models.TextField()
    """`reassurance`, or `supposed` for an answer that somebody merely supposes."""
    by = models.TextField()
    words = models.TextField(default="")
    at = models.BigIntegerField(null=True)


class Raised(models.Model):
    """A question was put before a higher office."""

    number = models.BigAutoField(primary_key=True)
    ask = models.TextField(db_index=True)
    office = models.TextField()
    at = models.BigIntegerField()
    by = models.TextField(default="")
    """The officer who did it; empty where the clock did."""


# Wishes to be told


class Subscription(models.Model):
    """Somebody's wish to be told of changes; it counts from when the address said so itself."""

    number = models.BigAutoField(primary_key=True)
    topic = models.BinaryField(db_index=True)
    """What it is about, as a heading: a letter, an office, an institution."""
    scope = models.TextField()
    """`letter`, `office` or `institution`."""
    about = models.TextField()
    """The letter's id, or the name of the office; empty for an institution."""
    institution = models.TextField()
    kind = models.TextField()
    """`mail` or `webhook`."""
    address = models.TextField()
    place = models.BinaryField(db_index=True)
    """Kind and address as a heading: an address wishes the same thing once."""
    language = models.TextField()
    chance = models.BinaryField()
    """What its words are made of, with the house's key (`chancery.store.inbox.secret_words`)."""
    asked_at = models.BigIntegerField()
    told_at = models.BigIntegerField(null=True)
    """When the confirming link was handed on to be sent; none: not yet."""
    word = models.BinaryField(null=True, unique=True)
    """SHA-256 of the confirming word."""
    confirmed = models.BigIntegerField(null=True)
    stop = models.BinaryField(null=True, unique=True)
    """SHA-256 of the stopping word."""

    class Meta:
        """An address wishes the same thing once."""

        constraints = (models.UniqueConstraint(fields=("topic", "place"), name="wished_once"),)


# Letters to be picked up


class PickUp(models.Model):
    """A letter that waits for one of its addressees behind a secret word, until they say they have it."""

    word = models.BinaryField(primary_key=True)
    """SHA-256 of the secret word."""
    letter = models.TextField(db_index=True)
    addressee = models.TextField()
    """As the letter names them."""
    laid_out = models.BigIntegerField()
    received = models.BigIntegerField(null=True)
    """When whoever has the word said that they have received the letter; none: not yet."""
