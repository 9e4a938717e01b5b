"""`chancery log`: recount a log from its files alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.exits import Exit
from chancery.cli.progress import counting
from chancery.cli.speaking import say
from chancery.errors import Malformed, Unavailable

if TYPE_CHECKING:
    from chancery.log.checkpoint import SignedCheckpoint

MOST_OCTETS = 17_000_000


@click.group()
def log() -> None:
    """Recount a log from its files alone."""


@log.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--vkey", multiple=True, help="A verifier key known from elsewhere, instead of DIR/vkey.")
def check(folder: Path, vkey: tuple[str, ...]) -> None:
    """Check the log in DIR: every entry, every tile, the root, and who signed it.

    DIR is a register as it is served: `checkpoint`, `tile/…`; `vkey` and `vkey-pq` beside
    them hold the keys, unless they are known from elsewhere.  Exit code 1 names the first fault.

    \b
      $ chancery log check record/register
      mod.example/register: 1,204 entries, all counted; the checkpoint is signed by 2 of 2 keys.
    """
    from chancery.log.recount import first_fault

    keys = vkey or _kept_keys(folder)
    opened = _opened(folder, keys)
    size, root = opened.head.size, opened.head.root
    with counting("Counting", size) as progress:
        fault = first_fault(lambda path: _file(folder, path), size, root, progress)
    if fault is not None:
        say(f"{opened.head.origin}: {fault}")
        raise click.exceptions.Exit(Exit.DIFFERENT)
    signed = f"{len(opened.by_log)} of {len(keys)} keys"
    say(f"{opened.head.origin}: {size:,} entries, all counted; the checkpoint is signed by {signed}.")


def _opened(folder: Path, keys: tuple[str, ...]) -> SignedCheckpoint:
    """The checkpoint, signed by one of these keys; the origin is the name they sign under."""
    from chancery.log.checkpoint import open_checkpoint
    from chancery.log.vkey import VerifierKey

    note = _file(folder, "checkpoint")
    if note is None:
        raise Unavailable(f"{folder} has no checkpoint; a register is a folder with `checkpoint` and `tile`.")
    verifiers = [VerifierKey.parse(line) for line in keys]
    return open_checkpoint(note, verifiers[0].name, verifiers)


def _kept_keys(folder: Path) -> tuple[str, ...]:
    octets = _file(folder, "vkey")
    if octets is None:
        raise Unavailable(f"{folder}/vkey is absent; give the log's verifier key with --vkey.")
    octets += _file(folder, "vkey-pq") or b""
    try:
        keys = tuple(octets.decode("ascii").split())
    except UnicodeDecodeError:
        keys = ()
    if not keys:
        raise Malformed(f"{folder}/vkey holds no verifier key.")
    return keys


def _file(folder: Path, path: str) -> bytes | None:
    try:
        with (folder / path).open("rb") as file:
            return file.read(MOST_OCTETS)
    except (FileNotFoundError, NotADirectoryError):
        return None
