"""The copies of one run brought to a real house, two at a time, and judged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bench.copies.brought import Brought, brought
from bench.copies.cases import Case, Maker, On, collection
from bench.copies.judge import Judge, Told, Verdict, unread
from bench.copies.register import BEGUN, Registered, id_of
from chancery.check.copy import Checked, Copy, Kind
from chancery.paper.bringing import Bringing, Handed, Unreadable
from chancery.paper.limits import ALLOWANCE
from chancery.paper.sandbox import Sandbox
from chancery.registry.registry import Registry

AT_ONCE = 2
"""Processes; a small office's machine has two cores."""

PATIENCE = 60.0
"""Seconds that a file may take where two are read at once, each by a program that would use both cores."""

NAMES = {On.TEXT: "copy.txt", On.PDF: "copy.pdf", On.HIDING_PDF: "copy.pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every process of a run must know to make the same copies and ask the same house."""

    folder: Path
    letters: int
    seed: int

    def maker(self) -> Maker:
        """Whoever makes the copies."""
        return Maker(collection(self.letters, seed=self.seed), seed=self.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A house opened in this process, its sandbox, and the judge."""

    maker: Maker
    registry: Registry
    sandbox: Sandbox
    judge: Judge

    def verdict(self, case: Case) -> Verdict:
        """Make the copy, bring it, judge the answer; only the bringing is timed."""
        made, language = brought(case, self.maker), self.maker.language(case)
        begun = time.perf_counter()
        found = self._found(case, made)
        seconds = time.perf_counter() - begun
        if isinstance(found, Checked):
            return self.judge.judged(case, made.said, found, language=language, seconds=seconds, way=made.way)
        told, why = found
        return unread(case, made.said, language=language, seconds=seconds, told=told, way=made.way, why=why)

    def _found(self, case: Case, made: Brought) -> Checked | tuple[Told, str]:
        """What the house says, or why it says nothing."""
        try:
            return self.checked(case, made)
        except Unreadable as unreadable:
            return Told.CANNOT_TELL, unreadable.obstacle.value
        except Exception as fault:  # counted and published; one fault must not end a night's run
            return Told.BROKE_OFF, repr(fault)

    def checked(self, case: Case, made: Brought) -> Checked:
        """What the house says: to pasted words directly, to a file through the sandbox."""
        if case.on is On.TEXT:
            return self.registry.check(Copy(kind=Kind.TEXT, text=made.said.text))
        bringing = Bringing(record=self.registry, sandbox=self.sandbox, now=BEGUN)
        return bringing.checked(Handed(octets=made.octets, name=NAMES.get(case.on, "copy.jpg")))[0]


@cache
def opened(setting: Setting, *, patience: float = ALLOWANCE.seconds) -> Trial:
    """The house as one process has it, opened once; *patience* is how many seconds a file may take."""
    maker = setting.maker()
    ids = {letter.id: id_of(letter.id) for letter in maker.letters.kept}
    texts: dict[str, str] = {ids[letter.id]: letter.text for letter in maker.letters.kept}
    return Trial(
        maker=maker,
        registry=Registered(folder=setting.folder, ids=ids).opened(),
        sandbox=Sandbox(ahead=1, allowance=replace(ALLOWANCE, seconds=patience)),
        judge=Judge(texts=texts, ids=ids),
    )


def alone(setting: Setting, cases: Iterable[Case]) -> Iterator[Verdict]:
    """One after another, nothing else running: for what a person waits."""
    trial = opened(setting)
    return (trial.verdict(case) for case in cases)


def together(setting: Setting, cases: Sequence[Case]) -> list[Verdict]:
    """Two at a time, in processes that have nothing in common but the house."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # two readers on two cores; each would take both
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        return list(pool.map(_verdict, [setting] * len(cases), cases, chunksize=4))


def _verdict(setting: Setting, case: Case) -> Verdict:
    return opened(setting, patience=PATIENCE).verdict(case)
