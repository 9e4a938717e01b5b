"""`chancery restore`: a copy put back, and whoever may have seen more is asked first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.exits import Exit
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.wiring.backup.judging import Asked
    from chancery.wiring.backup.restoring import Restored, Wishes

OUTCOME = {"newest": Exit.DONE, "behind": Exit.UNTRUSTED, "forked": Exit.UNTRUSTED}


@click.command()
@click.argument("copy", type=click.Path(path_type=Path), required=False)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="CHANCERY_HOME",
    metavar="FOLDER",
    help="Where the house is to be: empty or absent.  Without COPY, a house that was restored.",
)
@click.option(
    "--from-mirror",
    "mirror",
    default="",
    metavar="URL|FOLDER",
    help="Take entries that are missing from this register: a mirror's, a follower's, the old disk's.",
)
@click.option(
    "--head",
    "heads",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A checkpoint that somebody kept, to be met as well; repeat for more.",
)
@click.option("--keys", type=click.Path(path_type=Path), metavar="FOLDER", help="Put these keys back too.")
@click.option(
    "--i-have-asked",
    "declared_by",
    default="",
    metavar="NAME",
    help="You have asked whoever could not be asked from here, and sign for it by your name.",
)
@click.option("--rehearse", is_flag=True, help="Do all of it in a place that is emptied again.")
@click.option("--record", default="", metavar="URL", help="With --rehearse: an empty PostgreSQL database.")
def restore(
    copy: Path | None,
    data: Path | None,
    mirror: str,
    heads: tuple[Path, ...],
    keys: Path | None,
    declared_by: str,
    rehearse: bool,
    record: str,
) -> int:
    """Put a copy back, count it again, and ask the witnesses before anything may be signed.

    The newest head that any witness saw must be in it.  If it is not, the record is
    restored for reading, and what is missing may be had from whoever mirrors it.  If
    somebody cannot be asked, nothing is signed until they were, or until somebody declares
    by name that they have asked; the declaration is kept in restored.jsonl.

    It ends with 0 where signing may begin, 5 where somebody has seen more, 6 where not
    everybody could be asked.

    \b
      $ chancery restore copies/monday.tar --data record --keys safe/keys
      $ chancery restore --data record --from-mirror https://follower.example/mod.example
      $ chancery restore copies/monday.tar --rehearse
    """
    from chancery.wiring.backup import restoring

    wishes = restoring.Wishes(mirror=mirror, keys=keys, heads=heads, record=record, declared_by=declared_by)
    if rehearse:
        return _rehearsed(copy, wishes)
    if data is None:
        raise click.UsageError("Say with --data where the house is to be.")
    restored = restoring.restore(copy, data, wishes)
    _tell(restored, str(data))
    if restored.may_sign:
        return Exit.DONE
    return OUTCOME.get(restored.judged.verdict.value, Exit.UNAVAILABLE)


def _rehearsed(copy: Path | None, wishes: Wishes) -> int:
    """A rehearsal is good when the copy is; that the house has gone on since is no fault of it."""
    from chancery.wiring.backup import restoring

    if copy is None:
        raise click.UsageError("Say which copy is rehearsed.")
    restored = restoring.rehearse(copy, wishes)
    _tell(restored, "a place that is emptied again")
    say("Rehearsed; nothing was kept and nothing signed.")
    return Exit.DONE


def _tell(restored: Restored, where: str) -> None:
    say(f"{restored.size:,} entries of {restored.house.institution} stand in {where}, counted again.")
    if restored.filled.entries:
        say(f"{restored.filled.entries:,} of them were missing in the copy and came from the mirror.")
    if restored.lacking:
        told(f"Registered words that are lost, and that the mirror does not show: {restored.lacking:,}.")
    for each in restored.asked:
        told(_said(each))
    for line in _verdict(restored):
        say(line)


def _said(asked: Asked) -> str:
    from chancery.phrases.moments import iso

    if asked.size is None:
        return f"{asked.who}: {asked.trouble}"
    when = "" if asked.at is None else f", last at {iso(asked.at)}"
    return f"{asked.who}: has seen {asked.size:,} entries{when}."


def _verdict(restored: Restored) -> Iterator[str]:
    found = restored.judged
    match found.verdict.value:
        case "newest":
            yield "Everybody was asked, and nobody has seen anything newer: it may sign."
        case "behind" if found.by is not None:
            yield (
                f"This copy ends at entry {restored.size:,}; {found.by.who} has seen {found.by.size or 0:,}: "
                f"{found.missing:,} entries are missing, and nothing is signed until they are here."
            )
            yield "Take them with --from-mirror from whoever mirrors or follows it, or from the old disk."
        case _ if restored.may_sign:
            yield "Nobody who answered has seen more, and it is remembered or declared: it may sign."
        case _:
            yield "Not everybody could be asked who may have seen more: it answers, and nothing is signed."
            yield "Ask again with `chancery restore --data FOLDER`, or declare with --i-have-asked."
