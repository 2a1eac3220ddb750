from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from bot.messages import as_other_language, as_user_event, parse_input, read_reply, readable_text
from contracts.effects import HandoverRequest
from contracts.jobs import Document
from contracts.parts import Button, Citation, Part
from contracts.turns import FileInput, PressInput, SystemInput, TextInput, TurnInput, TurnRequest, Understanding

PARSED = {"text": "x", "intent": {"name": "greet", "confidence": 0.9}, "entities": [], "intent_ranking": []}


def request(given: TurnInput, turn: str = "t1") -> TurnRequest:
    return TurnRequest(conversation="c", turn=turn, language="lb", input=given)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Moien", "Moien"),
        ("/restart", "restart"),
        ("  //greet{}", "greet{}"),
        (" / / greet", "greet"),
        ("\n/affirm", "affirm"),
        ("\u00a0/affirm", "affirm"),
        ("12/14, rue", "12/14, rue"),
        ("///", ""),
    ],
)
def test_what_leads_a_command_is_left_out(written: str, read: str) -> None:
    assert readable_text(written) == read


@given(st.text(alphabet=st.sampled_from(' /\t\n\u00a0\u2003aé{}"'), max_size=12))
def test_no_text_can_be_read_as_a_command(written: str) -> None:
    assert not readable_text(written).strip().startswith("/")
    assert written.endswith(readable_text(written))


def test_the_event_keeps_a_text_as_it_was_written() -> None:
    event = as_user_event(request(TextInput(text="/12, rue")), {**PARSED, "text": "12, rue"})
    assert (event.text, event.parse_data["text"], event.intent_name) == ("/12, rue", "/12, rue", "greet")
    assert (event.message_id, event.input_channel) == ("t1", "moien")
    assert event.metadata == {"input": "text", "data": {}}


def test_the_event_says_which_services_are_offline() -> None:
    asked = msgspec.structs.replace(request(TextInput(text="Moien")), paused={"permit": "Not today."})
    assert as_user_event(asked, {**PARSED, "text": "Moien"}).metadata["paused"] == {"permit": "Not today."}


def test_a_text_in_another_language_means_only_that() -> None:
    parsed = {**PARSED, "intent_ranking": [{"name": "greet", "confidence": 0.9}]}
    foreign = as_other_language(parsed)
    assert foreign["intent"] == {"name": "nlu_other_language", "confidence": 1.0}
    assert foreign["intent_ranking"] == []
    assert parsed["intent"]["name"] == "greet", "what was parsed stays as it is"


def test_a_cry_for_help_stays_one_in_any_language() -> None:
    parsed = {**PARSED, "intent": {"name": "crisis_suicide", "confidence": 0.5}}
    assert as_other_language(parsed) == parsed


def test_a_button_means_its_intent_and_entities() -> None:
    given_input = PressInput(title="AB", intent="inform", entities={"field": "plate", "value": "x"})
    event = as_user_event(request(given_input), parse_input(given_input, ["inform"]))
    assert (event.text, event.intent) == ("AB", {"name": "inform", "confidence": 1.0})
    assert event.entities == [{"entity": "field", "value": "plate"}, {"entity": "value", "value": "x"}]
    assert event.metadata["input"] == "press"


def test_a_button_that_no_longer_means_anything_is_not_understood() -> None:
    parsed = parse_input(PressInput(title="Old", intent="gone_about"), ["passport_about"])
    assert parsed["intent"]["name"] == "nlu_fallback"


def test_a_system_turn_carries_its_data() -> None:
    given_input = SystemInput(intent="system_job_failed", data={"service": "permit"})
    event = as_user_event(request(given_input), parse_input(given_input, ["system_job_failed"]))
    assert event.metadata == {"input": "system", "data": {"service": "permit"}}
    assert event.intent_name == "system_job_failed"


DOCUMENT = Document(id="0" * 32, name="/bail.pdf", media_type="application/pdf", size=9)


def test_a_file_is_an_intent_that_no_text_can_have() -> None:
    given_input = FileInput(document=DOCUMENT)
    event = as_user_event(request(given_input), parse_input(given_input, ["inform_file"]))
    assert (event.intent_name, event.text, event.entities) == ("inform_file", "/bail.pdf", [])
    data = {"id": "0" * 32, "name": "/bail.pdf", "media_type": "application/pdf", "size": 9}
    assert event.metadata == {"input": "file", "data": data}


def uttered(text: str | None, **data: Any) -> BotUttered:
    return BotUttered(text, data, {"utter_action": "utter_x"})


def turn(name: str, *events: Event, given_input: TurnInput | None = None) -> list[Event]:
    message = as_user_event(request(given_input or TextInput(text="x"), name), PARSED)
    return [message, SlotSet("language", "lb"), ActionExecuted("x"), *events]


def test_the_reply_is_what_was_said_between_this_message_and_the_next() -> None:
    events = [*turn("t1", uttered("one"), uttered("two")), *turn("t2", uttered("three"))]
    first, second = read_reply(events, "t1"), read_reply(events, "t2")
    assert first is not None
    assert second is not None
    assert [part.text for part in first.parts] == ["one", "two"]
    assert [part.text for part in second.parts] == ["three"]
    assert read_reply(events, "t3") is None


def test_text_buttons_and_the_rest_make_one_part() -> None:
    citation = {"title": "Page", "link": "https://example.org", "checked": "2026-11-01", "language": "fr"}
    event = uttered("one", buttons=[{"title": "A", "payload": "/greet"}], custom={"part": {"citations": [citation]}})
    reply = read_reply(turn("t", event), "t")
    assert reply is not None
    assert reply.parts == [
        Part(text="one", buttons=[Button(title="A", intent="greet")], citations=[Citation(**citation)])
    ]


def test_effects_come_with_and_without_words() -> None:
    effect = {"type": "handover_request", "reason": "asked", "service": None, "fields": {}}
    events = turn("t", uttered("one", custom={"effects": [effect]}), uttered(None, custom={"effects": [effect]}))
    reply = read_reply(events, "t")
    assert reply is not None
    assert (len(reply.parts), reply.effects) == (1, [HandoverRequest(reason="asked")] * 2)


@pytest.mark.parametrize(
    ("given_input", "understanding"),
    [
        (TextInput(text="x"), Understanding(intent="greet", confidence=0.9)),
        (PressInput(title="x", intent="greet"), None),
        (FileInput(document=DOCUMENT), None),
        (SystemInput(intent="system_handed_back"), None),
    ],
)
def test_only_texts_need_understanding(given_input: TurnInput, understanding: Understanding | None) -> None:
    reply = read_reply(turn("t", uttered("one"), given_input=given_input), "t")
    assert reply is not None
    assert reply.understanding == understanding


@pytest.mark.parametrize(
    "event",
    [
        uttered("one", custom={"part": {"colour": "red"}}),
        uttered("one", custom={"effects": [{"type": "order_pizza"}]}),
        uttered("one", buttons=[{"title": "no payload"}]),
    ],
)
def test_what_is_no_part_fails_instead_of_getting_lost(event: BotUttered) -> None:
    with pytest.raises((KeyError, ValueError)):
        read_reply(turn("t", event), "t")


def test_a_message_of_another_channel_is_no_turn() -> None:
    assert read_reply([UserUttered("x"), uttered("one")], "t") is None
