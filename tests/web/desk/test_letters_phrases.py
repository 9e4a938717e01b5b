"""Whatever a letter is remarked on while it is written, is told in every language."""

from __future__ import annotations

import pytest

from chancery.check.parity import Parity
from chancery.phrases import has, say
from chancery.phrases.catalogue import LANGUAGES
from chancery.record.ambiguity import Unclear
from chancery.record.statement import Relation, Verb
from chancery.record.wording import Wording
from chancery.registry import planning
from chancery.registry.margin import Noted
from chancery.web.desk.letters.fields import KINDS
from chancery.web.desk.letters.models_of_letters import MODELS, model
from chancery.web.desk.letters.sheet import FORMS, _slug

KEPT_BACK = (planning.NOT_READY, planning.NOT_PERMITTED, planning.OUT_OF_ORDER, planning.UNSIGNED, "objected")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_question_has_its_sentence(language: str) -> None:
    """Suggestions, questions, differences of languages, notes, reasons, relations, conditions, forms."""
    wanted = [
        *(f"writing.rule.{each.value}" for each in Wording),
        *(f"writing.unclear.{each.value}" for each in Unclear),
        *(f"writing.unlike.{each.value}" for each in Parity),
        *(f"writing.noted.{each.name.lower()}" for each in Noted),
        *(f"writing.kept_back.{each}" for each in KEPT_BACK),
        *(f"writing.relation.{each.value}" for each in Relation),
        *(f"writing.condition.{each}" for each in KINDS),
        *(f"writing.form.{_slug(each)}" for each in FORMS),
        *(f"writing.model.{each}" for each in MODELS),
    ]
    assert [key for key in wanted if not has(key, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suggestion_names_what_it_suggests_and_why(language: str) -> None:
    """The act, and the words because of which."""
    told = say("writing.suggested.act", language, verb=Verb.UNDERTAKE.value, words="We will")
    assert "We will" in told
    assert say("verb.undertake", language) in told


def test_a_form_to_begin_with_speaks_every_language() -> None:
    """But for the empty page."""
    assert model("blank") == {}
    assert set(model("order")) == set(LANGUAGES)
