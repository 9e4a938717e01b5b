"""The Counter as Django knows it: templates, one stylesheet, no models."""

from __future__ import annotations

from django.apps import AppConfig


class Counter(AppConfig):
    """The public pages."""

    name = "chancery.web.counter"
    label = "counter"
    verbose_name = "Chancery: the Counter"
