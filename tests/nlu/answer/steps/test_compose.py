"""Drafts of a language model on their way: written, faulty, written again, quoted after all."""

from __future__ import annotations

import pytest

from contracts.answers import Answered
from contracts.languages import Language
from nlu.answer.chat.model import ChatError, Failure
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.pipeline import answer_question, make_generative
from nlu.answer.search import Index
from tests.nlu.answer.asking import ask
from tests.nlu.answer.test_calibration import FOREIGN, make_pages

INDEX = Index(make_pages(12), {"en": FOREIGN})
SOUND = "A boat needs a permit [1]."
FAULTY = "A boat permit costs 70 euros [1]."
QUOTED = "**Permit for a boat**\n\nA boat needs a permit."


async def answer(model: ScriptedChat, languages: tuple[Language, ...] = ("en",)) -> tuple[Answered, list[str]]:
    stages: list[str] = []
    answered = await answer_question(
        ask("boat permit"), INDEX, make_generative(model, languages), lambda progress: stages.append(progress.stage)
    )
    return answered, stages


def steps_of(answered: Answered) -> list[str]:
    """Give the steps from the first draft on."""
    return [f"{step.step}:{step.status}" for step in answered.record.steps][4:]


async def test_a_sound_draft_is_the_answer() -> None:
    answered, stages = await answer(ScriptedChat(SOUND))
    shown = answered.answer
    assert (shown.text, shown.origin, shown.model) == ("A boat needs a permit.", "llm", "scripted")
    assert (shown.services, shown.citations[0].link) == (["boat"], "https://example.lu/boat")
    assert steps_of(answered) == ["compose:written", "check:sound"]
    assert stages == ["searching", "reading", "writing", "checking"]


async def test_a_faulty_draft_is_written_again_and_the_model_is_told_why() -> None:
    model = ScriptedChat(FAULTY, SOUND)
    answered, _ = await answer(model)
    assert answered.answer.text == "A boat needs a permit."
    assert steps_of(answered) == ["compose:written", "check:faulty", "compose_again:written", "check_again:sound"]
    assert answered.record.faults == ["quantity: 70 euro"]
    *before, draft, told = model.asked[1]
    assert before == list(model.asked[0])
    assert (draft.role, draft.content) == ("assistant", FAULTY)
    assert "a number, a date or a sign is not in the source" in told.content


async def test_after_two_faulty_drafts_the_content_is_quoted() -> None:
    answered, _ = await answer(ScriptedChat(FAULTY))
    assert (answered.answer.text, answered.answer.origin, answered.answer.model) == (QUOTED, "retrieval", None)
    assert answered.record.model == "scripted"
    assert steps_of(answered)[-2:] == ["check_again:faulty", "extract:extracted"]


@pytest.mark.parametrize("failure", ["unavailable", "busy", "slow", "cut_off", "refused"])
async def test_without_a_draft_the_content_is_quoted(failure: Failure) -> None:
    model = ScriptedChat(ChatError(failure, "as asked"))
    answered, _ = await answer(model)
    assert answered.answer.text == QUOTED
    assert steps_of(answered) == [
        f"compose:{failure}",
        "check:no_draft",
        "compose_again:not_needed",
        "check_again:no_draft",
        "extract:extracted",
    ]
    assert len(model.asked) == 1


async def test_where_the_model_finds_no_answer_the_content_is_quoted() -> None:
    answered, _ = await answer(ScriptedChat("NOT_FOUND"))
    assert (answered.answer.text, steps_of(answered)[0]) == (QUOTED, "compose:not_found")


async def test_in_a_language_that_is_off_the_model_is_not_asked() -> None:
    model = ScriptedChat(SOUND)
    answered, stages = await answer(model, languages=("fr", "de"))
    assert (answered.answer.text, steps_of(answered)[0]) == (QUOTED, "compose:language_off")
    assert (model.asked, stages) == ([], ["searching", "reading"])
    assert answered.record.model is None
