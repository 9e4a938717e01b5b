"""The charter as a clerk writes it (TOML) and as it is signed (plain values for RFC 8785).

Two forms of one shape: the same tables under the same names.  They differ in how a
moment and an amount are written, and in that the signed form leaves nothing to default.

What is read here is sound in itself (`charter_faults`); what a clerk should think over
once more is in `charter_remarks`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chancery.errors import Malformed
from chancery.record.charter import (
    SUBSTANTIVE,
    Charter,
    Delegation,
    Holder,
    Mandate,
    Office,
    Reach,
    Register,
    Root,
    Rule,
)
from chancery.record.charter_faults import refuse_faults
from chancery.record.charter_table import (
    SIGNED,
    WRITTEN,
    Table,
    some_texts,
    spelt,
    text,
    texts,
    truth,
    whole,
    word_of,
    words_of,
)
from chancery.record.statement import (
    ANY_SUBJECT,
    NOTICES,
    Institution,
    KeyName,
    OfficeName,
    Subject,
    Verb,
)

THE_CHARTER = "the charter"


def charter_from_toml(written: str) -> Charter:
    """
    The charter that a clerk has written.

    Raises `Malformed`, naming the place, if it is not TOML 1.0, holds a name or a type
    that no charter has, or contradicts itself.
    """
    charter = charter_being_written(written)
    refuse_faults(charter)
    return charter


def charter_being_written(written: str) -> Charter:
    """
    The charter of a text that a clerk is still at: it may have faults (`charter_faults`).

    Raises `Malformed` if it is not TOML 1.0, or holds a name or a type that no charter has.
    """
    try:
        values = tomllib.loads(written, parse_float=Decimal)  # binary fractions would lose pennies
    except (ValueError, RecursionError) as error:
        raise Malformed(f"The charter is not TOML: {error}.") from error
    return _charter(Table(values, place=THE_CHARTER, dialect=WRITTEN))


def charter_from_json(signed: Mapping[str, Any]) -> Charter:
    """
    The charter in its signed form, as decoded from canonical JSON.

    Raises `Malformed` also where the same charter would have been signed in other
    words: one charter has one signed form, or two digests could name the same rules.
    What a clerk would be refused (`charter_faults`) is read here all the same: it was
    signed, it is on the record, and it is for the world to judge.
    """
    charter = _charter(Table(signed, place=THE_CHARTER, dialect=SIGNED))
    if charter_to_json(charter) != signed:
        raise Malformed("The charter is not written in the one form in which charters are signed.")
    return charter


def charter_to_json(charter: Charter) -> dict[str, Any]:
    """
    The charter as texts, whole numbers, truth values, lists and tables.

    RFC 8785 of exactly this is what is signed.  Amounts are decimal texts, moments are
    seconds since 1970 UTC, sets are sorted.  Defaults are written out, so that no later
    change of a default changes a charter that was signed before it.
    """
    register = charter.register
    return _given(
        charter=charter.institution,
        version=charter.version,
        expires=charter.expires,
        title=dict(charter.title),
        root=_root_to_json(charter.root),
        office={name: _office_to_json(office) for name, office in charter.offices.items()},
        mandate=[_mandate_to_json(mandate) for mandate in charter.mandates],
        delegation=[_delegation_to_json(delegation) for delegation in charter.delegations],
        capacity={name: _rules_to_json(rules) for name, rules in charter.capacity.items()},
        keys=dict(charter.keys),
        register=None if register is None else _register_to_json(register),
    )


# ── reading ──────────────────────────────────────────────────────────────────


def _charter(table: Table) -> Charter:
    charter = Charter(
        institution=Institution(table.required("charter", text)),
        version=table.required("version", whole),
        expires=table.optional("expires", table.dialect.moment),
        title=table.entries("title", text),
        root=_root(table.part("root")),
        offices={OfficeName(name): _office(office) for name, office in table.parts("office", "office")},
        mandates=tuple(_mandate(mandate) for mandate in table.each("mandate")),
        delegations=tuple(_delegation(delegation) for delegation in table.each("delegation")),
        capacity={name: _rules(rules) for name, rules in table.parts("capacity", "capacity")},
        keys={KeyName(name): public for name, public in table.entries("keys", text).items()},
        register=_register(table.part("register")),
    )
    table.nothing_more()
    return charter


def _root(table: Table | None) -> Root:
    if table is None:
        raise Malformed("The charter lacks a part [root], which says who may change it.")
    root = Root(
        threshold=table.required("threshold", whole),
        keys={KeyName(key): person for key, person in table.entries("keys", text).items()},
        delay=table.optional("delay", table.dialect.duration),
    )
    table.nothing_more()
    return root


def _office(table: Table) -> Office:
    superior = table.optional("superior", text)
    office = Office(
        superior=None if superior is None else OfficeName(superior),
        title=table.entries("title", text),
        holders=tuple(_holder(holder) for holder in table.each("holders")),
    )
    table.nothing_more()
    return office


def _holder(table: Table) -> Holder:
    capacity = table.optional("capacity", text)
    holder = Holder(
        person=table.required("person", text),
        keys=frozenset(KeyName(key) for key in table.optional("keys", texts) or ()),
        capacity=SUBSTANTIVE if capacity is None else capacity,
        since=table.optional("from", table.dialect.moment),
        until=table.optional("until", table.dialect.moment),
    )
    table.nothing_more()
    return holder


def _mandate(table: Table) -> Mandate:
    id = table.required("id", text)
    table.call_it(f"mandate {id}")
    may = table.required("may", words_of(Verb))
    approvals = table.optional("approvals", whole)
    mandate = Mandate(
        id=id,
        office=OfficeName(table.required("office", text)),
        may=may,
        about=_about(table, may),
        approvals=1 if approvals is None else approvals,
        approvers=_approvers(table),
        separation=table.optional("separation", truth) is not False,
        since=table.optional("from", table.dialect.moment),
        until=table.optional("until", table.dialect.moment),
        limit=table.optional("limit", table.dialect.amount),
        over=table.optional("over", word_of(Reach)) or Reach.SUBORDINATES,
        may_disown_itself=table.optional("may_disown_itself", truth) is True,
        depth=table.optional("depth", whole) or 0,
        capacity=table.entries("capacity", word_of(Rule)),
        lapses_after=table.optional("lapses_after", table.dialect.duration),
    )
    table.nothing_more()
    return mandate


def _about(table: Table, may: frozenset[Verb]) -> tuple[Subject, ...]:
    """The subjects.  Only notices may leave them out: they are about letters, whatever those are about."""
    about = table.optional("about", some_texts)
    if about is not None:
        return tuple(Subject(path) for path in about)
    if may <= NOTICES:
        return (ANY_SUBJECT,)
    raise table.malformed('does not say what it is about; for everything, write about = ["**"]')


def _approvers(table: Table) -> frozenset[OfficeName] | None:
    approvers = table.optional("approvers", some_texts)
    return None if approvers is None else frozenset(OfficeName(name) for name in approvers)


def _delegation(table: Table) -> Delegation:
    id = table.required("id", text)
    table.call_it(f"delegation {id}")
    about = table.optional("about", some_texts)
    approvals = table.optional("approvals", whole)
    delegation = Delegation(
        id=id,
        of=table.required("of", text),
        to=OfficeName(table.required("to", text)),
        may=table.optional("may", words_of(Verb)),
        about=None if about is None else tuple(Subject(path) for path in about),
        approvals=1 if approvals is None else approvals,
        since=table.optional("from", table.dialect.moment),
        until=table.optional("until", table.dialect.moment),
        limit=table.optional("limit", table.dialect.amount),
        depth=table.optional("depth", whole) or 0,
    )
    table.nothing_more()
    return delegation


def _rules(table: Table) -> Mapping[Verb, Rule]:
    rules = {verb: rule for verb in Verb if (rule := table.optional(verb.value, word_of(Rule))) is not None}
    table.nothing_more()
    return rules


def _register(table: Table | None) -> Register | None:
    if table is None:
        return None
    register = Register(
        origin=table.required("origin", text),
        issuer=KeyName(table.required("issuer", text)),
        log=table.optional("log", texts) or (),
    )
    table.nothing_more()
    return register


# ── writing ──────────────────────────────────────────────────────────────────


def _given(**values: Any) -> dict[str, Any]:
    """Only what there is: no nulls, no empty lists or tables.  `from_` stands for Python's keyword."""
    return {name.rstrip("_"): value for name, value in values.items() if value not in (None, [], {})}


def _root_to_json(root: Root) -> dict[str, Any]:
    # Without a delay nothing of it is written: charters signed before there were any keep their digest.
    wait = {} if root.delay is None else {"delay": root.delay}
    return {"threshold": root.threshold, "keys": dict(root.keys), **wait}


def _office_to_json(office: Office) -> dict[str, Any]:
    return _given(
        superior=office.superior,
        title=dict(office.title),
        holders=[_holder_to_json(holder) for holder in office.holders],
    )


def _holder_to_json(holder: Holder) -> dict[str, Any]:
    return _given(
        person=holder.person,
        keys=sorted(holder.keys),
        capacity=holder.capacity,
        from_=holder.since,
        until=holder.until,
    )


def _mandate_to_json(mandate: Mandate) -> dict[str, Any]:
    return _given(
        id=mandate.id,
        office=mandate.office,
        may=_sorted(mandate.may),
        about=list(mandate.about),
        approvals=mandate.approvals,
        approvers=_sorted(mandate.approvers),
        separation=mandate.separation,
        from_=mandate.since,
        until=mandate.until,
        limit=None if mandate.limit is None else spelt(mandate.limit),
        over=mandate.over.value,
        may_disown_itself=mandate.may_disown_itself,
        depth=mandate.depth,
        capacity={name: rule.value for name, rule in mandate.capacity.items()},
        lapses_after=mandate.lapses_after,
    )


def _delegation_to_json(delegation: Delegation) -> dict[str, Any]:
    return _given(
        id=delegation.id,
        of=delegation.of,
        to=delegation.to,
        may=_sorted(delegation.may),
        about=None if delegation.about is None else list(delegation.about),
        approvals=delegation.approvals,
        from_=delegation.since,
        until=delegation.until,
        limit=None if delegation.limit is None else spelt(delegation.limit),
        depth=delegation.depth,
    )


def _rules_to_json(rules: Mapping[Verb, Rule]) -> dict[str, str]:
    return {verb.value: rule.value for verb, rule in rules.items()}


def _register_to_json(register: Register) -> dict[str, Any]:
    return _given(origin=register.origin, issuer=register.issuer, log=list(register.log))


def _sorted(names: frozenset[Verb] | frozenset[OfficeName] | None) -> list[str] | None:
    return None if names is None else sorted(str(name) for name in names)
