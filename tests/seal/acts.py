"""Acts of every shape, as Hypothesis finds them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from chancery.record.charter import (
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
from chancery.record.statement import (
    ActInForce,
    Clause,
    DateReached,
    FactCertified,
    Link,
    Notice,
    Override,
    Premise,
    Relation,
    Reliance,
    Severity,
    Statement,
    Target,
    Unevaluable,
    Verb,
)

names = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)
texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
moments = st.integers(0, 253_402_300_799)
verbs = st.sampled_from(Verb)
digests = st.binary(min_size=32, max_size=32)
amounts = st.decimals("0", "1e12", allow_nan=False, allow_infinity=False, places=2)


def maybe(what: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.none() | what


def few(what: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(what, max_size=3).map(tuple)


conditions = st.one_of(
    st.builds(DateReached, id=texts, at=moments),
    st.builds(
        ActInForce,
        id=texts,
        verb=verbs,
        office=texts,
        institution=maybe(texts),
        implementing=maybe(texts),
    ),
    st.builds(FactCertified, id=texts, fact=texts),
    st.builds(Unevaluable, id=texts),
)
premises = st.builds(Premise, statement=texts, clause=texts, reliance=st.sampled_from(Reliance))
clauses = st.builds(
    Clause,
    id=texts,
    verb=verbs,
    subject=texts,
    amount=amounts,
    conditions=few(conditions),
    premises=few(premises),
    may_be_read_as=few(verbs),
    ratifiable=st.booleans(),
    fact=maybe(texts),
    holds=st.booleans(),
)
notices = st.builds(
    Notice,
    verb=verbs,
    targets=few(st.builds(Target, statement=texts, clause=maybe(texts))),
    subject=maybe(texts),
    until=maybe(moments),
    key=maybe(texts),
    since=maybe(moments),
    severity=st.sampled_from(Severity),
    circulating=maybe(digests),
)
statements = st.builds(
    Statement,
    id=texts,
    institution=texts,
    office=texts,
    form=texts,
    reference=maybe(texts),
    clauses=st.lists(clauses, max_size=3, unique_by=lambda clause: clause.id).map(tuple),
    notice=maybe(notices),
    words=maybe(digests),
    action_addressees=few(texts),
    info_addressees=few(texts),
    supersedes=few(texts),
    implements=few(texts),
    links=few(st.builds(Link, relation=st.sampled_from(Relation), to=texts)),
    effective=maybe(moments),
    expires=maybe(moments),
    override=maybe(st.builds(Override, objections=few(texts), justification=texts)),
)

tables = st.dictionaries(names, texts, max_size=2)
holders = st.builds(
    Holder,
    person=texts,
    keys=st.frozensets(texts, max_size=2),
    capacity=texts,
    since=maybe(moments),
    until=maybe(moments),
)
mandates = st.builds(
    Mandate,
    id=texts,
    office=texts,
    may=st.frozensets(verbs, min_size=1, max_size=4),
    about=st.lists(texts, min_size=1, max_size=2, unique=True).map(tuple),
    approvals=st.integers(0, 9),
    approvers=maybe(st.frozensets(texts, min_size=1, max_size=2)),
    separation=st.booleans(),
    since=maybe(moments),
    until=maybe(moments),
    limit=maybe(st.integers(0, 10**12).map(Decimal)),
    over=st.sampled_from(Reach),
    may_disown_itself=st.booleans(),
    depth=st.integers(0, 9),
    capacity=st.dictionaries(names, st.sampled_from(Rule), max_size=2),
    lapses_after=maybe(st.integers(1, 10**6)),
)
delegations = st.builds(
    Delegation,
    id=texts,
    of=texts,
    to=texts,
    may=maybe(st.frozensets(verbs, min_size=1, max_size=4)),
    about=maybe(st.lists(texts, min_size=1, max_size=2, unique=True).map(tuple)),
    approvals=st.integers(0, 9),
    since=maybe(moments),
    until=maybe(moments),
    limit=maybe(st.integers(0, 10**12).map(Decimal)),
    depth=st.integers(0, 9),
)
charters = st.builds(
    Charter,
    institution=texts,
    version=st.integers(1, 99),
    root=st.builds(Root, threshold=st.integers(0, 9), keys=tables),
    expires=maybe(moments),
    offices=st.dictionaries(
        names, st.builds(Office, superior=maybe(texts), holders=few(holders), title=tables), max_size=3
    ),
    mandates=few(mandates),
    delegations=few(delegations),
    capacity=st.dictionaries(
        names, st.dictionaries(verbs, st.sampled_from(Rule), min_size=1, max_size=2), max_size=2
    ),
    keys=tables,
    register=maybe(
        st.builds(
            Register, origin=texts, issuer=texts, log=st.lists(texts, max_size=2, unique=True).map(tuple)
        )
    ),
    title=tables,
)
