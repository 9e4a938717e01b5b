"""What stands beside the drafts: notes, reasons, hours of release, charters on their way; for Django."""

from __future__ import annotations

from django.apps import AppConfig


class Writing(AppConfig):
    """What stands beside the drafts: notes, reasons, hours of release, charters on their way."""

    name = "chancery.store.writing"
    label = "writing"
    verbose_name = "Chancery: beside the drafts"
    default_auto_field = "django.db.models.BigAutoField"
