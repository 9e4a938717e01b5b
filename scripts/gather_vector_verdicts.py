"""Gather tests/vectors/verdicts into one page: which third-party file, which verdict, why.

Each page there begins with a heading of the first rank and stands beside the test that proves it.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
VERDICTS = ROOT / "tests" / "vectors" / "verdicts"
PAGE = ROOT / "docs" / "reference" / "vectors.md"

OPENING = """\
# Vectors

<!-- Written by `make docs` from tests/vectors/verdicts; change the pages there, not this one. -->

Test data of other projects, read from the folder `CHANCERY_VECTORS`, and what Chancery makes of it. A refusal
that others would accept, and an acceptance that others would refuse, has its reason here.
"""


def gathered() -> str:
    """Return the page as it should stand, in the order of the file names."""
    pages = [_one_rank_lower(page.read_text(encoding="utf-8")) for page in sorted(VERDICTS.glob("*.md"))]
    return "\n".join([OPENING, *pages])


def _one_rank_lower(page: str) -> str:
    return re.sub(r"^(#+ )", r"#\1", page.strip() + "\n", flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(gathered(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
