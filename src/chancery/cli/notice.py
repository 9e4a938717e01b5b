"""`chancery notice`: say of something on the record that it no longer stands as it did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chancery.cli.bringing import octets_of, text_of
from chancery.cli.home import found, house_option
from chancery.cli.moments import MOMENT
from chancery.cli.speaking import say
from chancery.record.statement import (
    Instant,
    KeyName,
    Notice,
    OfficeName,
    Severity,
    Statement,
    Verb,
)

if TYPE_CHECKING:
    from chancery.record.entry import Entry
    from chancery.record.words import Words
    from chancery.registry.act import Act
    from chancery.registry.registry import Registry

ABOUT = {
    Verb.WITHDRAW: "Take a letter back: it was ours, and it no longer speaks for us.",
    Verb.DISOWN: "A superior says that this never spoke for the institution.",
    Verb.CORRECT: "Say that something in it was wrong; it stands as corrected.",
    Verb.SUPERSEDE: "Say that something later has taken its place.",
    Verb.SUSPEND: "Pause it; a pause ends by itself unless it is confirmed.",
    Verb.LIFT: "End a pause: TARGET is the notice that paused.",
    Verb.REINSTATE: "Undo a notice: TARGET is the notice that is to have no effect any more.",
    Verb.RATIFY: "Approve afterwards what lacked authority.",
    Verb.DISCLAIM: "Say of a circulating text that it was never issued here.",
    Verb.REPORT_COMPROMISE: "Report that a key may be in other hands; this ends by itself.",
    Verb.CONFIRM_COMPROMISE: "Confirm that a key was in other hands from a moment on.",
}
"""What each notice does, in one line."""


@click.group()
def notice() -> None:
    """Take back, correct, pause or restore what is on the record.

    TARGET is a letter by its code, its reference or its id; `TARGET#c1` is one clause of
    it.  Each --key is one officer's hand; the first releases, the others approve.

    \b
      $ chancery notice withdraw K7QF2-M9XT4-Z --office press --key press.pem
      On the record: 2CQ8W-5RT0N-H at 2026-03-01T09:10:00Z
      $ chancery notice disown K7QF2-M9XT4-Z#c1 --office director \\
          --key director.pem --key deputy.pem
    """


Command = Callable[..., None]


def _signed(command: Command) -> Command:
    """What every notice needs: whose it is, and whose hands are under it."""
    for option in (
        house_option,
        click.option("--reference", help="The office's own number for the notice."),
        click.option("--language", default="en", show_default=True, help="The language of --text."),
        click.option("--text", metavar="FILE", help="The notice's own words."),
        click.option(
            "--as", "persons", multiple=True, metavar="PERSON", help="Who signs; in order of --key."
        ),
        click.option("--key", "keys", multiple=True, required=True, metavar="PEM", help="A hand under it."),
        click.option("--office", required=True, help="The office that gives the notice."),
    ):
        command = option(command)
    return command


def _on_targets(verb: Verb, *options: Callable[[Command], Command]) -> None:
    """A verb whose notice is aimed at something on the record."""

    def command(targets: tuple[str, ...], **given: Any) -> None:
        _give(verb, targets, **given)

    for option in options:
        command = option(command)
    argument = click.argument("targets", metavar="TARGET…", nargs=-1, required=True)
    notice.command(name=verb.value, help=ABOUT[verb])(argument(_signed(command)))


def _on_a_key(verb: Verb) -> None:
    """A verb whose notice is about a key."""

    def command(name: str, since: Instant, **given: Any) -> None:
        _give(verb, (), about_key=KeyName(name), since=since, **given)

    since = click.option(
        "--since", type=MOMENT, required=True, help="From when it may have been in other hands."
    )
    argument = click.argument("name", metavar="KEY-NAME")
    name = verb.value.replace("_", "-")
    notice.command(name=name, help=ABOUT[verb])(argument(since(_signed(command))))


for _verb in (Verb.WITHDRAW, Verb.DISOWN, Verb.SUPERSEDE, Verb.LIFT, Verb.REINSTATE, Verb.RATIFY):
    _on_targets(_verb)
_on_targets(Verb.SUSPEND, click.option("--until", type=MOMENT, help="When the pause is to end."))
_on_targets(Verb.CORRECT, click.option("--minor", is_flag=True, help="Nothing that anybody relied on."))
_on_a_key(Verb.REPORT_COMPROMISE)
_on_a_key(Verb.CONFIRM_COMPROMISE)


@notice.command(name=Verb.DISCLAIM.value, help=ABOUT[Verb.DISCLAIM])
@click.argument("circulating", metavar="FILE")
@_signed
def disclaim(circulating: str, text: str | None, **given: Any) -> None:
    """Say that the words in FILE, which circulate, never came from here."""
    if text is not None:
        raise click.UsageError("The words of a disclaimer are those that circulate; leave --text out.")
    _give(Verb.DISCLAIM, (), text=circulating, **given)


# ── giving it ────────────────────────────────────────────────────────────────


def _give(
    verb: Verb,
    targets: tuple[str, ...],
    *,
    office: str,
    keys: tuple[str, ...],
    persons: tuple[str, ...],
    text: str | None,
    language: str,
    reference: str | None,
    data: Path | None,
    until: Instant | None = None,
    minor: bool = False,
    about_key: KeyName | None = None,
    since: Instant | None = None,
) -> None:
    from chancery.cli.naming import Names
    from chancery.cli.press import press_after
    from chancery.cli.refusing import objections_told
    from chancery.registry.calling import target_called
    from chancery.wiring import fresh_id, open_registry

    house = found(data)
    registry = open_registry(house, pen=True)
    registry.settle()
    said = Notice(
        verb=verb,
        targets=tuple(target_called(each, registry) for each in targets),
        until=until,
        key=about_key,
        since=since,
        severity=Severity.MINOR if minor else Severity.SUBSTANTIVE,
    )
    statement = Statement(
        id=fresh_id(registry.institution),
        institution=registry.institution,
        office=OfficeName(office),
        form="notice",
        reference=reference,
        notice=said,
    )
    act = _act(statement, text, language, keys, persons, registry)
    with objections_told(names=Names(registry.charters(registry.institution), "en")):
        entry = registry.perform(act)
    _tell(entry)
    for target in said.targets:
        press_after(house, registry, target.statement)


def _act(
    statement: Statement,
    text: str | None,
    language: str,
    keys: tuple[str, ...],
    persons: tuple[str, ...],
    registry: Registry,
) -> Act:
    """The act with its words, and every hand under it: the first releases, the others approve."""
    from chancery.cli.signing import officers
    from chancery.record.entry import Role
    from chancery.registry.act import Act
    from chancery.registry.drafting import charter_of, written
    from chancery.seal.act_form import digest_of
    from chancery.wiring import fresh_salt

    octets, sealed = written(statement, _words(text, language), fresh_salt())
    releaser, *approvers = officers(keys, persons, charter_of(registry), statement.office)
    digest = digest_of(octets)
    approvals = [
        releaser.hand(digest, Role.RELEASER),
        *(each.hand(digest, Role.APPROVER) for each in approvers),
    ]
    return Act(octets=octets, approvals=tuple(approvals), words=sealed)


def _words(text: str | None, language: str) -> Words | None:
    from chancery.record.words import Text, Words

    if text is None:
        return None
    return Words(authoritative=Text(language=language, text=text_of(octets_of(text))))


def _tell(entry: Entry) -> None:
    from chancery.phrases.moments import iso
    from chancery.record.code import code_of

    say(f"On the record: {code_of(entry.id)} at {iso(entry.at)}")
