from __future__ import annotations

import pytest

from chancery.errors import BadSignature, Malformed, Untrusted
from chancery.log.checkpoint import sign_checkpoint
from chancery.log.cosignature import SignatureType
from chancery.log.head import TreeHead
from chancery.log.note import signature_line, with_lines
from chancery.log.policy import Policy, open_witnessed
from chancery.log.tree import EMPTY_ROOT
from chancery.log.vkey import Signer
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN, signer

HEAD = TreeHead(origin=ORIGIN, size=3, root=EMPTY_ROOT)
NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")


def witness(name: str) -> Signer:
    return signer(f"witness.example/{name}", SignatureType.COSIGNATURE_ED25519)


# The shape of the example in tlog-policy: two of the X and any of the Y.
EXAMPLE = "\n".join(
    [
        "# two operators",
        f"log {LOG.verifier.text} https://log.mod.example/register",
        *(f"witness {name}\t{witness(name).verifier.text}" for name in NAMES),
        "",
        "  group X-witnesses 2 X1 X2 X3",
        "group Y-witnesses any Y1 Y2 Y3",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    ]
)
POLICY = Policy.parse(EXAMPLE.encode())


def cosigned(times: dict[str, int]) -> bytes:
    note = sign_checkpoint(HEAD, [LOG], at=NOON)
    return with_lines(note, [signature_line(HEAD.text, witness(n), at=at) for n, at in times.items()])


@pytest.mark.parametrize(
    ("names", "met"),
    [("X1 X2 Y3", True), (" ".join(NAMES), True), ("X1 X2 X3", False), ("X1 Y1 Y2 Y3", False), ("", False)],
)
def test_a_quorum_is_two_of_x_and_one_of_y(names: str, met: bool) -> None:
    assert POLICY.is_met_by(set(names.split())) is met


def test_naming_a_group_does_not_make_it_so() -> None:
    """Only witnesses cosign; a witness that calls itself X-and-Y is nobody."""
    assert not POLICY.is_met_by({"X-and-Y", "X-witnesses", "Y-witnesses"})


def test_a_quorum_vouches_for_the_moment_of_its_slowest_needed_member() -> None:
    """X at 10 and 30, Y at 20: as of 10, for at 20 only one of the X had signed."""
    assert POLICY.as_of({"X1": 10, "X2": 30, "Y1": 20}) == 10
    assert POLICY.as_of({"X1": 10, "X2": 30, "X3": 25, "Y1": 20}) == 20
    assert POLICY.as_of({"X1": 10, "X2": 30}) is None


def test_without_witnesses_nobody_vouches_for_any_moment() -> None:
    """``quorum none`` is met by nothing, and dates nothing."""
    alone = Policy.parse(f"log {LOG.verifier.text}\nquorum none\n".encode())
    assert alone.is_met_by(set())
    assert open_witnessed(cosigned({}), alone, now=NOON).as_of is None


def test_a_witnessed_checkpoint_opens_as_of_its_cosignatures() -> None:
    witnessed = open_witnessed(cosigned({"X1": NOON, "X2": NOON + 5, "Y2": NOON + 9}), POLICY, now=NOON + 60)
    assert (witnessed.checkpoint.head, witnessed.as_of) == (HEAD, NOON)


def test_too_few_witnesses_are_not_a_bad_signature() -> None:
    """The log did sign; what lacks is the reader's trust."""
    with pytest.raises(Untrusted, match="Too few"):
        open_witnessed(cosigned({"X1": NOON, "X2": NOON}), POLICY, now=NOON + 60)


def test_a_cosignature_from_the_future_does_not_count() -> None:
    """One second after now is too late."""
    note = cosigned({"X1": NOON, "X2": NOON, "Y1": NOON + 61})
    with pytest.raises(Untrusted):
        open_witnessed(note, POLICY, now=NOON + 60)
    assert open_witnessed(note, POLICY, now=NOON + 61).as_of == NOON


def test_a_log_that_the_policy_does_not_list_is_not_accepted() -> None:
    other = TreeHead(origin="log.mfa.example", size=3, root=EMPTY_ROOT)
    with pytest.raises(BadSignature, match="knows no log"):
        open_witnessed(sign_checkpoint(other, [LOG], at=NOON), POLICY, now=NOON)


W1 = f"witness W1 {witness('W1').verifier.text}\n"
W2 = f"witness W2 {witness('W2').verifier.text}\n"
AGAIN = Signer(
    name="elsewhere.example",
    kind=SignatureType.ED25519,
    private=LOG.private,
)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("", "one quorum"),
        (W1, "one quorum"),
        (W1 + "quorum W1\nquorum W1\n", "already a quorum"),
        ("quorum W1\n" + W1, "not defined above"),
        (W1 + "group G any W1 W2\n" + W2 + "quorum G\n", "W2 is not defined above"),
        (W1 + "group G any G\nquorum G\n", "not defined above"),
        (W1 + "group G all W1 W1\nquorum G\n", "already a member"),
        (W1 + W2 + "group G any W1\ngroup H all W1 W2\nquorum H\n", "already a member"),
        (W1 + "group G any none\nquorum G\n", "not defined above"),
        (W1 + "group W1 any W1\nquorum W1\n", "already taken"),
        (f"witness none {witness('W1').verifier.text}\nquorum none\n", "already taken"),
        (W1 + "group G 0 W1\nquorum G\n", "cannot ask for 0"),
        (W1 + "group G 2 W1\nquorum G\n", "cannot ask for 2"),
        (W1 + "group G 01 W1\nquorum G\n", "decimal"),
        (W1 + "group G all\nquorum G\n", "not a log"),
        (W1 + W1.replace("W1", "W9", 1) + "quorum W1\n", "already listed"),
        (f"witness L {LOG.verifier.text}\nquorum L\n", "with a time"),
        (f"log {LOG.verifier.text}\nlog {AGAIN.verifier.text}\nquorum none\n", "already listed"),
        ("log nonsense\nquorum none\n", "Line 1 of the policy"),
        ("quorum none extra\n", "not a log"),
        ("Quorum none\n", "not a log"),
        ("quorum\u00a0none\n", "not a log"),
        ("quorum none\r\n", "control character"),
        ("quorum none\x7f\n", "control character"),
    ],
)
def test_a_policy_that_breaks_a_rule_is_refused_and_the_rule_named(file: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        Policy.parse(file.encode())


def test_names_are_opaque_octets() -> None:
    """K and the Kelvin sign are two names, and octets that are no UTF-8 are a name like any other."""
    file = f"witness K {witness('1').verifier.text}\nwitness \u212a {witness('2').verifier.text}\n".encode()
    file += b"witness \xff " + witness("3").verifier.text.encode() + b"\ngroup G all K \xff\nquorum G\n"
    policy = Policy.parse(file)
    assert policy.is_met_by({policy.witnesses[0].name, policy.witnesses[2].name})
    assert not policy.is_met_by({policy.witnesses[1].name, policy.witnesses[2].name})


def test_a_log_may_have_two_lines_one_for_each_of_its_keys() -> None:
    """Ed25519 and ML-DSA-44 of one origin: either suffices."""
    file = f"log {LOG.verifier.text}\nlog {LOG_PQ.verifier.text}\nquorum none\n"
    policy = Policy.parse(file.encode())
    assert policy.keys_of_log(ORIGIN) == (LOG.verifier, LOG_PQ.verifier)
    assert open_witnessed(sign_checkpoint(HEAD, [LOG_PQ], at=NOON), policy, now=NOON).checkpoint.head == HEAD


def test_thirty_two_of_each_are_supported() -> None:
    """tlog-policy, "Implementation limits"."""
    lines = [f"witness w{i} {witness(f'many{i}').verifier.text}" for i in range(32)]
    lines += [f"log {signer(f'log{i}.example', SignatureType.ED25519).verifier.text}" for i in range(32)]
    lines += [f"group g{i} any w{i}" for i in range(31)]
    lines += ["group all all " + " ".join(f"g{i}" for i in range(31)), "quorum all"]
    policy = Policy.parse("\n".join(lines).encode())
    assert policy.is_met_by({f"w{i}" for i in range(31)})
    assert not policy.is_met_by({f"w{i}" for i in range(30)})
