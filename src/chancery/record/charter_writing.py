"""The charter as a clerk would have written it: the way back from `charter_form`.

What is read from this text is the charter it was written from, so a version on the record can be
taken up again and changed by hand.  What a clerk may leave out is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from chancery.errors import Malformed
from chancery.record.charter import SUBSTANTIVE, Charter, Delegation, Holder, Mandate, Office, Reach, Root
from chancery.record.charter_table import MOST_UNITS, UNITS
from chancery.record.statement import ANY_SUBJECT, NOTICES, Instant, KeyName, OfficeName, Subject, Verb

Value: TypeAlias = "str | int | bool | Decimal | datetime | Sequence[str] | Mapping[str, str]"
"""What stands on one line."""
Table: TypeAlias = "Mapping[str, Value | None]"
"""The lines of one table; what is None is left out."""

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def charter_to_toml(charter: Charter) -> str:
    """
    The text from which `charter_from_toml` reads this very charter.

    Raises `Malformed` for a moment or a length of time that the clerk's form cannot write.
    """
    parts = [_table("", _heading(charter)), *_tables(charter)]
    return "\n".join(part for part in parts if part)


def _tables(charter: Charter) -> Iterator[str]:
    if charter.title:
        yield _table("[title]", charter.title)
    yield _table("[root]", _root(charter.root))
    for name, office in charter.offices.items():
        yield _table(f"[office.{_name(name)}]", _office(office))
        for holder in office.holders:
            yield _table(f"[[office.{_name(name)}.holders]]", _holder(holder))
    for mandate in charter.mandates:
        yield _table("[[mandate]]", _mandate(mandate))
    for delegation in charter.delegations:
        yield _table("[[delegation]]", _delegation(delegation))
    for capacity, rules in charter.capacity.items():
        lines = {verb.value: rule.value for verb, rule in rules.items()}
        yield _table(f"[capacity.{_name(capacity)}]", lines)
    if charter.keys:
        yield _table("[keys]", _plain(charter.keys))
    if charter.register is not None:
        register = charter.register
        where: Table = {"origin": register.origin, "issuer": register.issuer, "log": register.log or None}
        yield _table("[register]", where)


# ── what stands in each table ────────────────────────────────────────────────


def _heading(charter: Charter) -> Table:
    return {
        "charter": charter.institution,
        "version": charter.version,
        "expires": _moment(charter.expires),
    }


def _root(root: Root) -> Table:
    return {"threshold": root.threshold, "keys": _plain(root.keys) or None, "delay": _duration(root.delay)}


def _plain(names: Mapping[KeyName, str]) -> Mapping[str, str]:
    return {str(name): text for name, text in names.items()}


def _office(office: Office) -> Table:
    return {"superior": office.superior, "title": office.title or None}


def _holder(holder: Holder) -> Table:
    return {
        "person": holder.person,
        "keys": sorted(holder.keys) or None,
        "capacity": None if holder.capacity == SUBSTANTIVE else holder.capacity,
        "from": _moment(holder.since),
        "until": _moment(holder.until),
    }


def _mandate(mandate: Mandate) -> Table:
    everything = mandate.may <= NOTICES and mandate.about == (ANY_SUBJECT,)
    return {
        "id": mandate.id,
        "office": mandate.office,
        "may": _sorted(mandate.may),
        "about": None if everything else mandate.about,
        "approvals": None if mandate.approvals == 1 else mandate.approvals,
        "approvers": _sorted(mandate.approvers),
        "separation": None if mandate.separation else False,
        "from": _moment(mandate.since),
        "until": _moment(mandate.until),
        "limit": mandate.limit,
        "over": None if mandate.over is Reach.SUBORDINATES else mandate.over.value,
        "may_disown_itself": mandate.may_disown_itself or None,
        "depth": mandate.depth or None,
        "capacity": {name: rule.value for name, rule in mandate.capacity.items()} or None,
        "lapses_after": _duration(mandate.lapses_after),
    }


def _delegation(delegation: Delegation) -> Table:
    return {
        "id": delegation.id,
        "of": delegation.of,
        "to": delegation.to,
        "may": _sorted(delegation.may),
        "about": delegation.about,
        "approvals": None if delegation.approvals == 1 else delegation.approvals,
        "from": _moment(delegation.since),
        "until": _moment(delegation.until),
        "limit": delegation.limit,
        "depth": delegation.depth or None,
    }


def _sorted(
    names: frozenset[Verb] | frozenset[OfficeName] | tuple[Subject, ...] | None,
) -> list[str] | None:
    return None if names is None else sorted(str(name) for name in names)


def _moment(at: Instant | None) -> datetime | None:
    if at is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=at)
    except OverflowError:
        raise Malformed("The charter names a moment beyond the years of a calendar.") from None


def _duration(seconds: int | None) -> str | None:
    """A length of time in the largest unit in which it is whole."""
    if seconds is None:
        return None
    for unit, length in sorted(UNITS.items(), key=lambda each: -each[1]):
        count, left = divmod(seconds, length)
        if not left and 1 <= count <= MOST_UNITS:
            return f"{count}{unit}"
    raise Malformed("The charter names a length of time that cannot be written.")


# ── how TOML 1.0 writes it ───────────────────────────────────────────────────


def _table(head: str, lines: Table) -> str:
    written = [f"{_name(name)} = {_value(value)}" for name, value in lines.items() if value is not None]
    return "".join(f"{line}\n" for line in ([head, *written] if head else written))


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(len("0001-01-01T00:00:00Z"))
        case str():
            return _text(value)
        case Mapping():
            inner = ", ".join(f"{_name(name)} = {_text(text)}" for name, text in value.items())
            return f"{{ {inner} }}"
        case _:
            return f"[{', '.join(_text(each) for each in value)}]"


def _name(name: str) -> str:
    return name if name and set(name) <= _BARE else _text(name)


def _text(text: str) -> str:
    """A basic string; JSON writes the same escapes, and passes over one character that TOML refuses."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
