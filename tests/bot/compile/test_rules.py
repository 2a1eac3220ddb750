from __future__ import annotations

import msgspec
import pytest

from bot.compile.rules import compile_rules
from tests.bot.small_catalogue import CATALOGUE, PAPER

RULES = {rule["rule"]: rule for rule in compile_rules(CATALOGUE)}


@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("greet", "utter_greet"),
        ("bot_identity", "utter_bot_identity"),
        ("abuse", "utter_abuse"),
        ("account_data", "utter_account_data"),
        ("bins_about", "action_answer"),
        ("permit_fee", "action_answer"),
        ("question_apply", "action_answer"),
        ("crisis_violence", "action_crisis"),
    ],
)
def test_what_follows_an_intent(intent: str, action: str) -> None:
    assert RULES[f"after {intent}"]["steps"] == [{"intent": intent}, {"action": action}]


def test_applying_without_a_form_is_answered() -> None:
    paperless = msgspec.structs.replace(PAPER, form=None)
    catalogue = msgspec.structs.replace(CATALOGUE, services={"paper": paperless})
    rules = {rule["rule"]: rule["steps"] for rule in compile_rules(catalogue)}
    assert rules["after paper_apply"] == [{"intent": "paper_apply"}, {"action": "action_answer"}]
    assert not [name for name in rules if "form" in name]


def test_a_form_begins_with_its_intent_and_ends_by_itself() -> None:
    begins, ends = RULES["permit_form begins"], RULES["permit_form ends"]
    assert begins["steps"] == [{"intent": "permit_apply"}, {"action": "permit_form"}, {"active_loop": "permit_form"}]
    assert ends["condition"] == [{"active_loop": "permit_form"}]
    assert ends["steps"] == [{"action": "permit_form"}, {"active_loop": None}]


def test_there_are_no_others() -> None:
    assert len(RULES) == 7 + 3 + 5 + (2 + 5 * 3) + 5 * 2
