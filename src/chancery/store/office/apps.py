"""Who works at the Desk: officers, their keys, their invitations, as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Office(AppConfig):
    """Who works at the Desk: officers, their keys, their invitations."""

    name = "chancery.store.office"
    label = "office"
    verbose_name = "Chancery: the officers"
    default_auto_field = "django.db.models.BigAutoField"
