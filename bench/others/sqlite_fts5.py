"""Find letters with SQLite's full-text index: `sqlite_fts5.py FILE`.

FILE has a line for each letter, an empty line, and a line for each copy: its kind, a tab, its words.  A
copy is asked for by any of its words, ranked by BM25, as the manual shows; a quotation as a phrase
(https://www.sqlite.org/fts5.html).  Told: seconds to build, and for each copy its seconds and the letters.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LIMIT = 20
_WORD = re.compile(r"\w+")


def main(file: Path) -> None:
    """Build, ask and tell."""
    letters, copies = file.read_text(encoding="utf-8").split("\n\n")
    found = sqlite3.connect(":memory:")
    found.execute("CREATE VIRTUAL TABLE letters USING fts5(words, tokenize = 'unicode61')")
    begun = time.process_time()
    found.executemany("INSERT INTO letters VALUES (?)", ((text,) for text in letters.split("\n")))
    built = time.process_time() - begun
    print(json.dumps({"built": built, "asked": list(_asked(found, copies))}))


def _asked(found: sqlite3.Connection, copies: str) -> Iterator[tuple[float, list[int]]]:
    for copy in copies.split("\n"):
        kind, words = copy.split("\t")
        sought = dict.fromkeys(_WORD.findall(words.lower()))
        query = f'"{words}"' if kind.startswith("quotation") else " OR ".join(f'"{word}"' for word in sought)
        begun = time.process_time()
        rows = found.execute(
            "SELECT rowid FROM letters WHERE letters MATCH ? ORDER BY rank LIMIT ?", (query, LIMIT)
        ).fetchall()
        yield time.process_time() - begun, [number - 1 for (number,) in rows]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
