"""Faults in what words depend on."""

from __future__ import annotations

from tests.mutants.fault import in_the_record

planted = in_the_record("test_properties_force")

FAULTS = (
    planted(
        "circular_conditions_are_undetermined",
        "whoever read an open answer is not asked again",
        "fixpoint",
        "agenda.extend(again)",
        "again.clear()",
        "absence_is_no_only_where_the_log_is_held_in_full",
        "a_circle_falls_when_one_of_its_members_does",
    ),
    planted(
        "circular_conditions_are_undetermined",
        "what is open is taken for no",
        "fixpoint",
        "dict.fromkeys(unknowns, UNDETERMINED)",
        "dict.fromkeys(unknowns, Truth.NO)",
    ),
    planted(
        "circular_conditions_are_undetermined",
        "a necessary premise is not asked after",
        "force",
        "            if premise.reliance is Reliance.NECESSARY\n",
        "            if premise.reliance is None\n",
        "a_recital_raises_a_flag_and_a_necessary_premise_takes_the_force",
        quick=True,
    ),
    planted(
        "a_recital_raises_a_flag_and_a_necessary_premise_takes_the_force",
        "a recital takes the force with it",
        "force",
        "            if premise.reliance is Reliance.NECESSARY\n",
        "",
    ),
    planted(
        "absence_is_no_only_where_the_log_is_held_in_full",
        "absence is no, whatever is held",
        "conditions",
        "where not in sight.complete",
        "where is None",
        quick=True,
    ),
    planted(
        "a_fact_is_settled_only_by_certificates_that_agree",
        "the first certificate settles a fact",
        "conditions",
        "    if every((so, ~not_so)) is YES:\n",
        "    if so is YES:\n",
    ),
    planted(
        "the_slice_answers_as_the_whole_log_does",
        "the slice leaves out notices on keys",
        "slice",
        "        yield from sources.key_notices(entry.institution, hand.key)\n",
        "        yield from ()\n",
        quick=True,
    ),
    planted(
        "the_slice_answers_as_the_whole_log_does",
        "the slice leaves out successors",
        "slice",
        "        yield from sources.successors_of(entry.id)\n",
        "",
    ),
    planted(
        "the_slice_answers_as_the_whole_log_does",
        "the slice leaves out premises",
        "slice",
        "        named += [premise.statement for premise in clause.premises]\n",
        "",
    ),
    planted(
        "the_slice_holds_what_may_fulfil_a_condition",
        "the slice leaves out what may fulfil a condition",
        "slice",
        "yield from sources.acts(where, condition.office, condition.verb, condition.implementing)",
        "yield from ()",
    ),
    planted(
        "why_not_says_never_ended_suspended_or_not_yet",
        "a disowned clause is told as ended",
        "force",
        "    Ground.NOT_DISOWNED: Why.NEVER,\n",
        "    Ground.NOT_DISOWNED: Why.ENDED,\n",
    ),
)
