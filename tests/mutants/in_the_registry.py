"""Faults in the whole registry, which nobody sees who looks at one part of it alone."""

from __future__ import annotations

from tests.mutants.fault import Fault

MACHINE = "rigs/test_machine::test_the_whole_registry_keeps_its_rules"


def planted(what: str, file: str, was: str, becomes: str, *, quick: bool = False) -> Fault:
    """A fault anywhere under `src/chancery` that the machine must notice."""
    return Fault(what=what, file=f"{file}.py", was=was, becomes=becomes, tests=(MACHINE,), quick=quick)


FAULTS = (
    planted(
        "nobody asks preflight",
        "registry/admission",
        "self._require_no_objection(entry, entry.act)",
        "pass",
    ),
    planted(
        "a charter is taken that its roots did not make",
        "registry/admission",
        "                self._require_own_roots(entry)\n",
        "                pass\n",
    ),
    planted(
        "a retry finds no key",
        "registry/registry",
        "keys = {act.key: place for place, act in enumerate(acts) if act.key is not None}",
        "keys: dict[str, int] = {}",
    ),
    planted(
        "a clock that was turned back signs",
        "registry/append",
        "    _refuse_older(old, at)\n    growth",
        "    growth",
    ),
    planted(
        "nobody finishes what a death left behind",
        "registry/append",
        "    if head is not None:\n        _finish(archive, head)\n",
        "",
        quick=True,
    ),
    planted(
        "a letter is looked up without the notices on it",
        "store/filing",
        "        yield notices_on(target.statement)\n",
        "        yield from ()\n",
    ),
    planted(
        "one hand is as good as two",
        "record/mandates",
        "self.tell.enough(mandate.approvals, list(",
        "self.tell.enough(1, list(",
        quick=True,
    ),
    planted(
        "a key that was confirmed stolen signs on",
        "record/keys_in_doubt",
        "sight.tell.leaf(~effective, Ground.KEY_NOT_COMPROMISED",
        "sight.tell.leaf(~UNDETERMINED, Ground.KEY_NOT_COMPROMISED",
    ),
    planted(
        "a hold of one person alone does not lapse anywhere",
        "record/holds",
        "lasts = max(_joined(sight, persons), known(sight.at < until))",
        "lasts = known(True)",
    ),
    planted(
        "nobody waits for what a change of the root has to wait for",
        "record/charters",
        "    yield known(at >= after_the_wait(before, entry))\n",
        "    yield known(True)\n",
    ),
)
