from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.outcome import Response, say
from contracts.effects import HandoverRequest, KnowledgeQuery
from contracts.parts import Button, Part, SummaryRow


def handed_to_rasa(said: Response | Part | KnowledgeQuery) -> dict[str, object]:
    dispatcher = CollectingDispatcher()
    say(dispatcher, said)
    (message,) = dispatcher.messages
    return {name: value for name, value in message.items() if value}


def test_a_part_is_text_and_buttons_with_the_rest_beside_them() -> None:
    row = SummaryRow(field="plate", label="Plate", value="AB 1234")
    message = handed_to_rasa(Part(text="All right?", buttons=[Button(title="Yes", intent="affirm")], summary=[row]))
    custom = message.pop("custom")
    assert message == {"text": "All right?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
    assert custom["part"]["summary"] == [{"field": "plate", "label": "Plate", "value": "AB 1234", "from_login": False}]
    assert not {"text", "buttons"} & set(custom["part"])


def test_a_response_is_named_with_its_values_buttons_and_effects() -> None:
    effect = HandoverRequest(reason="asked", service="permit")
    message = handed_to_rasa(
        Response("utter_x", values={"reference": "R-1"}, buttons=(Button(title="B", intent="help"),), effects=(effect,))
    )
    expected = {"type": "handover_request", "reason": "asked", "service": "permit", "fields": {}}
    assert message["response"] == "utter_x"
    assert message["reference"] == "R-1"
    assert message["buttons"] == [{"title": "B", "payload": "/help"}]
    assert message["custom"] == {"effects": [expected]}


def test_a_question_for_the_official_content_is_an_effect_without_a_word() -> None:
    message = handed_to_rasa(KnowledgeQuery(question="cats?"))
    assert set(message) == {"custom"}
    assert message["custom"] == {
        "effects": [
            {
                "type": "knowledge_query",
                "question": "cats?",
                "earlier": [],
                "service": None,
                "guesses": [],
                "beside": False,
            }
        ]
    }
