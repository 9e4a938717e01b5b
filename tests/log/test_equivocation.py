"""Two heads that cannot both be true, as a file that convinces a stranger."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadProof, BadSignature, ChanceryError, Malformed, Untrusted
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.equivocation import Equivocation, Lie
from chancery.log.head import TreeHead
from chancery.log.path import consistency_path
from chancery.log.tree import EMPTY, Hash, Perfect, leaf_hashes, row_above
from chancery.log.vkey import Signer
from tests.log.keys import LOG, ORIGIN, WITNESS, signer
from tests.log.keys import LOG_PQ as LASTING

KEYS = (LOG.verifier, LASTING.verifier)


def perfect_over(leaves: list[Hash]) -> Perfect:
    """The hashes of a small tree, every row of it."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        rows.append(row_above(rows[-1]))
    return lambda height, index: rows[height][index]


def leaves_of(number: int, word: str = "said") -> list[Hash]:
    return leaf_hashes(f"{word} {index}".encode() for index in range(number))


def checkpoint(leaves: list[Hash], *signers: Signer, at: int = 100, origin: str = ORIGIN) -> bytes:
    head = TreeHead(origin=origin, size=len(leaves), root=EMPTY.extended(leaves).root())
    return sign_checkpoint(head, signers or (LOG,), at=at)


def forked(size: int, at: int, other_size: int) -> tuple[list[Hash], list[Hash]]:
    """Two histories that are one up to entry *at*."""
    return leaves_of(size), leaves_of(at) + leaves_of(other_size - at, "denied")


forks = st.integers(0, 99).flatmap(
    lambda at: st.tuples(st.integers(at + 1, 100), st.just(at), st.integers(at + 1, 100))
)


@given(forks)
def test_every_fork_is_proven(fork: tuple[int, int, int]) -> None:
    """Wherever two histories part and however long each is: the file proves it to whoever has the key."""
    one, other = forked(*fork)
    longer = max(one, other, key=len)
    made = Equivocation.between(checkpoint(one), checkpoint(other), perfect_over(longer))
    proven = Equivocation.read(made.write()).check(KEYS)
    assert proven.lie is (Lie.TWO_ROOTS if len(one) == len(other) else Lie.TWO_BEGINNINGS)
    assert proven.by == (LOG.verifier,)


@given(st.integers(1, 100), st.integers(1, 100))
def test_an_honest_log_cannot_be_accused(one: int, other: int) -> None:
    """Of two heads of one history nothing is proven, whichever was shown first."""
    leaves = leaves_of(max(one, other))
    accused = Equivocation.between(checkpoint(leaves[:one]), checkpoint(leaves[:other]), perfect_over(leaves))
    with pytest.raises(Untrusted, match="proves nothing"):
        accused.check(KEYS)


@given(
    st.integers(1, 60),
    st.integers(1, 60),
    st.binary(min_size=32, max_size=32),
    st.lists(st.binary(min_size=32, max_size=32), max_size=8),
)
def test_an_accuser_cannot_make_up_the_hashes(old: int, more: int, begins: bytes, path: list[bytes]) -> None:
    """Another beginning is believed only if it leads to the root that the log signed."""
    leaves = leaves_of(old + more)
    made_up = Equivocation(
        shorter=checkpoint(leaves[:old]), longer=checkpoint(leaves), begins=begins, path=tuple(path)
    )
    with pytest.raises(BadProof):
        made_up.check(KEYS)


def test_fewer_entries_at_a_later_time_are_proven() -> None:
    """A log that stood by ten entries, then by the first six of them as all there is, went back."""
    leaves = leaves_of(10)
    went_back = Equivocation.between(
        checkpoint(leaves, LOG, LASTING, at=100), checkpoint(leaves[:6], LOG, LASTING, at=101)
    )
    proven = went_back.check(KEYS)
    assert (proven.lie, proven.by) == (Lie.WENT_BACK, (LASTING.verifier,))
    assert (proven.shorter.size, proven.longer.size) == (6, 10)


def test_fewer_entries_at_an_earlier_time_are_only_old() -> None:
    """An old checkpoint out of some cache accuses nobody."""
    leaves = leaves_of(10)
    old = Equivocation.between(
        checkpoint(leaves, LOG, LASTING, at=100), checkpoint(leaves[:6], LOG, LASTING, at=100)
    )
    with pytest.raises(Untrusted, match="proves nothing"):
        old.check(KEYS)


def test_what_a_stranger_signed_accuses_nobody() -> None:
    """Neither a head by another key under the log's name, nor a witness's word for two heads."""
    one, other = forked(5, 2, 5)
    impostor = signer(ORIGIN, SignatureType.ED25519, seed="impostor")
    with pytest.raises(BadSignature):
        Equivocation.between(checkpoint(one), checkpoint(other, impostor)).check(KEYS)
    with pytest.raises(BadSignature):
        Equivocation.between(checkpoint(one, WITNESS), checkpoint(other, WITNESS)).check([WITNESS.verifier])


def test_two_keys_are_not_one_liar() -> None:
    """One head by each of the log's keys: they may have been in two hands."""
    one, other = forked(5, 2, 5)
    with pytest.raises(BadSignature, match="No key"):
        Equivocation.between(checkpoint(one, LOG), checkpoint(other, LASTING)).check(KEYS)


def test_two_logs_do_not_contradict_each_other() -> None:
    """Two origins are two logs, whoever keeps both."""
    one, other = forked(5, 2, 5)
    elsewhere = checkpoint(other, signer("other.example", SignatureType.ED25519), origin="other.example")
    with pytest.raises(BadSignature):
        Equivocation.between(checkpoint(one), elsewhere).check(KEYS)


@given(st.data())
def test_a_changed_file_proves_nothing_else(data: st.DataObject) -> None:
    """Change any octet of it: it is refused, or still the very same accusation."""
    one, other = forked(9, 3, 12)
    file = Equivocation.between(checkpoint(one), checkpoint(other), perfect_over(other)).write()
    proven = Equivocation.read(file).check(KEYS)
    place = data.draw(st.integers(0, len(file) - 1))
    changed = file[:place] + bytes([file[place] ^ data.draw(st.integers(1, 255))]) + file[place + 1 :]
    try:
        again = Equivocation.read(changed).check(KEYS)
    except ChanceryError:
        return
    assert again == proven


@given(forks)
def test_a_log_that_asks_a_witness_for_its_fork_proves_it_by_its_own_path(fork: tuple[int, int, int]) -> None:
    """Unless the witness saw a whole subtree, whose root a path takes for known: then nothing is claimed."""
    size, at, other_size = fork
    other_size = max(size, other_size)
    one, other = forked(size, at, other_size)
    path = consistency_path(size, other_size, perfect_over(other)) if size < other_size else []
    file = Equivocation.refused(checkpoint(one), checkpoint(other), path)
    if size < other_size and size & (size - 1) == 0:
        with pytest.raises(Untrusted):
            file.check(KEYS)
    else:
        lie = Lie.TWO_ROOTS if size == other_size else Lie.TWO_BEGINNINGS
        assert Equivocation.read(file.write()).check(KEYS).lie is lie


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_log_that_continues_is_not_accused_by_its_path(one: int, other: int) -> None:
    """Nor one whose path is of another tree, or no path at all."""
    old, new = sorted((one, other))
    leaves = leaves_of(new)
    path = consistency_path(old, new, perfect_over(leaves)) if old < new else []
    for given_path in (path, path[1:], [*path, bytes(32)], [bytes(32)] * len(path)):
        with pytest.raises(Untrusted):
            Equivocation.refused(checkpoint(leaves[:old]), checkpoint(leaves), given_path).check(KEYS)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\n\n",
        b"chancery-equivocation/1\nshorter 1\n\nx",
        b"chancery-equivocation/1\nlonger 1\nshorter 1\n\nxy",
        b"chancery-equivocation/1\nshorter 1\nlonger 1\n\nx",
        b"chancery-equivocation/1\nshorter 1\nlonger 1\nbegin x\n\nxy",
        b"chancery-equivocation/2\nshorter 1\nlonger 1\n\nxy",
        b"chancery-equivocation/1\nshorter 01\nlonger 1\n\nxy",
        "chancery-equivocation/1\nshorter ١\nlonger 1\n\nxy".encode(),
    ],
)
def test_what_is_no_such_file_is_refused(file: bytes) -> None:
    """Each line has one spelling and one place."""
    with pytest.raises(Malformed):
        Equivocation.read(file)
