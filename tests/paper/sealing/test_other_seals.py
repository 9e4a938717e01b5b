from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms, x509
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from chancery.paper.paper import SealChange, SealState
from chancery.paper.sealing.judging import _name, judge, undisturbed
from chancery.paper.sealing.keys import SealKey
from chancery.paper.sealing.seal import Level
from chancery.paper.sealing.timestamps import HttpTimestamps
from tests.paper.sealing import attacks
from tests.paper.sealing.conftest import NOW
from tests.paper.sealing.forgeries import field_taken_away
from tests.paper.sealing.letters import letter
from tests.paper.sealing.others import approved, certified, known, timestamped, with_certificates
from tests.paper.sealing.revising import number_of, revised, spoken


def test_certificates_put_inside_later(
    sealed: dict[Level, bytes], key: SealKey, timestamps: HttpTimestamps
) -> None:
    """Certificates and lists of the revoked may follow a seal: they are proof, not words."""
    (found,) = judge(with_certificates(sealed[Level.B_B], key, timestamps, NOW))
    assert (found.state, found.changes) == (SealState.INTACT, {SealChange.EXTENSION})


def test_a_proof_of_time_put_on_later(sealed: dict[Level, bytes], timestamps: HttpTimestamps) -> None:
    """A timestamp over the document may follow a seal, and its hour is then the seal's."""
    (found,) = judge(timestamped(sealed[Level.B_B], timestamps))
    assert (found.state, found.timestamped) == (SealState.INTACT, True)


def test_proofs_upon_proofs(sealed: dict[Level, bytes], timestamps: HttpTimestamps) -> None:
    """An archive that renews its proof of time every few years does not disturb the seal."""
    (found,) = judge(timestamped(timestamped(sealed[Level.B_LTA], timestamps), timestamps))
    assert found.state is SealState.INTACT


@pytest.mark.parametrize("attack", [attacks.words_replaced, attacks.octets_behind_the_end])
def test_a_proof_of_time_does_not_hide_a_change(
    sealed: dict[Level, bytes], timestamps: HttpTimestamps, attack: attacks.Attack
) -> None:
    """A change after the last proof of time is found, and so is one that a proof was put on afterwards."""
    for changed in (
        attack(sealed[Level.B_LTA]),
        timestamped(attacks.words_replaced(sealed[Level.B_B]), timestamps),
    ):
        assert judge(changed)[0].state is SealState.CHANGED


def test_a_proof_of_time_that_stands_alone(timestamps: HttpTimestamps) -> None:
    """A timestamp on a letter that nobody sealed is told under the name of its authority."""
    (found,) = judge(timestamped(letter() + b"\n", timestamps))
    assert (found.state, found.timestamped) == (SealState.INTACT, True)
    assert found.signer == "Example Timestamp Authority"


@pytest.mark.parametrize("subfilter", [SigSeedSubFilter.PADES, SigSeedSubFilter.ADOBE_PKCS7_DETACHED])
def test_a_seal_that_somebody_else_set(key: SealKey, subfilter: SigSeedSubFilter) -> None:
    """The seal of another program, of either common kind, is intact under whatever name it claims."""
    (found,) = judge(approved(letter(), key, subfilter=subfilter))
    assert found.state is SealState.INTACT


def test_an_archive_seal_that_somebody_else_set(key: SealKey, timestamps: HttpTimestamps) -> None:
    """A program that writes the date of the document anew with every proof has not changed its words."""
    lasting = approved(
        letter(),
        key,
        timestamper=timestamps,
        embed_validation_info=True,
        use_pades_lta=True,
        validation_context=known(key, timestamps, NOW),
    )
    (found,) = judge(lasting)
    assert (found.state, found.changes) == (SealState.INTACT, {SealChange.EXTENSION})


def test_two_offices_on_one_letter(key: SealKey) -> None:
    """What a second office adds is said of the first seal, and the second is intact."""
    first, second = judge(approved(approved(letter(), key), key, "Second"))
    assert (first.state, first.changes) == (SealState.CHANGED, {SealChange.SIGNATURE_OR_FORM})
    assert (second.state, second.changes) == (SealState.INTACT, frozenset())


@pytest.mark.parametrize("permitted", [MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
def test_what_a_seal_permits_is_still_told(key: SealKey, permitted: MDPPerm) -> None:
    """A change is told even where whoever sealed permitted it: a reader wants to know of it."""
    first, _ = judge(approved(certified(letter(), key, permitted), key, "Second"))
    assert first.state is SealState.CHANGED


def test_a_form_filled_after_sealing(key: SealKey) -> None:
    """Filling in a form is a change of its own class."""

    def change(form: pikepdf.Pdf) -> dict[int, bytes]:
        field = form.Root.AcroForm.Fields[0]
        field.V = pikepdf.String("1,000")
        return {number_of(field): spoken(field)}

    (found,) = judge(revised(certified(_form(), key, MDPPerm.FILL_FORMS), change))
    assert (found.state, found.changes) == (SealState.CHANGED, {SealChange.SIGNATURE_OR_FORM})


@pytest.mark.parametrize(
    ("word", "value"),
    [("/DA", pikepdf.String("/Helv 0 Tf 1 g")), ("/NeedAppearances", True), ("/Q", 2)],
)
def test_a_form_that_is_drawn_otherwise(key: SealKey, word: str, value: pikepdf.String | bool | int) -> None:
    """White ink for what was filled in is a change to the form, though no field was touched."""

    def change(form: pikepdf.Pdf) -> dict[int, bytes]:
        form.Root.AcroForm[word] = value
        return {number_of(form.Root.AcroForm): spoken(form.Root.AcroForm)}

    (found,) = judge(revised(certified(_form(), key, MDPPerm.FILL_FORMS), change))
    assert found.state is SealState.CHANGED
    assert SealChange.SIGNATURE_OR_FORM in found.changes


def _form() -> bytes:
    form = pikepdf.new()
    form.add_blank_page()
    field = form.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="Amount",
            F=4,
            Rect=[40, 40, 200, 60],
            P=form.pages[0].obj,
        )
    )
    form.pages[0].obj.Annots = form.make_indirect(pikepdf.Array([field]))
    form.Root.AcroForm = form.make_indirect(pikepdf.Dictionary(Fields=[field]))
    saved = io.BytesIO()
    form.save(saved)
    return saved.getvalue()


def test_a_digest_that_can_be_matched(key: SealKey) -> None:
    """A seal over SHA-1 says nothing: others have found two letters with one digest."""
    (found,) = judge(approved(letter(), key, md_algorithm="sha1"))
    assert found.state is SealState.COULD_NOT_EXAMINE


def test_somebody_elses_proof_of_time(key: SealKey, timestamps: HttpTimestamps) -> None:
    """A timestamp that was given to another letter, put into this seal, is noticed."""
    one, other = (approved(letter(pages), key, timestamper=timestamps) for pages in (1, 2))
    (found,) = judge(_with_token_of(one, other))
    assert found.state is SealState.BROKEN


def _with_token_of(pdf: bytes, other: bytes) -> bytes:
    message, donor = _message(pdf), _message(other)
    message["content"]["signer_infos"][0]["unsigned_attrs"] = donor["content"]["signer_infos"][0][
        "unsigned_attrs"
    ]
    found = _contents(pdf)
    digits = message.dump(force=True).hex().encode()
    return pdf[: found.start(1)] + digits.ljust(len(found[1]), b"0") + pdf[found.end(1) :]


def _message(pdf: bytes) -> cms.ContentInfo:
    return cms.ContentInfo.load(bytes.fromhex(_contents(pdf)[1].decode()))


def _contents(pdf: bytes) -> re.Match[bytes]:
    found = re.search(rb"/Contents <([0-9A-Fa-f]+)>", pdf)
    assert found is not None
    return found


def test_somebody_elses_seal(key: SealKey) -> None:
    """The seal of one letter, cut out and put into another, is broken."""
    one, other = (approved(letter(pages), key) for pages in (1, 2))
    found = _contents(one)
    # The reserve for a seal differs by an octet or two, as its signature does; it ends in zeros.
    digits = _contents(other)[1][: len(found[1])].ljust(len(found[1]), b"0")
    (found_seal,) = judge(one[: found.start(1)] + digits + one[found.end(1) :])
    assert found_seal.state is SealState.BROKEN


def test_a_broken_seal_beside_a_good_one(key: SealKey) -> None:
    """Each seal is told by itself, so a second one does not heal the first."""
    broken = approved(letter(), key).replace(b"/Title", b"/Tytle", 1)
    first, second = judge(approved(broken, key, "Second"))
    assert (first.state, second.state) == (SealState.BROKEN, SealState.INTACT)
    assert not undisturbed((first, second))
    assert undisturbed((second,))


def test_a_seal_that_was_taken_off_the_list(key: SealKey) -> None:
    """A file that speaks of more seals than its structure leads to has one that could not be examined."""
    stripped = field_taken_away(approved(letter(), key))
    own, other = judge(approved(stripped, key, "Mine"))
    assert (own.state, other.state) == (SealState.INTACT, SealState.COULD_NOT_EXAMINE)


def test_what_an_office_sealed_long_ago(corpora: Path) -> None:
    """Real letters under the seal of a printing office are intact, and once changed no more."""
    folder = corpora / "us-executive-order-pdf"
    for place in sorted(folder.glob("*.pdf"))[:20]:
        octets = place.read_bytes()
        (found,) = judge(octets)
        assert (found.state, found.signer) == (SealState.INTACT, "Government Publishing Office")
        assert judge(attacks.words_replaced(octets))[0].state is SealState.CHANGED


def test_a_name_that_would_move_its_neighbours() -> None:
    """Characters that turn the direction of writing do not come out of a certificate."""
    subject = x509.Name.build({"common_name": "Ministry\u202e \n of\x00 Example" + "x" * 500})
    assert _name(subject).startswith("Ministry of Example")
    assert len(_name(subject)) == 120
