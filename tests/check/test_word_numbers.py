"""The numbers under which words are filed and looked for."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from chancery.check.reading import read
from chancery.check.tokens import Kind, tokens, word_texts
from chancery.check.vocabulary import is_function_word
from chancery.check.word_numbers import NO_WORD, Filing, _number, grammar, word_numbers
from tests.check.words_of_january import registered


def loose_forms(text: str) -> list[str]:
    """The words as `Reading` gives them, the long way round."""
    reading = read(text)
    return [
        form for token, form in zip(reading.tokens, reading.loose, strict=True) if token.kind is Kind.WORD
    ]


def every_family(corpora: Path) -> Iterator[str]:
    """A few letters of each kind there is, in English and in Arabic."""
    for file in sorted(corpora.glob("*.jsonl*")):
        octets = file.read_bytes()
        lines = gzip.decompress(octets) if file.suffix == ".gz" else octets
        for line in lines.split(b"\n")[:25]:
            yield str(json.loads(line)["text"])


def test_real_letters_are_filed_under_the_words_that_are_compared(corpora: Path) -> None:
    """The short way to the words is the same as the long one; equal forms have equal numbers."""
    filing = Filing()
    forms: dict[int, str] = {}
    for text in every_family(corpora):
        numbers = word_numbers(text)
        assert (numbers,) == filing.texts(registered(text))
        for number, form in zip(numbers, loose_forms(text), strict=True):
            assert forms.setdefault(number, form) == form
    assert len(forms) > 5_000


@given(st.text(max_size=60))
def test_any_text_is(text: str) -> None:
    assert [token.text for token in tokens(text) if token.kind is Kind.WORD] == word_texts(text)
    assert len(word_numbers(text)) == len(loose_forms(text))
    assert all(NO_WORD < number < 2**32 for number in word_numbers(text))


def test_capitals_marks_and_look_alikes_are_forgotten() -> None:
    assert word_numbers("Reposition the FORCES!") == word_numbers("reроsition, the fоrces")


def test_grammar_is_what_the_vocabulary_says() -> None:
    """Of every word it lists, and of those it does not list none."""
    words = "of The not وليس and إذا shall base forces القوات repositioning لم"
    for word in words.split():
        assert (_number(word) in grammar()) == is_function_word(word), word


def test_a_word_has_the_same_number_in_another_process() -> None:
    """The index is kept on disk: numbers that changed with Python's hash seed would find nothing."""
    text = "We shall leave the base, القوات"
    program = f"from chancery.check.word_numbers import word_numbers; print(*word_numbers({text!r}))"
    printed = {_printed(program, hash_seed) for hash_seed in ("1", "2")}
    assert printed == {" ".join(map(str, word_numbers(text)))}


def _printed(program: str, hash_seed: str) -> str:
    environment = {"PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
