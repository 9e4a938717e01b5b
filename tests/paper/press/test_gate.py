"""A letter is what its file says it is: kept for a hundred years, and fit to be read aloud."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from chancery.errors import Malformed
from chancery.paper.press import Sheet, Stamp, gate, press
from chancery.paper.press.gate import WAIVERS, Profile, faults
from chancery.paper.press.template import TEMPLATES
from tests.conftest import leave_out
from tests.paper.press.sheets import (
    ARABIC_SHEET,
    BOTH,
    CODE,
    DISOWNED,
    EVIDENCE,
    LONG,
    RELEASED,
    SHEET,
    opened,
    pressed,
    saying,
)

EVERY: dict[str, tuple[Sheet, Stamp | None]] = {
    "English": (SHEET, None),
    "Arabic": (ARABIC_SHEET, None),
    "both": (BOTH, None),
    "long": (LONG, None),
    "stamped": (BOTH, DISOWNED),
    "bare": (replace(saying("One line."), reference=None, action_addressees=(), signatories=()), None),
}


def program(name: str, *arguments: str | Path) -> str:
    """What the program says; a fault that it finds fails the test."""
    if shutil.which(name) is None:
        leave_out(name)
    run = subprocess.run(
        [name, *map(str, arguments)], capture_output=True, text=True, errors="replace", timeout=60
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pressed(BOTH))
    return path


class TestGate:
    @pytest.mark.parametrize("name", EVERY)
    def test_every_letter_passes(self, name: str) -> None:
        """PDF/A-3a and PDF/UA-1 at once, whatever the letter, its languages and its length."""
        sheet, stamp = EVERY[name]
        assert gate(pressed(sheet, stamp)) == ()

    def test_both_templates_pass(self) -> None:
        """A plain notice is held to the same."""
        notice = press(BOTH, evidence=EVIDENCE, at=RELEASED, template=TEMPLATES / "plain-notice")
        assert gate(notice) == ()

    def test_a_fault_is_seen(self) -> None:
        """A file that lost its tags is no longer what it claims, and the gate says so."""
        pdf = opened(pressed())
        del pdf.Root.StructTreeRoot
        assert {fault.profile for fault in gate(_saved(pdf))} == {Profile.PDF_A_3A, Profile.PDF_UA_1}

    def test_an_appearance_is_not_enough(self) -> None:
        """A file that only claims the standards in its metadata fails them."""
        plain = pikepdf.new()
        plain.add_blank_page()
        with plain.open_metadata() as metadata:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "3", "A"
        assert gate(_saved(plain)) != ()

    def test_no_pdf(self) -> None:
        """What is no PDF at all is refused, not passed."""
        with pytest.raises(Malformed, match="not a PDF"):
            gate(b"Dear Sir,")

    def test_waivers_have_reasons(self) -> None:
        """A rule is waived for a reason that somebody can read, and only rules that name a check of page."""
        assert all(len(waiver.reason) > 60 and waiver.rule.endswith("-001") for waiver in WAIVERS)

    def test_only_waived_faults_are_waived(self) -> None:
        """Without the waivers, our letters break at most the rules that are waived."""
        for sheet, stamp in EVERY.values():
            pdf = pressed(sheet, stamp)
            found = {fault.rule for profile in Profile for fault in faults(pdf, profile)}
            assert all(any(rule.endswith(waiver.rule) for waiver in WAIVERS) for rule in found)

    def test_qpdf_finds_nothing(self, filed: Path) -> None:
        """A second program that reads every object finds nothing to repair."""
        assert "No syntax or stream encoding errors" in program("qpdf", "--check", filed)


class TestReadAloud:
    def test_the_code_is_heard_once(self, filed: Path) -> None:
        """The foot of a page is not read aloud; so the code stands among the letter's particulars too."""
        assert program("pdfinfo", "-struct-text", filed).count(CODE) == 1

    def test_arabic_is_announced_as_arabic(self) -> None:
        """A voice changes its language where the letter does."""
        spoken = {str(part.Lang) for part in _parts(opened(pressed(BOTH))) if "/Lang" in part}
        assert "ar" in spoken
        assert str(opened(pressed(BOTH)).Root.Lang) == "en"
        assert str(opened(pressed(ARABIC_SHEET)).Root.Lang) == "ar"

    def test_headings(self) -> None:
        """The title of each text is a heading, by which a listener finds the way."""
        found = [part for part in _parts(opened(pressed(BOTH))) if part.get("/S") == "/H1"]
        assert len(found) == 2


def _parts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    agenda = [pdf.Root.StructTreeRoot]
    while agenda:
        part = agenda.pop()
        yield part
        children = part.get("/K", [])
        agenda += [
            child
            for child in (children if isinstance(children, pikepdf.Array) else [children])
            if isinstance(child, pikepdf.Dictionary) and "/S" in child
        ]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    import io

    saved = io.BytesIO()
    pdf.save(saved)
    return saved.getvalue()


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not on this machine")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_where_it_is_present(filed: Path, flavour: str) -> None:
    """The reference validator, which no distribution brings; without it page alone has looked."""
    said = program("verapdf", "--format", "text", "--flavour", flavour, filed)
    assert said.startswith("PASS")
