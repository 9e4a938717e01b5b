"""In a document every shape has one name, and every name one shape."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

SRC = Path(__file__).parents[3] / "src" / "chancery" / "web"


def test_no_two_shapes_have_one_name() -> None:
    """The library would let the second take the place of the first, and say nothing."""
    shared = SRC / "api" / "shapes.py"
    for face in ("counter", "desk"):
        files = [shared, *sorted((SRC / face / "api").glob("*.py"))]
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        names = Counter(re.findall(r"^class (\w+)\(", text, re.MULTILINE))
        assert {name for name, times in names.items() if times > 1} == set()
