"""The words of a letter for those who may have them before its hour, as a news item (IPTC ninjs 1.4).

It names no address and no code: until the hour the record says nothing that could be looked up.
"""

from __future__ import annotations

from chancery.check.projection import Plain
from chancery.phrases import Names, iso, say
from chancery.record.draft import Draft
from chancery.record.statement import Instant


def press_copy(draft: Draft, until: Instant, language: str, names: Names) -> dict[str, Plain]:
    """The item, embargoed until that moment; *draft* has words."""
    assert draft.words is not None
    text, office = draft.words.authoritative, draft.statement.office
    return {
        "uri": draft.id,
        "type": "text",
        "mimetype": "text/plain",
        "representationtype": "complete",
        "version": str(draft.version),
        "pubstatus": "usable",
        "embargoed": iso(until),
        "ednote": say("writing.embargo.note", language, until=until),
        "language": text.language,
        "body_text": text.text,
        "organisation": [{"name": names.get(office, office), "rel": "office"}],
    }
