"""How the forms of a charter write what the charter counts in seconds."""

from __future__ import annotations

from django import template

from chancery.phrases import has, iso
from chancery.phrases import say as in_language

register = template.Library()


@register.filter
def as_day(at: object) -> str:
    """A moment as a date field wants it; nothing where there is none."""
    return iso(at)[:10] if isinstance(at, int) else ""


@register.filter
def as_hours(seconds: object) -> str:
    """A length of time in hours; nothing for none."""
    return str(seconds // 3600) if isinstance(seconds, int) and seconds else ""


@register.simple_tag(takes_context=True)
def word(context: template.Context, table: str, name: str) -> str:
    """A word of the record in the reader's language; as it stands where there is none."""
    key, language = f"{table}.{name}", context["language"]
    return in_language(key, language) if has(key, language) else name
