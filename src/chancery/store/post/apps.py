"""What is on its way to those who must know, and whether it arrived, as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Post(AppConfig):
    """What is on its way to those who must know, and whether it arrived."""

    name = "chancery.store.post"
    label = "post"
    verbose_name = "Chancery: the post"
    default_auto_field = "django.db.models.BigAutoField"
