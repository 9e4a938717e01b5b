"""How a command ends: the number a program reads, and the one sentence a person reads.

A *no* of the record ends a command with 0 like every other answer: the question was
answered.  Anything else has a number of its own, and nothing was changed.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum, unique

import click

from chancery.cli.speaking import error
from chancery.errors import ChanceryError, Malformed, Refused, Unavailable, Untrusted


@unique
class Exit(IntEnum):
    """The numbers, as `docs/reference/exit-codes.md` explains them."""

    DONE = 0
    DIFFERENT = 1
    """An expectation was not met, or a record was found faulty."""
    USAGE = 2
    REFUSED = 3
    MALFORMED = 4
    UNTRUSTED = 5
    UNAVAILABLE = 6
    OUR_FAULT = 70
    LATER = 75
    """Not now: what a mail server takes for “try again” (sysexits.h: EX_TEMPFAIL)."""
    INTERRUPTED = 130
    READER_GONE = 141


_OF_ERRORS: tuple[tuple[type[ChanceryError], Exit], ...] = (
    (Refused, Exit.REFUSED),
    (Malformed, Exit.MALFORMED),
    (Untrusted, Exit.UNTRUSTED),
    (Unavailable, Exit.UNAVAILABLE),
)


def ending(command: Callable[[], object]) -> int:
    """Run *command*; whatever happens becomes one sentence at most, and a number."""
    try:
        outcome = command()
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as misused:
        misused.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        return _said("Interrupted; what was not finished was not done.", Exit.INTERRUPTED)
    except ChanceryError as told:
        return _said(str(told), number_of(told))
    except BrokenPipeError:
        # Python would complain once more when it closes the pipe at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.READER_GONE
    except OSError as fault:
        return _said(f"{fault.filename or 'The machine'}: {fault.strerror or fault}.", Exit.UNAVAILABLE)
    except Exception as unforeseen:
        return _our_fault(unforeseen)
    return outcome if isinstance(outcome, int) else Exit.DONE


def number_of(told: ChanceryError) -> Exit:
    """The number for one of our own errors."""
    return next((number for kind, number in _OF_ERRORS if isinstance(told, kind)), Exit.OUR_FAULT)


def _said(sentence: str, number: Exit) -> Exit:
    error(sentence)
    if os.environ.get("CHANCERY_DEBUG") == "1":
        traceback.print_exc()
    return number


def _our_fault(unforeseen: Exception) -> Exit:
    said = f"Something went wrong in Chancery itself ({type(unforeseen).__name__})"
    return _said(f"{said}; set CHANCERY_DEBUG=1 to see where.", Exit.OUR_FAULT)
