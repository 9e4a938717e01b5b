"""Every fault there is to plant."""

from __future__ import annotations

from tests.mutants import (
    in_alone,
    in_answers,
    in_charters,
    in_force,
    in_names,
    in_notices,
    in_states,
    in_the_registry,
    in_the_whole,
)
from tests.mutants.fault import Fault

FAULTS: tuple[Fault, ...] = (
    *in_answers.FAULTS,
    *in_notices.FAULTS,
    *in_alone.FAULTS,
    *in_charters.FAULTS,
    *in_force.FAULTS,
    *in_names.FAULTS,
    *in_the_whole.FAULTS,
    *in_states.FAULTS,
    *in_the_registry.FAULTS,
)
