"""State maps at rest: pages are kept together with how far the map goes, on every kind of storage."""

from __future__ import annotations

from hashlib import sha256

from chancery.log.state_map import Latest, read_cut
from chancery.log.state_pages import cut, grown, root_of
from chancery.registry.ports import StateMaps
from tests.contract.sayings import IQ, US, statement, tell
from tests.contract.storage import Storage
from tests.log import state_reference


def key(number: int) -> bytes:
    return sha256(number.to_bytes(4, "big")).digest()


def grow(states: StateMaps, size: int, *numbers: int) -> bytes:
    changes = {key(number): Latest(number, 1) for number in numbers}
    before = root_of(lambda names: states.pages(US, names))
    growth = grown(changes, lambda names: states.pages(US, names), before)
    states.keep(US, size, growth.pages)
    return growth.root


def test_a_map_is_read_back_as_it_was_kept(storage: Storage) -> None:
    """By whoever opens the storage next; what stands under each key, and under one root."""
    assert storage.index().states.counted(US) == 0
    grow(storage.index().states, 700, *range(700))
    states = storage.index().states
    assert states.counted(US) == 700

    def read(names: object) -> object:
        return states.pages(US, names)  # type: ignore[arg-type]

    expected = state_reference.root({key(number): (number, 1) for number in range(700)})
    assert root_of(read) == expected  # type: ignore[arg-type]
    shown = read_cut(cut([key(3), key(900)], read))  # type: ignore[arg-type]
    assert (shown.root, shown.latest(key(3)), shown.latest(key(900))) == (expected, Latest(3, 1), None)


def test_pages_are_replaced_and_others_stay(storage: Storage) -> None:
    """A second growth writes again what changed, and only that."""
    grow(storage.index().states, 40, *range(40))
    grow(storage.index().states, 90, *range(40, 90))
    assert grow(storage.index().states, 90) == state_reference.root({key(n): (n, 1) for n in range(90)})


def test_each_log_has_a_map_of_its_own(storage: Storage) -> None:
    states = storage.index().states
    grow(states, 5, 1, 2)
    assert states.counted(IQ) == 0
    assert states.pages(IQ, [""]) == {}
    assert states.pages(US, ["", "0", "never"]).keys() == {""}


def test_they_are_emptied_with_the_index(storage: Storage) -> None:
    """For they are counted again from the logs, as it is filled again from them."""
    tell(storage, statement(1))
    grow(storage.index().states, 3, 1)
    storage.index().clear()
    assert storage.index().states.counted(US) == 0
    assert storage.index().states.pages(US, [""]) == {}


def test_what_was_begun_with_others_ends_with_them(storage: Storage) -> None:
    """Inside `together`, pages and entries are kept at once."""
    index = storage.index()
    with index.together():
        grow(index.states, 2, 1)
        index.add([(0, storage.codec.write(statement(1)), statement(1))])
    assert (storage.index().reached(US), storage.index().states.counted(US)) == (1, 2)
