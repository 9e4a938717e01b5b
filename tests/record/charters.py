"""Charters to test with: one that uses everything a charter can say."""

from __future__ import annotations

import copy
from typing import Any

from chancery.record.charter import Charter
from chancery.record.charter_faults import refuse_faults
from chancery.record.charter_form import charter_from_json, charter_from_toml

DRAFTED = """
charter = "ministry.example"
version = 3
expires = 2031-01-06T00:00:00Z

[title]
en = "Ministry of Examples"
ar = "وزارة الأمثلة"

[root]
threshold = 2
keys = { r1 = "First registrar", r2 = "Second registrar", r3 = "Permanent secretary" }

[office.minister]
title = { en = "Minister of Examples", ar = "وزير الأمثلة" }
holders = [
    { person = "ada", keys = ["k-ada", "k-ada2"], from = 2029-01-01T00:00:00Z, until = 2033-01-01T00:00:00Z },
    { person = "ben", keys = ["k-ben"], capacity = "acting" },
]

[office.directorate]
superior = "minister"
holders = [
    { person = "cleo", keys = ["k-cleo"] },
    { person = "dan", keys = ["k-dan"], capacity = "caretaker" },
]

[office.duty]
superior = "minister"
holders = [{ person = "eve", keys = ["k-eve"] }]

[[mandate]]
id = "M1"
office = "minister"
may = ["decide", "order"]
about = ["schools", "money/grants"]
limit = 500000.50
depth = 2
from = 2029-06-01T00:00:00Z
until = 2032-06-01T00:00:00Z
capacity = { acting = "disputed" }

[[mandate]]
id = "M2"
office = "minister"
may = ["disown", "withdraw", "reinstate"]
approvals = 2
approvers = ["minister", "directorate"]

[[mandate]]
id = "M3"
office = "duty"
may = ["suspend", "report_compromise"]
over = "any"
separation = false
lapses_after = "48h"

[[mandate]]
id = "M4"
office = "directorate"
may = ["inform", "withdraw"]
about = ["schools"]

[[delegation]]
id = "D1"
of = "M1"
to = "directorate"
may = ["order", "certify"]
about = ["schools/closure", "health"]
limit = 900000
depth = 1
from = 2029-09-01T00:00:00Z

[capacity.acting]
undertake = "disputed"
inform = "allow"

[capacity.caretaker]
decide = "disputed"
order = "deny"

[register]
origin = "log.ministry.example/register"
issuer = "k-register"
log = ["log.ministry.example/register+00000000+AAAA"]
"""
"""Still without its public keys."""

NAMES = ("r1", "r2", "r3", "k-ada", "k-ada2", "k-ben", "k-cleo", "k-dan", "k-eve", "k-register")

WHOLE = DRAFTED + "\n[keys]\n" + "\n".join(f'{name} = "ed25519:public-part-of-{name}"' for name in NAMES)
"""As it is signed."""


def drafted() -> Charter:
    return charter_from_toml(DRAFTED)


def whole() -> Charter:
    return charter_from_toml(WHOLE)


def accepted(signed: dict[str, Any]) -> Charter:
    """The charter of a signed form, if a clerk could have written it; else `Malformed`."""
    charter = charter_from_json(signed)
    refuse_faults(charter)
    return charter


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every single value in a charter's signed form."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for place, inner in enumerate(value) for leaf in leaves(inner, (*path, place))]
    return [path]


def with_another(form: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The same signed form, with another value at that one place; sets stay in their order."""
    copied = copy.deepcopy(form)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = _another(place[path[-1]])
    if path[-2:-1] in (("may",), ("approvers",), ("keys",)) and isinstance(place, list):
        place.sort()
    return copied


OTHERS = {
    "allow": "deny",
    "deny": "disputed",
    "disputed": "allow",
    "any": "subordinates",
    "subordinates": "any",
    "minister": "duty",
    "directorate": "duty",
    "duty": "directorate",
    "ada": "fay",
    "500000.5": "500000.25",
    "900000": "1.5",
}
VERBS = ("decide", "order", "disown", "withdraw", "reinstate", "suspend", "inform", "certify", "undertake")


def _another(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value in VERBS:
            return "regret"
        case str():
            return OTHERS.get(value, value + "x")
    raise AssertionError(value)
