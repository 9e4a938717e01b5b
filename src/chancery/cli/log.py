"""`chancery log`: recount a log from its files alone, and compare what was shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.exits import Exit
from chancery.cli.progress import counting
from chancery.cli.speaking import say
from chancery.errors import Malformed, Unavailable

if TYPE_CHECKING:
    from chancery.log.checkpoint import SignedCheckpoint
    from chancery.log.equivocation import Proven
    from chancery.log.head import TreeHead
    from chancery.log.vkey import VerifierKey

MOST_OCTETS = 17_000_000


@click.group()
def log() -> None:
    """Recount a log from its files alone, and compare what was shown of it."""


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
    from chancery.log.recount import first_fault, first_stray

    keys = vkey or _kept_keys(folder)
    opened = _head(folder, _verifiers(keys))
    size, root = opened.head.size, opened.head.root
    with counting("Counting", size) as progress:
        read = partial(_file, folder)
        fault = first_fault(read, size, root, progress) or first_stray(read, size, _on_show(folder))
    if fault is not None:
        say(f"{opened.head.origin}: {fault}")
        raise click.exceptions.Exit(Exit.DIFFERENT)
    signed = f"{len(opened.by_log)} of {len(keys)} keys"
    say(f"{opened.head.origin}: {size:,} entries, all counted; the checkpoint is signed by {signed}.")


@log.command()
@click.argument("one", metavar="FILE|DIR", type=click.Path(path_type=Path, exists=True))
@click.argument("other", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--vkey", multiple=True, help="A verifier key known from elsewhere, instead of DIR/vkey.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the proof, if there is one.")
def compare(one: Path, other: Path, vkey: tuple[str, ...], output: Path | None) -> None:
    """Compare what was shown of one log: does one history lead to the other?

    The first is a checkpoint or a register, the second a register.  Exit code 1 says that
    two histories were shown; -o writes the file that proves it to anybody.

    \b
      $ chancery log compare checkpoint.of-may record/mirror/mod.example --vkey mod.example/register+…
      mod.example/register: the 1,204 entries of the one are how the 1,310 of the other begin.
    """
    from chancery.net.continuity import break_between

    keys = _verifiers(vkey or _kept_keys(other))
    notes = sorted(
        ((_head(place, keys), place) for place in (one, other)), key=lambda pair: pair[0].head.size
    )
    (shorter, _), (longer, shown_in) = notes
    files = partial(_file, shown_in) if shown_in.is_dir() else _nothing
    broken = break_between(shorter.note, longer.note, files, files)
    if broken is None:
        return say(_agreement(shorter.head, longer.head))
    say(_accusation(broken.check(keys)))
    if output is not None:
        output.write_bytes(broken.write())
    raise click.exceptions.Exit(Exit.DIFFERENT)


@log.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--vkey", multiple=True, required=True, help="The log's verifier key, known from elsewhere.")
def equivocation(file: Path, vkey: tuple[str, ...]) -> None:
    """Say what FILE proves against a log: two heads it signed that cannot both be true.

    Nothing is asked of anybody.  A file that proves nothing ends with 5.

    \b
      $ chancery log equivocation mod.example-1310.equivocation --vkey mod.example/register+…
      mod.example/register has shown two histories, of 1,204 and of 1,310 entries: …
    """
    from chancery.log.equivocation import Equivocation

    with file.open("rb") as opened:
        octets = opened.read(MOST_OCTETS)
    say(_accusation(Equivocation.read(octets).check(_verifiers(vkey))))


def _agreement(shorter: TreeHead, longer: TreeHead) -> str:
    if shorter.size == longer.size:
        return f"{longer.origin}: both show the same {longer.size:,} entries."
    return (
        f"{longer.origin}: the {shorter.size:,} entries of the one are how the "
        f"{longer.size:,} of the other begin."
    )


def _accusation(proven: Proven) -> str:
    signers = ", ".join(f"{key.name}+{key.key_id.hex()}" for key in proven.by)
    return (
        f"{proven.longer.origin} has shown two histories, of {proven.shorter.size:,} and of "
        f"{proven.longer.size:,} entries: {proven.lie.value}, both signed by {signers}."
    )


def _head(place: Path, keys: list[VerifierKey]) -> SignedCheckpoint:
    """The checkpoint in a file or of a register, signed by one of these keys."""
    from chancery.log.checkpoint import open_checkpoint

    note = _file(place, "checkpoint") if place.is_dir() else _file(place.parent, place.name)
    if note is None:
        raise Unavailable(f"{place} has no checkpoint; a register is a folder with `checkpoint` and `tile`.")
    return open_checkpoint(note, keys[0].name, keys)


def _verifiers(keys: tuple[str, ...]) -> list[VerifierKey]:
    from chancery.log.vkey import VerifierKey

    return [VerifierKey.parse(line) for line in keys]


def _nothing(_: str) -> bytes | None:
    """A bare checkpoint has no tiles beside it."""
    return None


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


def _on_show(folder: Path) -> Iterator[str]:
    """Every file that somebody who reads the register may ask for."""
    found = (path for path in (folder / "tile").rglob("*") if path.is_file())
    return (path.relative_to(folder).as_posix() for path in found)


def _file(folder: Path, path: str) -> bytes | None:
    try:
        with (folder / path).open("rb") as file:
            return file.read(MOST_OCTETS)
    except (FileNotFoundError, NotADirectoryError):
        return None
