"""Optional content: layers that one viewer shows and another does not.  ISO 32000-1, 8.11."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from chancery.paper.paper import Hidden, Hiding


def found(document: pikepdf.Pdf) -> Iterator[Hidden]:
    """Each layer, by its name."""
    properties = document.Root.get("/OCProperties")
    groups = properties.get("/OCGs") if isinstance(properties, pikepdf.Dictionary) else None
    for group in groups.as_list() if isinstance(groups, pikepdf.Array) else ():
        name = str(group.get("/Name", "")) if isinstance(group, pikepdf.Dictionary) else ""
        yield Hidden(hiding=Hiding.OPTIONAL_CONTENT, text=name)
