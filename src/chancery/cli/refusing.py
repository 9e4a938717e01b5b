"""What the rules object to, told as sentences where the registry knows only names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from chancery.errors import NotPermitted
from chancery.phrases.desk import objection
from chancery.phrases.saying import UNNAMED
from chancery.registry.admission import Objected


@contextmanager
def objections_told(language: str = "en", names: Mapping[str, str] = UNNAMED) -> Iterator[None]:
    """Let an act be refused in sentences; raises `NotPermitted` with one for every objection."""
    try:
        yield
    except Objected as refused:
        told = dict.fromkeys(objection(each, language, names) for each in refused.objections)
        raise NotPermitted(f"{' '.join(told)} Nothing has been put on the record.") from refused
