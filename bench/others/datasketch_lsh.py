"""Find letters with datasketch's MinHash LSH, in whose environment this runs: `datasketch_lsh.py FILE`.

FILE is as for `sqlite_fts5.py`.  A letter is the set of its three-word phrases, 128 permutations; the
buckets are made for a likeness of 0.5, and what they give is ranked by the likeness of the sketches.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from datasketch import MinHash, MinHashLSH

LIMIT = 20
LIKENESS, PERMUTATIONS = 0.5, 128


def main(file: Path) -> None:
    """Build, ask and tell."""
    letters, copies = file.read_text(encoding="utf-8").split("\n\n")
    begun = time.process_time()
    buckets, sketches = MinHashLSH(threshold=LIKENESS, num_perm=PERMUTATIONS), []
    for number, text in enumerate(letters.split("\n")):
        sketches.append(_sketch(text))
        buckets.insert(number, sketches[-1])
    built = time.process_time() - begun
    print(json.dumps({"built": built, "asked": list(_asked(buckets, sketches, copies))}))


def _asked(buckets: MinHashLSH, sketches: list[MinHash], copies: str) -> Iterator[tuple[float, list[int]]]:
    for copy in copies.split("\n"):
        _, words = copy.split("\t")
        begun = time.process_time()
        sketch = _sketch(words)
        called = buckets.query(sketch)
        ranked = sorted(called, key=lambda number: (-sketch.jaccard(sketches[number]), number))
        yield time.process_time() - begun, ranked[:LIMIT]


def _sketch(text: str) -> MinHash:
    words = text.lower().split()
    sketch = MinHash(num_perm=PERMUTATIONS)
    sketch.update_batch([" ".join(words[at : at + 3]).encode() for at in range(len(words) - 2)])
    return sketch


if __name__ == "__main__":
    main(Path(sys.argv[1]))
