"""The way of one question: named steps one after another until one of them ends it, and a record of all."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Sequence

import msgspec

from contracts.answers import Answer, Answered, AnswerRecord, AnswerRequest, Progress, StepTaken, UsedPassage
from contracts.languages import Language
from nlu.answer.chat.model import ChatModel
from nlu.answer.meaning import Meaning
from nlu.answer.search import Index
from nlu.answer.steps import check, compose, extract, guard, retrieve, rewrite, route
from nlu.answer.work import Chosen, Step, Work
from nlu.text.identifying import mask_identifying

EXTRACTIVE = (guard.STEP, route.STEP, rewrite.STEP, retrieve.STEP, extract.STEP)
"""The steps where no language model serves: a mode of its own, not a failure."""


def make_generative(model: ChatModel, languages: Collection[Language]) -> tuple[Step, ...]:
    """Give the steps with a language model that may write in some languages; without a sound answer of it, we quote."""
    return (
        *EXTRACTIVE[:-1],
        compose.make_compose(model, languages),
        check.CHECK,
        compose.make_compose_again(model),
        check.CHECK_AGAIN,
        extract.STEP,
    )


_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of answer codes: none that are read or heard for another."""


async def answer_question(
    request: AnswerRequest,
    index: Index,
    steps: Sequence[Step],
    show: Callable[[Progress], None],
    meaning: Meaning | None = None,
) -> Answered:
    """Take a question through the steps; the last of them always ends it.

    Raises:
        ValueError: a step ended in a status that it does not name.
        RuntimeError: no step ended the work.
    """
    work = Work(request=request, index=index, show=show, question=request.query.question, meaning=meaning)
    for step in steps:
        began = time.perf_counter()
        status = await step.run(work)
        if status not in step.statuses:
            raise ValueError(f"step {step.name} ended in {status!r}; it names {', '.join(sorted(step.statuses))}")
        spent = 1000 * (time.perf_counter() - began)
        work.taken.append(StepTaken(step=step.name, status=status, milliseconds=round(spent, 2)))
        if work.answer is not None:
            return _record(work, work.answer)
    raise RuntimeError(f"no step ended the work; the last was {steps[-1].name}")


def make_code() -> str:
    """Make a code that a person can read out: eight letters and digits, 6 · 10¹¹ of them."""
    letters = [secrets.choice(_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def _record(work: Work, answer: Answer) -> Answered:
    coded = msgspec.structs.replace(answer, code=make_code())
    record = AnswerRecord(
        code=str(coded.code),
        question=mask_identifying(work.question),
        language=work.language,
        steps=work.taken,
        confidence=round(work.hits.confidence, 3),
        passages=[_describe(chosen) for chosen in work.chosen],
        model=work.model,
        faults=work.notes,
        answer=coded,
    )
    return Answered(answer=coded, record=record)


def _describe(chosen: Chosen) -> UsedPassage:
    return UsedPassage(
        page=chosen.page.id,
        language=chosen.page.language,
        heading=chosen.passage.heading,
        version=chosen.passage.version,
        text=chosen.passage.text,
        link=chosen.page.link,
        checked=chosen.page.checked,
    )
