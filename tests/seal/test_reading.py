"""From the bytes of a log to entries: who signed each, and whose hands are really under it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import ChanceryError, Malformed, Untrusted
from chancery.record.charter import Charter
from chancery.record.entry import Entry, Role
from chancery.record.logic import YES
from chancery.record.statement import Institution, KeyName
from chancery.record.world import World
from chancery.seal.act_form import digest_of, write_charter, write_statement
from chancery.seal.approval import Approval, approval_message
from chancery.seal.codec import decode, encode
from chancery.seal.genesis import CONTENT_TYPE, Genesis, read_genesis, write_genesis
from chancery.seal.keys import Kind, SigningKey
from chancery.seal.reading import Reading, payload_of, seal_act, seal_genesis
from chancery.seal.signed import sign_statement
from tests.institution import T0, Clock, department, department_charter
from tests.institution import (
    Institution as Simulated,
)
from tests.letters import OPERATIONS
from tests.people import ARCHIVIST, CHAIR, CLERK, GENERAL, SECRETARY, Officer, key_of, pen_of, secret, urn
from tests.seal.authenticator import Telephone

US = Institution("us.demo")
PEN = pen_of(US)
HOUSE = department(Clock())


def genesis(at: int = T0) -> bytes:
    return seal_genesis(PEN.genesis, id=urn(US, "genesis"), at=at, key=PEN.issuer)


def charter(
    body: Charter | None = None, *, by: tuple[Officer, ...] = (CLERK, ARCHIVIST), at: int = T0
) -> bytes:
    octets = write_charter(urn(US, "charter", str(body)), body or department_charter())
    hands = tuple(HOUSE.hand(octets, each, Role.ROOT) for each in by)
    return seal_act(octets, hands, institution=US, at=at, key=PEN.issuer)


def order(*hands: Approval, at: int = T0, name: str = "order") -> bytes:
    return seal_act(ORDER, hands, institution=US, at=at, key=PEN.issuer)


ORDER = write_statement(HOUSE.statement(OPERATIONS, office=GENERAL.office, id=urn(US, "order"))[1])
RELEASED = HOUSE.hand(ORDER, GENERAL, Role.RELEASER)


def reader(*entries: bytes) -> Reading:
    """Somebody who has read the genesis, the charter and then these."""
    reading = Reading(US)
    for index, octets in enumerate((genesis(), charter(), *entries)):
        reading.read(octets, index)
    return reading


def read(octets: bytes) -> Entry:
    entry = reader().read(octets, 2)
    assert entry is not None
    return entry


# ── who signed it into the log ──


def test_an_entry_is_read_with_its_time_its_words_and_its_hands() -> None:
    """The general's order, logged at T0, released by the general."""
    entry = read(order(RELEASED))
    assert (entry.id, entry.institution, entry.at) == (urn(US, "order"), US, T0)
    assert [(hand.person, hand.role) for hand in entry.hands] == [("general", Role.RELEASER)]
    assert entry.hands[0].public == str(key_of(US, GENERAL.key).public)


def test_the_genesis_is_no_act() -> None:
    """It says whose the log is, and does nothing."""
    reading = Reading(US)
    assert reading.read(genesis(), 0) is None
    assert reading.genesis == PEN.genesis


def test_an_entry_that_another_key_signed_into_the_log_is_refused() -> None:
    """Only the issuer that the institution has named writes in its name."""
    stranger = SigningKey.from_seed(Kind.ED25519, bytes(32))
    forged = seal_act(ORDER, (RELEASED,), institution=US, at=T0, key=stranger)
    with pytest.raises(Untrusted):
        reader().read(forged, 2)


def test_an_entry_of_another_institution_is_refused() -> None:
    """Even with our own issuer's signature under it."""
    foreign = seal_act(ORDER, (RELEASED,), institution=Institution("iq.demo"), at=T0, key=PEN.issuer)
    with pytest.raises(Untrusted, match=r"iq\.demo"):
        reader().read(foreign, 2)


def test_an_entry_under_a_name_that_is_anothers_to_give_is_refused() -> None:
    """Our issuer signed it and our general released it; the name alone would take another's place."""
    name = urn("iq.demo", "order")
    act = write_statement(HOUSE.statement(OPERATIONS, office=GENERAL.office, id=name)[1])
    octets = seal_act(act, (HOUSE.hand(act, GENERAL, Role.RELEASER),), institution=US, at=T0, key=PEN.issuer)
    with pytest.raises(Malformed, match=r"only us\.demo can give"):
        reader().read(octets, 2)


@pytest.mark.parametrize("field", ["subject", "content_type"])
def test_an_envelope_that_speaks_of_something_else_is_refused(field: str) -> None:
    """What is signed outside and what stands inside are one thing."""
    said = {
        "issuer": f"https://{US}",
        "subject": urn(US, "order"),
        "at": T0,
        "content_type": "application/vnd.chancery.act+cbor",
    }
    changed = {"subject": urn(US, "another"), "content_type": CONTENT_TYPE}[field]
    octets = sign_statement(payload_of(ORDER, (RELEASED,)), **{**said, field: changed}, key=PEN.issuer)  # type: ignore[arg-type]
    with pytest.raises((Malformed, Untrusted)):
        reader().read(octets, 2)


def test_nothing_can_be_read_before_it_is_known_whose_the_log_is() -> None:
    """Without the genesis or a charter no key is known, and so no entry."""
    with pytest.raises(Untrusted):
        Reading(US).read(order(RELEASED), 0)


# ── whose hands are under it ──


def test_a_hand_made_with_another_key_is_left_out_and_counted() -> None:
    """Whoever signs in the general's name with a key of their own has signed nothing."""
    stranger = SigningKey.from_seed(Kind.ED25519, bytes(32))
    message = approval_message(digest_of(ORDER), Role.RELEASER, None)
    forged = replace(RELEASED, proof=stranger.sign(message))
    reading = reader()
    entry = reading.read(order(forged), 2)
    assert entry is not None
    assert (entry.hands, reading.uncounted) == ((), 1)


@pytest.mark.parametrize("changed", [{"role": Role.APPROVER}, {"office": SECRETARY.office}])
def test_a_hand_serves_in_the_part_for_which_it_was_given(changed: dict[str, object]) -> None:
    """A releaser's hand is no approver's, and one office's is not another's."""
    assert read(order(replace(RELEASED, **changed))).hands == ()  # type: ignore[arg-type]


def test_a_hand_under_other_words_is_left_out() -> None:
    """It was given for those words, not for these."""
    other = write_statement(HOUSE.statement(OPERATIONS, office=GENERAL.office, id=urn(US, "other"))[1])
    assert read(order(HOUSE.hand(other, GENERAL, Role.RELEASER))).hands == ()


def test_a_key_that_was_bound_anew_signs_as_whom_it_was_then() -> None:
    """Charter 2 gives the name k-general another key: both are known, and each hand says which it was."""
    new = SigningKey.from_seed(Kind.ED25519, secret("new"))
    first = department_charter()
    second = replace(first, version=2, keys={**first.keys, GENERAL.key: str(new.public)})
    message = approval_message(digest_of(ORDER), Role.RELEASER, None)
    fresh = replace(RELEASED, proof=new.sign(message))
    reading = reader(charter(second))
    publics = [reading.read(order(hand), 3).hands[0].public for hand in (RELEASED, fresh)]  # type: ignore[union-attr]
    assert publics == [str(key_of(US, GENERAL.key).public), str(new.public)]


def test_a_hand_counts_only_under_the_charter_that_names_its_key() -> None:
    """Signed after charter 2 with the key of charter 1: a real hand, and no authority."""
    new = SigningKey.from_seed(Kind.ED25519, secret("new"))
    first = department_charter()
    second = replace(first, version=2, keys={**first.keys, GENERAL.key: str(new.public)})
    fresh = replace(RELEASED, proof=new.sign(approval_message(digest_of(ORDER), Role.RELEASER, None)))
    for hand, counts in ((RELEASED, False), (fresh, True)):
        reading = Reading(US)
        log = (genesis(), charter(first), charter(second), order(hand))
        entries = [entry for index, octets in enumerate(log) if (entry := reading.read(octets, index))]
        assert (World(entries, T0).authorised(urn(US, "order")).truth is YES) is counts


def test_a_hand_may_be_given_by_telephone() -> None:
    """A passkey's assertion over the same message is as good a hand as a key's signature."""
    phone = Telephone(secret=ec.derive_private_key(12_345, ec.SECP256R1()), domain="sign.us.demo")
    body = department_charter()
    body = replace(body, keys={**body.keys, GENERAL.key: str(phone.passkey())})
    by_phone = replace(RELEASED, proof=phone.agree(approval_message(digest_of(ORDER), Role.RELEASER, None)))
    elsewhere = replace(
        RELEASED,
        proof=phone.agree(
            approval_message(digest_of(ORDER), Role.RELEASER, None), origin="https://us.demo.example"
        ),
    )
    reading = Reading(US)
    for index, octets in enumerate((genesis(), charter(body))):
        reading.read(octets, index)
    assert [hand.public for hand in reading.read(order(by_phone), 2).hands] == [str(phone.passkey())]  # type: ignore[union-attr]
    assert reading.read(order(elsewhere), 2).hands == ()  # type: ignore[union-attr]


def test_hands_of_one_kind_are_not_checked_with_keys_of_another() -> None:
    """A plain signature where the charter names a passkey is no hand."""
    phone = Telephone(secret=ec.derive_private_key(12_345, ec.SECP256R1()), domain="sign.us.demo")
    body = department_charter()
    body = replace(body, keys={**body.keys, GENERAL.key: str(phone.passkey())})
    reading = Reading(US)
    for index, octets in enumerate((genesis(), charter(body))):
        reading.read(octets, index)
    assert reading.read(order(RELEASED), 2).hands == ()  # type: ignore[union-attr]


# ── order ──


def test_hands_that_were_read_before_their_charter_are_counted_as_unknown() -> None:
    """A reader who starts in the middle is told how many hands it could not place."""
    reading = Reading(US)
    reading.read(genesis(), 0)
    entry = reading.read(order(RELEASED), 1)
    assert entry is not None
    assert (entry.hands, reading.uncounted) == ((), 1)
    reading.read(charter(), 2)
    assert reading.read(order(RELEASED), 1).hands != ()  # type: ignore[union-attr]


def test_whoever_reads_on_alone_teaches_nobody() -> None:
    """A copy of a reader learns on its own; what it refuses has taught the first one nothing."""
    reading = reader()
    other = reading.copy()
    body = department_charter()
    new = {KeyName("k-new"): str(key_of(US, "k-new").public)}
    other.read(charter(replace(body, version=2, keys={**body.keys, **new})), 2)
    assert [each.names(KeyName("k-new")) for each in (other, reading)] == [True, False]


def test_a_log_does_not_begin_twice() -> None:
    """A second genesis could name another issuer for the rest."""
    reading = Reading(US)
    for index, octets in enumerate((genesis(), charter())):
        reading.read_next(octets, index)
    with pytest.raises(Untrusted, match="begins again"):
        reading.read_next(genesis(), 2)


def test_a_log_does_not_run_backwards() -> None:
    """What came first is told by log time; nobody is let in before those who were there."""
    reading = Reading(US)
    for index, octets in enumerate((genesis(), charter(), order(RELEASED, at=T0 + 60))):
        reading.read_next(octets, index)
    with pytest.raises(Untrusted, match="older"):
        reading.read_next(order(RELEASED, at=T0 + 59), 3)


# ── bytes ──


@given(st.data())
def test_one_bit_changed_in_an_entry_is_never_read_as_the_entry(data: st.DataObject) -> None:
    """It is refused; or a hand under it is no longer one.  What it says is never another thing."""
    octets = order(RELEASED)
    bit = data.draw(st.integers(0, len(octets) * 8 - 1))
    changed = bytearray(octets)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ChanceryError):
        reader().read(bytes(changed), 2)


def test_a_genesis_says_whose_the_log_is_and_nothing_else() -> None:
    """Read as it was written; a name nobody knows, a line that is no text, another form: refused."""
    assert read_genesis(write_genesis(PEN.genesis)) == PEN.genesis
    record = decode(write_genesis(PEN.genesis))
    assert isinstance(record, dict)
    for wrong in ({"new": 1}, {"log": [b"octets"]}, {"log": "line"}, {"v": 2}, {"v": True}, {"issuer": None}):
        with pytest.raises(Malformed):
            read_genesis(encode({**record, **wrong}))
    with pytest.raises(Malformed):
        read_genesis(encode([]))


def test_a_genesis_signed_by_somebody_else_than_it_names_is_refused() -> None:
    """Nobody begins a log in the name of a key they do not hold."""
    stranger = SigningKey.from_seed(Kind.ED25519, bytes(32))
    first = Genesis(
        institution=US, origin=PEN.origin, issuer=str(key_of(US, CHAIR.key).public), log=PEN.vkeys
    )
    with pytest.raises(Untrusted):
        Reading(US).read(seal_genesis(first, id=urn(US, "genesis"), at=T0, key=stranger), 0)


def test_simulated_entries_are_those_of_a_real_registry() -> None:
    """What these tests seal by hand is what a registry writes."""
    house: Simulated = department(Clock())
    id = house.release(OPERATIONS, by=GENERAL)
    reading = Reading(US)
    entries = [reading.read_next(house.archive.entry(index), index) for index in range(3)]
    assert entries[0] is None
    assert entries[2] is not None
    assert entries[2].id == id
