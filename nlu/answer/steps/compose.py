"""Fifth step, and once more after a fault: has the local language model write an answer from the chosen passages."""

from __future__ import annotations

from collections.abc import Collection

from contracts.answers import Progress
from contracts.languages import Language
from nlu.answer.chat.model import ChatError, ChatModel
from nlu.answer.prompt import NOT_FOUND, ask_again, write_prompt
from nlu.answer.tokens import Hidden
from nlu.answer.work import Status, Step, Work

WRITTEN, NOT_ANSWERED, OTHER_LANGUAGE = "written", "not_found", "language_off"
_STATUSES = frozenset({WRITTEN, NOT_ANSWERED, OTHER_LANGUAGE, "unavailable", "busy", "slow", "cut_off", "refused"})
NOT_NEEDED = "not_needed"


def make_compose(model: ChatModel, languages: Collection[Language]) -> Step:
    """Give the step for a model that may write in some languages; in others the content is quoted."""

    async def compose(work: Work) -> Status:
        if work.language not in languages:
            return OTHER_LANGUAGE
        work.hidden = Hidden()
        work.prompt = write_prompt(work.question, work.language, work.chosen, work.hidden)
        return await _write(work, model)

    return Step("compose", _STATUSES, compose)


def make_compose_again(model: ChatModel) -> Step:
    """Give the step that tells the model what is wrong with its first answer."""

    async def compose_again(work: Work) -> Status:
        if work.draft is None or not work.faults:
            return NOT_NEEDED
        work.prompt = ask_again(work.prompt, work.draft, work.faults, work.language)
        return await _write(work, model)

    return Step("compose_again", _STATUSES | {NOT_NEEDED}, compose_again)


async def _write(work: Work, model: ChatModel) -> Status:
    work.draft, work.faults, work.model = None, (), model.name
    work.show(Progress(stage="writing"))
    try:
        text = (await model.complete(work.prompt)).text
    except ChatError as error:
        return error.failure
    if NOT_FOUND in text:
        return NOT_ANSWERED
    work.draft = text
    return WRITTEN
