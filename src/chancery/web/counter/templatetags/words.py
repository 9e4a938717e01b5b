"""What the templates may say: sentences by name, moments, and the shapes beside the answers."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from chancery.phrases import DIRECTIONS, Mark, has, iso
from chancery.phrases import moment as in_words
from chancery.phrases import say as in_language
from chancery.record.reason import Fact

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **facts: Fact) -> str:
    """The sentence of that name in the language of the page."""
    return in_language(key, context["language"], **facts)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: int) -> SafeString:
    """A moment in words, which machines can read too."""
    return format_html('<time datetime="{}">{}</time>', iso(at), in_words(at, context["language"]))


@register.filter
def direction(language: str) -> str:
    """Which way a language is written; the text itself decides for those we have no sentences in."""
    return DIRECTIONS.get(language.partition("-")[0], "auto")


@register.filter
def mark_word(mark: Mark) -> str:
    """The name of the word that says what a shape shows."""
    return f"page.mark.{mark.value}"


@register.filter
def tongue(tag: str, language: str) -> str:
    """What a language is called in the language of the page; its tag where we have no word for it."""
    key = f"tongue.{tag.partition('-')[0]}"
    return in_language(key, language) if has(key, language) else tag
