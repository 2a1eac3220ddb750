"""Forms that an agent begins for the citizen."""

from __future__ import annotations

from typing import Any

import pytest

from bot.actions.form_state import CONFIRMATION
from bot.actions.form_turn import begin, take
from bot.actions.incoming import Incoming
from bot.actions.offers import Offer
from bot.actions.start import not_startable, read_start, startable
from bot.actions.voice import Voice
from contracts.catalogue.model import Service
from contracts.jobs import Option
from contracts.languages import LANGUAGES, Language
from contracts.turns import ServiceStart
from tests.bot.actions.test_form_flows import CLAIMS, form, parts, requests, said
from tests.bot.small_catalogue import CATALOGUE, GOOD_NUMBER, MOVE, PERMIT, STATE, VISIT

ALL = {"national_id": "1893 120 105 732", "plate": "ab1234", "zone": "choice north", "address": "12, rue Neuve"}


def started(service: Service, **fields: str) -> Incoming:
    return Incoming(kind="system", intent="system_start_service", data={"service": service.id, "fields": fields})


def test_a_form_begins_with_what_the_agent_filled_in_and_asks_for_the_rest() -> None:
    step = begin(*form(PERMIT), started(PERMIT, national_id="1893 120 105 732", zone="North choice"))
    assert step.values["national_id"] == GOOD_NUMBER
    assert step.asked == "plate"
    step = begin(*form(PERMIT), started(PERMIT, national_id=GOOD_NUMBER, plate="AB 1234"))
    assert said(step) == ["utter_permit_intro", "question zone lb"]
    assert (step.asked, sorted(step.values)) == ("zone", ["national_id", "plate"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_is_complete_shows_its_summary_for_the_citizen_to_confirm(language: Language) -> None:
    filled = ALL | {"zone": f"choice north {language}"}
    step = begin(*form(PERMIT, language=language), started(PERMIT, **filled))
    assert said(step) == ["utter_permit_intro", f"confirm_summary {language}"]
    assert step.asked == CONFIRMATION
    assert step.values == {
        "national_id": GOOD_NUMBER,
        "plate": "AB 1234",
        "zone": "north",
        "address": "12, rue Neuve",
    }
    assert requests(step) == [], "nothing is sent before the citizen says so"


def test_a_wrong_value_is_asked_again_with_what_is_wrong() -> None:
    step = begin(*form(PERMIT), started(PERMIT, national_id="123", plate="AB 1234"))
    assert said(step) == ["utter_permit_intro", "problem_national_id_length lb\n\nquestion national_id lb"]
    prompt = parts(step)[0].field
    assert prompt is not None
    assert (prompt.problem, step.asked, step.failures, step.values) == (True, "national_id", 0, {"plate": "AB 1234"})


def test_all_that_is_wrong_is_said_and_asked_for_one_after_the_other() -> None:
    step = begin(*form(PERMIT), started(PERMIT, national_id="123", plate="?", zone="west", address="12, rue Neuve"))
    _, wrong, question = said(step)
    lines = ["- **label plate lb**: problem_plate_format lb", "- **label zone lb**: problem_choice_unknown lb"]
    assert wrong == "start_wrong lb\n\n" + "\n".join(lines)
    assert question == "problem_national_id_length lb\n\nquestion national_id lb"


def test_a_wrong_value_of_the_agent_is_asked_for_even_if_another_was_known() -> None:
    step = begin(*form(PERMIT, values={"national_id": GOOD_NUMBER}), started(PERMIT, national_id="123"))
    assert (step.asked, step.forgotten) == ("national_id", frozenset({"national_id"}))


def test_what_is_known_already_is_not_asked_for_and_the_agent_may_replace_it() -> None:
    known = {"national_id": GOOD_NUMBER, "plate": "AB 1234"}
    step = begin(*form(PERMIT, values=known), started(PERMIT, plate="CD 5678"))
    assert (step.asked, step.values) == ("zone", {"plate": "CD 5678"})


@pytest.mark.parametrize("fields", [{"gone": "x"}, {"plate": "  "}, {"national_id": ""}])
def test_what_is_no_field_or_empty_counts_for_nothing(fields: dict[str, str]) -> None:
    step = begin(*form(PERMIT), started(PERMIT, **fields))
    assert (said(step)[-1], step.values) == ("question national_id lb", {})


def test_what_only_a_login_may_say_and_files_cannot_be_filled_in() -> None:
    fields = {"national_id": "2000010100120", "birthday": "1.1.2000", "moved_on": "3.3.2026", "proof": "bail.pdf"}
    step = begin(*form(MOVE, claims=CLAIMS), started(MOVE, **fields))
    assert (said(step), step.values) == (["utter_move_intro", "question proof lb"], {"moved_on": "2026-03-03"})


def test_the_login_comes_first_and_what_was_filled_in_is_kept() -> None:
    step = begin(*form(MOVE), started(MOVE, moved_on="3.3.2026"))
    assert said(step) == ["utter_move_intro", "ask_login lb", "LoginRequest"]
    assert (step.asked, step.values) == ("proof", {"moved_on": "2026-03-03"})


def test_before_a_login_what_is_wrong_is_said_all_the_same() -> None:
    step = begin(*form(MOVE), started(MOVE, moved_on="someday"))
    assert said(step)[1:] == [
        "start_wrong lb\n\n- **label moved_on lb**: problem_date_format lb",
        "ask_login lb",
        "LoginRequest",
    ]


def test_what_an_administration_offers_is_left_to_the_citizen() -> None:
    step = begin(*form(VISIT), started(VISIT, town="choice east", slot="tomorrow", email="a@example.com"))
    assert said(step) == ["utter_visit_intro", "options_wait lb", "ServiceRequest"]
    assert (step.asked, sorted(step.values)) == ("slot", ["email", "town"])


def test_a_look_up_that_is_complete_is_made_at_once() -> None:
    step = begin(*form(STATE), started(STATE, commune="Diddeleng", number="RC-1"))
    (request,) = requests(step)
    assert (request.kind, request.fields) == ("look_up", {"commune": "dudelange", "number": "RC-1"})
    assert step.asked == ""


def test_a_value_given_elsewhere_is_only_offered_in_a_look_up() -> None:
    step = begin(*form(STATE, values={"commune": "dudelange"}), started(STATE, number="RC-1"))
    assert (step.asked, step.forgotten) == ("commune", frozenset({"commune"}))
    assert [button.intent for button in parts(step)[-1].buttons] == ["inform"]


def test_another_form_that_is_open_gives_way() -> None:
    step = take(*form(PERMIT, "plate", values={"national_id": GOOD_NUMBER}), started(VISIT, town="choice east"))
    assert (said(step), step.dropped, step.next_service) == (["utter_form_switched"], True, "visit")


def test_the_same_form_goes_on_with_what_the_agent_filled_in() -> None:
    step = take(
        *form(PERMIT, "plate", values={"national_id": GOOD_NUMBER}, failures=1), started(PERMIT, plate="AB 1234")
    )
    assert (said(step), step.asked, step.failures) == (["question zone lb"], "zone", 0)


@pytest.mark.parametrize("service", ["gone", "bins"])
def test_a_form_that_is_not_there_is_said_not_to_be_there(service: str) -> None:
    voice, start = Voice(CATALOGUE, "de"), ServiceStart(service=service)
    assert startable(voice, start) is None
    assert not_startable(voice).text == "start_unknown de"
    incoming = Incoming(kind="system", intent="system_start_service", data={"service": service})
    step = take(*form(PERMIT, "plate", values={"national_id": GOOD_NUMBER}), incoming)
    assert said(step) == ["start_unknown lb", "form_continue lb\n\nquestion plate lb"]


def test_other_system_turns_begin_nothing() -> None:
    other: dict[str, Any] = {"claims": {}}
    assert read_start(Incoming(kind="system", intent="system_logged_in", data=other)) is None


def test_offers_of_the_open_form_stay() -> None:
    free = Offer(given_for={"town": "east"}, options=[Option(value="1", label="10:00")])
    opened = form(VISIT, "slot", values={"town": "east"}, offers={"slot": free})
    step = take(*opened, started(VISIT, email="a@example.com"))
    assert (said(step), step.asked) == (["question slot lb"], "slot")
