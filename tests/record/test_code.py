"""The printed code: read aloud, typed with a thumb, and caught when it was typed wrongly."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.code import ALPHABET, code_of, read_code
from chancery.record.statement import StatementId

urns = st.integers(0, 2**128 - 1).map(lambda bits: StatementId(f"urn:uuid:{bits:032x}"))
codes = urns.map(code_of)


def urn(bits: int) -> StatementId:
    return StatementId(f"urn:uuid:{bits:032x}")


def test_a_code_is_ten_characters_of_the_id_and_one_to_check_them() -> None:
    """The first 50 bits, highest first, in Crockford's alphabet; all zeros check to zero."""
    assert code_of(urn(0)) == "00000-00000-0"
    assert code_of(urn(1 << 78)) == "00000-00001-2"
    assert code_of(urn(0b00001_00010 << 118)).startswith("12000-00000-")


def test_the_bits_behind_the_fiftieth_do_not_matter() -> None:
    """Two ids may share a code: a code finds a letter and proves nothing."""
    assert code_of(urn(2**78 - 1)) == code_of(urn(0))


@given(urns)
def test_hyphens_and_case_in_the_urn_do_not_matter(id: StatementId) -> None:
    """RFC 9562 writes a UUID with hyphens and reads it in either case."""
    bits = id.removeprefix("urn:uuid:")
    grouped = "-".join((bits[:8], bits[8:12], bits[12:16], bits[16:20], bits[20:])).upper()
    assert code_of(StatementId(f"urn:uuid:{grouped}")) == code_of(id)


@given(codes)
def test_a_code_reads_as_itself(code: str) -> None:
    """What was printed is what is found."""
    assert read_code(code) == code


@given(codes, st.sampled_from(["{}", " {} ", "{}\n", "\t{}"]), st.booleans())
def test_case_spaces_and_hyphens_do_not_matter(code: str, around: str, spaced: bool) -> None:
    """People type a code as they please."""
    loosely = code.lower().replace("-", " " if spaced else "")
    assert read_code(around.format(loosely)) == code


@given(codes)
def test_letters_that_look_like_figures_are_read_as_figures(code: str) -> None:
    """Crockford's alphabet has no O, I or L, so whoever types one saw 0 or 1."""
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    assert read_code(code.replace("0", "O").replace("1", "I")) == code


@given(codes)
def test_any_single_wrong_character_is_caught(code: str) -> None:
    """Each of the eleven places, each of the 31 other characters."""
    for place, wrong in itertools.product(range(len(code)), ALPHABET):
        if code[place] not in ("-", wrong):
            with pytest.raises(Malformed, match="compare it with the letter"):
                read_code(code[:place] + wrong + code[place + 1 :])


@given(codes)
def test_any_two_characters_that_changed_places_are_caught(code: str) -> None:
    """Not only neighbours."""
    characters = code.replace("-", "")
    for one, other in itertools.combinations(range(len(characters)), 2):
        swapped = list(characters)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        if swapped[one] != swapped[other]:
            with pytest.raises(Malformed):
                read_code("".join(swapped))


@pytest.mark.parametrize("text", ["", "K7QF2", "K7QF2-M9XT4-ZZ", "K7QF2-M9XU4-Z", "٠٠٠٠٠-٠٠٠٠٠-٠", "\0" * 11])
def test_what_cannot_be_a_code_is_refused_in_one_sentence(text: str) -> None:
    """Too short, too long, a U, figures of another script."""
    with pytest.raises(Malformed, match=r"^A code has 11 letters and figures, for example \S+\.$"):
        read_code(text)


def test_the_example_in_the_refusal_is_a_code() -> None:
    """Whoever types the example is not told that it is wrong."""
    with pytest.raises(Malformed) as refusal:
        read_code("")
    assert read_code(str(refusal.value).rsplit(" ", 1)[1].removesuffix("."))


@pytest.mark.parametrize(
    "id", ["L", "urn:uuid:", "urn:uuid:123", f"{0:032x}", f"urn:uuid:{0:031x}g", "urn:x:é"]
)
def test_only_a_urn_of_128_bits_has_a_code(id: str) -> None:
    """Other names are not random enough to be cut short."""
    with pytest.raises(Malformed):
        code_of(StatementId(id))
