from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadSignature, Malformed
from chancery.log.checkpoint import claimed_origin, open_checkpoint, sign_checkpoint
from chancery.log.head import TreeHead
from chancery.log.note import sign_note, signature_line, with_lines
from chancery.log.tree import EMPTY_ROOT
from tests.log.keys import LOG, LOG_PQ, NOON, ORIGIN, WITNESS, WITNESS_PQ

HEAD = TreeHead(origin=ORIGIN, size=3, root=EMPTY_ROOT)
SIGNED = sign_checkpoint(HEAD, [LOG, LOG_PQ], at=NOON)
LOG_KEYS = (LOG.verifier, LOG_PQ.verifier)


def test_an_empty_log_has_the_checkpoint_of_the_specification() -> None:
    """Size 0 and the base64 of SHA-256 of nothing."""
    head = TreeHead(origin=ORIGIN, size=0, root=EMPTY_ROOT)
    assert head.text == f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(LINE, st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32), st.lists(LINE, max_size=3))
def test_a_head_reads_back_from_its_lines(origin: str, size: int, root: bytes, more: list[str]) -> None:
    """Extension lines are preserved, exactly and in order."""
    head = TreeHead(origin=origin, size=size, root=root, extensions=tuple(more))
    assert TreeHead.parse(head.text) == head


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", f"{ORIGIN}\n3\n", f"\n3\n{'A' * 43}=\n", f"{ORIGIN}\n03\n{'A' * 43}=\n",
        f"{ORIGIN}\n-3\n{'A' * 43}=\n", f"{ORIGIN}\n3 \n{'A' * 43}=\n", f"{ORIGIN}\n{2**64}\n{'A' * 43}=\n",
        f"{ORIGIN}\n3\n{'A' * 42}==\n", f"{ORIGIN}\n3\n{'A' * 42}B=\n", f"{ORIGIN}\n3\n{'A' * 43}=",
        f"{ORIGIN}\n3\n{'A' * 43}=\n\n", f"{ORIGIN}\n3\n{'A' * 43}=\nmore\n\nmore\n",
        f"{ORIGIN}\r\n3\n{'A' * 43}=\n", f"{ORIGIN}\n3\x85{'A' * 43}=\n",
    ],
)  # fmt: skip
def test_nothing_else_is_a_head(text: str) -> None:
    """A leading zero, a missing line, an empty extension, spare bits: refused."""
    with pytest.raises(Malformed):
        TreeHead.parse(text)


def test_a_checkpoint_opens_with_either_key_of_its_log() -> None:
    """Ed25519 today, ML-DSA-44 also in 2040."""
    for keys in ([LOG.verifier], [LOG_PQ.verifier], LOG_KEYS):
        opened = open_checkpoint(SIGNED, ORIGIN, keys)
        assert (opened.head, len(opened.by_log), opened.cosignatures) == (HEAD, len(keys), ())


def test_cosignatures_are_told_apart_from_the_logs_own_lines() -> None:
    lines = [signature_line(HEAD.text, one, at=NOON + 60) for one in (WITNESS, WITNESS_PQ)]
    opened = open_checkpoint(
        with_lines(SIGNED, lines), ORIGIN, LOG_KEYS, [WITNESS.verifier, WITNESS_PQ.verifier]
    )
    assert [signed.at for signed in opened.cosignatures] == [NOON + 60, NOON + 60]
    assert [signed.at for signed in opened.by_log] == [None, NOON]


def test_a_checkpoint_without_its_logs_signature_is_none() -> None:
    """Whatever its witnesses say."""
    note = sign_note(HEAD.text, [WITNESS], at=NOON)
    with pytest.raises(BadSignature, match="its log"):
        open_checkpoint(note, ORIGIN, LOG_KEYS, [WITNESS.verifier])


def test_a_checkpoint_speaks_for_its_own_log_only() -> None:
    """A log cannot sign a head in the name of another."""
    other = TreeHead(origin="log.mfa.example/register", size=3, root=EMPTY_ROOT)
    note = sign_note(other.text, [LOG], at=NOON)
    with pytest.raises(BadSignature, match="another log"):
        open_checkpoint(note, ORIGIN, LOG_KEYS)


def test_a_signed_text_that_is_no_checkpoint_is_malformed() -> None:
    with pytest.raises(Malformed):
        open_checkpoint(sign_note("a letter\n", [LOG], at=NOON), ORIGIN, LOG_KEYS)


def test_we_sign_no_extension_lines() -> None:
    head = TreeHead(origin=ORIGIN, size=3, root=EMPTY_ROOT, extensions=("more",))
    with pytest.raises(Malformed, match="extension"):
        sign_checkpoint(head, [LOG], at=NOON)


def test_the_claimed_origin_is_the_first_line() -> None:
    assert claimed_origin(SIGNED) == ORIGIN
    with pytest.raises(Malformed):
        claimed_origin(b"\xff\n")
