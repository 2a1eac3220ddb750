"""What a service that is offline changes: its answers and its form, and nothing of other services."""

from __future__ import annotations

import pytest

from bot.actions.form_state import CONFIRMATION, OpenForm, Step
from bot.actions.form_turn import begin, take
from bot.actions.free_text import tell
from bot.actions.history import History
from bot.actions.incoming import Incoming, read_paused
from bot.actions.outcome import Response, Said
from bot.actions.replies import reply
from bot.actions.voice import Voice
from contracts.answers import Answer
from contracts.languages import LANGUAGES, Language
from contracts.parts import Part
from tests.bot.small_catalogue import CATALOGUE, PERMIT

NOTICE = "Back on 3 December."
KNOWN = {"national_id": "1893120105732", "plate": "AB 1234", "zone": "north", "address": "12, rue de la Gare"}


def voice(*paused: str, language: Language = "en") -> Voice:
    return Voice(CATALOGUE, language, dict.fromkeys(paused, NOTICE))


def form(asked: str = "plate", **values: str) -> OpenForm:
    assert PERMIT.form
    return OpenForm(service=PERMIT, form=PERMIT.form, values=values, asked=asked)


def wrote(text: str, intent: str = "nlu_fallback", confidence: float = 0.99) -> Incoming:
    return Incoming(kind="text", intent=intent, text=text, confidence=confidence)


def pressed(intent: str, **entities: str) -> Incoming:
    return Incoming(kind="press", intent=intent, text="a title", entities=entities)


def texts(*said: Said) -> list[str]:
    return [one.name if isinstance(one, Response) else str(getattr(one, "text", "")) for one in said]


def says_notice(said: Said) -> bool:
    return isinstance(said, Part) and NOTICE in said.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_names_the_service_and_offers_something_else(language: Language) -> None:
    said = reply(voice("permit", language=language), "permit_fee", None)
    assert isinstance(said, Part)
    assert said.text == f"**title permit {language}**\n\n{NOTICE}\n\npaused_other {language}"
    assert [button.intent for button in said.buttons] == ["help", "human"]


@pytest.mark.parametrize(
    ("intent", "talked_about", "offline"),
    [
        ("permit_about", None, True),
        ("permit_apply", "bins", True),
        ("question_fee", "permit", True),
        ("question_fee", "bins", False),
        ("bins_fee", "permit", False),
        ("question_fee", None, False),
        ("greet", "permit", False),
        ("crisis_suicide", "permit", False),
    ],
)
def test_answers_about_the_service_give_way_and_no_others(intent: str, talked_about: str | None, offline: bool) -> None:
    said = reply(voice("permit"), intent, talked_about)
    assert says_notice(said) is offline
    if not offline:
        assert said == reply(voice(), intent, talked_about)


@pytest.mark.parametrize(("services", "offline"), [(["permit"], True), (["bins"], False), (["bins", "permit"], False)])
def test_answers_from_the_official_content_give_way_too(services: list[str], offline: bool) -> None:
    answer = Answer(standing="answered", text="It costs 10 euros.", services=services)
    assert says_notice(tell(voice("permit"), answer, History([]))) is offline


def test_the_form_is_not_opened() -> None:
    step = begin(voice("permit"), form(""), wrote("a permit please", "permit_apply"))
    assert [says_notice(one) for one in step.said] == [True]
    assert (step.asked, step.dropped) == ("", False)


def test_the_form_of_another_service_is_opened() -> None:
    opened = begin(voice("bins"), form(""), wrote("a permit please", "permit_apply"))
    assert opened == begin(voice(), form(""), wrote("a permit please", "permit_apply"))


ENDING = [
    wrote("AB 1234"),
    wrote("what is that?", "help"),
    wrote("no idea", "nlu_ask"),
    pressed("affirm"),
    pressed("permit_apply"),
    pressed("change_field", field="plate"),
    wrote("what does it cost?", "question_fee"),
]


@pytest.mark.parametrize("incoming", ENDING, ids=lambda incoming: incoming.intent)
@pytest.mark.parametrize("asked", ["plate", CONFIRMATION])
def test_a_running_form_ends_with_the_notice_and_keeps_what_it_knows(incoming: Incoming, asked: str) -> None:
    step = take(voice("permit"), form(asked, **KNOWN), incoming)
    assert [says_notice(one) for one in step.said] == [True]
    assert (step.asked, step.dropped, step.forgotten) == ("", False, frozenset()), "for when it is back"
    assert not step.values


def test_a_question_about_another_service_is_answered_after_the_notice() -> None:
    step = take(voice("permit"), form(), wrote("and the bins?", "bins_fee"))
    assert says_notice(step.said[0])
    assert step.said[1:] == (reply(voice(), "bins_fee", None),)
    assert not step.asked


@pytest.mark.parametrize(
    "incoming",
    [
        wrote("I want to die", "crisis_suicide"),
        wrote("stop", "cancel"),
        wrote("a person please", "human"),
        pressed("cancel"),
        pressed("human"),
        Incoming(kind="system", intent="system_logged_out"),
    ],
    ids=lambda incoming: f"{incoming.kind} {incoming.intent}",
)
def test_danger_persons_stopping_and_what_happens_elsewhere_come_first(incoming: Incoming) -> None:
    def taken(*paused: str) -> Step:
        return take(voice(*paused), form(**KNOWN), incoming)

    assert texts(*taken("permit").said) == texts(*taken().said)
    assert not any(map(says_notice, taken("permit").said))


def test_notices_come_with_the_message() -> None:
    assert read_paused({"metadata": {"input": "text", "paused": {"permit": NOTICE}}}) == {"permit": NOTICE}
    assert read_paused({"metadata": {"input": "text"}}) == {}
    assert read_paused({}) == {}
