"""The one who opens strangers' files: a program of its own that does one errand and ends.

It runs where nothing can be reached and is not trusted with more than an answer.  Readers are
loaded when they are needed, or ahead of time when it waits for a file that has yet to come.

    python -I -m chancery.paper.worker [ahead] [fenced | filtered]
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Mapping
from importlib import import_module

from chancery.errors import ChanceryError
from chancery.paper import fence, seccomp
from chancery.paper.errand import READY, Errand, Task, read_errand, write_answer
from chancery.paper.limits import Allowance
from chancery.paper.opening import paper_of
from chancery.paper.paper import Obstacle
from chancery.paper.paper_form import write_paper

Done = Callable[..., bytes | Obstacle]
"""One task: takes the files of the errand, returns the answer's octets."""

AHEAD = (
    "chancery.paper.pdf",
    "chancery.paper.pdf.compare",
    "chancery.paper.picture",
    "chancery.paper.sealing.judging",
    "chancery.paper.document",
    "chancery.paper.mail",
    "chancery.paper.web_page",
)
"""What takes long to load, and is loaded before the file comes if there is time."""


def read(octets: bytes, name: bytes) -> bytes:
    """One file, read."""
    return write_paper(paper_of(octets, name.decode()))


def compare(copy: bytes, rendition: bytes) -> bytes | Obstacle:
    """Where two PDFs look different; an obstacle if they are not two copies of one letter."""
    from chancery.paper.differing import Region, write_regions
    from chancery.paper.pdf.compare import Sameness, same_words_by_picture

    compared = same_words_by_picture(copy, rendition)
    if compared.likeness is Sameness.CANNOT_COMPARE:
        return Obstacle.DAMAGED
    return write_regions(
        Region(box=found.box, copy=found.copy_png, rendition=found.registered_png)
        for found in compared.regions
    )


def weigh(picture: bytes, questions: bytes) -> bytes:
    """Which of the words that may stand there the ink looks like."""
    from chancery.paper.second_look import weighed

    return weighed(picture, questions)


TASKS: Mapping[str, Done] = {Task.READ: read, Task.COMPARE: compare, Task.WEIGH: weigh}


def done(errand: Errand, tasks: Mapping[str, Done]) -> bytes | Obstacle:
    """The errand's answer, or the one reason why there is none."""
    try:
        return tasks[errand.task](*errand.files)
    except MemoryError:
        return Obstacle.TOO_SLOW
    except ImportError:
        return Obstacle.NO_READER
    except Exception:
        # Whatever a reader stumbled over, in whatever library, the file is not as it should be.
        return Obstacle.DAMAGED


def main(tasks: Mapping[str, Done] = TASKS) -> None:
    """Get ready, say so, do one errand, end."""
    answers = _private_output()
    if "ahead" in sys.argv:
        _load_ahead()
    _wall_in()
    os.write(answers, READY)
    octets = sys.stdin.buffer.read()
    if not octets:
        return
    errand = read_errand(octets)
    _confine(errand.allowance)
    with open(answers, "wb") as out:
        out.write(write_answer(done(errand, tasks)))
    # Taking down what was loaded would take longer than most files take to read.
    os._exit(0)


def _private_output() -> int:
    """Where the answer goes, out of the way of libraries that print."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answers


def _wall_in() -> None:
    """
    Put up what bubblewrap does where it can be had: the fence and the filter.

    Raises `CannotFence` if *fenced* was asked for and either cannot be put up.
    """
    if "fenced" in sys.argv:
        fence.put_up(os.environ["TMPDIR"])
    if "fenced" in sys.argv or "filtered" in sys.argv:
        filtering = seccomp.program(among_others=True)
        filtered = filtering is not None and seccomp.install(filtering)
        if "fenced" in sys.argv and not filtered:
            raise fence.CannotFence


def _load_ahead() -> None:
    for name in AHEAD:
        try:
            import_module(name)
        except ImportError:
            continue  # the errand that needs it says so


def _confine(allowance: Allowance) -> None:
    """Bound this process and all it starts; only from here on is the file looked at."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = round(used.ru_utime + used.ru_stime + allowance.seconds + 0.5)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, allowance.reserved),
        (resource.RLIMIT_DATA, allowance.memory_of_one),
        (resource.RLIMIT_FSIZE, allowance.written),
        (resource.RLIMIT_NOFILE, allowance.files_open),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    try:
        main()
    except (ChanceryError, fence.CannotFence):
        sys.exit(1)
