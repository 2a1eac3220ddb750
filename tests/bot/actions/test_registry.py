"""The actions as rasa_sdk runs them, on trackers as Rasa sends them, with the real catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.actions.registry import make_actions
from tests.bot.small_catalogue import GOOD_NUMBER
from tests.content import read_catalogue

SERVICE = "residence_certificate"
FORM = f"{SERVICE}_form"


def user(intent: str, text: str = "", kind: str = "text", **entities: str) -> dict[str, Any]:
    parsed = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "metadata": {"input": kind, "data": {}},
    }
    return {"event": "user", "text": text, "parse_data": parsed}


def report(intent: str, **data: Any) -> dict[str, Any]:
    event = user(intent, kind="system")
    event["parse_data"]["metadata"]["data"] = data
    return event


def tracker(*events: dict[str, Any], **slots: Any) -> Tracker:
    latest = next(event["parse_data"] for event in reversed(events) if event["event"] == "user")
    return Tracker("c", {"language": "fr", **slots}, latest, list(events), False, None, {"name": FORM}, "action_listen")


def make_executor() -> ActionExecutor:
    executor = ActionExecutor()
    for action in make_actions(read_catalogue()):
        executor.register_action(action)
    return executor


async def run(name: str, given: Tracker) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    executor = make_executor()
    dispatcher = CollectingDispatcher()
    return list(executor.actions[name](dispatcher, given, {})), dispatcher.messages


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_there_is_one_action_per_form_and_those_of_the_domain() -> None:
    executor = make_executor()
    forms = {f"validate_{name}_form" for name, service in read_catalogue().services.items() if service.form}
    assert forms, "no service has a form"
    expected = {
        f"action_{name}"
        for name in ("fallback", "tell", "handover", "report", "start", "agree", "answer", "ask", "crisis")
    } | forms
    assert set(executor.actions) == expected


async def test_the_form_asks_and_sets_the_requested_slot_itself() -> None:
    opened = {"event": "active_loop", "name": FORM}
    events, messages = await run(f"validate_{FORM}", tracker(user(f"{SERVICE}_apply"), opened))
    assert slots_of(events) == {"failures": 0, "requested_slot": "national_id"}
    assert messages[0]["response"] == f"utter_{SERVICE}_intro"
    assert messages[1]["custom"]["part"]["field"]["name"] == "national_id"


async def test_a_value_goes_into_its_slot() -> None:
    given = tracker(user("nlu_fallback", GOOD_NUMBER), requested_slot="national_id")
    events, _ = await run(f"validate_{FORM}", given)
    assert slots_of(events) == {"national_id": GOOD_NUMBER, "failures": 0, "requested_slot": "commune"}


async def test_a_wrong_value_counts() -> None:
    given = tracker(user("nlu_fallback", "12"), requested_slot="national_id", failures=1.0)
    events, _ = await run(f"validate_{FORM}", given)
    assert slots_of(events) == {"failures": 2, "requested_slot": "national_id"}


async def test_an_own_field_goes_into_the_slot_of_its_service() -> None:
    pressed = user("inform", "x", "press", field="purpose", value="school")
    known = {"national_id": GOOD_NUMBER, "commune": "dudelange", "requested_slot": f"{SERVICE}__purpose"}
    events, _ = await run(f"validate_{FORM}", tracker(pressed, **known))
    assert slots_of(events) == {f"{SERVICE}__purpose": "school", "failures": 0, "requested_slot": f"{SERVICE}_confirm"}


KNOWN = {"national_id": GOOD_NUMBER, "commune": "dudelange", f"{SERVICE}__purpose": "school"}


async def test_yes_ends_the_form_and_keeps_its_values_for_another_attempt() -> None:
    given = tracker(user("affirm", "Oui", "press"), requested_slot=f"{SERVICE}_confirm", **KNOWN)
    events, messages = await run(f"validate_{FORM}", given)
    assert slots_of(events) == {"failures": 0, "requested_slot": None}
    assert {"event": "active_loop", "name": None, "timestamp": None} in events
    (effect,) = messages[0]["custom"]["effects"]
    assert effect["fields"] == {"national_id": GOOD_NUMBER, "commune": "dudelange", "purpose": "school"}


async def test_stop_forgets_own_values_and_keeps_shared_ones() -> None:
    given = tracker(user("cancel", "Stop", "press"), requested_slot=f"{SERVICE}_confirm", **KNOWN)
    events, _ = await run(f"validate_{FORM}", given)
    assert slots_of(events) == {"failures": 0, f"{SERVICE}__purpose": None, "requested_slot": None}


async def test_another_application_is_opened_right_after_this_one_is_closed() -> None:
    given = tracker(user("resident_parking_apply", "x", "press"), requested_slot="commune")
    events, _ = await run(f"validate_{FORM}", given)
    assert events[-1] == {"event": "followup", "name": "resident_parking_form", "timestamp": None}


@pytest.mark.parametrize(("intent", "forgotten"), [("system_job_succeeded", True), ("system_job_rejected", False)])
async def test_the_values_of_an_application_are_forgotten_once_it_is_filed(intent: str, forgotten: bool) -> None:
    events, messages = await run("action_report", tracker(report(intent, service=SERVICE, reference="R-1"), **KNOWN))
    assert slots_of(events) == ({f"{SERVICE}__purpose": None} if forgotten else {})
    assert len(messages) == 1


async def test_the_open_form_of_the_same_service_keeps_its_values_when_an_earlier_one_is_filed() -> None:
    given = tracker(report("system_job_succeeded", service=SERVICE, reference="R-1"), requested_slot="commune")
    events, _ = await run(f"validate_{FORM}", given)
    assert slots_of(events) == {"failures": 0, "requested_slot": "commune"}


def bot(*payloads: str) -> dict[str, Any]:
    return {"event": "bot", "data": {"buttons": [{"title": "x", "payload": payload} for payload in payloads]}}


async def test_yes_after_the_offer_of_a_person_calls_one() -> None:
    offer = bot('/human{"reason": "repeated_failure"}', "/help")
    given = tracker(user("passport_about"), user("nlu_fallback"), offer, user("affirm"))
    events, messages = await run("action_agree", given)
    (effect,) = messages[0]["custom"]["effects"]
    assert (effect["type"], effect["reason"], effect["service"]) == ("handover_request", "repeated_failure", "passport")
    assert events == []


async def test_yes_after_the_offer_of_a_form_opens_it() -> None:
    given = tracker(user(f"{SERVICE}_about"), bot(f"/{SERVICE}_apply", f"/{SERVICE}_about"), user("affirm"))
    events, messages = await run("action_agree", given)
    assert events == [{"event": "followup", "name": FORM, "timestamp": None}]
    assert messages == []


@pytest.mark.parametrize("before", ["/help", "/passport_about", '/human{"reason": "asked"}'])
async def test_any_other_yes_confirms_nothing(before: str) -> None:
    _, messages = await run("action_agree", tracker(user("greet"), bot(before), user("affirm")))
    assert [message["response"] for message in messages] == ["utter_nothing_to_confirm"]


async def test_a_follow_up_is_about_the_service_before() -> None:
    _, messages = await run("action_answer", tracker(user("id_card_about"), user("question_fee")))
    assert [c["title"] for c in messages[0]["custom"]["part"]["citations"]] == [
        read_catalogue().services["id_card"].title["fr"]
    ]


async def test_do_that_for_me_opens_the_form_of_the_service_before() -> None:
    events, messages = await run("action_answer", tracker(user(f"{SERVICE}_fee"), user("question_apply")))
    assert events == [{"event": "followup", "name": FORM, "timestamp": None}]
    assert messages == []


async def test_do_that_for_me_says_where_it_is_done_when_there_is_no_form() -> None:
    events, messages = await run("action_answer", tracker(user("id_card_about"), user("question_apply")))
    assert events == []
    assert read_catalogue().wording["apply_elsewhere"]["fr"] in messages[0]["text"]


async def test_somebody_in_danger_gets_a_person_at_once() -> None:
    _, messages = await run("action_crisis", tracker(user("passport_about"), user("crisis_violence")))
    assert messages[0]["response"] == "utter_crisis_violence"
    (effect,) = messages[0]["custom"]["effects"]
    assert (effect["type"], effect["reason"], effect["service"]) == ("handover_request", "crisis", "passport")


async def test_a_person_outside_of_forms_learns_which_service_it_was_about() -> None:
    _, messages = await run("action_handover", tracker(user("id_card_about"), user("human")))
    assert messages[0]["custom"]["effects"][0]["service"] == "id_card"


async def test_a_tracker_without_a_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        await run("action_fallback", tracker(user("nlu_fallback"), language=None))


async def test_a_login_reaches_the_slot_and_the_open_form() -> None:
    given = tracker(report("system_logged_in", claims={"national_id": GOOD_NUMBER}), requested_slot="commune")
    events, messages = await run("validate_change_of_address_form", given)
    assert slots_of(events) == {
        "identity": f'{{"national_id":"{GOOD_NUMBER}"}}',
        "failures": 0,
        "requested_slot": "commune",
    }
    assert messages[0]["response"] == "utter_logged_in"
    assert messages[1]["custom"]["part"]["field"]["name"] == "commune"


async def test_a_login_outside_of_forms_is_remembered_and_forgotten() -> None:
    events, _ = await run("action_report", tracker(report("system_logged_in", claims={"national_id": GOOD_NUMBER})))
    assert slots_of(events) == {"identity": f'{{"national_id":"{GOOD_NUMBER}"}}'}
    events, messages = await run("action_report", tracker(report("system_logged_out"), identity="{}"))
    assert slots_of(events) == {"identity": None}
    assert messages[0]["response"] == "utter_logged_out"


async def test_a_form_without_its_login_asks_for_it_with_an_effect_of_its_own() -> None:
    opened = {"event": "active_loop", "name": "change_of_address_form"}
    given = tracker(user("change_of_address_apply"), opened)
    events, messages = await run("validate_change_of_address_form", given)
    assert slots_of(events) == {"failures": 0, "requested_slot": "commune"}
    assert messages[1]["custom"]["part"]["login"] == "change_of_address"
    assert messages[2]["custom"] == {"effects": [{"type": "login_request", "service": "change_of_address"}]}
    assert not messages[2].get("text")


async def test_a_file_goes_into_its_slot_with_its_name_beside_it() -> None:
    sent = user("inform_file", "bail.pdf", "file")
    document = {"id": "a" * 32, "name": "bail.pdf", "media_type": "application/pdf", "size": 9}
    sent["parse_data"]["metadata"]["data"] = document
    known = {
        "commune": "dudelange",
        "address": "12, rue de la Gare",
        "postcode": "L-4370",
        "change_of_address__moved_on": "2026-11-01",
        "identity": f'{{"national_id":"{GOOD_NUMBER}"}}',
    }
    given = tracker(sent, requested_slot="change_of_address__proof", **known)
    events, messages = await run("validate_change_of_address_form", given)
    slots = slots_of(events)
    assert slots["change_of_address__proof"] == "a" * 32
    assert "bail.pdf" in slots["change_of_address__proof__offer"]
    assert slots["requested_slot"] == "change_of_address_confirm"
    rows = messages[0]["custom"]["part"]["summary"]
    assert [row["value"] for row in rows if row["field"] == "proof"] == ["bail.pdf"]
    assert [row["field"] for row in rows if row["from_login"]] == ["national_id"]


async def test_the_choices_that_were_looked_up_reach_the_form_through_their_slot() -> None:
    known = {"commune": "dudelange", "appointment__matter": "passport"}
    pressed = user("inform", "x", "press", field="matter", value="passport")
    asking = tracker(pressed, requested_slot="appointment__matter", commune="dudelange")
    events, messages = await run("validate_appointment_form", asking)
    waiting = slots_of(events)
    assert waiting["requested_slot"] == "appointment__slot"
    assert messages[1]["custom"]["effects"][0]["field"] == "slot"
    came = report("system_job_succeeded", service="appointment", kind="look_up", field="slot")
    came["parse_data"]["metadata"]["data"]["options"] = [{"value": "s1", "label": "Hall"}]
    given = tracker(
        came, requested_slot="appointment__slot", **known, appointment__slot__offer=waiting["appointment__slot__offer"]
    )
    events, messages = await run("validate_appointment_form", given)
    assert [button["title"] for button in messages[0]["buttons"]] == ["Hall"]
    assert slots_of(events)["requested_slot"] == "appointment__slot"
