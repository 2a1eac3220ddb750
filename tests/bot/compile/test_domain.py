from __future__ import annotations

from bot.compile.domain import compile_domain
from tests.bot.small_catalogue import CATALOGUE

DOMAIN = compile_domain(CATALOGUE)


def test_a_form_asks_for_its_fields_in_order_and_for_a_yes_last() -> None:
    assert DOMAIN["forms"] == {
        "move_form": {
            "required_slots": ["national_id", "move__birthday", "move__moved_on", "move__proof", "move_confirm"]
        },
        "paper_form": {"required_slots": ["national_id", "paper_confirm"]},
        "permit_form": {"required_slots": ["national_id", "plate", "permit__zone", "address", "permit_confirm"]},
        "state_form": {"required_slots": ["commune", "state__number", "state_confirm"]},
        "visit_form": {"required_slots": ["visit__town", "visit__slot", "email", "visit_confirm"]},
    }


def test_fields_named_like_their_type_share_a_slot_and_the_rest_belong_to_their_service() -> None:
    shared = {"national_id", "plate", "address", "commune", "email"}
    own = {"permit__zone", "visit__town", "visit__slot", "move__birthday", "move__moved_on", "move__proof"}
    forms = ("move", "paper", "permit", "state", "visit")
    asked = {f"{form}_{what}" for form in forms for what in ("confirm", "change")}
    offers = {"visit__slot__offer", "move__proof__offer"}
    assert set(DOMAIN["slots"]) == shared | own | {"state__number"} | asked | offers


def test_no_slot_decides_a_rule_and_only_actions_fill_them() -> None:
    for slot in DOMAIN["slots"].values():
        assert slot == {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}


def test_each_form_has_its_action_which_gets_no_domain_with_each_call() -> None:
    forms = ("move", "paper", "permit", "state", "visit")
    assert DOMAIN["actions"] == [{f"validate_{form}_form": {"send_domain": False}} for form in forms]


def test_intents_are_those_that_have_examples() -> None:
    with_form = ("move", "paper", "permit", "state", "visit")
    asked = {"bins": ("about", "fee")} | dict.fromkeys(with_form, ("about", "fee", "time", "apply"))
    services = [f"{service}_{question}" for service, questions in asked.items() for question in questions]
    follow_ups = [f"question_{kind}" for kind in ("documents", "fee", "time", "place", "apply")]
    crises = ["crisis_suicide", "crisis_violence", "crisis_emergency"]
    assert DOMAIN["intents"] == [*services, *follow_ups, *CATALOGUE.small_talk, *crises, "nlu_harmless", "out_of_scope"]
