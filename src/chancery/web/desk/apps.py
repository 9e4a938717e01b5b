"""The Desk as Django knows it: templates, styles and one script; its tables lie in the store."""

from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    """The pages of an office."""

    name = "chancery.web.desk"
    label = "desk"
    verbose_name = "Chancery: the Desk"
