from __future__ import annotations

from bot.actions.incoming import WORTH_A_GUESS, Incoming, read_incoming
from contracts.effects import Guess


def test_a_text_comes_with_what_the_nlu_made_of_it() -> None:
    message = {
        "text": "Moien",
        "intent": {"name": "nlu_fallback", "confidence": 0.2},
        "intent_ranking": [
            {"name": "greet", "confidence": 0.2},
            {"name": "thanks", "confidence": WORTH_A_GUESS},
            {"name": "goodbye", "confidence": WORTH_A_GUESS - 0.01},
        ],
        "entities": [{"entity": "commune", "value": "mersch"}, {"entity": "plate", "value": "AB 1234"}],
        "metadata": {"input": "text", "data": {}},
    }
    assert read_incoming(message) == Incoming(
        kind="text",
        intent="nlu_fallback",
        text="Moien",
        confidence=0.2,
        found=(("commune", "mersch"), ("plate", "AB 1234")),
        guesses=(Guess(intent="greet", confidence=0.2), Guess(intent="thanks", confidence=WORTH_A_GUESS)),
    )


def test_a_button_comes_with_its_entities() -> None:
    message = {
        "text": "AB",
        "intent": {"name": "inform", "confidence": 1.0},
        "entities": [{"entity": "field", "value": "plate"}, {"entity": "value", "value": 7}],
        "metadata": {"input": "press"},
    }
    assert read_incoming(message) == Incoming(
        kind="press", intent="inform", text="AB", entities={"field": "plate", "value": "7"}
    )


def test_a_system_turn_comes_with_its_data() -> None:
    message = {"intent": {"name": "system_job_failed"}, "metadata": {"input": "system", "data": {"service": "permit"}}}
    read = read_incoming(message)
    assert (read.kind, read.intent, read.data) == ("system", "system_job_failed", {"service": "permit"})


def test_a_message_without_an_intent_is_one_that_was_not_understood() -> None:
    assert read_incoming({}) == Incoming(kind="text", intent="nlu_fallback", confidence=0.0)
