"""Faults in which charter counts and what it grants."""

from __future__ import annotations

from tests.mutants.fault import in_the_record

planted = in_the_record("test_properties_charters")

FAULTS = (
    planted(
        "a_later_charter_does_not_rewrite_the_past",
        "the newest charter judges everything",
        "charters",
        "        if charter.order < entry.order:\n",
        "        if charter.order != entry.order:\n",
        quick=True,
    ),
    planted(
        "rotating_the_root_takes_the_old_and_the_new_threshold",
        "the old root is not asked",
        "charters",
        "            _approved(sight, entry, previous, Ground.CHARTER_PREVIOUS_ROOT, previous.id),\n",
        "",
    ),
    planted(
        "rotating_the_root_takes_the_old_and_the_new_threshold",
        "the new root is not asked",
        "charters",
        "        _approved(sight, entry, entry, Ground.CHARTER_OWN_ROOT),\n",
        "",
    ),
    planted(
        "a_charter_has_the_next_number_and_no_earlier_rival",
        "a number may be skipped",
        "charters",
        "charter_of(other).version == charter.version - 1",
        "charter_of(other).version < charter.version",
    ),
    planted(
        "a_charter_has_the_next_number_and_no_earlier_rival",
        "the second of two rivals counts as well",
        "charters",
        "        parts += _rivals(sight, charter, earlier)\n",
        "",
    ),
    planted(
        "one_root_holder_with_two_keys_is_one_person",
        "the root counts keys",
        "charters",
        "people.setdefault(hand.person, []).append(key_good(sight, entry, hand.key))",
        "people.setdefault(hand.key, []).append(key_good(sight, entry, hand.key))",
    ),
    planted(
        "a_hand_counts_only_with_the_very_key_the_charter_names",
        "any key of that name will do",
        "grants",
        "return self.keys.get(hand.key) == hand.public",
        "return True",
    ),
    planted(
        "an_expired_charter_leaves_authority_open",
        "an expired charter still grants",
        "authority",
        "case.entry.at < body.expires else UNDETERMINED",
        "case.entry.at < body.expires else YES",
    ),
    planted(
        "delegation_only_attenuates",
        "a delegation may lower the threshold",
        "grants",
        "approvals=max(delegation.approvals, origin.approvals)",
        "approvals=delegation.approvals",
        quick=True,
    ),
    planted(
        "delegation_only_attenuates",
        "a delegation may add subjects",
        "grants",
        "_narrower(delegation.about, origin.about)",
        "delegation.about",
        "what_was_not_handed_on_cannot_be_used",
    ),
    planted(
        "delegation_only_attenuates",
        "a delegation may add verbs",
        "grants",
        "delegation.may & origin.may",
        "delegation.may",
    ),
    planted(
        "delegation_only_attenuates",
        "a delegation may raise the limit",
        "grants",
        "limit=_met(min, delegation.limit, origin.limit)",
        "limit=delegation.limit",
    ),
    planted(
        "delegation_only_attenuates",
        "a delegation may outlive what it comes from",
        "grants",
        "until=_met(min, delegation.until, origin.until)",
        "until=_met(max, delegation.until, origin.until)",
    ),
    planted(
        "delegation_only_attenuates",
        "depth does not run out",
        "grants",
        "depth=min(delegation.depth, origin.depth - 1)",
        "depth=delegation.depth",
    ),
    planted(
        "delegation_only_attenuates",
        "what may not be delegated is delegated",
        "grants",
        "            if origin.depth > 0:\n",
        "            if origin.depth > -1:\n",
    ),
    planted(
        "one_person_with_two_keys_is_one_approval",
        "approvals count keys",
        "mandates",
        "given = hands.setdefault(hand.person, {})",
        "given = hands.setdefault(hand.key, {})",
        quick=True,
    ),
    planted(
        "the_releaser_holds_the_office_and_where_several_approve_did_not_draft",
        "anybody may release",
        "mandates",
        "tell.leaf(known(seated), Ground.MANDATE_RELEASED",
        "tell.leaf(known(True), Ground.MANDATE_RELEASED",
    ),
    planted(
        "the_releaser_holds_the_office_and_where_several_approve_did_not_draft",
        "the drafter may release",
        "mandates",
        "        if mandate.separation and mandate.approvals > 1:\n",
        "        if mandate.separation and mandate.approvals > 9:\n",
    ),
    planted(
        "doubtful_capacity_is_doubt_and_denied_capacity_is_none",
        "a disputed capacity is allowed",
        "mandates",
        "Rule.DISPUTED: UNDETERMINED",
        "Rule.DISPUTED: YES",
    ),
    planted(
        "another_reading_asks_for_its_own_authority",
        "another reading is allowed like the first",
        "authority",
        "verb = read_as or clause.verb",
        "verb = clause.verb",
    ),
)
