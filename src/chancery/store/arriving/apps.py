"""The arriving acts as Django knows them."""

from __future__ import annotations

from django.apps import AppConfig


class Arriving(AppConfig):
    """What was accepted and does not stand on the log yet."""

    name = "chancery.store.arriving"
    label = "arriving"
    verbose_name = "Chancery: arriving acts"
    default_auto_field = "django.db.models.BigAutoField"
