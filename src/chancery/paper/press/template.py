"""Templates: how an institution's letters look, as a folder that it can change without touching code.

    ministry-letter/
        template.toml    the paper, the colours, and whatever label is to read otherwise
        letter.typ       a function `letter(sheet)` that arranges the parts in `/chancery.typ`
        fonts/           further typefaces, if the words need them

A template decides where things stand.  The mark, the code, the evidence, the language of
every passage and a stamp are drawn round it (`chancery.typ`) and cannot be left out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from chancery.errors import Malformed

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"

_FORBIDDEN = {
    r"@(preview|local)\b|\"@|\\u\{": "it imports a package, which the press would have to fetch",
    r"\b(import|include)\b(?!\s*\"[^\"\\]*\"\s*(:|as\b|\n|\Z))": "it imports what is not plainly named",
    r"\b(eval|plugin)\b": "it runs text or a program as code",
    r"\.\./|\.\.\\": "it reaches outside its folder",
    r"\bpdf\.(attach|embed)\b": "it attaches files, which is for the press to do",
    r"\b(set|show)\s+(std\.)?(page|document)\b|\bpage\s*\(": "it sets the page, which `template.toml` does",
}
"""What a template may not say, not even in a remark.  Coarse on purpose: what is refused can be said
otherwise, and a program that tells remarks from code would be one more that can be fooled."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One template, read and found fit to print with."""

    name: str
    folder: Path
    look: Mapping[str, str]
    """The paper and the colours."""
    texts: Mapping[str, Mapping[str, Any]]
    """Every label, by language; the first language serves where a letter's own is missing."""
    sources: Mapping[str, bytes] = field(repr=False)
    """Every `.typ` file, as it was when it was looked at."""

    @property
    def fonts(self) -> tuple[Path, ...]:
        """Where typefaces are looked for, ours first."""
        own = self.folder / "fonts"
        return (FONTS, own) if own.is_dir() else (FONTS,)


def shipped() -> tuple[str, ...]:
    """The names of the templates that come with the press."""
    return tuple(sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir()))


@lru_cache(maxsize=16)
def template_in(folder: Path) -> Template:
    """The template in that folder; raises `Malformed`, naming the fault, if it cannot be printed with."""
    written, sources = _read(folder)
    for name, source in sources.items():
        _lint(name, source.decode())
    for required in ("name", "look"):
        if required not in written:
            raise Malformed(f"The template {folder.name} lacks “{required}” in template.toml.")
    return Template(
        name=str(written["name"]),
        folder=folder,
        look=_look(folder.name, written["look"]),
        texts=_texts(folder.name, written.get("texts", {})),
        sources=sources,
    )


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    for path in folder.rglob("*"):
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Malformed(f"The template {folder.name} holds {path.name}, which leads outside its folder.")
    try:
        written = tomllib.loads((folder / "template.toml").read_text(encoding="utf-8"))
        sources = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.typ")}
        for source in sources.values():
            source.decode()
    except (OSError, ValueError) as unreadable:
        raise Malformed(f"The template {folder.name} cannot be read: {unreadable}.") from unreadable
    if "letter.typ" not in sources:
        raise Malformed(f"The template {folder.name} has no letter.typ.")
    return written, sources


def _lint(name: str, source: str) -> None:
    for pattern, why in _FORBIDDEN.items():
        if found := re.search(pattern, source):
            raise Malformed(f"{name} cannot be printed with: {why} ({found[0].strip()}).")


def _look(name: str, look: Mapping[str, object]) -> Mapping[str, str]:
    for part in ("paper", "ink", "accent", "quiet"):
        if not isinstance(look.get(part), str):
            raise Malformed(f"The template {name} lacks “{part}” in its look.")
        if part != "paper" and not _COLOUR.fullmatch(str(look[part])):
            raise Malformed(f"The template {name} gives {part} as {look[part]!r}; a colour is like #14213d.")
    return {part: str(value) for part, value in look.items()}


def _texts(name: str, own: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """The labels of every language: the template's own words before ours."""
    ours = labels()
    texts = {language: {**ours.get(language, {}), **own.get(language, {})} for language in (*own, *ours)}
    for language, spoken in texts.items():
        if lacking := sorted(set(ours["en"]) - set(spoken)):
            raise Malformed(f"The template {name} has no {', '.join(lacking)} in the language {language}.")
        if len(spoken["months"]) != 12:
            raise Malformed(f"The template {name} names {len(spoken['months'])} months in {language}.")
    return texts


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Mapping[str, Any]]:
    """What stands round the words, by language, where a template does not say it otherwise."""
    return tomllib.loads((HERE / "labels.toml").read_text(encoding="utf-8"))
