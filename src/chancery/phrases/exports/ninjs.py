"""A letter as a news item: IPTC ninjs 1.4, whose `pubstatus` tells a newsroom what became of it."""

from __future__ import annotations

from chancery.check.projection import Plain
from chancery.phrases.exports.mapping import elsewhere
from chancery.phrases.exports.told import Told
from chancery.phrases.moments import iso
from chancery.record.statement import Instant

MEDIA = "application/json"


def ninjs(letter: Told, *, embargoed: Instant | None = None) -> dict[str, Plain]:
    """
    The letter as an item; its version rises with every change of its standing.

    *embargoed* is for an item that is handed out before its time.  What is public is not
    embargoed, and by the schema that is said by leaving the property out.
    """
    item: dict[str, Plain] = {
        "uri": letter.id,
        "type": "text",
        "mimetype": "text/plain",
        "representationtype": "complete" if letter.words else "incomplete",
        "version": str(len(letter.changes)),
        "firstcreated": iso(letter.released),
        "versioncreated": iso(letter.since),
        "pubstatus": elsewhere(letter.standing).press.value,
        "ednote": f"{letter.lead} {letter.do} {letter.partial} {letter.page}",
        "language": letter.words[0][0] if letter.words else letter.language,
        "headline": letter.title[:1].upper() + letter.title[1:],
        "organisation": [{"name": letter.issuer, "rel": "issuer"}, {"name": letter.office, "rel": "office"}],
    }
    if letter.words:
        item["body_text"] = letter.words[0][1]
    if embargoed is not None:
        item["embargoed"] = iso(embargoed)
    if letter.expires is not None:
        item["expires"] = iso(letter.expires)
    return item
