from __future__ import annotations

from bot.compile.domain import compile_domain
from tests.bot.small_catalogue import CATALOGUE

DOMAIN = compile_domain(CATALOGUE)


def test_a_form_asks_for_its_fields_in_order_and_for_a_yes_last() -> None:
    assert DOMAIN["forms"] == {
        "paper_form": {"required_slots": ["national_id", "paper_confirm"]},
        "permit_form": {"required_slots": ["national_id", "plate", "permit__zone", "address", "permit_confirm"]},
    }


def test_fields_named_like_their_type_share_a_slot_and_the_rest_belong_to_their_service() -> None:
    shared, own = {"national_id", "plate", "address"}, {"permit__zone"}
    asked = {"paper_confirm", "paper_change", "permit_confirm", "permit_change"}
    assert set(DOMAIN["slots"]) == shared | own | asked


def test_no_slot_decides_a_rule_and_only_actions_fill_them() -> None:
    for slot in DOMAIN["slots"].values():
        assert slot == {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}


def test_each_form_has_its_action_which_gets_no_domain_with_each_call() -> None:
    assert DOMAIN["actions"] == [
        {"validate_paper_form": {"send_domain": False}},
        {"validate_permit_form": {"send_domain": False}},
    ]


def test_intents_are_those_that_have_examples() -> None:
    asked = {"bins": ("about", "fee")} | dict.fromkeys(("paper", "permit"), ("about", "fee", "time", "apply"))
    services = [f"{service}_{question}" for service, questions in asked.items() for question in questions]
    follow_ups = [f"question_{kind}" for kind in ("documents", "fee", "time", "place", "apply")]
    crises = ["crisis_suicide", "crisis_violence", "crisis_emergency"]
    assert DOMAIN["intents"] == [*services, *follow_ups, *CATALOGUE.small_talk, *crises, "nlu_harmless", "out_of_scope"]
