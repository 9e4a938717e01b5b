"""Whether a command that somebody else will type for us is one that the command line knows."""

from __future__ import annotations

from collections.abc import Sequence

import click

from chancery.cli.main import chancery


def unknown_in(words: Sequence[str]) -> str:
    """What the command line would refuse of `chancery WORDS…`; empty if nothing."""
    command: click.Command = chancery
    rest = list(words)
    while isinstance(command, click.Group):
        if not rest:
            return "no verb"
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return f"no verb {rest[0]}"
        command, rest = found, rest[1:]
    options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    named = [word.partition("=")[0] for word in rest if word.startswith("-")]
    strange = [word for word in named if word not in options]
    return f"{strange} is no option of {words[0]}" if strange else ""
