from __future__ import annotations

from bot.compile.rules import compile_rules
from tests.bot.small_catalogue import CATALOGUE

RULES = {rule["rule"]: rule for rule in compile_rules(CATALOGUE)}


def test_questions_and_small_talk_are_answered_by_their_response() -> None:
    for intent in ("greet", "thanks", "goodbye", "bins_about", "paper_about", "permit_about"):
        assert RULES[f"answer {intent}"]["steps"] == [{"intent": intent}, {"action": f"utter_{intent}"}]


def test_a_form_begins_with_its_intent_and_ends_by_itself() -> None:
    begins, ends = RULES["permit_form begins"], RULES["permit_form ends"]
    assert begins["steps"] == [{"intent": "permit_apply"}, {"action": "permit_form"}, {"active_loop": "permit_form"}]
    assert ends["condition"] == [{"active_loop": "permit_form"}]
    assert ends["steps"] == [{"action": "permit_form"}, {"active_loop": None}]


def test_there_are_no_others() -> None:
    assert len(RULES) == 3 + 3 + 2 * 2
