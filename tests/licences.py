"""What is installed for Chancery to run, and under which licences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause",
    "Python Software Foundation License": "PSF-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Names in use before the SPDX list was agreed on, and the list's own."""


def runtime_packages() -> dict[str, Distribution]:
    """Return everything that Chancery brings with it, by name, itself left out."""
    found: dict[str, Distribution] = {}
    waiting = list(_wanted_by(distribution("chancery"), extras=frozenset()))
    while waiting:
        name, extras = waiting.pop()
        try:
            package = distribution(name)
        except PackageNotFoundError:  # wanted only by another platform or Python
            continue
        if name not in found:
            found[name] = package
            waiting += _wanted_by(package, extras=extras)
    return found


def licences(package: Distribution) -> set[str]:
    """Return every licence that applies; of a choice (`A OR B`) it is enough that one is named here."""
    expression = package.metadata.get("License-Expression")
    if expression:
        return set(re.split(r" AND ", expression.replace("(", "").replace(")", "")))
    classified = {
        SPELLINGS.get(name, name)
        for line in package.metadata.get_all("Classifier") or []
        if line.startswith("License ::") and (name := line.rpartition(" :: ")[2])
    }
    stated = (package.metadata.get("License") or "unknown").strip()
    return classified or {SPELLINGS.get(stated, stated)}


def _wanted_by(package: Distribution, *, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for requirement in package.requires or []:
        wanted, _, marker = requirement.partition(";")
        extra = re.search(r"extra *== *['\"]([\w-]+)['\"]", marker)
        if extra and extra[1] not in extras:
            continue
        name = re.match(r"[\w.-]+", wanted)
        asked = re.search(r"\[([^]]*)\]", wanted)
        if name:
            yield name[0].lower(), frozenset(asked[1].split(",") if asked else [])
