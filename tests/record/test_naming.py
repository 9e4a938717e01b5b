"""A name that only one institution can give, as anybody can see from the two alone."""

from __future__ import annotations

from hashlib import sha256
from uuid import RFC_4122, UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chancery.record.naming import is_named_by, named
from chancery.record.statement import Institution, StatementId

institutions = st.text(st.characters(exclude_categories=("Cs",)), max_size=30).map(Institution)
chances = st.binary(min_size=7, max_size=40)

US, IQ = Institution("us.demo"), Institution("iq.demo")
NAME = named(US, b"seven!!")


@pytest.mark.parametrize(
    ("institution", "chance", "name"),
    [
        ("us.demo", bytes(7), "urn:uuid:00000000-0000-801c-98bc-7e3db28e1851"),
        ("iq.demo", b"\xff" * 7, "urn:uuid:ffffffff-ffff-8f76-b384-78008b3e3c0e"),
    ],
)
def test_names_stay_what_they_are(institution: str, chance: bytes, name: str) -> None:
    """For other implementers: the name is a matter of form, and the form does not change."""
    assert named(Institution(institution), chance) == name
    assert is_named_by(StatementId(name), Institution(institution))


@given(institutions, chances)
def test_whoever_gives_a_name_is_seen_to_have_given_it(institution: Institution, chance: bytes) -> None:
    """Nothing is needed but the name and the domain."""
    assert is_named_by(named(institution, chance), institution)


@given(institutions, institutions, chances)
def test_no_other_institution_gives_it(mine: Institution, yours: Institution, chance: bytes) -> None:
    """The same chance, drawn by another, is another name."""
    assume(mine != yours)
    assert not is_named_by(named(mine, chance), yours)


@given(institutions, chances)
def test_a_name_is_a_uuid_of_version_8(institution: Institution, chance: bytes) -> None:
    """RFC 9562, section 5.8: 52 bits are ours to draw, and the rest is what the design page says it is."""
    name = UUID(named(institution, chance))
    assert (name.version, name.variant) == (8, RFC_4122)
    drawn = name.bytes[:7]
    assert drawn == chance[:6] + bytes([0x80 | chance[6] % 16])
    bound = sha256(b"chancery/id/v1\0" + institution.encode() + b"\0" + drawn).digest()
    assert name.bytes[7:8] + bytes([name.bytes[8] % 64]) == bound[:1] + bytes([bound[1] % 64])
    assert name.bytes[9:] == bound[2:9]


@given(institutions, chances, st.integers(0, 127))
def test_with_any_bit_turned_it_is_nobodys_name(institution: Institution, chance: bytes, bit: int) -> None:
    """Version and family of the UUID included."""
    name = named(institution, chance)
    turned = UUID(int=UUID(name).int ^ 1 << bit).urn
    assert not is_named_by(StatementId(turned), institution)


@pytest.mark.parametrize(
    "other",
    [
        NAME.upper(),
        NAME.replace("-", ""),
        NAME.removeprefix("urn:uuid:"),
        f"{NAME}\n",
        f" {NAME}",
        f"{NAME}0",
        NAME[:-1],
        "",
        "order",
        "urn:uuid:00000000-0000-4000-8000-000000000001",
    ],
)
def test_a_name_is_spelled_in_one_way(other: str) -> None:
    """Two spellings would be two names for one act."""
    assert is_named_by(NAME, US)
    assert not is_named_by(StatementId(other), US)


def test_only_the_first_seven_octets_count() -> None:
    """So that a whole digest can be given for them."""
    assert named(US, b"seven!!") == named(US, b"seven!! and more")


def test_less_chance_is_no_chance() -> None:
    """A name that could be told beforehand is not made."""
    with pytest.raises(ValueError, match="7 octets"):
        named(US, bytes(6))


def test_where_the_domain_ends_makes_a_difference() -> None:
    """What is hashed can be read in one way only: the chance is always the last seven octets."""
    assert not is_named_by(named(Institution("us"), b".demo\0\0"), Institution("us.demo"))
    assert not is_named_by(named(Institution("us\0"), b"1234567"), Institution("us"))
