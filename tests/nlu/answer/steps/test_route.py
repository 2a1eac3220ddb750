from __future__ import annotations

import pytest

from nlu.answer.steps.route import STEP
from tests.nlu.answer.asking import ask, begin, run


@pytest.mark.parametrize(
    ("question", "guesses", "status", "intent"),
    [
        ("where do I get a passport", {}, "question", None),
        ("where do I get a passport", {"passport_about": 0.04}, "question", None),
        ("hello there you", {"greet": 0.12}, "talk", "greet"),
        ("hello there you", {"greet": 0.09}, "question", None),
        ("hello there you", {"passport_about": 0.2, "greet": 0.19}, "question", None),
        ("a person please", {"human": 0.9}, "question", None),
        ("you fools", {"abuse": 0.12, "human": 0.11}, "talk", "abuse"),
        ("you fools", {"abuse": 0.09}, "question", None),
        ("and my file", {"account_data": 0.1}, "talk", "account_data"),
        ("I cannot go on", {"crisis_suicide": 0.04}, "crisis", "crisis_suicide"),
        ("I cannot go on, fools", {"abuse": 0.12, "help": 0.1, "crisis_suicide": 0.04}, "crisis", "crisis_suicide"),
        ("I cannot go on, fools", {"abuse": 0.12, "crisis_suicide": 0.03}, "talk", "abuse"),
        ("I cannot go on, hello", {"greet": 0.12, "crisis_suicide": 0.04}, "talk", "greet"),
        ("I cannot go on", {"crisis_suicide": 0.03}, "question", None),
        ("Preciso de renovar o meu passaporte, como faço isso aqui?", {}, "other_language", "other_language"),
    ],
)
async def test_what_is_no_question_for_the_content_goes_elsewhere(
    question: str, guesses: dict[str, float], status: str, intent: str | None
) -> None:
    work, _ = begin(ask(question, guesses=guesses))
    assert await run(STEP, work) == status
    routed = work.answer.intent if work.answer else None
    assert routed == intent
    assert work.answer is None or work.answer.standing == "routed"
