"""From the record to paper: a letter pressed, looked over, sealed, and its file put on the record.

The evidence goes in before the seal, and the file's digest on the record after it; so the
evidence in a file never speaks of the file itself (docs/reference/paper.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chancery.check.copy import Happening
from chancery.errors import Malformed, Refused, Unavailable
from chancery.record.charter import Charter
from chancery.record.entry import Entry, statement_of
from chancery.record.rendition import Shows
from chancery.wiring.chance import fresh_id

if TYPE_CHECKING:
    from chancery.check.copy import Event, Letter
    from chancery.paper.press.sheet import Sheet, Stamp
    from chancery.record.draft import Draft
    from chancery.record.entry import Hand
    from chancery.record.statement import Instant, StatementId
    from chancery.registry.registry import Registry
    from chancery.wiring.house import House


def pressed(house: House, registry: Registry, id: StatementId, *, stamp: Stamp | None = None) -> bytes:
    """
    The letter as a sealed PDF whose digest is on the record; with a *stamp*, as it is not to be used.

    A letter that was given out before is given out as it was.  Raises `Refused` for a letter
    that is not this institution's or whose words are not held here.
    """
    letter = registry.letter(id)
    if letter is None or letter.entry.institution != house.institution:
        raise Refused("Only a letter on this institution's own record can be pressed.")
    held = None if stamp is not None else _held(registry, id)
    if held is not None:
        return held
    file = _sealed(house, registry, _typeset(house, registry, letter, stamp))
    shows = Shows.LETTER if stamp is None else Shows.STAMPED
    registry.give_out(file, of=id, id=fresh_id(house.institution), shows=shows)
    return file


def foreseen(house: House, charter: Charter, draft: Draft, releaser: Hand | None, at: Instant) -> bytes:
    """
    How the letter would look, for those who decide on it; plainly no letter yet.

    It is not sealed and not on the record, carries no evidence, no mark and no code, and says on
    every page, and all over it, that it is not released.
    """
    from chancery.paper.press.letter import press
    from chancery.paper.press.sheet import Stamp
    from chancery.paper.press.sheet_of import sheet_of
    from chancery.paper.press.template import labels

    if draft.words is None:
        raise Refused("This draft has no words, so there is nothing to press.")
    sheet = sheet_of(
        draft.statement,
        draft.words,
        charter,
        mark="",
        released=at,
        hands=() if releaser is None else (releaser,),
        letterhead=house.letter_paper.letterhead(charter.title or {"en": str(house.institution)}),
        place=house.letter_paper.place,
    )
    said = {language: str(spoken["not_released"]) for language, spoken in labels().items()}
    stamp = Stamp(words=said, beforehand=True)
    return press(sheet, evidence=b"", at=at, template=house.letter_paper.template, stamp=stamp)


def stamped_by(letter: Letter) -> Event | None:
    """The newest notice with effect, for which the letter is stamped; None for one that stands as it was."""
    notices = [
        event
        for event in letter.life
        if event.happening is Happening.NOTICE and event.had_effect == "yes" and event.standing != "current"
    ]
    if not notices or letter.answers.standing.state == "current":
        return None
    return notices[-1]


def _held(registry: Registry, id: StatementId) -> bytes | None:
    """The newest file in which the letter itself was given out, if it still lies here."""
    for rendition in reversed(registry.renditions(id)):
        file = registry.rendition(rendition.digest) if rendition.shows is Shows.LETTER else None
        if file is not None:
            return file
    return None


def _typeset(house: House, registry: Registry, letter: Letter, stamp: Stamp | None) -> bytes:
    from chancery.paper.press.gate import gate
    from chancery.paper.press.letter import press

    id = letter.entry.id
    file = press(
        _sheet(house, registry, letter),
        evidence=registry.evidence(id),
        at=letter.entry.at,
        template=house.letter_paper.template,
        stamp=stamp,
    )
    faults = gate(file)
    if faults:
        raise Malformed(f"The file is not what a letter must be: {faults[0].rule}, {faults[0].message}.")
    return file


def _sheet(house: House, registry: Registry, letter: Letter) -> Sheet:
    from chancery.paper.press.sheet_of import sheet_of
    from chancery.seal.mark import write_mark

    if letter.words is None:
        raise Refused("No words of this letter are held here, so there is nothing to press.")
    charter = _charter_then(registry, letter.entry)
    return sheet_of(
        statement_of(letter.entry),
        letter.words,
        charter,
        mark=write_mark(house.institution, letter.name.code, house.pen().issuer),
        released=letter.entry.at,
        hands=letter.entry.hands,
        letterhead=house.letter_paper.letterhead(charter.title or {"en": str(house.institution)}),
        place=house.letter_paper.place,
    )


def _charter_then(registry: Registry, letter: Entry) -> Charter:
    """The newest charter that was on the record when the letter was."""
    before = [entry.act for entry in registry.charters(letter.institution) if entry.order < letter.order]
    charters = [act for act in before if isinstance(act, Charter)]
    if not charters:
        raise Unavailable(f"No charter of {letter.institution} from before this letter is held here.")
    return charters[-1]


def _sealed(house: House, registry: Registry, file: bytes) -> bytes:
    from chancery.paper.sealing.judging import judge, undisturbed
    from chancery.paper.sealing.seal import Level, seal

    paper = house.letter_paper
    sealed = seal(
        file,
        paper.seal_key(),
        level=Level[paper.level.replace("-", "_")],
        at=registry.now(),
        timestamper=paper.timestamps(),
        reason="Issued on the record",
        location=str(house.institution),
    )
    if not undisturbed(judge(sealed)):
        raise Unavailable("The seal that was put on this file does not hold; nothing was given out.")
    return sealed
