"""Programs in a PDF: they may change what is shown, now or next year.

JavaScript, launching, importing and sending actions (ISO 32000-1, 12.6.4), XFA forms (12.7.8),
rich media and 3D (13): none has a place in a letter.
"""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from chancery.paper.paper import Hidden, Hiding

_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/Hide", "/SetOCGState",
     "/Rendition", "/Movie", "/Trans", "/GoTo3DView", "/RichMediaExecute")
)  # fmt: skip
_MOVING = frozenset(("/RichMedia", "/3D", "/Screen", "/Movie"))
_DEEPEST = 20


def found(document: pikepdf.Pdf) -> Iterator[Hidden]:
    """Each kind of program in the file, once."""
    kinds = {kind for item in document.objects for kind in _programs(item, _DEEPEST)}
    for kind in sorted(kinds):
        yield Hidden(hiding=Hiding.SCRIPT, text=kind.removeprefix("/"))


def _programs(item: pikepdf.Object, depth: int) -> Iterator[str]:
    """What a dictionary does, and those within it that are not objects of their own."""
    if isinstance(item, pikepdf.Array) and depth:
        for part in item.as_list():
            yield from _within(part, depth)
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        yield from _does(item)
        for name in item.keys() if depth else ():
            yield from _within(item[name], depth)


def _within(part: object, depth: int) -> Iterator[str]:
    if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect:
        yield from _programs(part, depth - 1)


def _does(item: pikepdf.Object) -> Iterator[str]:
    action, kind = item.get("/S"), item.get("/Subtype")
    if isinstance(action, pikepdf.Name) and str(action) in _ACTIONS and not _is_structure(item):
        yield str(action)
    if isinstance(kind, pikepdf.Name) and str(kind) in _MOVING:
        yield str(kind)
    yield from (name for name in ("/JS", "/XFA") if name in item)


def _is_structure(item: pikepdf.Object) -> bool:
    """Structure elements also have an `/S`, and may be named anything."""
    return "/P" in item or item.get("/Type") == "/StructElem"
