"""Faults to plant, one at a time, and the test that must notice each.

A fault is a small change of the source that somebody could make in good faith; *was* must
stand exactly once in the file, so that the list cannot outlive the code it speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A change in one file under `src/chancery`, and the tests of which at least one must fail."""

    what: str
    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]
    """As pytest is told them, without `.py`: `record/test_properties::test_…`."""
    quick: bool = False
    """Among the few that are planted when time is short: one for each property."""


def _of_a_property(
    property: str, what: str, file: str, was: str, becomes: str, *more: str, quick: bool = False
) -> Fault:
    """A fault in the record that the named tests of `tests/record/test_properties.py` must notice."""
    tests = tuple(f"record/test_properties::test_{name}" for name in (property, *more))
    return Fault(what=what, file=f"record/{file}.py", was=was, becomes=becomes, tests=tests, quick=quick)


def _of_the_whole(what: str, file: str, was: str, becomes: str) -> Fault:
    """A fault that no one property speaks of, and the naive evaluator must notice."""
    tests = ("record/test_world_naive::test_the_world_agrees_with_a_naive_evaluator",)
    return Fault(what=what, file=f"record/{file}.py", was=was, becomes=becomes, tests=tests)


FAULTS = (
    # ── 1: nothing in force without authority, despite a notice, or if not operative ──
    _of_a_property(
        "nothing_is_in_force_without_authority_or_despite_a_notice",
        "force does not ask for authority",
        "force",
        "        sight.ask((Ask.AUTHORISED, entry.id, clause.id)),\n",
        "",
        quick=True,
    ),
    _of_a_property(
        "nothing_is_in_force_without_authority_or_despite_a_notice",
        "a withdrawn statement keeps its force",
        "force",
        "    Status.WITHDRAWN: Ground.NOT_WITHDRAWN,\n",
        "",
    ),
    _of_a_property(
        "nothing_is_in_force_without_authority_or_despite_a_notice",
        "an announcement binds",
        "force",
        "if clause.verb not in OPERATIVE or statement.notice is not None:",
        "if statement.notice is not None:",
    ),
    # ── 2: a function of prefix and time ──
    _of_a_property(
        "answers_are_a_function_of_prefix_and_time",
        "entries are taken in the order in which they are stored",
        "world",
        "Shelf(sorted(entries, key=oldest_first))",
        "Shelf(entries)",
        quick=True,
    ),
    _of_a_property(
        "mutual_accusations_are_undetermined_until_a_superior_acts",
        "whoever read an open answer is not asked again",
        "fixpoint",
        "agenda.extend(self._readers.pop(unknown, ()))",
        "self._readers.pop(unknown, ())",
        "absence_is_no_only_where_the_log_is_held_in_full",
        "a_circle_falls_when_one_of_its_members_does",
    ),
    _of_a_property(
        "mutual_accusations_are_undetermined_until_a_superior_acts",
        "what is open is taken for no",
        "fixpoint",
        "dict.fromkeys(unknowns, UNDETERMINED)",
        "dict.fromkeys(unknowns, Truth.NO)",
        "circular_conditions_are_undetermined",
    ),
    # ── 3: disown, then reinstate ──
    _of_a_property(
        "disown_then_reinstate_restores_exactly",
        "reinstating does not undo",
        "statement",
        "REVERSALS = frozenset({Verb.REINSTATE, Verb.DISOWN})",
        "REVERSALS = frozenset({Verb.DISOWN})",
        quick=True,
    ),
    # ── 4: an unauthorised notice ──
    _of_a_property(
        "an_unauthorised_notice_changes_nothing",
        "a notice needs no power",
        "notices",
        "    parts += permitted(sight, entry)\n",
        "",
        quick=True,
    ),
    _of_a_property(
        "empty_words_replace_nothing",
        "a statement that says nothing may replace one that does",
        "bearings",
        "    said = known(bool(clauses))\n",
        "    said = YES\n",
    ),
    # ── 5: institutions ──
    _of_a_property(
        "a_foreign_notice_has_no_effect",
        "a notice may be aimed at another institution's statement",
        "notices",
        "at_home = other.institution == entry.institution and other.order < entry.order",
        "at_home = other.order < entry.order",
        "no_institution_changes_anothers_authority_or_standing",
        quick=True,
    ),
    _of_a_property(
        "a_charter_logged_by_another_institution_never_counts",
        "a charter for another institution counts",
        "slice",
        "            if entry.act.institution == entry.institution:\n",
        "            if entry.act.institution:\n",
    ),
    _of_a_property(
        "an_id_belongs_to_whoever_used_it_first",
        "an id goes to whoever used it last",
        "slice",
        "        if entry.id in self._entries:\n            return\n",
        "",
    ),
    # ── 6: one officer alone ──
    _of_a_property(
        "a_hold_cannot_target_a_notice",
        "a hold may be put on a notice",
        "notices",
        "known(other.act.notice is None), Ground.NOTICE_NO_HOLD_ON_NOTICE",
        "known(True), Ground.NOTICE_NO_HOLD_ON_NOTICE",
        quick=True,
    ),
    _of_a_property(
        "one_officer_alone_never_makes_anything_in_force",
        "a report takes keys away at once",
        "keys_in_doubt",
        "doubt = max(UNDETERMINED, ~every((effective, lasting)))",
        "doubt = ~every((effective, lasting))",
        "a_lone_report_casts_doubt_and_a_confirmation_restores_the_victim",
    ),
    _of_a_property(
        "a_hold_lapses_by_itself",
        "a hold never ends",
        "holds",
        "known(sight.at < notice.until), Ground.HOLD_NOT_OVER",
        "known(True), Ground.HOLD_NOT_OVER",
    ),
    _of_a_property(
        "a_lone_hold_ends_after_seventy_two_hours_at_the_latest",
        "a lone hold does not lapse",
        "holds",
        "lasts = max(_joined(sight, persons), known(sight.at < until))",
        "lasts = known(True)",
        quick=True,
    ),
    _of_a_property(
        "a_lone_hold_ends_after_seventy_two_hours_at_the_latest",
        "a hold of two lapses like one person's",
        "holds",
        "lasts = max(_joined(sight, persons), known(sight.at < until))",
        "lasts = known(sight.at < until)",
    ),
    _of_a_property(
        "a_mandate_may_set_another_time_for_lone_holds",
        "a mandate's own lapse is not read",
        "holds",
        "until = entry.at + (LAPSE if mandate.lapses_after is None else mandate.lapses_after)",
        "until = entry.at + LAPSE",
    ),
    _of_a_property(
        "a_lone_hold_cannot_be_renewed_by_the_same_person",
        "a lone hold may be renewed",
        "holds",
        "[effective(sight, entry), *_unrenewed(sight, entry)]",
        "[effective(sight, entry)]",
        "a_renewal_is_open_while_the_first_hold_is_in_doubt",
        quick=True,
    ),
    _of_a_property(
        "two_people_may_hold_what_one_of_them_has_held_before",
        "the second hold is taken for lone though two signed it",
        "holds",
        "                    _alone(sight, entry, person),\n",
        "",
    ),
    _of_a_property(
        "a_hold_on_one_clause_and_one_on_the_whole_are_holds_on_the_same_thing",
        "a clause and the whole are two things",
        "holds",
        "(None in (one.clause, other.clause) or one.clause == other.clause)",
        "one.clause == other.clause",
    ),
    _of_a_property(
        "a_hold_is_lone_while_the_second_hand_is_in_doubt",
        "a second hand in doubt is as good as a sure one",
        "holds",
        "return at_least(2, [sight.tell.truth(answer) for answer in persons.values()])",
        "return known(sum(sight.tell.truth(answer) is not NO for answer in persons.values()) > 1)",
    ),
    _of_a_property(
        "a_lifted_hold_holds_no_longer",
        "lifting does nothing",
        "holds",
        "        *_unlifted(sight, entry),\n",
        "",
    ),
    # ── 7: stale ──
    _of_a_property(
        "a_stale_view_is_never_current",
        "a stale view passes for a fresh one",
        "standing",
        "standing.at - fresh_at <= max_age",
        "standing.at - fresh_at <= 2 * max_age",
        quick=True,
    ),
    # ── 8: charters ──
    _of_a_property(
        "a_later_charter_does_not_rewrite_the_past",
        "the newest charter judges everything",
        "charters",
        "        if charter.order < entry.order:\n",
        "        if charter.order != entry.order:\n",
        quick=True,
    ),
    _of_a_property(
        "rotating_the_root_takes_the_old_and_the_new_threshold",
        "the old root is not asked",
        "charters",
        "            _approved(sight, entry, previous, Ground.CHARTER_PREVIOUS_ROOT, previous.id),\n",
        "",
    ),
    _of_a_property(
        "rotating_the_root_takes_the_old_and_the_new_threshold",
        "the new root is not asked",
        "charters",
        "        _approved(sight, entry, entry, Ground.CHARTER_OWN_ROOT),\n",
        "",
    ),
    _of_a_property(
        "a_charter_has_the_next_number_and_no_earlier_rival",
        "a number may be skipped",
        "charters",
        "charter_of(other).version == charter.version - 1",
        "charter_of(other).version < charter.version",
    ),
    _of_a_property(
        "a_charter_has_the_next_number_and_no_earlier_rival",
        "the second of two rivals counts as well",
        "charters",
        "        parts += _rivals(sight, charter, earlier)\n",
        "",
    ),
    _of_a_property(
        "one_root_holder_with_two_keys_is_one_person",
        "the root counts keys",
        "charters",
        "people.setdefault(hand.person, []).append(key_good(sight, entry, hand.key))",
        "people.setdefault(hand.key, []).append(key_good(sight, entry, hand.key))",
    ),
    _of_a_property(
        "a_hand_counts_only_with_the_very_key_the_charter_names",
        "any key of that name will do",
        "grants",
        "return self.keys.get(hand.key) == hand.public",
        "return True",
    ),
    _of_a_property(
        "an_expired_charter_leaves_authority_open",
        "an expired charter still grants",
        "authority",
        "case.entry.at < body.expires else UNDETERMINED",
        "case.entry.at < body.expires else YES",
    ),
    # ── 9: keys ──
    _of_a_property(
        "a_lone_report_casts_doubt_and_a_confirmation_restores_the_victim",
        "a confirmed theft leaves the key alone",
        "keys_in_doubt",
        "return sight.tell.leaf(~effective, Ground.KEY_NOT_COMPROMISED",
        "return sight.tell.leaf(max(UNDETERMINED, ~effective), Ground.KEY_NOT_COMPROMISED",
        quick=True,
    ),
    _of_a_property(
        "what_was_logged_before_the_theft_stands",
        "a key notice reaches back before the theft",
        "keys_in_doubt",
        "(notice.since is None or notice.since <= entry.at)",
        "True",
    ),
    _of_a_property(
        "a_lone_report_lapses_unless_it_is_confirmed",
        "a lone report never lapses",
        "keys_in_doubt",
        "doubt = max(UNDETERMINED, ~every((effective, lasting)))",
        "doubt = max(UNDETERMINED, ~effective)",
    ),
    _of_a_property(
        "a_lone_report_lapses_unless_it_is_confirmed",
        "a report lapses although it was confirmed",
        "keys_in_doubt",
        "some((sight.now((Ask.RUNNING, entry.id, None)), followed))",
        "sight.now((Ask.RUNNING, entry.id, None))",
    ),
    # ── 10: circles ──
    _of_a_property(
        "circular_conditions_are_undetermined",
        "a necessary premise is not asked after",
        "force",
        "            if premise.reliance is Reliance.NECESSARY\n",
        "            if premise.reliance is None\n",
        "a_recital_raises_a_flag_and_a_necessary_premise_takes_the_force",
        quick=True,
    ),
    _of_a_property(
        "a_recital_raises_a_flag_and_a_necessary_premise_takes_the_force",
        "a recital takes the force with it",
        "force",
        "            if premise.reliance is Reliance.NECESSARY\n",
        "",
    ),
    # ── 11: delegation ──
    _of_a_property(
        "delegation_only_attenuates",
        "a delegation may lower the threshold",
        "grants",
        "approvals=max(delegation.approvals, origin.approvals)",
        "approvals=delegation.approvals",
        quick=True,
    ),
    _of_a_property(
        "delegation_only_attenuates",
        "a delegation may add subjects",
        "grants",
        "_narrower(delegation.about, origin.about)",
        "delegation.about",
        "what_was_not_handed_on_cannot_be_used",
    ),
    _of_a_property(
        "delegation_only_attenuates",
        "a delegation may add verbs",
        "grants",
        "delegation.may & origin.may",
        "delegation.may",
    ),
    _of_a_property(
        "delegation_only_attenuates",
        "a delegation may raise the limit",
        "grants",
        "limit=_met(min, delegation.limit, origin.limit)",
        "limit=delegation.limit",
    ),
    _of_a_property(
        "delegation_only_attenuates",
        "a delegation may outlive what it comes from",
        "grants",
        "until=_met(min, delegation.until, origin.until)",
        "until=_met(max, delegation.until, origin.until)",
    ),
    _of_a_property(
        "delegation_only_attenuates",
        "depth does not run out",
        "grants",
        "depth=min(delegation.depth, origin.depth - 1)",
        "depth=delegation.depth",
    ),
    _of_a_property(
        "delegation_only_attenuates",
        "what may not be delegated is delegated",
        "grants",
        "            if origin.depth > 0:\n",
        "            if origin.depth > -1:\n",
    ),
    # ── 12: persons and hands ──
    _of_a_property(
        "one_person_with_two_keys_is_one_approval",
        "approvals count keys",
        "mandates",
        "hands.setdefault(hand.person, []).append(self._hand(mandate, hand))",
        "hands.setdefault(hand.key, []).append(self._hand(mandate, hand))",
        quick=True,
    ),
    _of_a_property(
        "the_releaser_holds_the_office_and_where_several_approve_did_not_draft",
        "anybody may release",
        "mandates",
        "tell.leaf(known(seated), Ground.MANDATE_RELEASED",
        "tell.leaf(known(True), Ground.MANDATE_RELEASED",
    ),
    _of_a_property(
        "the_releaser_holds_the_office_and_where_several_approve_did_not_draft",
        "the drafter may release",
        "mandates",
        "        if mandate.separation and mandate.approvals > 1:\n",
        "        if mandate.separation and mandate.approvals > 9:\n",
    ),
    _of_a_property(
        "doubtful_capacity_is_doubt_and_denied_capacity_is_none",
        "a disputed capacity is allowed",
        "mandates",
        "Rule.DISPUTED: UNDETERMINED",
        "Rule.DISPUTED: YES",
    ),
    # ── 13: superiors ──
    _of_a_property(
        "a_subordinate_neither_reverses_nor_supersedes_a_superior",
        "a notice may be given over anybody",
        "mandates",
        "known(own or superior), Ground.MANDATE_OVER",
        "known(True), Ground.MANDATE_OVER",
        quick=True,
    ),
    _of_a_property(
        "a_subordinate_neither_reverses_nor_supersedes_a_superior",
        "anybody may replace anybody's statement",
        "bearings",
        "sight.tell.leaf(_ranks(sight, successor, entry), Ground.SUCCESSOR_RANKS",
        "sight.tell.leaf(known(True), Ground.SUCCESSOR_RANKS",
    ),
    _of_a_property(
        "nobody_disowns_their_own_words_or_a_peers",
        "an office may disown itself",
        "mandates",
        "allowed = known(superior or (own and mandate.may_disown_itself))",
        "allowed = known(superior or own)",
    ),
    # ── 14: ratification ──
    _of_a_property(
        "ratification_cures_only_what_may_be_and_only_from_who_could",
        "what may not be ratified is",
        "notices",
        "known(clause.ratifiable), Ground.NOTICE_RATIFIABLE",
        "known(True), Ground.NOTICE_RATIFIABLE",
        quick=True,
    ),
    _of_a_property(
        "ratification_cures_only_what_may_be_and_only_from_who_could",
        "an office ratifies what it could not have said",
        "notices",
        "        yield authorised(sight, entry, asked)\n",
        "",
    ),
    _of_a_property(
        "one_clause_may_be_ratified_without_the_others",
        "ratifying a clause ratifies the whole",
        "authority",
        "        and notice.concerns(entry.id, clause)\n",
        "",
    ),
    # ── 15: successors ──
    _of_a_property(
        "a_disowned_successor_frees_its_predecessor_and_a_withdrawn_one_does_not",
        "a disowned successor still replaces",
        "bearings",
        "sight.tell.leaf(~_disowned(sight, successor), Ground.SUCCESSOR_NOT_DISOWNED",
        "sight.tell.leaf(known(True), Ground.SUCCESSOR_NOT_DISOWNED",
        quick=True,
    ),
    _of_a_property(
        "a_disowned_successor_frees_its_predecessor_and_a_withdrawn_one_does_not",
        "a withdrawn successor frees its predecessor",
        "bearings",
        ".verb is Verb.DISOWN and other.at <= sight.at",
        ".verb in GIVES and other.at <= sight.at",
    ),
    # ── 16: unreleased ──
    _of_a_property(
        "unreleased_words_are_answered_like_words_never_written",
        "an id on which others lean is answered otherwise",
        "world",
        "        if entry is None:\n            return Standing(",
        "        if entry is None and not list(self._shelf.notices_on(id)):\n            return Standing(",
        quick=True,
    ),
    # ── 17: absence and slices ──
    _of_a_property(
        "absence_is_no_only_where_the_log_is_held_in_full",
        "absence is no, whatever is held",
        "conditions",
        "where not in sight.complete",
        "where is None",
        quick=True,
    ),
    _of_a_property(
        "a_fact_is_settled_only_by_certificates_that_agree",
        "the first certificate settles a fact",
        "conditions",
        "    if every((so, ~not_so)) is YES:\n",
        "    if so is YES:\n",
    ),
    _of_a_property(
        "the_slice_answers_as_the_whole_log_does",
        "the slice leaves out notices on keys",
        "slice",
        "        yield from sources.key_notices(entry.institution, hand.key)\n",
        "        yield from ()\n",
        quick=True,
    ),
    _of_a_property(
        "the_slice_answers_as_the_whole_log_does",
        "the slice leaves out successors",
        "slice",
        "        yield from sources.successors_of(entry.id)\n",
        "",
    ),
    _of_a_property(
        "the_slice_answers_as_the_whole_log_does",
        "the slice leaves out premises",
        "slice",
        "        named += [premise.statement for premise in clause.premises]\n",
        "",
    ),
    _of_a_property(
        "the_slice_holds_what_may_fulfil_a_condition",
        "the slice leaves out what may fulfil a condition",
        "slice",
        "yield from sources.acts(where, condition.office, condition.verb, condition.implementing)",
        "yield from ()",
    ),
    # ── what the product adds ──
    _of_a_property(
        "disowning_one_clause_leaves_the_harmless_ones",
        "a notice on one clause reaches all",
        "force",
        " and mark.covers(clause)",
        "",
        quick=True,
    ),
    _of_a_property(
        "disowning_one_clause_leaves_the_harmless_ones",
        "a clause in trouble goes unsaid",
        "standing",
        "    if not parts:\n        return whole\n",
        "    if True:\n        return whole\n",
        "a_letter_with_a_clause_in_trouble_is_never_plainly_current",
    ),
    _of_a_property(
        "notices_on_every_clause_are_a_notice_on_the_whole",
        "only a notice on the whole changes the whole",
        "standing",
        "    if not clauses:\n        return some(",
        "    if True:\n        return some(",
    ),
    _of_a_property(
        "a_notice_on_a_clause_that_is_not_there_has_no_effect",
        "a notice may be aimed at a clause that is not there",
        "notices",
        "known(bool(clauses)), Ground.NOTICE_CLAUSE",
        "known(True), Ground.NOTICE_CLAUSE",
    ),
    _of_a_property(
        "every_no_and_every_undetermined_names_its_leaf",
        "too few approvals are told without the count",
        "telling",
        "self._node(count.truth, (count, *parts), ground, (*facts, needed))",
        "self._node(count.truth, parts, ground, (*facts, needed))",
        quick=True,
    ),
    _of_a_property(
        "only_news_about_keys_changes_what_is_known_of_the_past",
        "a notice applies before it was given",
        "bearings",
        "other.order > entry.order and other.at <= sight.at:\n            if status",
        "other.order > entry.order:\n            if status",
        quick=True,
    ),
    _of_a_property(
        "why_not_says_never_ended_suspended_or_not_yet",
        "a disowned clause is told as ended",
        "force",
        "    Ground.NOT_DISOWNED: Why.NEVER,\n",
        "    Ground.NOT_DISOWNED: Why.ENDED,\n",
    ),
    _of_a_property(
        "another_reading_asks_for_its_own_authority",
        "another reading is allowed like the first",
        "authority",
        "verb = read_as or clause.verb",
        "verb = clause.verb",
    ),
    # ── what only a second evaluator sees ──
    _of_the_whole(
        "a limit is not kept",
        "mandates",
        "known(asked.amount <= limit)",
        "known(True)",
    ),
    _of_the_whole(
        "a mandate applies outside its dates",
        "mandates",
        "dates = known((since is None or since <= at) and (until is None or at < until))",
        "dates = known(since is None or since <= at)",
    ),
    _of_the_whole(
        "anybody's approval counts",
        "mandates",
        "if office != self.office and office not in (mandate.approvers or ()):",
        "if office is None:",
    ),
    _of_the_whole(
        "a condition is fulfilled by an earlier act",
        "conditions",
        "        if act.order > entry.order\n",
        "",
    ),
    _of_the_whole(
        "a disowning cannot be disowned",
        "notices",
        "        if (notice := notice_of(other)).verb in REVERSALS\n",
        "        if (notice := notice_of(other)).verb in REVERSALS - {notice_of(entry).verb}\n",
    ),
)
