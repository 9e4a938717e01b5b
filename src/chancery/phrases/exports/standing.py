"""Where a letter stands, small: what another site shows beside a link to it.

Never a shape alone: the sentence on top, the standing in words, the moment and the way to
the record travel together, and the widget shows them together or not at all.
"""

from __future__ import annotations

from chancery.check.projection import Plain
from chancery.phrases.catalogue import DIRECTIONS, LANGUAGES
from chancery.phrases.exports.shapes import SHAPES
from chancery.phrases.exports.told import Told
from chancery.phrases.marks import Mark
from chancery.phrases.moments import iso, moment
from chancery.phrases.saying import say

MEDIA = "application/json"


def standing_object(letter: Told) -> dict[str, Plain]:
    """What `<chancery-standing>` asks for; a program finds in it what the answers say, and no verdict."""
    language = letter.language
    return {
        "letter": {
            "id": letter.id,
            "institution": letter.institution,
            "code": letter.code,
            "reference": letter.reference,
        },
        "language": language,
        "direction": DIRECTIONS[language],
        "mark": letter.mark.value,
        "mark_word": say(f"page.mark.{letter.mark}", language),
        "standing": letter.state,
        "standing_word": letter.short,
        "lead": letter.lead,
        "do": letter.do,
        "since": iso(letter.since),
        "read_at": iso(letter.asked),
        "record_seen": iso(letter.read),
        "record_seen_words": moment(letter.read, language),
        "page": letter.page,
        "partial": letter.partial,
    }


def widget_words() -> dict[str, dict[str, str]]:
    """What the widget says by itself, in every language: above all that it could not check."""
    names = ("read_the_record", "could_not_check", "could_not_check_since", "as_of", "asking")
    return {
        language: {
            "direction": DIRECTIONS[language],
            "unknown": say(f"page.mark.{Mark.UNKNOWN}", language),
            "old": say(f"page.mark.{Mark.OLD}", language),
            **{name: say(f"feeds.widget.{name}", language, **SLOTS.get(name, {})) for name in names},
        }
        for language in LANGUAGES
    }


WHEN = "{time}"
"""Where the widget puts a moment that it was told in words."""

SLOTS = {"could_not_check_since": {"time": WHEN}, "as_of": {"time": WHEN}}


def widget_shapes() -> dict[str, list[str]]:
    """Edge, sign and dashes of every shape, by its name."""
    return {mark.value: [shape.edge, shape.sign, shape.dashes] for mark, shape in SHAPES.items()}
