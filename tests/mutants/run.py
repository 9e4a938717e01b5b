"""Plant one fault at a time in a copy of the source, and see that the tests notice.

    python -m tests.mutants.run             every fault
    python -m tests.mutants.run --quick     one for each property
    python -m tests.mutants.run hold key    those whose description or file has one of these words

Exit code 0: every fault was noticed.  1: one survived, or no longer applies.  2: nonsense.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.mutants.fault import Fault
from tests.mutants.faults import FAULTS

HERE = Path(__file__).resolve().parents[2]
SOURCE = HERE / "src" / "chancery"

NOTICED, SURVIVED, NO_LONGER_APPLIES, BROKEN = "noticed", "SURVIVED", "NO LONGER APPLIES", "DOES NOT RUN"

FAILED = 1
"""What pytest exits with when tests failed; 2 and more mean that they did not run."""


def main(arguments: Sequence[str]) -> int:
    """Plant the faults asked for, as many at a time as there are cores, and print a line for each."""
    asked = _parser().parse_args(arguments)
    faults = [fault for fault in FAULTS if _wanted(fault, asked.words, quick=asked.quick)]
    if not faults:
        print("No fault has any of these words in it.", file=sys.stderr)
        return 2
    if (without := _tests_run_clean(faults)) is not None:
        print(f"The tests already fail without any fault planted:\n{without}", file=sys.stderr)
        return 1
    begun, bad = time.monotonic(), 0
    with ThreadPoolExecutor(max_workers=asked.at_once) as pool:
        for fault, verdict in zip(faults, pool.map(plant, faults), strict=True):
            bad += verdict != NOTICED
            print(f"{verdict:<18} {fault.file:<24} {fault.what}", flush=True)
    print(f"{len(faults) - bad} of {len(faults)} faults noticed in {time.monotonic() - begun:.0f} s")
    return 1 if bad else 0


def plant(fault: Fault) -> str:
    """Say what the tests say when the source has this fault."""
    text = (SOURCE / fault.file).read_text(encoding="utf-8")
    if text.count(fault.was) != 1:
        return NO_LONGER_APPLIES
    with copy_of_the_source() as copy:
        (copy / "chancery" / fault.file).write_text(text.replace(fault.was, fault.becomes), encoding="utf-8")
        code = run_tests(copy, fault.tests).returncode
    return {0: SURVIVED, FAILED: NOTICED}.get(code, BROKEN)


@contextmanager
def copy_of_the_source() -> Iterator[Path]:
    """A folder that holds the package and comes before the installed one."""
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        shutil.copytree(SOURCE, Path(folder) / "chancery", ignore=shutil.ignore_patterns("__pycache__"))
        yield Path(folder)


def run_tests(source: Path, tests: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run the named tests over that source, stopping at the first that fails."""
    names = [f"tests/{name.replace('::', '.py::', 1)}" for name in tests]
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        *names,
    ]
    settings = {"PYTHONPATH": str(source), "HYPOTHESIS_PROFILE": "faults", "PYTHONHASHSEED": "0"}
    return subprocess.run(
        command, cwd=HERE, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )


def _tests_run_clean(faults: Sequence[Fault]) -> str | None:
    """A test that fails anyway would notice every fault; None when there is none such."""
    named = list(dict.fromkeys(test for fault in faults for test in fault.tests))
    with copy_of_the_source() as copy:
        done = run_tests(copy, named)
    return None if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-1000:]


def _wanted(fault: Fault, words: Sequence[str], *, quick: bool) -> bool:
    told = f"{fault.what} {fault.file}"
    return (fault.quick or not quick) and (not words or any(word in told for word in words))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants.run", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("words", nargs="*", metavar="WORD", help="only faults with one of these words")
    parser.add_argument("--quick", action="store_true", help="only one fault for each property")
    parser.add_argument(
        "--at-once", type=int, default=os.cpu_count() or 1, metavar="N", help="faults at a time"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
