from __future__ import annotations

import re

import msgspec
import pytest

from bot.compile.responses import MAX_HELP_BUTTONS, Response, compile_responses
from bot.names import WORDED
from contracts.catalogue.model import Catalogue
from contracts.languages import LANGUAGES
from tests.bot.small_catalogue import CATALOGUE, make_service

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
    expected = {*WORDED, "utter_help", "utter_greet", "utter_thanks", "utter_goodbye"}
    for service in ("bins", "paper", "permit"):
        expected.add(f"utter_{service}_about")
    for service in ("paper", "permit"):
        ends = ("intro", "waiting", "succeeded", "failed", "rejected_unknown_person", "rejected_other")
        expected |= {f"utter_{service}_{end}" for end in ends}
    assert set(RESPONSES) == expected


def test_an_answer_cites_its_source_and_offers_the_form_where_there_is_one() -> None:
    permit, bins = RESPONSES["utter_permit_about"][0], RESPONSES["utter_bins_about"][0]
    assert permit["buttons"] == [{"title": "button_apply lb", "payload": "/permit_apply"}]
    assert "buttons" not in bins
    assert bins["custom"]["part"]["citations"][0]["link"] == "https://example.org/bins/fr"


def test_after_a_failure_one_can_try_again_or_ask_for_a_person() -> None:
    for name in ("utter_permit_failed", "utter_permit_rejected_other", "utter_permit_rejected_unknown_person"):
        payloads = [button["payload"] for button in RESPONSES[name][0]["buttons"]]
        assert payloads == ["/permit_apply", "/human"]


def _help_buttons(responses: dict[str, Response]) -> list[str]:
    return [button["payload"] for button in responses["utter_help"][0]["buttons"]]


def test_help_names_services_with_a_form_first() -> None:
    assert _help_buttons(RESPONSES) == ["/paper_about", "/permit_about", "/bins_about"]


def test_help_stays_short_however_many_services_there_are() -> None:
    many = {f"service_{number:02}": make_service(f"service_{number:02}") for number in range(30)}
    catalogue: Catalogue = msgspec.structs.replace(CATALOGUE, services=many)
    assert len(_help_buttons(compile_responses(catalogue))) == MAX_HELP_BUTTONS


def test_only_the_success_text_has_a_placeholder() -> None:
    with_placeholder = {
        name for name, variations in RESPONSES.items() for v in variations if re.search(r"[{}]", v["text"])
    }
    assert with_placeholder == {"utter_paper_succeeded", "utter_permit_succeeded"}
