"""Who vouches for a record, and since when, in words: the strongest first, and nobody where it is nobody."""

from __future__ import annotations

from collections.abc import Iterator

from chancery.check.look_alike import LookAlike
from chancery.check.vouching import RANK, Pinned, Strength, Voucher
from chancery.phrases.catalogue import slug
from chancery.phrases.moments import stretch
from chancery.phrases.saying import UNNAMED, Names, say
from chancery.record.statement import Institution

MINUTE = 60


def vouched(pinned: Pinned, now: int, language: str, names: Names = UNNAMED) -> tuple[str, ...]:
    """Everything that is behind a pin, one sentence for each source; then its age, and a new beginning."""
    return tuple(_sentences(pinned, now, language, names))


def taken_for(domain: str, other: LookAlike, pinned: Pinned | None, now: int, language: str) -> str:
    """
    That a domain can be taken for another, in what way, and how well that other one is known.

    Domains are told as they are written: a title would hide what differs.
    """
    line = say("founding.look_alike.line", language, domain=domain, name=other.name)
    how = say(f"founding.look_alike.{other.likeness}", language)
    known = () if pinned is None else (next(_sentences(pinned, now, language, UNNAMED)),)
    return " ".join([line, how, *known])


def _stopped(institution: Institution, by: Voucher, language: str, names: Names) -> str:
    named = by.by or say(f"trust.strength.{slug(by.strength)}", language)
    return say("trust.vouched.stopped", language, names, institution=institution, by=named)


def _sentences(pinned: Pinned, now: int, language: str, names: Names) -> Iterator[str]:
    who = pinned.institution
    if not pinned.vouchers:
        ago = now - pinned.since
        key = "not_yet" if pinned.fingerprint is None else "first_use" if ago >= MINUTE else "first_use_now"
        words = stretch(max(0, ago), language)
        yield say(f"trust.vouched.{key}", language, names, institution=who, stretch=words)
    for each in sorted(pinned.vouchers, key=lambda each: (RANK[each.strength], each.since, each.by)):
        signed = "_signed" if each.strength is Strength.NAMES_AND_WEB and each.signed else ""
        key = f"trust.vouched.{slug(each.strength)}{signed}"
        yield say(key, language, names, institution=who, by=each.by, since=each.since)
    if pinned.stopped_by is not None:
        yield _stopped(who, pinned.stopped_by, language, names)
    if pinned.chartered is not None:
        yield say("trust.vouched.age", language, since=pinned.chartered)
    if pinned.refounded is not None:
        again = pinned.refounded
        yield say("trust.vouched.refounded", language, at=again.at, signer=again.stated_by)
        yield say("trust.vouched.refounded_more", language, names, institution=who)
