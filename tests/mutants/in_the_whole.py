"""Faults in what no one property speaks of, and a second evaluator must notice."""

from __future__ import annotations

from tests.mutants.fault import in_the_record

planted = in_the_record("test_world_naive")

FAULTS = (
    planted(
        "the_world_agrees_with_a_naive_evaluator",
        "a limit is not kept",
        "mandates",
        "known(asked.amount <= limit)",
        "known(True)",
    ),
    planted(
        "the_world_agrees_with_a_naive_evaluator",
        "a mandate applies outside its dates",
        "mandates",
        "dates = known((since is None or since <= at) and (until is None or at < until))",
        "dates = known(since is None or since <= at)",
    ),
    planted(
        "the_world_agrees_with_a_naive_evaluator",
        "anybody's approval counts",
        "mandates",
        "if office != self.office and office not in (mandate.approvers or ()):",
        "if office is None:",
    ),
    planted(
        "the_world_agrees_with_a_naive_evaluator",
        "a condition is fulfilled by an earlier act",
        "conditions",
        "        if act.order > entry.order\n",
        "",
    ),
    planted(
        "the_world_agrees_with_a_naive_evaluator",
        "a disowning cannot be disowned",
        "notices",
        "        if (notice := notice_of(other)).verb in REVERSALS\n",
        "        if (notice := notice_of(other)).verb in REVERSALS - {notice_of(entry).verb}\n",
    ),
)
