from __future__ import annotations

import re

import pytest

from contracts.answers import Answer, Answered, Progress
from nlu.answer.pipeline import EXTRACTIVE, answer_question, make_code
from nlu.answer.search import Index
from nlu.answer.work import Step, Work
from tests.nlu.answer.asking import ask
from tests.nlu.answer.test_calibration import FOREIGN, make_pages

INDEX = Index(make_pages(12), {"en": FOREIGN})


async def answer(question: str) -> tuple[Answered, list[Progress]]:
    shown: list[Progress] = []
    return await answer_question(ask(question), INDEX, EXTRACTIVE, shown.append), shown


async def test_a_question_goes_through_all_steps_and_leaves_a_record() -> None:
    answered, shown = await answer("what does a boat permit cost")
    record = answered.record
    assert answered.answer.standing == "answered"
    assert [(step.step, step.status) for step in record.steps] == [
        ("guard", "clean"),
        ("route", "question"),
        ("rewrite", "alone"),
        ("retrieve", "found"),
        ("extract", "extracted"),
    ]
    assert [progress.stage for progress in shown] == ["searching", "reading"]
    assert (record.question, record.language, record.model) == ("what does a boat permit cost", "en", None)
    assert record.confidence > 0.5
    assert [(passage.page, passage.text) for passage in record.passages] == [("boat", "A boat needs a permit.")]
    assert record.answer == answered.answer
    assert record.code == answered.answer.code


async def test_what_cannot_be_answered_ends_early_and_leaves_a_record_too() -> None:
    answered, _ = await answer("sing a song for me")
    assert answered.answer.standing in ("unknown", "related")
    assert answered.record.steps[-1].step == "retrieve"
    assert answered.record.passages == []


async def test_personal_data_are_not_recorded() -> None:
    answered, _ = await answer("boat permit for 1893120105732")
    assert "1893120105732" not in str(answered.record)
    assert answered.record.steps[0].status == "masked"


def test_codes_can_be_read_out() -> None:
    codes = {make_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


async def does_nothing(_work: Work) -> str:
    return "done"


async def answers(work: Work) -> str:
    work.answer = Answer(standing="unknown")
    return "odd"


@pytest.mark.parametrize(
    ("step", "error", "says"),
    [
        (Step("idle", frozenset({"done"}), does_nothing), RuntimeError, "no step ended the work; the last was idle"),
        (Step("odd", frozenset({"even"}), answers), ValueError, "step odd ended in 'odd'; it names even"),
    ],
)
async def test_steps_that_break_their_promise_are_found_out(step: Step, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        await answer_question(ask("x"), INDEX, [step], lambda _: None)
