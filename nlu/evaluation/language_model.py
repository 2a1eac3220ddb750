"""Asks the local language model a question per language and shows what it makes of it, for ``./moien llm check``.

Each question is one that citizens ask according to the catalogue. The model writes in every language here, those too
in which its answers would not be shown, so that somebody can judge them.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import NamedTuple

from contracts.answers import Answered, AnswerRequest
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.effects import KnowledgeQuery
from contracts.languages import LANGUAGES, Language
from nlu.answer.chat.http import HttpChatModel
from nlu.answer.chat.model import ChatError, ChatMessage, Completion
from nlu.answer.library import make_edition
from nlu.answer.pipeline import answer_question, make_generative
from nlu.answer.server import make_model
from nlu.answer.settings import AnswerSettings


class Listening:
    """A language model whose answers are kept."""

    def __init__(self, model: HttpChatModel) -> None:
        """Listen to a model."""
        self._model = model
        self.name = model.name
        self.said: list[Completion] = []
        self.failed: list[ChatError] = []

    async def complete(self, messages: Sequence[ChatMessage]) -> Completion:
        """Hand on what the model says, or why it said nothing."""
        try:
            done = await self._model.complete(messages)
        except ChatError as error:
            self.failed.append(error)
            raise
        self.said.append(done)
        return done


class Asked(NamedTuple):
    """One question and what became of it."""

    language: Language
    question: str
    answered: Answered
    said: list[Completion]
    failed: list[ChatError]


def choose_questions(catalogue: Catalogue) -> list[tuple[Language, str]]:
    """Give a question per language, each about another service."""
    known = [service for service in catalogue.services.values() if "documents" in service.intents]
    return [
        (language, known[number * len(known) // len(LANGUAGES)].intents["documents"][language][0])
        for number, language in enumerate(LANGUAGES)
    ]


async def ask_all(settings: AnswerSettings, model: HttpChatModel) -> list[Asked]:
    """Ask the questions one after another.

    Raises:
        CatalogueError: the catalogue has problems.
        ChatError: the model does not answer at all.
    """
    await model.check()
    index = make_edition(settings.bot_dir).index
    # Servers prepare themselves at their first answer, which takes them longer than any later one.
    try:
        await model.complete([ChatMessage("user", "Moien")])
    except ChatError as error:
        if error.failure != "cut_off":
            raise
    asked = []
    for language, question in choose_questions(load_catalogue(settings.bot_dir)):
        listening = Listening(model)
        request = AnswerRequest(language=language, query=KnowledgeQuery(question=question))
        answered = await answer_question(request, index, make_generative(listening, LANGUAGES), lambda _: None)
        asked.append(Asked(language, question, answered, listening.said, listening.failed))
    return asked


def tell(asked: Asked, shown_in: Sequence[Language]) -> str:
    """Show one question, what the model wrote, and what the check says of it."""
    record = asked.answered.record
    verdict = "passes the check" if record.answer.origin == "llm" else f"quoted instead: {_why_not(asked)}"
    lines = [f"\n{asked.language}  {asked.question}"]
    for number, done in enumerate(asked.said, start=1):
        speed = f"{done.first_token:.2f} s to the first word, {_speed(done):.1f} tokens/s"
        lines.append(f"    attempt {number}: {speed}\n" + "\n".join(f"    | {line}" for line in done.text.splitlines()))
    lines.append(f"    {verdict}")
    if asked.language not in shown_in:
        lines.append("    (citizens get a quotation in this language: MOIEN_LLM_LANGUAGES does not name it)")
    return "\n".join(lines)


def summarise(asked: Sequence[Asked]) -> str:
    """Say in two lines how it went."""
    said = [done for it in asked for done in it.said]
    sound = sum(it.answered.record.answer.origin == "llm" for it in asked)
    lines = [f"\n{sound} of {len(asked)} answers pass the check"]
    if said:
        first = sum(done.first_token for done in said) / len(said)
        speed = sum(map(_speed, said)) / len(said)
        lines.append(f"{first:.2f} s to the first word, {speed:.1f} tokens/s, each the mean of {len(said)} answers")
    return "\n".join(lines)


def main() -> int:
    """Ask and show; 1 where the model gave no whole answer to some question."""
    settings = AnswerSettings()
    model = make_model(settings)
    if model is None:
        sys.stderr.write("No language model is set: MOIEN_LLM_URL or MOIEN_LLM_MODEL.\n")
        return 2
    try:
        asked = asyncio.run(_ask(settings, model))
    except CatalogueError as error:
        sys.stderr.write("\n".join(map(str, error.problems)) + "\n")
        return 2
    except ChatError as error:
        sys.stderr.write(f"The language model at {settings.llm_url} does not answer: {error}\n")
        return 1
    for it in asked:
        sys.stdout.write(f"{tell(it, settings.llm_languages)}\n")
    sys.stdout.write(f"{summarise(asked)}\n")
    return 0 if all(it.said for it in asked) else 1


async def _ask(settings: AnswerSettings, model: HttpChatModel) -> list[Asked]:
    try:
        return await ask_all(settings, model)
    finally:
        await model.close()


def _why_not(asked: Asked) -> str:
    if asked.failed:
        return str(asked.failed[-1])
    return "; ".join(asked.answered.record.faults) or asked.answered.record.steps[-1].status


def _speed(done: Completion) -> float:
    """Give the tokens per second behind the first one."""
    return (done.tokens - 1) / max(done.seconds - done.first_token, 1e-6)


if __name__ == "__main__":
    sys.exit(main())
