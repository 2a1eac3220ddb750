from __future__ import annotations

import pytest

from bot.actions.fallback import fall_back
from bot.actions.incoming import Incoming
from bot.actions.voice import Voice
from contracts.languages import LANGUAGES, Language
from tests.bot.small_catalogue import CATALOGUE


def offered(times: int, *guesses: str, language: Language = "lb") -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    incoming = Incoming(kind="text", intent="nlu_fallback", text="hmm", guesses=guesses)
    said = fall_back(Voice(CATALOGUE, language), incoming, times)
    assert said.effects == (), "nobody is handed over without having agreed"
    return said.name, [(button.title, button.intent, dict(button.entities)) for button in said.buttons]


HELP = ("button_help lb", "help", {})
PERSON = ("button_human lb", "human", {"reason": "asked"})
PERSON_AT_LAST = ("button_human lb", "human", {"reason": "repeated_failure"})


def test_the_first_time_help_and_a_person_are_offered() -> None:
    assert offered(1) == ("utter_fallback", [HELP, PERSON])


@pytest.mark.parametrize("times", [2, 3, 10])
def test_from_the_second_time_on_the_answer_is_about_a_person(times: int) -> None:
    assert offered(times, "bins_about") == ("utter_fallback_again", [PERSON_AT_LAST, HELP])


@pytest.mark.parametrize("language", LANGUAGES)
def test_services_the_message_may_have_been_about_come_first(language: Language) -> None:
    _, buttons = offered(1, "permit_apply", "greet", "permit_about", "bins_about", "paper_about", language=language)
    assert buttons[:2] == [
        (f"title permit {language}", "permit_about", {}),
        (f"title bins {language}", "bins_about", {}),
    ]
    assert [intent for _, intent, _ in buttons[2:]] == ["help", "human"]
