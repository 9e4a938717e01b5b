from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancery.errors import BadSignature, Malformed
from chancery.log.cosignature import LAST_SECOND, SignatureType, signed_message
from chancery.log.lines import to_base64
from chancery.log.note import (
    MOST_SIGNATURES,
    SignatureLine,
    open_note,
    parse_lines,
    sign_note,
    signature_line,
    with_lines,
)
from chancery.log.vkey import Signer, VerifierKey
from tests.log.keys import EVERYONE, LOG, NOON, ORIGIN, WITNESS, WITNESS_PQ, signer

TEXT = f"{ORIGIN}\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
NOTE = sign_note(TEXT, EVERYONE, at=NOON)
LOG_NOTE = sign_note(TEXT, [LOG], at=NOON)


@pytest.mark.parametrize("one", EVERYONE, ids=lambda one: f"{one.kind.name}")
def test_a_note_opens_with_the_key_that_signed_it(one: Signer) -> None:
    """Each kind of signature verifies, and a timed one states its time."""
    (signed,) = open_note(NOTE, [one.verifier]).signatures
    assert (signed.key, signed.at) == (one.verifier, NOON if one.kind.is_timed else None)


def test_the_text_is_handed_out_exactly_as_signed() -> None:
    assert open_note(NOTE, [LOG.verifier]).text == TEXT


def test_lines_by_unknown_keys_are_ignored() -> None:
    """Even if they share the name or the key id, but not both, with a known key."""
    stranger = signer(ORIGIN, SignatureType.ED25519, "another key, the same name")
    line = signature_line(TEXT, stranger, at=NOON)
    other_name = dataclasses.replace(line, name="elsewhere.example", key_id=LOG.verifier.key_id)
    note = with_lines(LOG_NOTE, [line, other_name])
    assert [signed.key for signed in open_note(note, [LOG.verifier]).signatures] == [LOG.verifier]


def test_a_known_key_with_a_wrong_signature_condemns_the_note() -> None:
    """Although another known key signed it rightly."""
    line = signature_line(TEXT, WITNESS, at=NOON)
    wrong = dataclasses.replace(line, signature=line.signature[:-1] + bytes([line.signature[-1] ^ 1]))
    with pytest.raises(BadSignature, match=r"witness\.example"):
        open_note(with_lines(LOG_NOTE, [wrong]), [LOG.verifier, WITNESS.verifier])
    assert open_note(with_lines(LOG_NOTE, [wrong]), [LOG.verifier]).text == TEXT


def test_the_same_key_twice_must_be_right_twice() -> None:
    """The second of two lines by one key is checked like the first."""
    line = signature_line(TEXT, LOG, at=NOON)
    assert len(open_note(with_lines(LOG_NOTE, [line]), [LOG.verifier]).signatures) == 2
    wrong = dataclasses.replace(line, signature=bytes(64))
    with pytest.raises(BadSignature):
        open_note(with_lines(LOG_NOTE, [wrong]), [LOG.verifier])


def test_a_note_that_no_known_key_signed_is_rejected() -> None:
    with pytest.raises(BadSignature):
        open_note(LOG_NOTE, [WITNESS.verifier])
    with pytest.raises(BadSignature):
        open_note(LOG_NOTE, [])


@pytest.mark.parametrize("kind", list(SignatureType))
def test_any_other_text_is_not_what_was_signed(kind: SignatureType) -> None:
    """Origin, size, root: change one and no signature holds."""
    one = signer(ORIGIN, kind)
    signature = one.sign(TEXT, at=NOON)
    for other in (TEXT.replace("mod", "m0d"), TEXT.replace("3", "4", 1), TEXT.replace("47DE", "57DE")):
        with pytest.raises(BadSignature):
            one.verifier.check(other, signature)


def test_an_extension_line_is_signed_by_ed25519_and_not_by_ml_dsa() -> None:
    """tlog-cosignature: the ML-DSA-44 message has no extension lines; hence we never write any."""
    with pytest.raises(BadSignature):
        WITNESS.verifier.check(TEXT + "more\n", WITNESS.sign(TEXT, at=NOON))
    assert WITNESS_PQ.verifier.check(TEXT + "more\n", WITNESS_PQ.sign(TEXT, at=NOON)) == NOON


@pytest.mark.parametrize("one", [WITNESS, WITNESS_PQ], ids=["ed25519", "ml-dsa-44"])
def test_the_stated_time_is_signed_too(one: Signer) -> None:
    """Move it by a second and the signature no longer fits."""
    signature = one.sign(TEXT, at=NOON)
    with pytest.raises(BadSignature):
        one.verifier.check(TEXT, (NOON + 1).to_bytes(8, "big") + signature[8:])
    with pytest.raises(BadSignature):
        one.verifier.check(TEXT, (2**63).to_bytes(8, "big") + signature[8:])
    with pytest.raises(BadSignature):
        one.verifier.check(TEXT, signature[:7])
    with pytest.raises(Malformed):
        one.sign(TEXT, at=LAST_SECOND + 1)


def test_what_an_ed25519_cosignature_signs_is_two_lines_and_the_text() -> None:
    """The example of tlog-cosignature, "Ed25519 signed message"."""
    body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    message = signed_message(SignatureType.COSIGNATURE_ED25519, "anybody", body, 1_679_315_147)
    assert message == b"cosignature/v1\ntime 1679315147\n" + body.encode()


def test_what_an_ml_dsa_cosignature_signs_is_laid_out_octet_by_octet() -> None:
    """``cosigned_message`` of tlog-cosignature: label, name, time, origin, start, end, hash."""
    body = f"a/log\n258\n{to_base64(bytes(range(32)))}\n"
    message = signed_message(SignatureType.COSIGNATURE_ML_DSA_44, "w/1", body, 1_679_315_147)
    assert message.hex() == (
        "737562747265652f76310a00"  # "subtree/v1\n\0"
        "03772f31"  # three octets: w/1
        "00000000641850cb"  # 1679315147
        "05612f6c6f67"  # five octets: a/log
        "0000000000000000"  # from entry 0
        "0000000000000102"  # to entry 258
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    )


def test_names_in_an_ml_dsa_cosignature_have_255_octets_at_most() -> None:
    """Octets, not letters: 128 times é is too long."""
    for name, origin in (("é" * 128, "log"), ("w", "é" * 128)):
        text = f"{origin}\n3\n{to_base64(bytes(32))}\n"
        with pytest.raises(Malformed, match="255"):
            signed_message(SignatureType.COSIGNATURE_ML_DSA_44, name, text, NOON)


def test_a_cosignature_of_time_zero_names_no_time() -> None:
    """tlog-cosignature: zero makes no statement about the largest tree seen."""
    assert WITNESS_PQ.verifier.check(TEXT, WITNESS_PQ.sign(TEXT, at=0)) is None


def test_ml_dsa_signs_only_checkpoints() -> None:
    """Its message is made of origin, size and root; other texts have none."""
    with pytest.raises(Malformed):
        WITNESS_PQ.sign("a letter\n", at=NOON)
    with pytest.raises(BadSignature):
        WITNESS_PQ.verifier.check("a letter\n", WITNESS_PQ.sign(TEXT, at=NOON))


def test_ml_dsa_binds_the_name_of_the_cosigner() -> None:
    """Ed25519 cosignatures do not, which is why two cosigners may not share a key."""
    renamed = dataclasses.replace(WITNESS_PQ, name="witness.example/w2").verifier
    with pytest.raises(BadSignature):
        renamed.check(TEXT, WITNESS_PQ.sign(TEXT, at=NOON))


@pytest.mark.parametrize("count", [1, 16, 17, MOST_SIGNATURES])
def test_many_signatures_are_read(count: int) -> None:
    """signed-note asks for 16 at least."""
    note = sign_note(TEXT, [LOG] * count, at=NOON)
    assert len(open_note(note, [LOG.verifier]).signatures) == count


def test_there_is_a_limit_to_signatures_and_to_octets() -> None:
    line = signature_line(TEXT, LOG, at=NOON).text.encode()
    with pytest.raises(Malformed, match="64"):
        open_note(LOG_NOTE + line * MOST_SIGNATURES, [LOG.verifier])
    with pytest.raises(Malformed, match="octets"):
        open_note(b"a\n" * 600_000 + LOG_NOTE, [LOG.verifier])


def test_two_keys_that_a_note_cannot_tell_apart_are_refused() -> None:
    """Same name, same four octets of key id, another key: nobody could say who signed."""
    twin = _colliding_pair()
    with pytest.raises(Malformed, match="same key id"):
        open_note(LOG_NOTE, twin)


def _colliding_pair() -> list[VerifierKey]:
    class Twin(VerifierKey):
        """A key that claims the key id of the log's."""

        @property
        def key_id(self) -> bytes:
            return LOG.verifier.key_id

    other = signer(ORIGIN, SignatureType.ED25519, "twin").verifier
    return [LOG.verifier, Twin(name=other.name, kind=other.kind, public=other.public)]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=60))
def test_any_text_of_lines_comes_back_exactly(lines: str) -> None:
    """Empty lines, NEL-free Unicode of any script, trailing spaces: nothing is tidied up."""
    text = lines + "\n"
    assert open_note(sign_note(text, [LOG], at=NOON), [LOG.verifier]).text == text


@given(st.binary(max_size=300))
def test_any_octets_are_refused_in_one_way(octets: bytes) -> None:
    """Malformed or BadSignature: nothing else ever escapes the parser."""
    with pytest.raises((Malformed, BadSignature)):
        open_note(octets, [LOG.verifier])


@given(st.integers(0, len(LOG_NOTE) - 1), st.integers(1, 255))
def test_no_note_with_a_changed_octet_opens(at: int, change: int) -> None:
    """Every octet of a note with one signature matters."""
    changed = bytearray(LOG_NOTE)
    changed[at] ^= change
    with pytest.raises((Malformed, BadSignature)):
        open_note(bytes(changed), [LOG.verifier])


@given(st.sampled_from(EVERYONE))
def test_a_verifier_key_reads_back_from_its_text(one: Signer) -> None:
    assert VerifierKey.parse(one.verifier.text) == one.verifier


def test_bare_signature_lines_are_read_as_a_witness_answers_them() -> None:
    lines = tuple(signature_line(TEXT, one, at=NOON) for one in (WITNESS, WITNESS_PQ))
    assert parse_lines("".join(line.text for line in lines).encode()) == lines
    with pytest.raises(Malformed):
        parse_lines(b"")


def test_a_signature_line_begins_with_an_em_dash() -> None:
    """U+2014 and a space; not a hyphen, and not the shorter dash U+2013."""
    line = signature_line(TEXT, LOG, at=NOON).text.removesuffix("\n")
    assert SignatureLine.parse(line).name == ORIGIN
    for dash in ("-", "\N{EN DASH}", ""):
        with pytest.raises(Malformed):
            SignatureLine.parse(dash + line[1:])
