"""Every rule that a reason may name, with the facts it carries: the one place where they stand.

The names are stable: `chancery.phrases` has a sentence for each, in every language, and
other programs read them.  Below, *entry*, *by* and *charter* are ids of entries.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Self


@unique
class Ground(StrEnum):
    """On what an answer, or one step of it, rests."""

    facts: tuple[str, ...]
    """The names of the nouns that its sentence needs, in the order in which they are given."""

    def __new__(cls, name: str, *facts: str) -> Self:
        ground = str.__new__(cls, name)
        ground._value_ = name
        ground.facts = facts
        return ground

    # ── the record ──
    NOT_ON_RECORD = "record.not_on_record", "entry"

    # ── which charter counts ──
    CHARTER = "charter.counts", "charter", "version"
    CHARTER_AT_HOME = "charter.own_institution", "institution"
    CHARTER_IS_FIRST = "charter.is_first", "institution"
    CHARTER_OWN_ROOT = "charter.own_root", "needed"
    CHARTER_SUCCEEDS = "charter.succeeds", "version"
    CHARTER_PREVIOUS = "charter.previous", "previous"
    CHARTER_PREVIOUS_COUNTS = "charter.previous_counts", "previous"
    CHARTER_PREVIOUS_ROOT = "charter.previous_root", "previous", "needed"
    CHARTER_NO_RIVAL = "charter.no_rival", "rival", "version"

    # ── who may say it ──
    STATEMENT_AUTHORISED = "authority.statement", "entry"
    SAYS_NOTHING = "authority.says_nothing", "entry"
    CLAUSE_AUTHORISED = "authority.clause", "entry", "clause", "verb", "subject"
    OFFICE_MAY = "authority.office_may", "office", "verb", "subject"
    NO_CHARTER = "authority.no_charter", "institution"
    UNDER_CHARTER = "authority.under_charter", "charter", "version"
    CHARTER_IN_FORCE = "authority.charter_in_force", "charter", "version"
    CHARTER_UNEXPIRED = "authority.charter_unexpired", "charter", "expires"
    SOME_MANDATE = "authority.some_mandate", "office", "verb"
    NO_MANDATE = "authority.no_mandate", "office", "verb"
    RATIFIED = "authority.ratified", "by"

    # ── what a mandate asks for ──
    MANDATE = "mandate.holds", "mandate"
    MANDATE_SUBJECT = "mandate.subject", "subject", "about"
    MANDATE_DATES = "mandate.dates", "since", "until", "at"
    MANDATE_LIMIT = "mandate.limit", "amount", "limit"
    MANDATE_OVER = "mandate.over", "office", "target"
    MANDATE_SUPERIOR = "mandate.only_a_superior_disowns", "office", "target"
    MANDATE_APPROVALS = "mandate.approvals", "needed"
    MANDATE_RELEASED = "mandate.released_by_holder", "office"
    MANDATE_SEPARATION = "mandate.separation", "persons"
    MANDATE_RUNNING = "mandate.still_running", "until"

    # ── whose hands count ──
    COUNTED = "approvals.counted", "needed", "sure", "possible"
    PERSON = "person.approves", "person"
    HAND = "hand.counts", "person", "key", "office"
    HAND_ELIGIBLE = "hand.office_may_approve", "person", "office"
    HAND_SEATED = "hand.holds_office", "person", "key", "office"
    HAND_CAPACITY = "hand.capacity", "person", "capacity", "verb"
    KEY_GOOD = "key.good", "key"
    KEY_NOT_COMPROMISED = "key.not_confirmed_compromised", "key", "by"
    KEY_NOT_REPORTED = "key.not_reported_compromised", "key", "by"

    # ── what a notice does ──
    NOTICE = "notice.effective", "entry", "verb"
    NOTICE_AT_HOME = "notice.target_earlier_and_own", "target"
    NOTICE_TARGET_HELD = "notice.target_held", "target"
    NOTICE_CLAUSE = "notice.clause_exists", "target", "clause"
    NOTICE_NO_HOLD_ON_NOTICE = "notice.no_hold_on_notice", "target"
    NOTICE_RATIFIABLE = "notice.ratifiable", "target", "clause"
    NOTICE_NOT_REVERSED = "notice.not_reversed", "by", "verb"

    # ── what one officer does alone ──
    HOLD = "hold.effective_and_no_renewal", "entry"
    HOLD_NOT_RENEWED = "hold.not_renewed", "earlier", "person"
    RUNNING = "hold.permitted_and_not_lapsed", "entry"
    HOLD_EFFECTIVE = "hold.effective", "by"
    HOLD_RUNNING = "hold.running", "by"
    HOLD_NOT_LIFTED = "hold.not_lifted", "by"
    HOLD_NOT_OVER = "hold.not_over", "until"

    # ── where it stands ──
    STANDING = "standing", "entry", "status"
    DISOWNED = "standing.disowned", "by"
    WITHDRAWN = "standing.withdrawn", "by"
    SUPERSEDED = "standing.superseded", "by"
    SUSPENDED = "standing.suspended", "by"
    EXPIRED = "standing.expired", "expires"
    CORRECTED = "standing.corrected", "by"
    SUCCESSOR_RANKS = "successor.own_office_or_superior", "by", "office"
    SUCCESSOR_AUTHORISED = "successor.authorised", "by"
    SUCCESSOR_NOT_DISOWNED = "successor.not_disowned", "by"

    # ── what it does ──
    FORCE = "force.statement", "entry", "effect"
    CLAUSE_FORCE = "force.clause", "entry", "clause", "verb"
    NO_EFFECT = "force.no_operative_effect", "entry", "clause", "verb"
    NOT_DISOWNED = "force.not_disowned", "by"
    NOT_WITHDRAWN = "force.not_withdrawn", "by"
    NOT_SUPERSEDED = "force.not_superseded", "by"
    NOT_SUSPENDED = "force.not_suspended", "by"
    NOT_EXPIRED = "force.not_expired", "by"
    EFFECTIVE_DATE = "force.effective_date", "effective"
    DATE_REACHED = "condition.date", "condition", "date"
    ACT_IN_FORCE = "condition.act", "condition", "verb", "office", "institution"
    ACT_CANDIDATE = "condition.act_in_force", "entry", "clause"
    NO_SUCH_ACT = "condition.no_such_act", "condition", "verb", "office", "institution"
    RECORD_INCOMPLETE = "condition.record_incomplete", "institution"
    FACT_CERTIFIED = "condition.fact", "condition", "fact", "certified", "denied"
    UNEVALUABLE = "condition.unevaluable", "condition"
    PREMISE = "premise.in_force", "entry", "clause"
    PREMISE_NOT_ON_RECORD = "premise.not_on_record", "entry", "clause"
