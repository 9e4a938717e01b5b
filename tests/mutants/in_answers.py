"""Faults in answers as such."""

from __future__ import annotations

from tests.mutants.fault import in_the_record

planted = in_the_record("test_properties_answers")

FAULTS = (
    planted(
        "nothing_is_in_force_without_authority_or_despite_a_notice",
        "force does not ask for authority",
        "force",
        "        sight.ask((Ask.AUTHORISED, entry.id, clause.id)),\n",
        "",
        quick=True,
    ),
    planted(
        "nothing_is_in_force_without_authority_or_despite_a_notice",
        "a withdrawn statement keeps its force",
        "force",
        "    Status.WITHDRAWN: Ground.NOT_WITHDRAWN,\n",
        "",
    ),
    planted(
        "nothing_is_in_force_without_authority_or_despite_a_notice",
        "an announcement binds",
        "force",
        "if clause.verb not in OPERATIVE or statement.notice is not None:",
        "if statement.notice is not None:",
    ),
    planted(
        "answers_are_a_function_of_prefix_and_time",
        "entries are taken in the order in which they are stored",
        "world",
        "Shelf(sorted(entries, key=oldest_first))",
        "Shelf(entries)",
        quick=True,
    ),
    planted(
        "a_stale_view_is_never_current",
        "a stale view passes for a fresh one",
        "standing",
        "standing.at - fresh_at <= max_age",
        "standing.at - fresh_at <= 2 * max_age",
        quick=True,
    ),
    planted(
        "unreleased_words_are_answered_like_words_never_written",
        "an id on which others lean is answered otherwise",
        "world",
        "        if entry is None:\n            return Standing(",
        "        if entry is None and not list(self._shelf.notices_on(id)):\n            return Standing(",
        quick=True,
    ),
    planted(
        "every_no_and_every_undetermined_names_its_leaf",
        "too few approvals are told without the count",
        "telling",
        "self._node(count.truth, (count, *parts), ground, (*facts, needed))",
        "self._node(count.truth, parts, ground, (*facts, needed))",
        quick=True,
    ),
    planted(
        "only_news_about_keys_changes_what_is_known_of_the_past",
        "a notice applies before it was given",
        "bearings",
        "other.order > entry.order and other.at <= sight.at:\n            if status",
        "other.order > entry.order:\n            if status",
        quick=True,
    ),
)
