"""An institution changes how its letters look without touching code, and cannot make them lie."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy
import pytest

from chancery.errors import Malformed
from chancery.paper.press import gate, press, shipped, template_in
from chancery.paper.press.logo import logo_svg
from chancery.paper.press.template import TEMPLATES
from tests.paper.press.sheets import CODE, EVIDENCE, RELEASED, SHEET, pages

LOOK = 'name = "Ours"\n[look]\npaper = "us-letter"\nink = "#003300"\naccent = "#660000"\nquiet = "#555555"\n'
BARE = '#import "/chancery.typ": *\n#let letter(sheet) = passages(sheet)\n'


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "template.toml").write_text(LOOK)
    (folder / "letter.typ").write_text(BARE)
    return folder


def printed(template: Path) -> bytes:
    return press(SHEET, evidence=EVIDENCE, at=RELEASED, template=template)


class TestShipped:
    def test_two_ship(self) -> None:
        """A ministry's letter and a plain notice come with the press."""
        assert shipped() == ("ministry-letter", "plain-notice")

    @pytest.mark.parametrize("name", shipped())
    def test_they_are_fit(self, name: str) -> None:
        """What ships keeps the rules that an institution's own template must keep."""
        assert set(template_in(TEMPLATES / name).texts) == {"en", "ar"}


class TestOurs:
    def test_the_least_template(self, ours: Path) -> None:
        """Two short files are a template; mark, code and evidence are on the letter all the same."""
        pdf = printed(ours)
        assert gate(pdf) == ()
        assert pages(pdf)[0].count(CODE) == 1

    def test_labels_said_otherwise(self, ours: Path) -> None:
        """A label is changed in the template's own file; what is not changed stays as it ships."""
        (ours / "template.toml").write_text(LOOK + '[texts.en]\ncheck = "Is it so?"\n')
        text = pages(printed(ours))[0]
        assert "Is it so?" in text
        assert "Only the record says" in text

    def test_a_language_of_its_own(self, ours: Path) -> None:
        """A language that is not ours is given whole, or the missing labels are named."""
        (ours / "template.toml").write_text(LOOK + '[texts.sr]\ncheck = "Proverite"\n')
        with pytest.raises(Malformed, match="reference"):
            template_in(ours)

    @pytest.mark.parametrize(
        ("source", "why"),
        [
            ('#import "@preview/cetz:0.3.4": canvas', "package"),
            ('#import "@local/ours:1.0.0": *', "package"),
            ('#import ("" + sys.inputs.x): canvas', "not plainly named"),
            ('#import "" + str.from-unicode(64) + "preview/cetz:0.3.4": canvas', "not plainly named"),
            ('#import "\\u{40}preview/cetz:0.3.4": canvas', "package"),
            ("#include sys.inputs.x", "not plainly named"),
            ('#eval("1")', "as code"),
            ('#plugin("x.wasm")', "as code"),
            ('#read("../../secret")', "outside its folder"),
            ('#pdf.attach("x", bytes(()))', "attaches files"),
            ("#set page(footer: none)", "sets the page"),
            ("#show page: none", "sets the page"),
            ("#page(footer: none)[]", "sets the page"),
            ('#let remark = "//"; #eval("1")', "as code"),
        ],
    )
    def test_what_it_may_not_say(self, ours: Path, source: str, why: str) -> None:
        """A template that would fetch, run or hide something is refused before anything is printed."""
        (ours / "letter.typ").write_text(f"{source}\n{BARE}")
        with pytest.raises(Malformed, match=why):
            template_in(ours)

    def test_nothing_outside_is_read(self, ours: Path, tmp_path: Path) -> None:
        """Not even a path that looks harmless leads out of the folder."""
        (tmp_path / "secret").write_text("secret")
        (ours / "letter.typ").write_text(BARE + f'#let x = read("{tmp_path}/secret")\n')
        with pytest.raises(Malformed, match="cannot be drawn"):
            printed(ours)

    def test_no_way_out_by_a_link(self, ours: Path, tmp_path: Path) -> None:
        """A link in the folder that leads elsewhere is refused."""
        (tmp_path / "secret").write_text("secret")
        (ours / "crest.svg").symlink_to(tmp_path / "secret")
        with pytest.raises(Malformed, match="outside its folder"):
            template_in(ours)

    @pytest.mark.parametrize(
        ("written", "why"),
        [
            ("", "lacks “name”"),
            ('name = "x"', "lacks “look”"),
            (LOOK.replace("#003300", "green"), "a colour is like"),
            (LOOK.replace('paper = "us-letter"', ""), "lacks “paper”"),
            ("name = ", "cannot be read"),
        ],
    )
    def test_faults_are_named(self, ours: Path, written: str, why: str) -> None:
        """A template that is not whole says what it lacks."""
        (ours / "template.toml").write_text(written)
        with pytest.raises(Malformed, match=why):
            template_in(ours)

    def test_no_drawing(self, ours: Path) -> None:
        """A folder without letter.typ is no template."""
        (ours / "letter.typ").unlink()
        with pytest.raises(Malformed, match=r"letter\.typ"):
            template_in(ours)

    def test_a_fault_in_the_drawing(self, ours: Path) -> None:
        """A drawing that cannot be drawn is a fault with a sentence, not a crash."""
        (ours / "letter.typ").write_text("#let letter(sheet) = nowhere\n")
        with pytest.raises(Malformed, match="cannot be drawn"):
            printed(ours)

    def test_fonts_of_its_own(self, ours: Path) -> None:
        """A template brings typefaces for scripts that we have none for."""
        (ours / "fonts").mkdir()
        assert len(template_in(ours).fonts) == 2


class TestLogo:
    def test_a_drawing(self) -> None:
        """An SVG that stands on its own is taken as it is."""
        drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
        assert logo_svg(drawing.encode()) == drawing

    def test_a_picture(self) -> None:
        """A PNG is printed with its own points, and the letter keeps to the standards."""
        octets = cv2.imencode(".png", numpy.full((30, 60, 3), 90, numpy.uint8))[1].tobytes()
        sheet = replace(SHEET, letterhead=replace(SHEET.letterhead, logo=octets))
        pdf = press(sheet, evidence=EVIDENCE, at=RELEASED)
        assert gate(pdf) == ()
        assert len(pdf) > len(press(SHEET, evidence=EVIDENCE, at=RELEASED))

    @pytest.mark.parametrize(
        "octets",
        [
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n" + bytes(40),
            b'<svg><image href="https://example.org/x.png"/></svg>',
            b'<svg><image href="/etc/passwd"/></svg>',
            b'<!DOCTYPE x [<!ENTITY y "z">]><svg/>',
            b"<svg><style>@import 'x'</style></svg>",
            b"<svg>" + b" " * 2_000_001,
        ],
    )
    def test_what_is_no_logo(self, octets: bytes) -> None:
        """What is neither, or reaches outside itself, is refused."""
        with pytest.raises(Malformed):
            logo_svg(octets)


def test_copies_of_ours_may_be_changed(tmp_path: Path) -> None:
    """A shipped folder, copied, is a template of the institution's own."""
    shutil.copytree(TEMPLATES / "ministry-letter", tmp_path / "copied")
    assert printed(tmp_path / "copied") == printed(TEMPLATES / "ministry-letter")
