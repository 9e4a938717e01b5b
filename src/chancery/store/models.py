"""The tables, and nothing else: fields, keys, and what each row means.

All but `DraftVersion` stand in the public database `record`; `DraftVersion` alone
stands in `desk` (`chancery.store.sides`).  Texts that strangers choose are looked up
by a digest (`chancery.store.filing.heading`), never by an index over the text itself:
PostgreSQL indexes no text longer than about 2,700 bytes and keeps no NUL.
"""

from __future__ import annotations

from django.db import models

# The log


class CommittedHead(models.Model):
    """The one row that says how long the log is.  Comparing and replacing it is the act of appending."""

    log = models.PositiveSmallIntegerField(primary_key=True)
    """Always 1: one log in one database."""
    size = models.BigIntegerField()
    root = models.BinaryField()
    checkpoint = models.BinaryField()
    vouched = models.BinaryField(default=b"")
    """The head as receipts carry it (`chancery.registry.ports.Head`)."""
    at = models.BigIntegerField()
    applied = models.BigIntegerField()
    """How many of the entries can be read; behind *size* only between a commit and its application."""


class StagedBatch(models.Model):
    """A batch that is durable and not yet, or not yet wholly, on the log."""

    old_size = models.BigIntegerField()
    root = models.BinaryField()
    octets = models.BinaryField()
    """As `chancery.store.staging` writes it, with a digest of its own."""

    class Meta:
        """One row for each way in which the log might go on."""

        constraints = (models.UniqueConstraint(fields=("old_size", "root"), name="staged_once"),)


class GivenIndex(models.Model):
    """The index that an idempotency key was given."""

    key = models.BinaryField(primary_key=True)
    index = models.BigIntegerField()


class LoggedEntry(models.Model):
    """A second copy of an entry, beside the one in its bundle: a flipped bit must not be the end of it."""

    index = models.BigIntegerField(primary_key=True)
    octets = models.BinaryField()


# What can be looked up


class FollowedLog(models.Model):
    """How far an institution's log has been taken in, and when it was last seen whole."""

    institution = models.TextField(primary_key=True)
    reached = models.BigIntegerField()
    seen = models.BigIntegerField(null=True)


class IndexedEntry(models.Model):
    """An entry of any institution, numbered in the order in which entries arrived here."""

    arrival = models.BigIntegerField(primary_key=True)
    institution = models.TextField()
    index = models.BigIntegerField()
    at = models.BigIntegerField()
    id = models.TextField()
    octets = models.BinaryField()

    class Meta:
        """A log has one entry at each index."""

        constraints = (models.UniqueConstraint(fields=("institution", "index"), name="indexed_once"),)


class FiledEntry(models.Model):
    """One heading under which an entry will be looked for."""

    pk = models.CompositePrimaryKey("heading", "arrival")
    heading = models.BinaryField()
    arrival = models.BigIntegerField()


class ShelvedLetter(models.Model):
    """
    The words by which a statement is found, filed one statement after another (`chancery.store.shelf`).

    A statement has a second row if further texts of it were shown later.
    """

    number = models.BigIntegerField(primary_key=True)
    """1, 2, 3 and so on, without a gap: who has read up to one knows what is missing."""
    heading = models.BinaryField(db_index=True)
    id = models.TextField()
    words = models.BinaryField()
    chain = models.BinaryField()
    """A digest over this row and all before it: what was read from them still holds if it is the same."""


class CountedLog(models.Model):
    """Over how many entries of an institution's log its state map goes, as its pages stand."""

    institution = models.TextField(primary_key=True)
    size = models.BigIntegerField()


class StatePage(models.Model):
    """One page of an institution's state map (`chancery.log.state_pages`)."""

    pk = models.CompositePrimaryKey("institution", "name")
    institution = models.TextField()
    name = models.TextField()
    """The hexadecimal figures that all keys on it begin with."""
    octets = models.BinaryField()


class SealedWords(models.Model):
    """The words that a statement registered, by their salted digest."""

    digest = models.BinaryField(primary_key=True)
    sealed = models.BinaryField()


# The Desk


class DraftVersion(models.Model):
    """One version of a draft.  The first version's row number says which draft is older."""

    number = models.BigAutoField(primary_key=True)
    draft = models.TextField()
    version = models.PositiveIntegerField()
    body = models.BinaryField()
    state = models.TextField()
    newest = models.BooleanField(default=False)
    """Whether it is the draft's last version; so what waits is found without what was released."""

    class Meta:
        """Nobody keeps two drafts under one number."""

        constraints = (models.UniqueConstraint(fields=("draft", "version"), name="version_once"),)
        indexes = (models.Index(fields=("state",), condition=models.Q(newest=True), name="waiting_drafts"),)
