"""A letter as linked metadata (schema.org, JSON-LD 1.1), for search engines and archives."""

from __future__ import annotations

from chancery.check.projection import Plain
from chancery.phrases.exports.mapping import elsewhere, legal_force
from chancery.phrases.exports.told import Told
from chancery.phrases.moments import iso

MEDIA = "application/ld+json"
CONTEXT = "https://schema.org"


def linked(letter: Told) -> dict[str, Plain]:
    """
    The letter as a work, with its force where the vocabulary has a word for it.

    Whether it was authorised has none; so the sentence on top stands in the description,
    where whoever shows the rest shows it too.
    """
    force = legal_force(letter.standing, letter.force)
    update = elsewhere(letter.standing).update
    found: dict[str, Plain] = {
        "@context": CONTEXT,
        "@type": "DigitalDocument" if force is None else ["DigitalDocument", "Legislation"],
        "@id": letter.id,
        "url": letter.page,
        "name": letter.title[:1].upper() + letter.title[1:],
        "identifier": [letter.code] if letter.reference is None else [letter.code, letter.reference],
        "inLanguage": [language for language, _ in letter.words] or letter.language,
        "datePublished": iso(letter.released),
        "dateModified": iso(letter.since),
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": letter.issuer,
            "url": f"https://{letter.institution}/",
        },
        "author": {"@type": "GovernmentOrganization", "name": letter.office},
        "creativeWorkStatus": letter.short,
        "description": f"{letter.lead} {letter.do} {letter.partial}",
        "sdDatePublished": iso(letter.read),
    }
    if force is not None:
        found["legislationLegalForce"] = f"{CONTEXT}/{force}"
    if update is not None:
        found["correction"] = update.value
    if letter.expires is not None:
        found["expires"] = iso(letter.expires)
    return found
