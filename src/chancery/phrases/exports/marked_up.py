"""Text inside XML: whatever an office has written, the document stays one."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Not even escaped may these stand in a document (XML 1.0, section 2.2)."""

REPLACED = "\ufffd"


def put(parent: Element, name: str, text: str) -> Element:
    """An element of that name with that text; characters that XML forbids are shown to be missing."""
    found = SubElement(parent, name)
    found.text = _FORBIDDEN.sub(REPLACED, text)
    return found


def written(root: Element) -> bytes:
    """The document, in UTF-8, with its declaration."""
    octets: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + octets + b"\n"
