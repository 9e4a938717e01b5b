"""Charters on their way, as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class Founding(AppConfig):
    """Charters on their way."""

    name = "chancery.store.founding"
    label = "founding"
    verbose_name = "Chancery: charters on their way"
    default_auto_field = "django.db.models.BigAutoField"
