"""`chancery log`: recount a log from its files alone, compare what was shown of it, copy it elsewhere."""

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
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", metavar="URL", required=True, help="The bucket and a folder in it: s3://bucket/folder.")
@click.option("--endpoint", help="The address of the store, where it is not Amazon's.")
@click.option("--vkey", multiple=True, help="A verifier key known from elsewhere, instead of DIR/vkey.")
def copy(folder: Path, to: str, endpoint: str | None, vkey: tuple[str, ...]) -> None:
    """Copy the log in DIR into an object store, and count it again there.

    Broken off, it goes on where it was.  Nothing that lies there is replaced, and the
    checkpoint is put last, once every entry and every tile was read back and counted.
    Who we are there is taken from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.

    \b
      $ chancery log copy record/register --to s3://records/mod.example
      mod.example/register: 1,204 entries, all counted in s3://records/mod.example; 2,411 files brought.
    """
    from chancery.wiring.copying import copy_register
    from chancery.wiring.storage import Storage, bucket_at

    opened = _head(folder, _verifiers(vkey or _kept_keys(folder)))
    _require_whole(folder, opened.head)
    bucket = bucket_at(Storage(endpoint=endpoint).place(to))
    copied = copy_register(folder, bucket, opened.head, counting)
    there = f", {copied.there:,} lay there before" if copied.there else ""
    say(
        f"{opened.head.origin}: {opened.head.size:,} entries, all counted in {bucket.place.url}; "
        f"{copied.brought:,} files brought{there}."
    )


def _require_whole(folder: Path, head: TreeHead) -> None:
    """Raises `Untrusted` for a log that does not add up: a copy of it would be no better."""
    from chancery.errors import Untrusted
    from chancery.log.recount import first_fault, first_stray

    read = partial(_file, folder)
    fault = first_fault(read, head.size, head.root) or first_stray(read, head.size, _on_show(folder))
    if fault is not None:
        raise Untrusted(f"In {folder}, {fault} Nothing was copied.")


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
