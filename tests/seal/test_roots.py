"""
Root documents are walked by the rules of The Update Framework, specification 5.3, and by no others.

Version N of root metadata MUST have been signed by a threshold of keys specified in the
trusted root metadata (version N) and by a threshold of keys in the new root (version N+1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from chancery.errors import ChanceryError, Malformed, OutOfOrder, SplitView, Untrusted
from chancery.record.charter import Charter, Root
from chancery.record.entry import Role
from chancery.record.statement import Instant, Institution, KeyName
from chancery.seal.act_form import digest_of, write_charter
from chancery.seal.approval import approve
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.reading import seal_act
from chancery.seal.roots import RootChain, walk_roots
from tests.institution import T0, Clock, department
from tests.letters import OPERATIONS
from tests.people import GENERAL, pen_of, secret, urn

MOD = Institution("mod.example")
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Holder:
    """Who may change the charter, with one key."""

    person: str
    key: str

    @property
    def signing(self) -> SigningKey:
        return SigningKey.from_seed(Kind.ED25519, secret(MOD, "root", self.key))


ADA, BEN, CY, DEE, EVE = (Holder(each, f"k-{each.lower()}") for each in ("Ada", "Ben", "Cy", "Dee", "Eve"))
FIRST, SECOND = (ADA, BEN), (CY, DEE)


def charter(
    version: int,
    root: Sequence[Holder] = FIRST,
    *,
    threshold: int = 2,
    expires: int | None = None,
    of: Institution = MOD,
) -> Charter:
    """A charter that says nothing but who may change it."""
    pen = pen_of(of)
    keys = {KeyName(each.key): str(each.signing.public) for each in (*root,)}
    return Charter(
        institution=of,
        version=version,
        root=Root(threshold=threshold, keys={KeyName(each.key): each.person for each in root}),
        expires=None if expires is None else Instant(expires),
        keys={**keys, pen.register.issuer: str(pen.issuer.public)},
        register=pen.register,
    )


def document(made: Charter, by: Sequence[Holder], *, at: int = T0, issuer: SigningKey | None = None) -> bytes:
    """The entry of that charter with these hands, as its institution's issuer signs it into a log."""
    octets = write_charter(urn(made.institution, f"charter-{made.version}"), made)
    hands = tuple(
        approve(
            digest_of(octets),
            person=each.person,
            key=KeyName(each.key),
            role=Role.ROOT,
            office=None,
            signing=each.signing,
        )
        for each in by
    )
    key = issuer or pen_of(made.institution).issuer
    return seal_act(octets, hands, institution=made.institution, at=Instant(at), key=key)


ONE = document(charter(1), FIRST)
TWO = document(charter(2, SECOND), (*FIRST, *SECOND), at=T0 + 1)
THREE = document(charter(3, SECOND), SECOND, at=T0 + 2)


def walk(*documents: bytes, held: int = 0, of: Institution = MOD) -> RootChain:
    return walk_roots(of, documents, held=held)


# ── what is well made ──


def test_a_chain_is_walked_over_a_change_of_its_root() -> None:
    """1 → 2 with other people in the root, signed by both; 3 by the new ones alone."""
    chain = walk(ONE, TWO, THREE, held=3)
    assert [each.charter.version for each in chain.documents] == [1, 2, 3]
    assert chain.newest.charter.root.keys.keys() == {each.key for each in SECOND}
    assert chain.begins() == (T0, T0 + 1, T0 + 2)


def test_the_record_of_a_real_house_is_such_a_chain() -> None:
    """Cut from its log, walked without it; a version that was never made is not there."""
    us = department(Clock())
    us.adopt(replace(us.charter, version=2), by=_roots())
    documents = [document for version in (1, 2, 3) if (document := us.registry.root(version)) is not None]
    assert len(documents) == 2
    chain = walk_roots(us.domain, documents)
    assert chain.first.fingerprint == digest_of(write_charter(us.first_charter.id, us.charter))
    assert chain.register.log == us.pen.vkeys


def _roots() -> tuple[object, ...]:
    from tests.people import ARCHIVIST, CLERK

    return CLERK, ARCHIVIST


# ── what is not ──

CASES: dict[str, tuple[tuple[bytes, ...], type[ChanceryError], str]] = {
    "a version is skipped": ((ONE, THREE), Untrusted, "something else"),
    "a version comes twice": ((ONE, TWO, TWO), Untrusted, "something else"),
    "an older one comes later": ((ONE, TWO, ONE), Untrusted, "something else"),
    "the chain begins with its second": ((TWO, THREE), Untrusted, "something else"),
    "there is no chain": ((), Untrusted, "shows no charter"),
    "the first is not signed by its own root": (
        (document(charter(1), (ADA,)),),
        Untrusted,
        "names the key that signed",  # a charter that does not count names no key
    ),
    "not signed by the threshold before": (
        (ONE, document(charter(2, SECOND), (ADA, *SECOND), at=T0 + 1)),
        Untrusted,
        "enough holders of the root before",
    ),
    "not signed by the new threshold": (
        (ONE, document(charter(2, SECOND), (*FIRST, CY), at=T0 + 1)),
        Untrusted,
        "enough holders",
    ),
    "signed by strangers": (
        (ONE, document(charter(2), (EVE, CY, DEE), at=T0 + 1)),
        Untrusted,
        "enough holders",
    ),
    "one hand twice": ((ONE, document(charter(2), (ADA, ADA), at=T0 + 1)), Untrusted, "enough holders"),
    "the issuer is a stranger": (
        (document(charter(1), FIRST, issuer=EVE.signing),),
        Untrusted,
        "names the key that signed",
    ),
    "the log's clock runs backwards": (
        (ONE, document(charter(2), FIRST, at=T0 - 1)),
        Untrusted,
        "older than the one before",
    ),
    "another institution's": (
        (document(charter(1, of=Institution("eve.example")), FIRST),),
        Untrusted,
        "issued by",
    ),
    "octets that are nothing": ((b"\xd2\x84",), Malformed, "."),
}


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_follow_is_refused(case: str) -> None:
    """Each case by itself, with the sentence that says which rule it breaks."""
    documents, kind, sentence = CASES[case]
    with pytest.raises(kind, match=sentence):
        walk(*documents)


def test_a_person_with_two_keys_counts_once() -> None:
    """A threshold of two is two people, whatever keys one of them holds."""
    again = Holder("Ada", "k-ada-2")
    alone = charter(1, (ADA, again, BEN))
    with pytest.raises(Untrusted, match="names the key that signed"):
        walk(document(alone, (ADA, again)))
    assert walk(document(alone, (ADA, BEN))).first.charter.version == 1


def test_nobody_goes_back() -> None:
    """Fewer versions than were known before are two histories, however well each is signed."""
    assert walk(ONE, TWO, held=2).newest.charter.version == 2
    with pytest.raises(SplitView, match="once showed 3 versions"):
        walk(ONE, TWO, held=3)


def test_only_the_end_of_the_last_one_matters() -> None:
    """An earlier version may have ended long ago; the newest may not."""
    ended = document(charter(1, expires=T0 + DAY), FIRST)
    open_ended, ending = charter(2), charter(2, expires=T0 + 2 * DAY)
    walk(ended, document(open_ended, FIRST, at=T0 + 1)).require_running(Instant(T0 + 9 * DAY))
    chain = walk(ended, document(ending, FIRST, at=T0 + 1))
    chain.require_running(Instant(T0 + 2 * DAY - 1))
    with pytest.raises(OutOfOrder, match="has ended"):
        chain.require_running(Instant(T0 + 2 * DAY))


def test_a_letter_is_no_version() -> None:
    """Whatever else stands on the log is no charter, wherever it is put."""
    us = department(Clock())
    us.release(OPERATIONS, by=GENERAL)
    first = us.registry.root(1)
    assert first is not None
    with pytest.raises(Untrusted, match="something else"):
        walk_roots(us.domain, [first, us.archive.entry(2)])


def test_every_octet_counts() -> None:
    """Changed at any place, a document is none: none of 200 changes is walked."""
    walked = []
    for place in range(0, len(ONE), max(1, len(ONE) // 200)):
        changed = bytearray(ONE)
        changed[place] ^= 1
        try:
            walk(bytes(changed))
        except ChanceryError:
            continue
        walked.append(place)
    assert walked == []
