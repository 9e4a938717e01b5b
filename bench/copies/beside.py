"""The same work by others: what differs, beside difflib; a proof in a file, beside pyHanko and C2PA."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import pikepdf

from bench import evidence_files, measure, peers
from bench.copies.cases import Became, Case, Maker, On, Said, Wanted, collection
from bench.copies.judge import Judge, Score
from bench.copies.register import BEGUN, id_of
from bench.copies.sheets import sheet_with_code
from bench.copies.sizes import SEED
from bench.correspondence import Correspondence
from bench.measure import Spread
from bench.peers import PeerAbsent
from bench.row import Better, Row
from chancery.check.words import compare
from chancery.paper.pdf.attached import evidence_in
from chancery.paper.press.letter import press
from chancery.record.words import Text, Words
from chancery.seal.evidence import read_evidence

OTHERS = Path(__file__).parent.parent / "others"
PYHANKO = "pyhanko==0.38.0"
C2PA = ("c2pa-python==0.37.0", "cryptography==45.0.7")
LETTERS, COPIES = 300, 420
"""Copies whose differences are worked out by both."""


def rows_beside_others() -> Iterator[Row]:
    """Differences, then proofs."""
    yield from _differences()
    yield from _proofs()


# ── what differs ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An altered copy and the letter it was made from."""

    case: Case
    said: Said
    letter: str
    language: str


def _differences() -> Iterator[Row]:
    maker = Maker(collection(LETTERS, seed=SEED), seed=SEED)
    pairs = list(_pairs(maker))
    ours, theirs = (measure.cpu(each, runs=3) for each in (_all(pairs, _ours), _all(pairs, _theirs)))
    yield Row(
        name="what differs between an altered text and its letter",
        value=ours.median / len(pairs) * 1e3,
        unit="ms",
        peer="difflib",
        peer_value=theirs.median / len(pairs) * 1e3,
        how=f"{len(pairs)} copies; all of them, ours: {ours.how()}; difflib, words only: {theirs.how()}",
    )
    yield Row(
        name="altered words located in a text, beside difflib",
        value=_f1(pairs, _ours),
        unit="word F1",
        better=Better.HIGHER,
        peer="difflib",
        peer_value=_f1(pairs, _theirs),
        how=f"{len(pairs)} copies, 21 ways of altering; difflib is given the right letter and the words only",
    )


def _pairs(maker: Maker) -> Iterator[Pair]:
    for case in maker.cases(Wanted(on=On.TEXT, altered=COPIES, others=0)):
        said, letter = maker.said(case), maker.letters.by_id[case.letter]
        if said is not None and case.became is Became.ALTERED:
            yield Pair(case=case, said=said, letter=letter.text, language=letter.language)


Runs = list[tuple[tuple[int, int], tuple[int, int]]]
"""Stretches that differ: code points of the copy, code points of the letter."""


def _ours(pair: Pair) -> Runs:
    words = Words(authoritative=Text(language=pair.language, text=pair.letter))
    return [(run.copy, run.registered) for run in compare(pair.said.text, words).changed]


def _theirs(pair: Pair) -> Runs:
    ours, theirs = pair.said.text.split(), pair.letter.split()
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    places = [_places(text) for text in (pair.said.text, pair.letter)]
    return [
        (_span(places[0], i, i_end), _span(places[1], j, j_end))
        for what, i, i_end, j, j_end in matcher.get_opcodes()
        if what != "equal"
    ]


def _places(text: str) -> list[tuple[int, int]]:
    places, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return [*places, (len(text), len(text))]


def _span(places: list[tuple[int, int]], first: int, after: int) -> tuple[int, int]:
    if first >= after:
        return (places[first][0], places[first][0])
    return (places[first][0], places[after - 1][1])


def _all(pairs: list[Pair], differ: Callable[[Pair], Runs]) -> Callable[[], None]:
    def each() -> None:
        for pair in pairs:
            differ(pair)

    return each


def _f1(pairs: list[Pair], differ: Callable[[Pair], Runs]) -> float:
    scores = [Judge.of_runs(differ(pair), pair.said, pair.letter) for pair in pairs]
    total = Score(
        right=sum(score.right for score in scores),
        wrong=sum(score.wrong for score in scores),
        missed=sum(score.missed for score in scores),
    )
    return 2 * total.right / (2 * total.right + total.wrong + total.missed)


# ── proofs in files ──────────────────────────────────────────────────────────


def _proofs() -> Iterator[Row]:
    """A letter's PDF opened, the evidence in it found and checked; others check files of their own."""
    file = _letter_with_evidence()
    ours = measure.cpu(lambda: _proven(file), runs=7, calls=20)
    for peer, told in (("pyHanko, PAdES B-LT, one page", _pyhanko), ("c2pa-python, a PNG", _c2pa)):
        try:
            theirs, what = told()
            value, how = theirs.median * 1e3, f"{peer}: {theirs.how()}; {what}"
        except PeerAbsent as absent:
            value, how = None, str(absent)
        yield Row(
            name=f"the proof in a letter's PDF checked, beside {peer.partition(',')[0]}",
            value=ours.median * 1e3,
            unit="ms",
            peer=peer,
            peer_value=value,
            how=f"ours {ours.how()}: file opened, evidence found and checked, log of 2^20; {how}",
        )


def _letter_with_evidence() -> bytes:
    letter = collection(LETTERS, seed=SEED).kept[0]
    sheet = sheet_with_code(letter.text, letter.language, id_of(letter.id))
    return press(sheet, evidence=evidence_files.plain(Correspondence(), 1).octets, at=BEGUN)


def _proven(file: bytes) -> None:
    with pikepdf.open(BytesIO(file)) as document:
        (octets,) = evidence_in(document)
    read_evidence(octets).check()


def _pyhanko() -> tuple[Spread, str]:
    python = peers.python_with("pyhanko", PYHANKO)
    return _timed(python, "pyhanko_pades.py", "B-LT", 7, 20), f"{PYHANKO}, without a network"


def _c2pa() -> tuple[Spread, str]:
    python = peers.python_with("c2pa", *C2PA)
    what = (
        f"{C2PA[0]}: claim signature, assertion and picture hashes; no timestamp, nobody trusted, no record"
    )
    return _timed(python, "c2pa_picture.py", 7, 100), what


def _timed(python: Path, script: str, *arguments: object) -> Spread:
    command = [str(python), str(OTHERS / script), *map(str, arguments)]
    try:
        run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        last = (str(problem.stderr or problem).strip().splitlines() or ["no reason given"])[-1]
        raise PeerAbsent(f"not compared: {last}") from problem
    return Spread(seconds=tuple(json.loads(run.stdout)["seconds"]), clock="CPU")
