"""`chancery draft`: write a letter, and put it before those who must agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chancery.cli.bringing import octets_of, text_of
from chancery.cli.home import house_option
from chancery.cli.speaking import say, told

if TYPE_CHECKING:
    from chancery.cli.room import Room
    from chancery.record.statement import Statement, StatementId
    from chancery.record.words import Words

person_option = click.option("--as", "person", required=True, metavar="PERSON", help="Who is writing.")
language_option = click.option("--lang", type=click.Choice(["en", "ar"]), default="en")

EXAMPLE = """\
office = "press"
reference = "P/2026/1"
to = ["All departments"]

[words]
en = "The hall opens on Monday. It closes at nine."

[[clause]]
id = "c1"
act = "inform"
subject = "buildings/hall"
words.en = "The hall opens on Monday."
"""


@click.group()
def draft() -> None:
    """Write a letter, and put it before those who must agree.

    A letter is written in TOML: its office, its clauses, its words.  `chancery draft
    example` prints one.  Drafts lie in a database that the public process cannot open.
    Where the charter asks for more people than the releaser: `chancery approve`.

    \b
      $ chancery draft example > letter.toml
      $ chancery draft new letter.toml --as "D. Press"
      K7QF2-M9XT4-Z  version 1, being written
      $ chancery draft submit K7QF2-M9XT4-Z
      $ chancery release K7QF2-M9XT4-Z --key press.pem
    """


@draft.command()
def example() -> None:
    """Print a letter to begin with; `docs/reference/letter-form.md` has every name."""
    click.echo(EXAMPLE, nl=False)


@draft.command(name="import")
@click.argument("file")
@click.option("--office", required=True, help="The office in whose name it is written.")
def import_(file: str, office: str) -> None:
    """Print FILE, a Word file or Markdown, as a letter to begin with; its clauses are for you to mark.

    \b
      $ chancery draft import letter.docx --office press > letter.toml
    """
    from chancery.paper.manuscript import manuscript
    from chancery.paper.sandbox import Sandbox

    words = manuscript(octets_of(file), Path(file).name, sandbox=Sandbox.here())
    click.echo(_form(office, words), nl=False)
    told("Mark its clauses: what each does, about what, and where its words stand.")


def _form(office: str, words: Mapping[str, str]) -> str:
    """The letter's form: JSON spells a text as TOML does."""
    spoken = "".join(f"{language} = {_quoted(text)}\n" for language, text in words.items())
    whole = "".join(f"words.{language} = {_quoted(text)}\n" for language, text in words.items())
    clause = f'[[clause]]\nid = "c1"\nact = "inform"\nsubject = ""\n{whole}'
    return f"office = {_quoted(office)}\n\n[words]\n{spoken}\n{clause}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@draft.command()
@click.argument("file")
@person_option
@language_option
@house_option
def new(file: str, person: str, lang: str, data: Path | None) -> None:
    """Begin a draft from FILE (`-` for standard input)."""
    from chancery.cli.room import room, tell
    from chancery.wiring.chance import fresh_id, fresh_salt

    written = text_of(octets_of(file))
    here = room(data)
    statement, words = _letter(written, fresh_id(here.house.institution), here)
    tell(here.desk.begin(statement, words, salt=fresh_salt(), by=person), here, lang)


@draft.command()
@click.argument("draft_", metavar="DRAFT")
@click.argument("file")
@person_option
@language_option
@house_option
def edit(draft_: str, file: str, person: str, lang: str, data: Path | None) -> None:
    """Replace DRAFT by FILE; whoever approved the last version has not approved this one."""
    from chancery.cli.room import room, tell
    from chancery.record.statement import StatementId
    from chancery.wiring.chance import fresh_salt

    written = text_of(octets_of(file))
    here = room(data)
    papers = here.papers(draft_)
    statement, words = _letter(written, StatementId(papers.draft.id), here)
    if papers.given:
        told(f"{len(papers.given)} approvals of the earlier words have fallen.")
    tell(here.desk.edit(statement, words, salt=fresh_salt(), by=person), here, lang)


@draft.command()
@click.argument("draft_", metavar="DRAFT")
@language_option
@house_option
def show(draft_: str, lang: str, data: Path | None) -> None:
    """Show where DRAFT stands, its words, what it lacks and what preflight objects to."""
    from chancery.cli.room import room, tell

    here = room(data)
    papers = here.papers(draft_)
    tell(papers, here, lang)
    for text in papers.draft.words or ():
        say(f"\n[{text.language}]\n{text.text}", language=text.language)


@draft.command(name="list")
@house_option
def list_(data: Path | None) -> None:
    """List the drafts that are neither released nor abandoned."""
    from chancery.cli.room import named, room
    from chancery.phrases.desk import state

    for papers in room(data).desk.pending():
        statement, where = papers.draft.statement, state(papers.draft.state, "en")
        say(f"{named(papers)}  {where:<20} {statement.office}  {statement.reference or ''}".rstrip())


@draft.command()
@click.argument("draft_", metavar="DRAFT")
@language_option
@house_option
def submit(draft_: str, lang: str, data: Path | None) -> None:
    """Put DRAFT before those who must agree."""
    from chancery.cli.room import room, tell
    from chancery.record.statement import StatementId

    here = room(data)
    tell(here.desk.submit(StatementId(here.papers(draft_).draft.id)), here, lang)


@draft.command(name="give-back")
@click.argument("draft_", metavar="DRAFT")
@click.option("--as", "person", default="", metavar="PERSON", help="Who gives it back.")
@click.option("--why", default="", metavar="REASON", help="Why; it stays beside the draft.")
@language_option
@house_option
def give_back(draft_: str, person: str, why: str, lang: str, data: Path | None) -> None:
    """Return DRAFT to its drafters; approvals given so far fall."""
    from chancery.cli.room import room, tell
    from chancery.record.statement import StatementId

    here = room(data)
    tell(here.desk.give_back(StatementId(here.papers(draft_).draft.id), why, person), here, lang)


@draft.command()
@click.argument("draft_", metavar="DRAFT")
@house_option
def abandon(draft_: str, data: Path | None) -> None:
    """Let DRAFT go; nobody will ever know that it was written."""
    from chancery.cli.room import room
    from chancery.record.statement import StatementId

    here = room(data)
    here.desk.abandon(StatementId(here.papers(draft_).draft.id))
    say("Abandoned.")


def _letter(written: str, id: StatementId, room: Room) -> tuple[Statement, Words | None]:
    from chancery.record.letter_form import letter_from_toml
    from chancery.registry.calling import statement_called

    return letter_from_toml(
        written,
        id=id,
        institution=room.registry.institution,
        named=lambda called: statement_called(called, room.registry),
    )
