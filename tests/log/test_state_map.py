"""The state map: one root for one content, and of every key one thing only can be shown."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadProof, Malformed
from chancery.log.state_map import Latest, read_cut
from chancery.log.state_pages import MOST_LEAVES, cut, grown, root_of
from chancery.log.tree import EMPTY_ROOT
from tests.log import state_reference

Under = dict[bytes, tuple[int, int]]

alike = st.builds(
    lambda first, last: bytes(first) + bytes(31 - len(first)) + bytes([last]),
    st.lists(st.sampled_from([0, 1, 128, 255]), max_size=3),
    st.integers(0, 255),
)
"""Keys that no hash would give: they share long beginnings."""
keys = st.one_of(st.integers(0, 40).map(lambda number: sha256(bytes([number])).digest()), alike)
values = st.tuples(st.integers(0, (1 << 63) - 1), st.integers(1, 9))


class Kept:
    """A map kept in pages, and how often they were asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked = 0
        self.root = EMPTY_ROOT

    def read(self, names: Iterable[str]) -> Mapping[str, bytes]:
        self.asked += 1
        return {name: self.pages[name] for name in names if name in self.pages}

    def grow(self, changes: Mapping[bytes, tuple[int, int]]) -> bytes:
        growth = grown({key: Latest(*change) for key, change in changes.items()}, self.read, self.root)
        self.pages |= growth.pages
        self.root = growth.root
        assert growth.root == root_of(self.read)
        return growth.root


def kept(under: Mapping[bytes, tuple[int, int]]) -> Kept:
    maps = Kept()
    maps.grow(under)
    return maps


def named(number: int) -> bytes:
    return sha256(number.to_bytes(8, "big")).digest()


def many(size: int) -> Under:
    return {named(number): (number, 1 + number % 3) for number in range(size)}


# the root


@given(under=st.dictionaries(keys, values, max_size=60))
def test_the_root_is_the_one_that_the_page_about_it_describes(under: Under) -> None:
    """Other code, written from the description alone, comes to the same."""
    assert kept(under).grow({}) == state_reference.root(under)


@given(steps=st.lists(st.dictionaries(keys, values, max_size=20), max_size=6), chance=st.randoms())
def test_the_order_in_which_things_came_changes_nothing(steps: list[Under], chance: random.Random) -> None:
    """In many steps or in one, forwards or shuffled; counts add up and the newest entry is the last said."""
    maps, added = Kept(), dict[bytes, tuple[int, int]]()
    for step in steps:
        maps.grow(step)
        for key, (index, count) in step.items():
            added[key] = (index, added.get(key, (0, 0))[1] + count)
    shuffled = list(added.items())
    chance.shuffle(shuffled)
    assert maps.grow({}) == kept(dict(shuffled)).grow({}) == state_reference.root(added)


@pytest.mark.parametrize("size", [0, 1, 2, MOST_LEAVES, MOST_LEAVES + 1, 600, 5_000])
def test_maps_of_every_size(size: int) -> None:
    """Also where pages are divided."""
    assert kept(many(size)).grow({}) == state_reference.root(many(size))


def test_one_change_costs_the_way_to_it_and_not_the_map() -> None:
    """Ten times the keys and hardly a page more, all asked for in one question."""
    written = []
    for size in (2_000, 20_000):
        maps = kept(many(size))
        maps.asked = 0
        growth = grown({named(size + 1): Latest(size, 1)}, maps.read, maps.root)
        assert maps.asked == 1
        written.append(sum(map(len, growth.pages.values())))
    assert written[1] < 1.6 * written[0] < 6_000


# what a cut shows


@given(under=st.dictionaries(keys, values, max_size=60), asked=st.sets(keys, max_size=6))
def test_a_cut_shows_what_stands_under_every_key_that_was_asked_for(under: Under, asked: set[bytes]) -> None:
    """And under the same root; of a key that is not there, that nothing stands under it."""
    maps = kept(under)
    shown = read_cut(cut(asked, maps.read))
    assert shown.root == state_reference.root(under)
    for key in asked:
        assert shown.latest(key) == (Latest(*under[key]) if key in under else None)


@given(under=st.dictionaries(keys, values, max_size=60), asked=st.sets(keys, max_size=3), other=keys)
def test_a_cut_never_shows_another_value_than_the_maps(under: Under, asked: set[bytes], other: bytes) -> None:
    """Of a key that was not asked for it shows the truth or nothing at all."""
    shown = read_cut(cut(asked, kept(under).read))
    try:
        found = shown.latest(other)
    except BadProof:
        return
    assert found == (Latest(*under[other]) if other in under else None)


@given(under=st.dictionaries(keys, values, max_size=40), key=keys, twisted=values, chance=st.randoms())
def test_no_proof_proves_two_values(
    under: Under, key: bytes, twisted: tuple[int, int], chance: random.Random
) -> None:
    """Whoever wants another value believed needs another root, whatever else is in the map."""
    lie = {**under, key: twisted}
    if under.get(key) == twisted:
        del lie[key]
    shown, forged = (read_cut(cut([key], kept(content).read)) for content in (under, lie))
    assert shown.latest(key) != forged.latest(key)
    assert shown.root != forged.root


def asked_in(size: int, places: Sequence[int]) -> tuple[bytes, bytes, list[bytes]]:
    maps = kept(many(size))
    asked = [named(place) for place in places]
    return cut(asked, maps.read), maps.grow({}), asked


@pytest.mark.parametrize(("size", "places"), [(1, [0]), (1, [1]), (40, [7]), (300, [3, 299, 301])])
def test_every_flip_of_one_bit_is_refused(size: int, places: Sequence[int]) -> None:
    """Each of them leads to another root, or is no cut at all."""
    octets, root, _ = asked_in(size, places)
    for bit in range(8 * len(octets)):
        flipped = bytearray(octets)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            assert read_cut(bytes(flipped)).root != root
        except Malformed:
            continue


@pytest.mark.parametrize("size", [1, 40, 300])
def test_a_shorter_or_longer_cut_is_refused(size: int) -> None:
    octets, _, _ = asked_in(size, [0, size])
    for end in range(1, len(octets)):
        with pytest.raises(Malformed):
            read_cut(octets[:end])
    with pytest.raises(Malformed):
        read_cut(octets + b"\x04" + bytes(32))


@given(octets=st.binary(max_size=200))
def test_whatever_is_brought_is_read_or_refused(octets: bytes) -> None:
    """Nothing else happens, however the bytes are chosen."""
    try:
        read_cut(octets)
    except Malformed:
        return


HASH = b"\x04" + bytes(32)


@pytest.mark.parametrize(
    "octets",
    [
        b"\x03\x05" + HASH + HASH,
        b"\x03\x05\x03\x05" + HASH * 3,
        b"\x03\x05\x03\x04" + HASH * 3,
        b"\x05" + bytes(32),
        b"\x02" + bytes(32) + bytes(16),
        b"\x02" + bytes(32) + b"\xff" * 16,
    ],
    ids=["leads nowhere", "one bit twice", "backwards", "unknown", "a count of nought", "beyond all logs"],
)
def test_what_no_map_contains_is_no_cut(octets: bytes) -> None:
    with pytest.raises(Malformed):
        read_cut(octets)


def test_hidden_is_not_absent() -> None:
    """A cut that shows nothing of a key is no proof that nothing stands under it."""
    maps = kept(many(300))
    shown = read_cut(cut([named(1)], maps.read))
    with pytest.raises(BadProof):
        shown.latest(named(2))
    with pytest.raises(BadProof):
        read_cut(cut([], maps.read)).latest(named(1))


def test_a_branch_no_deeper_than_a_key_is_long() -> None:
    """Two keys that differ in their very last bit; and all that lie between them and the first."""
    chain = {bytes(32): (0, 1)} | {(1 << bit).to_bytes(32, "big"): (bit, 1) for bit in range(256)}
    maps = kept(chain)
    shown = read_cut(cut([bytes(32)], maps.read))
    assert shown.root == state_reference.root(chain)
    assert shown.latest(bytes(32)) == Latest(0, 1)


def test_a_spoiled_page_is_no_page() -> None:
    maps = kept(many(50))
    maps.pages[""] = b"\x01" + bytes(10)
    with pytest.raises(Malformed):
        root_of(maps.read)


def test_nothing_grows_from_a_page_that_is_not_what_it_was() -> None:
    """One octet anywhere on the way to what changes, or a page that is gone: no root comes of it."""
    key = named(9_999)
    for name in [name for name in kept(many(3_000)).pages if key.hex().startswith(name)]:
        for spoil in (lambda page: page[:-1] + bytes([page[-1] ^ 1]), lambda _: None):
            maps = kept(many(3_000))
            spoiled = spoil(maps.pages.pop(name))
            maps.pages |= {} if spoiled is None else {name: spoiled}
            with pytest.raises(Malformed):
                maps.grow({key: (1, 1)})


def test_a_page_that_nothing_leads_to_counts_for_nothing() -> None:
    """What an earlier map left behind is not found under a key that is new."""
    maps = kept(many(MOST_LEAVES + 1))
    left = next(figure for figure in "0123456789abcdef" if figure not in maps.pages)
    maps.pages[left] = b"\x00" + bytes.fromhex(left + "0") + bytes(46) + b"\x01"
    key = bytes.fromhex(left + "1") + bytes(31)
    assert maps.grow({key: (1, 1)}) == state_reference.root({**many(MOST_LEAVES + 1), key: (1, 1)})
