"""An institution that lies about its own record, with its own keys: what no signature can tell."""

from __future__ import annotations

from collections.abc import Iterable

from chancery.record.state_head import StateHead
from chancery.record.statement import Instant
from chancery.registry import append as log
from chancery.seal.reading import seal_act
from chancery.seal.register_form import write_state_head
from chancery.seal.state import keys_answered
from tests.institution import Institution
from tests.log import state_reference
from tests.people import urn


def states_falsely(us: Institution, root: bytes, *, size: int | None = None, life: int = 3_600) -> StateHead:
    """Put a state head on the log past every rule of admission, signed as any other."""
    now, index = us.registry.now(), us.registry.settle()
    head = StateHead(
        id=urn(us.domain, f"lie at {index}"),
        institution=us.domain,
        size=index if size is None else size,
        root=root,
        expires=Instant(now + life),
    )
    octets = write_state_head(head)
    sealed = seal_act(octets, (), institution=us.domain, at=now, key=us.pen.issuer)
    log.append(us.archive, [sealed], pen=us.pen, at=now, keys={})
    return head


def true_root(us: Institution, size: int, *, without: Iterable[int] = ()) -> bytes:
    """The root over the first entries of the log, from nothing, by other code; *without* some of them."""
    under: dict[bytes, tuple[int, int]] = {}
    for index in range(size):
        for key in [] if index in without else keys_answered(us.archive.entry(index)):
            under[key] = (index, under.get(key, (0, 0))[1] + 1)
    return state_reference.root(under)
