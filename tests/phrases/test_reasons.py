"""Every rule that may decide an answer has a sentence, for each way it may come out."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import chancery.check
from chancery.check.answers import Gap
from chancery.phrases import LANGUAGES, cause, gap, reason
from chancery.phrases.catalogue import catalogue, has, slots
from chancery.record.logic import NO, UNDETERMINED, YES
from chancery.record.reason import Reason
from chancery.record.rules import Ground


def rules() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every rule with the facts it carries: those of the record, and those each answer adds."""
    yield from ((ground.value, ground.facts) for ground in Ground)
    for module in pkgutil.iter_modules(chancery.check.__path__):
        added = getattr(import_module(f"chancery.check.{module.name}"), "RULES", {})
        yield from ((rule, tuple(facts)) for rule, facts in added.items())


def gaps() -> Iterator[str]:
    """The names of everything that an answer may say it did not check, read from where it is said."""
    for module in pkgutil.iter_modules(chancery.check.__path__):
        loaded = import_module(f"chancery.check.{module.name}")
        for name in re.findall(r"Gap\(\s*what=([\w\"]+)", inspect.getsource(loaded)):
            yield name.strip('"') if name.startswith('"') else getattr(loaded, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("truth", ["yes", "no", "undetermined"])
def test_every_rule_has_a_sentence_for_every_outcome(language: str, truth: str) -> None:
    """A rule without a sentence would leave a reader with a name instead of a reason."""
    found = [rule for rule, _ in rules()]
    assert len(found) > 70
    assert [rule for rule in found if not has(f"rule.{rule}.{truth}", language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_s_sentence_needs_no_noun_that_the_rule_does_not_carry(language: str) -> None:
    """Otherwise the page would fail for the one reader who unfolds that reason."""
    lacking = [
        (rule, truth, missing)
        for rule, facts in rules()
        for truth in ("yes", "no", "undetermined")
        if (missing := slots(catalogue(language)[f"rule.{rule}.{truth}"]) - set(facts))
    ]
    assert lacking == []


def test_no_sentence_is_kept_for_a_rule_that_is_gone() -> None:
    """A sentence nobody can say any more is one nobody checks."""
    known = {f"rule.{rule}.{truth}" for rule, _ in rules() for truth in ("yes", "no", "undetermined")}
    told = {key for key in catalogue("en") if key.startswith("rule.")} - {"rule.unphrased"}
    assert set() == told - known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_has_a_sentence(language: str) -> None:
    """What was not checked is told, whatever it was."""
    found = set(gaps())
    assert {"other_institutions", "left_out_of_the_file"} <= found
    assert [what for what in sorted(found) if not has(f"not_checked.{what}", language)] == []


def test_a_rule_without_a_sentence_is_named() -> None:
    """A record from a newer Chancery is still told, rule by rule, and nothing is left out."""
    told = reason(Reason(truth=NO, rule="weather.fair"), "en")
    assert "weather.fair" in told
    assert "no" in told


def test_a_gap_without_a_sentence_is_named() -> None:
    """What was not checked is never left out for want of words."""
    assert "the_weather" in gap(Gap(what="the_weather"), "ar")


def test_the_cause_of_an_answer_is_the_first_step_that_decided_it() -> None:
    """A *no* is explained by a step that said no, not by one that said yes before it."""
    fine = Reason(truth=YES, rule="mandate.holds", facts={"mandate": "M1"})
    lacking = Reason(truth=NO, rule="approvals.counted", facts={"needed": 2, "sure": 1, "possible": 1})
    tree = Reason(truth=NO, rule="authority.statement", because=(fine, lacking))
    assert lacking == cause(tree)


def test_the_cause_is_told_where_it_says_most() -> None:
    """“It waits for the Prime Minister” tells more than “no such act” below it."""
    facts = {"condition": "C1", "verb": "order", "office": "prime-minister", "institution": "iq.demo"}
    leaf = Reason(truth=NO, rule="condition.no_such_act", facts=facts)
    waits = Reason(truth=NO, rule="condition.act", facts=facts, because=(leaf,))
    assert waits == cause(Reason(truth=NO, rule="force.clause", because=(waits,)))


def test_names_are_set_apart_from_the_direction_of_the_sentence() -> None:
    """A Latin name in an Arabic sentence stands between U+2068 and U+2069."""
    step = Reason(truth=UNDETERMINED, rule="key.good", facts={"key": "k-1"})
    assert "\u2068k-1\u2069" in reason(step, "ar")


def test_a_sentence_that_begins_with_an_untitled_office_has_a_capital() -> None:
    """“The office press …” where it begins; within it, and for a domain, nothing is written otherwise."""
    names = {"press": "the office press", "mod.example": "mod.example"}
    facts = {"office": "press", "institution": "mod.example", "at": 0}
    begun = reason(Reason(truth=YES, rule="origin.issued", facts=facts), "en", names)
    assert begun.startswith("\u2068The office press\u2069 of \u2068mod.example\u2069 put it on record")
    within = reason(Reason(truth=UNDETERMINED, rule="origin.issued", facts=facts), "en", names)
    assert "Whether \u2068the office press\u2069 of" in within
    titled = reason(Reason(truth=YES, rule="origin.issued", facts=facts), "en", {"press": "mod.example"})
    assert titled.startswith("\u2068mod.example\u2069")
