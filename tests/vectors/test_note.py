"""Signed notes by others, and notes that every reader must refuse."""

from __future__ import annotations

import pytest

from chancery.errors import BadSignature, Malformed
from chancery.log.checkpoint import open_checkpoint
from chancery.log.note import open_note
from chancery.log.policy import Policy, open_witnessed
from chancery.log.vkey import VerifierKey

# C2SP signed-note, "Verifier keys", "Example".
KEY = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
TEXT = "This is an example message.\n"
LINE = (
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
NOTE = f"{TEXT}\n{LINE}"
# A checkpoint of the Go checksum database, as published.
GO = VerifierKey.parse("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
GO_NOTE = (
    "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n"
    "— sum.golang.org "
    "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n"
)
# A checkpoint of a Certificate Transparency log, as published in May 2026: signed by its log twice, once
# in a kind that we do not check (RFC 6962, 0x05), and cosigned by four independent witnesses (0x04).
ARCHE = "arche2025h1.staging.ct.transparency.dev"
ARCHE_NOTE = f"""{ARCHE}
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— {ARCHE} zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— {ARCHE} ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""  # noqa: E501 - the lines are theirs
ARCHE_POLICY = f"""
log {ARCHE}+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f
witness w1 transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM
witness w2 witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO
witness w3 remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2
witness w4 witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv
group four all w1 w2 w3 w4
quorum four
"""
UNKNOWN = "— stranger.example AAAAAAAA\n"
ZEROS = f"— example.com/foo Uw2QOg{'A' * 85}=\n"
"""A line by the known key, with a signature that is nothing but zeros."""


def test_the_example_of_the_specification_opens() -> None:
    assert open_note(NOTE.encode(), [KEY]).text == TEXT


def test_a_checkpoint_of_the_go_checksum_database_opens() -> None:
    """Its origin is not its key's name and holds spaces; both are allowed."""
    checkpoint = open_checkpoint(GO_NOTE.encode(), "go.sum database tree", [GO])
    assert checkpoint.head.size == 6_476_701


def test_a_published_checkpoint_with_four_witnesses_satisfies_a_policy_that_asks_for_all() -> None:
    """Real keys of real witnesses, and the moment for which they vouch."""
    witnessed = open_witnessed(ARCHE_NOTE.encode(), Policy.parse(ARCHE_POLICY.encode()), now=2**33)
    assert witnessed.checkpoint.head.size == 1_432_088_532
    assert witnessed.as_of == 0x6A122120


def test_a_published_cosignature_over_another_size_is_refused() -> None:
    """One entry more, and it is a tree that nobody has seen."""
    forged = ARCHE_NOTE.replace("1432088532", "1432088533").encode()
    with pytest.raises(BadSignature):
        open_witnessed(forged, Policy.parse(ARCHE_POLICY.encode()), now=2**33)


ACCEPTED = {
    "an unknown key beside": NOTE + UNKNOWN,
    "an unknown key before": f"{TEXT}\n{UNKNOWN}{LINE}",
    "a known name with an unknown id": NOTE + "— example.com/foo AAAAAAAA\n",
    "another name with a known id": NOTE + LINE.replace("foo", "bar"),
    "the same line twice": NOTE + LINE,
    "sixteen signatures": NOTE + UNKNOWN * 15,
    "seventeen signatures": NOTE + UNKNOWN * 16,
}


@pytest.mark.parametrize("note", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_notes_that_every_reader_must_accept(note: str) -> None:
    assert open_note(note.encode(), [KEY]).text == TEXT


MALFORMED = {
    "nothing": "",
    "no signature": TEXT,
    "an empty line and no signature": f"{TEXT}\n",
    "no empty line": TEXT + LINE,
    "no text": f"\n{LINE}",
    "an empty line after the signature": NOTE + "\n",
    "an empty line between signatures": f"{NOTE}\n",
    "no newline at the end": NOTE.removesuffix("\n"),
    "CRLF everywhere": NOTE.replace("\n", "\r\n"),
    "CRLF in the text": NOTE.replace("message.\n", "message.\r\n"),
    "CRLF after the signature": NOTE.removesuffix("\n") + "\r\n",
    "a tab in the text": NOTE.replace("an example", "an\texample"),
    "NUL in the text": NOTE.replace("example", "exam\0ple", 1),
    "ESC in the text": NOTE.replace("example", "\x1bexample", 1),
    "a text line among the signatures": NOTE + "more text\n",
    "a hyphen for a dash": NOTE.replace("—", "-"),
    "no space after the dash": NOTE.replace("— ", "—"),
    "two spaces": NOTE.replace("— ", "—  "),
    "no name": f"{NOTE}—  AAAAAAAA\n",
    "no signature octets": f"{NOTE}— stranger.example\n",
    "a plus sign in a name": f"{NOTE}— stran+ger AAAAAAAA\n",
    "a no-break space in a name": f"{NOTE}— stran\u00a0ger AAAAAAAA\n",
    "NEL in a name": f"{NOTE}— stran\u0085ger AAAAAAAA\n",
    "a line separator in a name": f"{NOTE}— stran\u2028ger AAAAAAAA\n",
    "an ideographic space in a name": f"{NOTE}— stran\u3000ger AAAAAAAA\n",
    "a key id and no signature": f"{NOTE}— stranger.example AAAAAA==\n",
    "no base64": f"{NOTE}— stranger.example AAAA*AAA\n",
    "base64 without padding": NOTE.replace("=\n", "\n"),
    "base64 with spare bits": NOTE.replace("aQM=", "aQN="),
    "URL base64": NOTE.replace("TgK7Z", "TgK-Z"),
    "a space at the end of a line": NOTE.replace("=\n", "= \n"),
}


@pytest.mark.parametrize("note", MALFORMED.values(), ids=MALFORMED.keys())
def test_notes_that_are_malformed_whoever_signed_them(note: str) -> None:
    with pytest.raises(Malformed):
        open_note(note.encode(), [KEY])


NOT_SIGNED = {
    "another word": NOTE.replace("example message", "example letter"),
    "a second empty line": f"{TEXT}\n\n{LINE}",
    "NEL in the text": NOTE.replace("message.", "message.\u0085"),
    "a letter that looks the same": NOTE.replace("This", "Th\u0456s"),
    "another name": NOTE.replace("example.com/foo", "example.com/bar"),
    "a signature of zeros": f"{TEXT}\n{ZEROS}",
    "a short signature": f"{TEXT}\n— example.com/foo Uw2QOkn8srU=\n",
    "right and then wrong": NOTE + ZEROS,
    "another text in front": f"another text\n\n{NOTE}",
}


@pytest.mark.parametrize("note", NOT_SIGNED.values(), ids=NOT_SIGNED.keys())
def test_notes_that_the_key_did_not_sign(note: str) -> None:
    """Well formed, and not what was signed: the text is never handed out."""
    with pytest.raises(BadSignature):
        open_note(note.encode(), [KEY])


def test_octets_that_are_not_utf_8_are_malformed() -> None:
    """Latin-1, an overlong form, a surrogate, a cut character."""
    for octets in (b"\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x80"):
        with pytest.raises(Malformed):
            open_note(NOTE.encode().replace(b"example message", octets), [KEY])


VKEYS = {
    "two parts": "example.com/foo+530d903a",
    "no name": "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "a space in the name": "example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "another name": "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "another key id": "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "a key id in capitals": "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "a short key id": "example.com/foo+530d90+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "no key": "example.com/foo+530d903a+",
    "a kind we do not know": "rekor.example+12345678+AwEB",
    "a short key": "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
    "a lone surrogate": "\ud800+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
}


@pytest.mark.parametrize("text", VKEYS.values(), ids=VKEYS.keys())
def test_verifier_keys_that_are_none(text: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(text)


@pytest.mark.parametrize("point", [1, 0, 2**255 - 20, 2**255 - 19, 2], ids=["1", "0", "-1", "p", "off"])
def test_weak_keys_are_no_verifier_keys(point: int) -> None:
    """Under a key of low order one signature would fit any note."""
    with pytest.raises(Malformed, match="Ed25519"):
        VerifierKey(name="example.com/foo", kind=KEY.kind, public=point.to_bytes(32, "little"))
