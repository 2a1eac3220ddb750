from __future__ import annotations

import pytest

from bot.actions.outcome import Response
from bot.actions.replies import reply
from bot.actions.voice import Voice
from contracts.effects import HandoverRequest
from contracts.names import CRISIS_KINDS, crisis_intent
from contracts.parts import Part
from tests.bot.small_catalogue import CATALOGUE

VOICE = Voice(CATALOGUE, "fr")


@pytest.mark.parametrize("kind", CRISIS_KINDS)
def test_somebody_in_danger_gets_the_number_and_a_person_without_asking(kind: str) -> None:
    intent = crisis_intent(kind)
    called = HandoverRequest(reason="crisis", service="permit")
    assert reply(VOICE, intent, "permit") == Response(f"utter_{intent}", effects=(called,))


@pytest.mark.parametrize(
    ("intent", "talked_about", "text"),
    [
        ("bins_fee", "permit", "**title bins fr**\n\n**label_fee fr\u00a0:** fee fr"),
        ("question_fee", "bins", "**title bins fr**\n\n**label_fee fr\u00a0:** fee fr"),
        ("question_fee", None, "ask_service fr"),
        ("question_fee", "gone", "ask_service fr"),
        ("gone_fee", "bins", "ask_service fr"),
    ],
)
def test_a_question_is_answered_about_the_service_it_names_or_the_one_before(
    intent: str, talked_about: str | None, text: str
) -> None:
    said = reply(VOICE, intent, talked_about)
    assert isinstance(said, Part)
    assert said.text == text


def test_small_talk_has_its_response() -> None:
    assert reply(VOICE, "thanks", None) == Response("utter_thanks")
