"""Holds the test conversations of some content with a model: ``python -m bot.rehearsal.conversations --model FILE``.

The real actions run in the same process; nothing else is needed. Standard output: a JSON list of ``ConversationRun``
(``contracts/studio.py``), those that failed first.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bot.logs import set_up_logs
from bot.rehearsal.expectations import Expectations, UnexpectedError, one
from bot.rehearsal.talk import NoButtonError, Talk
from contracts.catalogue.conversations import Conversation, Turn
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.catalogue.tests import read_tests
from contracts.languages import LANGUAGES, Language
from contracts.studio import ConversationRun
from contracts.turns import TextInput, TurnReply

if TYPE_CHECKING:
    from bot.processor import TurnProcessor


def main(arguments: Sequence[str] | None = None) -> int:
    """Hold the conversations; give the exit code, 1 where there is no model or the content has problems."""
    parser = argparse.ArgumentParser(prog="python -m bot.rehearsal.conversations", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the file of the model")
    parser.add_argument("--content", type=Path, required=True, help="the folder of the content, with its tests")
    parser.add_argument("--service", action="append", help="only conversations that name this service, or none")
    given = parser.parse_args(arguments)
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    set_up_logs(logging.ERROR)
    try:
        conversations = list(choose(read(given.content), given.service))
        # Whatever libraries print goes to standard error, so that the answer is JSON.
        with contextlib.redirect_stdout(sys.stderr):
            runs = _hold_all(given.model, given.content, conversations) if conversations else []
    except (CatalogueError, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(msgspec.json.encode(runs).decode() + "\n")
    return 0


def read(content: Path) -> list[Conversation]:
    """Read the test conversations of some content; their paths are relative to it.

    Raises:
        CatalogueError: a file of tests is not as it should be.
    """
    files = read_tests(content)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise CatalogueError(problems)
    found = [conversation for file in files for conversation in file.conversations]
    return [
        Conversation(it.name, it.service, it.turns, Path(it.path).relative_to(content).as_posix(), it.line, it.lines)
        for it in found
    ]


def choose(conversations: Iterable[Conversation], services: Sequence[str] | None) -> Iterator[Conversation]:
    """Give the conversations that name one of the services, and those that name none; ``services`` None: all."""
    for conversation in conversations:
        if services is None or not conversation.services or conversation.services & {*services}:
            yield conversation


async def hold(
    processor: TurnProcessor, catalogue: Catalogue, conversation: Conversation, language: Language
) -> ConversationRun:
    """Hold one conversation in one language, up to its end or to the first turn that goes wrong."""
    talk = Talk(processor, language)
    service = conversation.service
    for number, turn in enumerate(conversation.turns, start=1):
        service = turn.service or service
        expectations = Expectations(catalogue, processor.nlg.responses, service, language)
        try:
            expectations.check_turn(await _take(talk, turn), turn)
        except (UnexpectedError, NoButtonError) as error:
            return _tell(conversation, language, number, str(error))
        except Exception as error:  # noqa: BLE001 (a turn that breaks is what tests are to find)
            return _tell(conversation, language, number, f"the turn broke off: {type(error).__name__}: {error}")
    return _tell(conversation, language, 0, "")


async def _take(talk: Talk, turn: Turn) -> TurnReply:
    if turn.say is not None:
        return await talk.take(TextInput(text=one(turn.say, talk.language), other_language=turn.other_language))
    if turn.press is not None:
        return await talk.press(**(turn.press if isinstance(turn.press, dict) else {"intent": turn.press}))
    if turn.file is not None:
        return await talk.send_file(turn.file)
    return await talk.happen(**(turn.system or {}))


def _tell(conversation: Conversation, language: Language, turn: int, problem: str) -> ConversationRun:
    return ConversationRun(
        path=conversation.path,
        name=conversation.name,
        language=language,
        service=conversation.service,
        turn=turn,
        problem=problem,
    )


def _hold_all(model: Path, content: Path, conversations: Sequence[Conversation]) -> list[ConversationRun]:
    if not model.is_file():
        raise FileNotFoundError(f"{model}: there is no model")
    return asyncio.run(_hold_each(model, load_catalogue(content), conversations))


async def _hold_each(model: Path, catalogue: Catalogue, conversations: Sequence[Conversation]) -> list[ConversationRun]:
    # Rasa takes some seconds to import, so not before there is something to hold.
    from rasa.core.tracker_store import InMemoryTrackerStore

    from bot.processor import TurnProcessor
    from bot.rehearsal.in_process import ActionsInProcess

    processor = TurnProcessor(str(model), InMemoryTrackerStore(None), ActionsInProcess(catalogue))
    runs = [
        await hold(processor, catalogue, conversation, language)
        for conversation in conversations
        for language in LANGUAGES
    ]
    return sorted(runs, key=lambda run: not run.problem)


if __name__ == "__main__":
    sys.exit(main())
