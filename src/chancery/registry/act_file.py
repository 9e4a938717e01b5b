"""An act with the hands under it so far, as a file that goes from one officer to the next.

The octets are those of an entry's payload (`chancery.seal.reading`): the same act, the
same approvals.  A charter has no id of its own choosing: two officers who sign the same
text from different desks sign the same act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from chancery.errors import Malformed
from chancery.record.charter import Charter
from chancery.record.charter_form import charter_to_json
from chancery.record.naming import named
from chancery.registry.act import Act
from chancery.seal.act_form import read_act, write_charter
from chancery.seal.codec import canonical_json
from chancery.seal.reading import approvals_of, payload_of


def act_of_charter(charter: Charter) -> Act:
    """The act that makes *charter* the institution's, with no hand under it yet."""
    digest = hashlib.sha256(b"chancery/charter-id/v1\0" + canonical_json(charter_to_json(charter))).digest()
    return Act(octets=write_charter(named(charter.institution, digest), charter), approvals=())


def write_act_file(act: Act) -> bytes:
    """The file."""
    return payload_of(act.octets, act.approvals)


def read_act_file(octets: bytes) -> Act:
    """The act in a file and its approvals, unchecked; raises `Malformed`."""
    act, approvals = approvals_of(octets)
    read_act(act)
    return Act(octets=act, approvals=approvals)


def charter_of_act(act: Act) -> Charter:
    """The charter that an act makes; raises `Malformed` if it does something else."""
    _, charter = read_act(act.octets)
    if not isinstance(charter, Charter):
        raise Malformed("This is an act of an office, not a charter.")
    return charter


def joined(acts: Sequence[Act]) -> Act:
    """One act with the hands of several files of it, each once; raises `Malformed` for different acts."""
    first, *others = acts
    if any(other.octets != first.octets for other in others):
        raise Malformed("These files hold different acts; only hands under the same one can be joined.")
    approvals = dict.fromkeys(approval for act in acts for approval in act.approvals)
    return Act(octets=first.octets, approvals=tuple(approvals), words=first.words)
