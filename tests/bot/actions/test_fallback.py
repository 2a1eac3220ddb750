from __future__ import annotations

import pytest

from bot.actions.fallback import fall_back
from bot.actions.voice import Voice
from tests.bot.small_catalogue import CATALOGUE

HELP = ("button_help lb", "help", {})
PERSON = ("button_human lb", "human", {"reason": "asked"})
PERSON_AT_LAST = ("button_human lb", "human", {"reason": "repeated_failure"})


def offered(times: int) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    said = fall_back(Voice(CATALOGUE, "lb"), times)
    assert said.effects == (), "nobody is handed over without having agreed"
    return said.name, [(button.title, button.intent, dict(button.entities)) for button in said.buttons]


@pytest.mark.parametrize("times", [0, 1])
def test_the_first_time_help_and_a_person_are_offered(times: int) -> None:
    assert offered(times) == ("utter_fallback", [HELP, PERSON])


@pytest.mark.parametrize("times", [2, 3, 10])
def test_from_the_second_time_on_the_answer_is_about_a_person(times: int) -> None:
    assert offered(times) == ("utter_fallback_again", [PERSON_AT_LAST, HELP])
