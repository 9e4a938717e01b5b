"""Faults in what a register states about its own record, and in what is made of that."""

from __future__ import annotations

from tests.mutants.fault import Fault


def planted(test: str, what: str, file: str, was: str, becomes: str, *, quick: bool = False) -> Fault:
    """A fault anywhere under `src/chancery` that the one *test* must notice."""
    return Fault(what=what, file=f"{file}.py", was=was, becomes=becomes, tests=(test,), quick=quick)


FAULTS = (
    planted(
        "record/test_bears_on::test_a_slice_that_lacks_an_entry_lacks_an_answer",
        "a notice answers for itself alone",
        "record/bears_on",
        "    for target in notice.targets:\n        yield about(target.statement)\n",
        "",
        quick=True,
    ),
    planted(
        "record/test_bears_on::test_a_slice_that_lacks_an_entry_lacks_an_answer",
        "a slice does not ask for the acts that may fulfil its conditions",
        "record/bears_on",
        "                    if (condition.institution or home) == of:\n",
        "                    if not of:\n",
    ),
    planted(
        "log/test_state_map::test_the_root_is_the_one_that_the_page_about_it_describes",
        "how many answers there are is not hashed",
        "log/state_map",
        'return sha256(b"\\x02" + key + latest).digest()',
        'return sha256(b"\\x02" + key + latest[:8]).digest()',
    ),
    planted(
        "log/test_state_map::test_a_cut_shows_what_stands_under_every_key_that_was_asked_for",
        "whatever a key's way ends at stands under it",
        "log/state_map",
        "return node.latest if node.key == key else None",
        "return node.latest",
    ),
    planted(
        "log/test_state_map::test_nothing_grows_from_a_page_that_is_not_what_it_was",
        "a page is believed whatever it holds",
        "log/state_pages",
        "        if before != (None if page is None else _hash_of(name, page)):\n",
        "        if before is None and page is not None:\n",
    ),
    planted(
        "net/test_replay::test_whoever_states_something_else_is_not_believed",
        "nobody compares a state head with the record",
        "net/replay",
        "if head is not None and self._root_over(place, start, entries) != head.root:",
        "if head is not None and not self._root_over(place, start, entries):",
        quick=True,
    ),
    planted(
        "net/test_replay::test_whoever_states_something_else_is_not_believed",
        "a state head may stand anywhere",
        "net/replay",
        "        if head is not None and head.size != place:\n",
        "        if head is not None and head.size > place:\n",
    ),
    planted(
        "registry/test_standing_by::test_only_what_the_record_says_is_admitted",
        "any state is admitted",
        "registry/admission",
        "if self._coming or self._root_over is None or self._root_over(index) != head.root:",
        "if self._coming or self._root_over is None:",
    ),
    planted(
        "registry/test_standing_by::test_a_map_that_was_spoiled_is_counted_again",
        "what is kept of the map is not compared with the newest head",
        "registry/counting",
        "    if (counting.size, counting.root()) != (size, root):\n",
        "    if counting.size < size:\n",
    ),
    planted(
        "seal/test_evidence_state::test_whatever_was_taken_out_is_missed",
        "a file from which something was taken out speaks all the same",
        "check/offline",
        "doubt = known.doubt or (Doubt.LEFT_OUT if complete is Whole.NO else None)",
        "doubt = known.doubt",
        quick=True,
    ),
    planted(
        "seal/test_evidence_state::test_a_report_about_a_signers_key_is_missed",
        "a file need not show what was said of keys",
        "check/completeness",
        "    if stated.cut.latest(key_of(KEYS)) is not None:\n",
        "    if stated.cut.latest(key_of(KEYS)) is None:\n",
    ),
    planted(
        "seal/test_evidence_state::test_a_map_that_does_not_fit_is_refused",
        "a cut of any map is taken for the one that was stated",
        "seal/evidence",
        "    if (head.size, head.root) != (index, cut.root):\n",
        "    if head.size != index:\n",
    ),
)
