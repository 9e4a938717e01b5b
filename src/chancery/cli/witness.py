"""`chancery witness`: remember how far others' logs went, and cosign only what continues them."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.speaking import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from chancery.cli.serving import Server
    from chancery.wiring.witness_folder import WitnessFolder

LISTENS = "127.0.0.1:8100"
THREADS = 2 * (os.cpu_count() or 1) + 1
"""Requests that one process answers at a time: while one flush is on its way, so many gather for the next.

Of more than that granian warns on every start.
"""


def _folder_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        envvar="CHANCERY_WITNESS",
        required=True,
        metavar="FOLDER",
        help="The witness's own folder; or CHANCERY_WITNESS.",
    )(command)


@click.group()
def witness() -> None:
    """Remember how far others' logs went, and cosign only what continues them.

    A witness reads no letters.  It keeps one signed head of each log it knows and never
    signs two that contradict each other, so that nobody can be shown another record.

    \b
      $ chancery witness init witness.example/w1 --data w1 --log "$(cat register/vkey)"
      $ chancery witness serve --data w1
    """


@witness.command()
@click.argument("name")
@click.option("--log", "logs", multiple=True, metavar="VKEY", help="A log's verifier key; repeat for more.")
@click.option("--listens", default=LISTENS, show_default=True, help="Host and port to answer at.")
@_folder_option
def init(name: str, logs: tuple[str, ...], listens: str, data: Path) -> None:
    """Make a witness called NAME, with keys of its own.

    NAME is what its signatures are found by: a domain of yours and a word, without https.
    Run again, it learns the logs it did not know and changes nothing else.
    """
    from chancery.wiring.witness_folder import found_witness

    _show(found_witness(data, name, logs, listens=listens))


@witness.command()
@_folder_option
def show(data: Path) -> None:
    """Show its keys, as logs and readers are configured with them, and what it has seen."""
    from chancery.wiring.witness_folder import WitnessFolder

    _show(WitnessFolder.read(data))


@witness.command()
@click.option("--host", help="The address to listen on; this machine only, unless you say otherwise.")
@click.option("--port", type=click.IntRange(1, 65_535))
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@_folder_option
def serve(host: str | None, port: int | None, workers: int, data: Path) -> None:
    """Answer logs that ask, and monitors that look.

    It listens on this machine only; put a web server with TLS in front of it.

    \b
      $ chancery witness serve --data w1
      witness.example/w1 answers at http://127.0.0.1:8100 — Ctrl-C ends it.
    """
    from chancery.cli.serving import answering
    from chancery.wiring.witness_folder import WitnessFolder

    folder = WitnessFolder.read(data)
    folder.open()  # what is wrong with it is said here, rather than in a worker's diary
    own_host, _, own_port = folder.listens.rpartition(":")
    folder = replace(folder, listens=f"{host or own_host}:{port or own_port}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with answering([server_of(folder, workers=workers)]) as (address,), suppress(KeyboardInterrupt):
        say(f"{folder.name} answers at {address} — Ctrl-C ends it.")
        while True:
            signal.pause()


def server_of(folder: WitnessFolder, *, workers: int = 1) -> Server:
    """How this witness is served."""
    from chancery.cli.serving import Server

    return Server(
        application="chancery.web.witness:application",
        listens=folder.listens,
        environment={"CHANCERY_WITNESS": str(folder.folder.absolute())},
        workers=workers,
        threads=THREADS,
    )


def _show(folder: WitnessFolder) -> None:
    from chancery.phrases.moments import iso

    opened = folder.open()
    for key in opened.cosigner.verifiers:
        say(key.text)
    for origin in opened.logs:
        last = opened.last(origin)
        seen = (
            "nothing seen yet" if last is None else f"{last.head.size:,} entries, last signed {iso(last.at)}"
        )
        say(f"{origin}: {seen}")
        if refused := opened.refused(origin):
            say(f"  refused {refused} heads that contradict this; they are kept in refused/ as evidence.")
