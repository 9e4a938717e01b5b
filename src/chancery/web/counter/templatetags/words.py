"""What the templates may say: sentences by name, moments, and the shapes beside the answers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape as html
from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from chancery.phrases import DIRECTIONS, Mark, apart, has, iso
from chancery.phrases import moment as in_words
from chancery.phrases import say as in_language
from chancery.record.reason import Fact

if TYPE_CHECKING:
    from chancery.web.counter.cards import Card, Five, Step

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **facts: Fact) -> str:
    """The sentence of that name in the language of the page."""
    return in_language(key, context["language"], **facts)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: int) -> SafeString:
    """A moment in words, which machines can read too."""
    return format_html('<time datetime="{}">{}</time>', iso(at), in_words(at, context["language"]))


@register.simple_tag(takes_context=True)
def slotted(context: template.Context, key: str, slot: str, **facts: Fact) -> SafeString:
    """A sentence with one place left open, for a script that learns only later what stands there."""
    sentence = escape(in_language(key, context["language"], **{**facts, slot: _OPEN}))
    return SafeString(sentence.replace(apart(_OPEN), f'<bdi data-slot="{slot}"></bdi>'))


_OPEN = "\ue000"
"""A character that no sentence has."""


@register.simple_tag(takes_context=True)
def shape(context: template.Context, mark: Mark, labelled: bool = True) -> SafeString:
    """The shape of that name; with its word, unless the word stands beside it anyway."""
    return _shape(mark, in_language(f"page.mark.{mark}", context["language"]) if labelled else "")


@lru_cache(maxsize=64)
def _shape(mark: Mark, word: str) -> SafeString:
    """A page has fifty of them; each is drawn once."""
    told = format_html('role="img" aria-label="{}"', word) if word else SafeString('aria-hidden="true"')
    title = format_html("<title>{}</title>", word) if word else SafeString()
    drawn = SafeString(_DRAWN.get(mark, _DRAWN[Mark.STATED]))
    return format_html(
        '<svg class="mark mark-{}" viewBox="0 0 32 32" width="32" height="32" {} focusable="false">'
        "{}{}</svg>",
        mark,
        told,
        title,
        drawn,
    )


_RING = '<circle class="edge" cx="16" cy="16" r="13.5"/>'
_SQUARE = '<rect class="edge{}" x="2.5" y="2.5" width="27" height="27" rx="1"/>'
_WAVES = "M8 13.2c2.7-3 5.3-3 8 0s5.3 3 8 0M8 19.6c2.7-3 5.3-3 8 0s5.3 3 8 0"
_DRAWN = {
    Mark.YES: f'{_RING}<path class="sign" d="M9.5 16.5l4.6 4.6 8.6-9.4"/>',
    Mark.NO: f'{_SQUARE.format("")}<path class="sign" d="M10.5 10.5l11 11M21.5 10.5l-11 11"/>',
    Mark.PARTLY: f'{_SQUARE.format(" dashed")}<path class="sign" d="{_WAVES}"/>',
    Mark.UNKNOWN: f'{_SQUARE.format(" dotted")}<path class="sign" d="M10 16h12"/>',
    Mark.STATED: f'{_RING}<circle class="point" cx="16" cy="16" r="3.6"/>',
    Mark.OLD: f'{_RING}<path class="sign" d="M16 8.5V16l5 3.4"/>',
}


@register.simple_tag
def steps(step: Step) -> SafeString:
    """
    A reason with all those below it, as the items of a list.

    A page has a hundred steps.  A template that included itself for each took longer
    than all the weighing.
    """
    return SafeString(_step(step))


def _step(step: Step) -> str:
    below = f"<ul>{''.join(map(_step, step.below))}</ul>" if step.below else ""
    deciding = ' class="deciding"' if step.deciding else ""
    told = f'<span class="unseen">{html(step.truth)}: </span>{html(step.sentence)}'
    return f'<li{deciding}><span class="step">{_shape(step.shape, "")}{told}</span>{below}</li>'


@register.simple_tag(takes_context=True)
def cards(context: template.Context, five: Five) -> SafeString:
    """
    Five cards.

    By hand like `steps`: words that stand in many letters are answered with as many times
    five, and a template that asks for each noun by name took longer than finding them.
    """
    language = context["language"]
    titles = [html(in_language(f"page.card.{key}", language)) for key in ("reasons", "not_checked")]
    drawn = [_card(card, language, *titles) for card in five.cards]
    seen = html(in_language("page.card.record_seen", language, read=five.record_seen))
    return SafeString(
        "\n".join(("", '<ol class="cards">', *drawn, "</ol>", f'<p class="seen">{seen}</p>', ""))
    )


def _card(card: Card, language: str, reasons: str, unchecked: str) -> str:
    sentence, mark = card.sentence, in_language(f"page.mark.{card.mark}", language)
    question, as_of = html(sentence.question), html(in_language("page.card.as_of", language, at=card.as_of))
    does = "".join(f"<span>{html(each)}</span>" for each in card.does)
    return "\n".join(
        (
            f'<li class="card" data-question="{html(card.name)}">',
            f'<div class="shape">{_shape(card.mark, mark)}</div>',
            f'<div class="told"><h3>{question}</h3>',
            f'<p class="short">{html(sentence.short)}</p>',
            *((f'<p class="does">{does}</p>',) if does else ()),
            f'<p class="why">{"".join(f"{html(each)} " for each in sentence.why)}</p>',
            *(f'<p class="flag">{html(flag)}</p>' for flag in card.flags),
            f'<p class="not">{html(sentence.does_not_mean)}</p>',
            f'<details><summary>{reasons}<span class="unseen">: {question}</span></summary>',
            f'<ul class="tree">{_step(card.reasons)}</ul>',
            *_not_checked(card, unchecked),
            f'<p class="as-of">{as_of}</p></details></div></li>',
        )
    )


def _not_checked(card: Card, title: str) -> Iterator[str]:
    if card.not_checked:
        yield f"<h4>{title}</h4>"
        yield f'<ul class="gaps">{"".join(f"<li>{html(each)}</li>" for each in card.not_checked)}</ul>'


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
