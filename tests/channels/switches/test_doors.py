"""The doors to the language model while it is switched off."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from channels.answer_door.assist import AssistUnavailableError, Serving
from channels.answer_door.fake import answer_by_script
from channels.switches.board import SwitchBoard
from channels.switches.doors import SwitchedAnswers, SwitchedAssist, SwitchedDraftAnswers
from contracts.answers import Answered, AnswerRequest
from contracts.effects import KnowledgeQuery
from contracts.translations import ExamplesRequest, SummaryRequest, Translation, TranslationRequest
from tests.channels.switches.test_board import OFF, Scripted

LLM_OFF = replace(OFF, target="llm")
REQUEST = AnswerRequest(language="fr", query=KnowledgeQuery(question="et le chat ?"))


class Model:
    """A language model behind the answer server; ``while_writing`` happens before it has written."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.drafts: list[str | None] = []
        self.while_writing = lambda: None

    async def answer(self, request: AnswerRequest, show: object, draft: str | None = None) -> Answered:
        self.asked.append(request.quoted)
        self.drafts.append(draft)
        self.while_writing()
        answered = answer_by_script(request, "CODE-0001")
        origin = "retrieval" if request.quoted else "llm"
        return msgspec.structs.replace(answered, answer=msgspec.structs.replace(answered.answer, origin=origin))

    async def serving(self) -> Serving:
        return Serving(model="m", languages=["fr"])

    async def translate(self, request: TranslationRequest) -> Translation:
        return Translation(text=request.text, model="m")


def make_board(*, off: bool) -> tuple[Scripted, SwitchBoard]:
    table = Scripted()
    table.rows = [LLM_OFF] if off else []
    return table, SwitchBoard(table, clock=lambda: 100.0)


@pytest.mark.parametrize(("off", "asked", "origin"), [(False, [False], "llm"), (True, [True], "retrieval")])
async def test_answers_are_quoted_while_the_model_is_off(off: bool, asked: list[bool], origin: str) -> None:
    model = Model()
    door = SwitchedAnswers(model, make_board(off=off)[1])
    answered = await door.answer(REQUEST, lambda progress: None)
    assert (model.asked, answered.answer.origin) == (asked, origin)


async def test_what_it_wrote_while_it_was_switched_off_is_not_shown() -> None:
    model = Model()
    table, board = make_board(off=False)

    def switch_off() -> None:
        table.rows = [LLM_OFF]
        board.forget()

    model.while_writing = switch_off
    answered = await SwitchedAnswers(model, board).answer(REQUEST, lambda progress: None)
    assert (model.asked, answered.answer.origin) == ([False, True], "retrieval")


async def test_drafts_in_the_studio_are_quoted_too() -> None:
    model = Model()
    door = SwitchedDraftAnswers(model, make_board(off=True)[1])
    await door.answer(REQUEST, lambda progress: None, "mark")
    assert (model.asked, model.drafts) == ([True], ["mark"])


async def test_the_staff_get_no_help_from_a_model_that_is_off() -> None:
    off = SwitchedAssist(Model(), make_board(off=True)[1])
    assert await off.serving() == Serving(model=None, languages=[])
    for asking in (
        off.translate(TranslationRequest(text="x", source="fr", target="de")),
        off.summarise(SummaryRequest(language="fr", messages=[])),
        off.draft(ExamplesRequest(language="fr", service="x", about="x", examples=[], others={}, taken=[], count=1)),
    ):
        with pytest.raises(AssistUnavailableError, match="switched off"):
            await asking
    on = SwitchedAssist(Model(), make_board(off=False)[1])
    assert (await on.serving()).model == "m"
    assert (await on.translate(TranslationRequest(text="x", source="fr", target="de"))).text == "x"
