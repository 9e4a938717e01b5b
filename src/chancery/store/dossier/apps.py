"""What the Desk gathers round one affair: matters, and claims that others report, as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Dossier(AppConfig):
    """What the Desk gathers round one affair: matters, and claims that others report."""

    name = "chancery.store.dossier"
    label = "dossier"
    verbose_name = "Chancery: matters and claims"
    default_auto_field = "django.db.models.BigAutoField"
