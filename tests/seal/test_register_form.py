"""Acts of the register itself as bytes: state heads, and heads seen of others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import Malformed
from chancery.record.observed import Observed
from chancery.record.state_head import StateHead
from chancery.seal.act_form import read_act
from chancery.seal.codec import decode, encode
from chancery.seal.register_form import write_observed, write_state_head
from tests.seal.acts import digests, maybe, moments, names

sizes = st.integers(1, 1 << 62)

state_heads = st.builds(StateHead, id=names, institution=names, size=sizes, root=digests, expires=moments)
observations = st.builds(
    Observed,
    id=names,
    institution=names,
    of=names,
    origin=names,
    size=sizes,
    root=digests,
    signed_at=moments,
    first_charter=maybe(digests),
)

STATE = write_state_head(
    StateHead(id="urn:s", institution="us.demo", size=7, root=bytes(32), expires=1_800_000_000)
)
SEEN = write_observed(
    Observed(
        id="urn:o",
        institution="us.demo",
        of="iq.demo",
        origin="iq.demo/register",
        size=9,
        root=bytes(32),
        signed_at=1_700_000_000,
        first_charter=bytes(32),
    )
)


@given(head=state_heads)
def test_a_state_head_is_read_back_as_it_was_written(head: StateHead) -> None:
    assert read_act(write_state_head(head)) == (head.id, head)


@given(seen=observations)
def test_an_observed_head_is_read_back_as_it_was_written(seen: Observed) -> None:
    assert read_act(write_observed(seen)) == (seen.id, seen)


def changed(octets: bytes, **fields: Any) -> bytes:
    record = decode(octets)
    assert isinstance(record, dict)
    return encode({name: value for name, value in {**record, **fields}.items() if value is not Ellipsis})


@pytest.mark.parametrize(
    "fields",
    [
        {"size": 0},
        {"size": -1},
        {"size": (1 << 62) + 1},
        {"size": "7"},
        {"root": bytes(31)},
        {"root": ...},
        {"expires": -1},
        {"expires": ...},
        {"institution": ""},
        {"institution": "two words"},
        {"institution": "a" * 256},
        {"hands": 1},
        {"approvals": []},
    ],
)
def test_what_is_not_wholly_a_state_head_is_refused(fields: dict[str, Any]) -> None:
    """Every field is there, within its bounds, and no other beside it."""
    with pytest.raises(Malformed):
        read_act(changed(STATE, **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"of": ...},
        {"of": "iq\u202edemo"},
        {"origin": "iq.demo\nregister"},
        {"origin": ...},
        {"size": 0},
        {"root": b""},
        {"root": ...},
        {"signed_at": 1 << 40},
        {"signed_at": ...},
        {"first_charter": bytes(33)},
        {"first_charter": None},
        {"expires": 1},
    ],
)
def test_what_is_not_wholly_an_observed_head_is_refused(fields: dict[str, Any]) -> None:
    """Every field is there, within its bounds, and no other beside it."""
    with pytest.raises(Malformed):
        read_act(changed(SEEN, **fields))
