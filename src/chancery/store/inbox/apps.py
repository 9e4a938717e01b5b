"""The inbox as Django knows it: what the public leaves at the Counter."""

from __future__ import annotations

from django.apps import AppConfig


class Inbox(AppConfig):
    """What the public leaves at the Counter: questions, wishes to be told, acknowledgements."""

    name = "chancery.store.inbox"
    label = "inbox"
    verbose_name = "Chancery: the inbox"
    default_auto_field = "django.db.models.BigAutoField"
