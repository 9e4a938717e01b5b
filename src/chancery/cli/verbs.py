"""Every verb, the module it lives in and one line about it: `--help` loads none of them."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from chancery.cli.exits import ending
from chancery.cli.speaking import prepare

COMPLETION = "_CHANCERY_COMPLETE"
"""Set by a shell that completes what is being typed."""

VERBS: dict[str, tuple[str, str]] = {
    "check": ("check", "Ask the five questions of a text, a file, a code or an evidence file."),
    "init": ("init", "Found an institution's record: folder, keys, an empty record."),
    "keys": ("keys", "Make and show the keys with which officers sign."),
    "charter": ("charter", "Check, read aloud, sign and publish the charter."),
    "draft": ("draft", "Write a letter and route it for approval."),
    "approve": ("approve", "Put your hand to a draft."),
    "release": ("release", "Put an approved draft on the record."),
    "notice": ("notice", "Withdraw, disown, correct, suspend … what is on the record."),
    "press": ("press", "Write a letter as a sealed PDF that carries its evidence."),
    "evidence": ("evidence", "Write the file that proves a letter without a network."),
    "sightings": ("sightings", "List what readers checked and agreed to tell the office."),
    "asks": ("asks", "List what was asked and not answered, and for how long."),
    "ask": ("ask", "Keep a question that came by e-mail; forget somebody who asked."),
    "follow": ("follow", "Catch up with the registers of other institutions."),
    "pins": ("pins", "Say whose register each followed one is, and by whose word."),
    "directory": ("directory", "Sign a list of institutions and their registers, or read one."),
    "observe": ("observe", "Put on record what is seen of the registers that are followed."),
    "cosign": ("cosign", "Ask the witnesses to sign the newest checkpoint."),
    "stand-by": ("stand_by", "Say on the record what is newest on it, if that is due."),
    "witness": ("witness", "Be a witness: cosign logs that only ever grow."),
    "log": ("log", "Count a record again, from its files alone."),
    "reindex": ("reindex", "Empty what can be looked up and fill it again from the record."),
    "backup": ("backup", "Copy a house while it goes on working."),
    "restore": ("restore", "Put a copy back, and ask who has seen more before anything is signed."),
    "migrate": ("migrate", "Bring a house's databases up to this version."),
    "ready": ("ready", "Say whether a process of a house could do its work now."),
    "serve": ("serve", "Serve the public Counter."),
    "desk": ("desk", "Serve the Desk, where an office writes, approves and takes back."),
    "courier": ("courier", "Tell everybody who must know, and keep at it until they were reached."),
    "register": ("register", "Let programs bring acts to be put on the record."),
    "live": ("live", "Tell whoever is watching, the moment something changes."),
    "play": ("play", "Play a scenario file through a real registry."),
    "demo": ("demo", "Play 6 January 2020 on two institutions, and serve it."),
}


class Verbs(click.Group):
    """A group whose commands are imported when they are first asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table: what most people need first."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name."""
        if cmd_name not in VERBS:
            return None
        module, _ = VERBS[cmd_name]
        command = getattr(import_module(f"chancery.cli.{module}"), module)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their line, from the table."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])

    def main(self, *given: Any, **named: Any) -> Any:
        """Run, and end with a number and at most one sentence."""
        if COMPLETION in os.environ:
            return super().main(*given, **named)
        prepare()
        words = given[0] if given else named.get("args")
        name = named.get("prog_name") or "chancery"
        raise SystemExit(ending(lambda: self._run(list(sys.argv[1:] if words is None else words), name)))

    def _run(self, words: list[str], name: str) -> object:
        # Not click's own main: it ends with 1 when a reader goes away, which means something else here.
        with self.make_context(name, words) as context:
            return self.invoke(context)
