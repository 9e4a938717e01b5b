"""The store as Django knows it: a set of models, and nothing that runs."""

from __future__ import annotations

from django.apps import AppConfig


class Store(AppConfig):
    """Two databases seen as one application: the record, and the Desk's drafts."""

    name = "chancery.store"
    label = "store"
    verbose_name = "Chancery: the record at rest"
    default_auto_field = "django.db.models.BigAutoField"
