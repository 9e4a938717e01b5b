"""Faults in what one officer can do alone."""

from __future__ import annotations

from tests.mutants.fault import in_the_record

planted = in_the_record("test_properties_alone")

FAULTS = (
    planted(
        "a_hold_cannot_target_a_notice",
        "a hold may be put on a notice",
        "notices",
        "known(other.act.notice is None), Ground.NOTICE_NO_HOLD_ON_NOTICE",
        "known(True), Ground.NOTICE_NO_HOLD_ON_NOTICE",
        quick=True,
    ),
    planted(
        "one_officer_alone_never_makes_anything_in_force",
        "a report takes keys away at once",
        "keys_in_doubt",
        "doubt = max(UNDETERMINED, ~every((effective, lasting)))",
        "doubt = ~every((effective, lasting))",
        "a_lone_report_casts_doubt_and_a_confirmation_restores_the_victim",
    ),
    planted(
        "a_hold_lapses_by_itself",
        "a hold never ends",
        "holds",
        "known(sight.at < notice.until), Ground.HOLD_NOT_OVER",
        "known(True), Ground.HOLD_NOT_OVER",
    ),
    planted(
        "a_lone_hold_ends_after_seventy_two_hours_at_the_latest",
        "a lone hold does not lapse",
        "holds",
        "lasts = max(_joined(sight, persons), known(sight.at < until))",
        "lasts = known(True)",
        quick=True,
    ),
    planted(
        "a_lone_hold_ends_after_seventy_two_hours_at_the_latest",
        "a hold of two lapses like one person's",
        "holds",
        "lasts = max(_joined(sight, persons), known(sight.at < until))",
        "lasts = known(sight.at < until)",
    ),
    planted(
        "a_mandate_may_set_another_time_for_lone_holds",
        "a mandate's own lapse is not read",
        "holds",
        "until = entry.at + (LAPSE if mandate.lapses_after is None else mandate.lapses_after)",
        "until = entry.at + LAPSE",
    ),
    planted(
        "a_lone_hold_cannot_be_renewed_by_the_same_person",
        "a lone hold may be renewed",
        "holds",
        "[effective(sight, entry), *_unrenewed(sight, entry)]",
        "[effective(sight, entry)]",
        "a_renewal_is_open_while_the_first_hold_is_in_doubt",
        quick=True,
    ),
    planted(
        "two_people_may_hold_what_one_of_them_has_held_before",
        "the second hold is taken for lone though two signed it",
        "holds",
        "                    _alone(sight, entry, person),\n",
        "",
    ),
    planted(
        "a_hold_on_one_clause_and_one_on_the_whole_are_holds_on_the_same_thing",
        "a clause and the whole are two things",
        "holds",
        "(None in (one.clause, other.clause) or one.clause == other.clause)",
        "one.clause == other.clause",
    ),
    planted(
        "a_hold_is_lone_while_the_second_hand_is_in_doubt",
        "a second hand in doubt is as good as a sure one",
        "holds",
        "return at_least(2, [sight.tell.truth(answer) for answer in persons.values()])",
        "return known(sum(sight.tell.truth(answer) is not NO for answer in persons.values()) > 1)",
    ),
    planted(
        "a_lifted_hold_holds_no_longer",
        "lifting does nothing",
        "holds",
        "        *_unlifted(sight, entry),\n",
        "",
    ),
    planted(
        "a_lone_report_casts_doubt_and_a_confirmation_restores_the_victim",
        "a confirmed theft leaves the key alone",
        "keys_in_doubt",
        "return sight.tell.leaf(~effective, Ground.KEY_NOT_COMPROMISED",
        "return sight.tell.leaf(max(UNDETERMINED, ~effective), Ground.KEY_NOT_COMPROMISED",
        quick=True,
    ),
    planted(
        "what_was_logged_before_the_theft_stands",
        "a key notice reaches back before the theft",
        "keys_in_doubt",
        "(notice.since is None or notice.since <= entry.at)",
        "True",
    ),
    planted(
        "a_lone_report_lapses_unless_it_is_confirmed",
        "a lone report never lapses",
        "keys_in_doubt",
        "doubt = max(UNDETERMINED, ~every((effective, lasting)))",
        "doubt = max(UNDETERMINED, ~effective)",
    ),
    planted(
        "a_lone_report_lapses_unless_it_is_confirmed",
        "a report lapses although it was confirmed",
        "keys_in_doubt",
        "some((sight.now((Ask.RUNNING, entry.id, None)), followed))",
        "sight.now((Ask.RUNNING, entry.id, None))",
    ),
)
