from __future__ import annotations

import re

import pytest

from bot.compile.responses import compile_responses
from bot.names import WORDED
from contracts.languages import LANGUAGES
from tests.bot.small_catalogue import ANSWERED, CATALOGUE

RESPONSES = compile_responses(CATALOGUE)


@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_has_one_variation_per_language_and_none_without_condition(name: str) -> None:
    conditions = [variation["condition"] for variation in RESPONSES[name]]
    assert conditions == [[{"type": "slot", "name": "language", "value": language}] for language in LANGUAGES]


@pytest.mark.parametrize("name", RESPONSES)
def test_a_variation_speaks_its_language_and_asks_for_no_channel(name: str) -> None:
    for variation in RESPONSES[name]:
        language = variation["condition"][0]["value"]
        said = [variation["text"], *(button["title"] for button in variation.get("buttons", []))]
        assert all(re.search(rf"\b{language}\b", words) for words in said), said
        assert "channel" not in variation


def test_there_is_a_response_for_everything_the_bot_says_as_a_whole() -> None:
    expected = {*WORDED, "utter_help", "utter_out_of_scope", "utter_other_language"}
    expected |= {f"utter_{intent}" for intent in ANSWERED}
    expected |= {f"utter_crisis_{kind}" for kind in ("suicide", "violence", "emergency")}
    for service in ("move", "paper", "permit", "state", "visit"):
        ends = ("intro", "waiting", "failed", "rejected_unknown_person", "rejected_other")
        expected |= {f"utter_{service}_{end}" for end in ends}
    assert set(RESPONSES) == expected


def test_who_writes_another_language_gets_all_four_texts_in_each() -> None:
    four = "\n\n".join(f"other_language {language}" for language in LANGUAGES)
    assert [variation["text"] for variation in RESPONSES["utter_other_language"]] == [four] * 4


@pytest.mark.parametrize("name", ["utter_out_of_scope", "utter_other_language"])
def test_where_the_bot_cannot_help_there_is_a_list_of_services_and_a_person(name: str) -> None:
    payloads = [button["payload"] for button in RESPONSES[name][0]["buttons"]]
    assert payloads == ["/help", "/human"]


def test_small_talk_offers_what_the_catalogue_says() -> None:
    offered = {intent: RESPONSES[f"utter_{intent}"][0].get("buttons", []) for intent in ANSWERED}
    with_buttons = {intent: [button["payload"] for button in buttons] for intent, buttons in offered.items() if buttons}
    complaint = ['/human{"reason": "complaint"}', "/help"]
    usual = ["/human", "/help"]
    assert with_buttons == {"abuse": usual, "complaint": complaint, "account_data": usual}


@pytest.mark.parametrize(
    "name",
    ["utter_permit_rejected_other", "utter_permit_rejected_unknown_person", "utter_state_failed"],
)
def test_where_nothing_was_filed_one_can_try_again_or_ask_for_a_person(name: str) -> None:
    payloads = [button["payload"] for button in RESPONSES[name][0]["buttons"]]
    assert payloads == [f"/{name.split('_')[1]}_apply", "/human"]


def test_what_could_not_be_filed_is_taken_over_by_a_person_and_not_tried_again() -> None:
    failed = RESPONSES["utter_permit_failed"][0]
    assert failed["text"] == "failure permit lb\n\nperson_takes_over lb"
    assert "buttons" not in failed


def test_help_names_the_most_wanted_services_in_their_order() -> None:
    payloads = [button["payload"] for button in RESPONSES["utter_help"][0]["buttons"]]
    assert payloads == ["/permit_about", "/bins_about", "/paper_about"]


def test_no_response_has_a_placeholder_that_rasa_would_fill_from_a_slot() -> None:
    with_placeholder = {
        name for name, variations in RESPONSES.items() for v in variations if re.search(r"[{}]", v["text"])
    }
    assert with_placeholder == set()
