"""Words quoted in a mail or in Markdown, and sentences left out."""

from __future__ import annotations

import pytest

from chancery.check.answers import Likeness
from chancery.check.normalise import Normalisation as N
from chancery.check.words import compare
from chancery.record.words import Text, Words


class TestMarkup:
    """Marks that a mail or Markdown puts round words are set aside by name, where they are not ours."""

    REST = " Schools that wish to come in groups shall write to the press office two weeks before."
    LETTER = Words(
        authoritative=Text(
            language="en",
            text="The hall opens on Monday. Nobody may enter it before nine.\nIt closes at six." + REST,
        )
    )

    @pytest.mark.parametrize(
        "copy",
        [
            "> The hall opens on Monday. Nobody may enter\n> it before nine.\n> It closes at six.",
            "> > The hall opens on Monday. Nobody may enter it before nine.\n> > It closes at six.",
            "# The hall opens on **Monday**. Nobody may enter it before nine.\nIt closes at *six*.",
        ],
    )
    def test_the_words_are_equal_without_them(self, copy: str) -> None:
        """They change no word, and the reader is told of them."""
        found = compare(copy + self.REST, self.LETTER)
        assert found.likeness is Likeness.NORMALISED
        assert N.MARKUP in found.normalisations

    def test_a_changed_word_is_seen_among_them(self) -> None:
        """And nothing but that word."""
        copy = "> The hall opens on Sunday. Nobody may enter it before nine.\n> It closes at six."
        found = compare(copy, self.LETTER)
        assert [copy[slice(*run.copy)] for run in found.changed] == ["Sunday"]

    def test_a_sentence_left_out_is_shown_as_a_sentence(self) -> None:
        """Not rotated by the full stop before it."""
        copy = self.LETTER.authoritative.text.replace("Nobody may enter it before nine.\n", "")
        found = compare(copy, self.LETTER)
        text = self.LETTER.authoritative.text
        assert [text[slice(*run.registered)] for run in found.changed] == ["Nobody may enter it before nine."]

    def test_a_million_marks_cost_little(self) -> None:
        """A line of nothing but such marks is looked at once."""
        assert compare(">" * 300_000, self.LETTER).likeness is Likeness.CANNOT_TELL
