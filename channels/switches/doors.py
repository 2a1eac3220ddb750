"""Doors to the language model that are shut while it is switched off: answers are quoted, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from channels.answer_door.assist import AssistDoor, AssistUnavailableError, Serving
from channels.answer_door.door import AnswerDoor
from channels.studio.trying.door import DraftAnswerDoor
from channels.switches.board import SwitchBoard
from contracts.answers import Answered, AnswerRequest, Progress
from contracts.translations import (
    DraftedExamples,
    ExamplesRequest,
    Summary,
    SummaryRequest,
    Translation,
    TranslationRequest,
)

Show = Callable[[Progress], None]


class Ask(Protocol):
    """One way of asking the answer server."""

    async def __call__(self, request: AnswerRequest) -> Answered:
        """Return the answer."""


class SwitchedAnswers:
    """The answer server, which quotes while the language model is switched off."""

    def __init__(self, door: AnswerDoor, board: SwitchBoard) -> None:
        """Ask ``door``, as ``board`` says."""
        self._door = door
        self._board = board

    async def answer(self, request: AnswerRequest, show: Show) -> Answered:
        """Return the answer; raises what the door raises."""
        return await _ask(lambda asked: self._door.answer(asked, show), request, self._board)


class SwitchedDraftAnswers:
    """The same for what is asked of a draft in the studio."""

    def __init__(self, door: DraftAnswerDoor, board: SwitchBoard) -> None:
        """Ask ``door``, as ``board`` says."""
        self._door = door
        self._board = board

    async def answer(self, request: AnswerRequest, show: Show, draft: str | None) -> Answered:
        """Return the answer; raises what the door raises."""
        return await _ask(lambda asked: self._door.answer(asked, show, draft), request, self._board)


class SwitchedAssist:
    """The help that a language model gives the staff; none while it is switched off."""

    def __init__(self, door: AssistDoor, board: SwitchBoard) -> None:
        """Ask ``door``, as ``board`` says."""
        self._door = door
        self._board = board

    async def serving(self) -> Serving:
        """Return which model serves; none while it is switched off."""
        if await self._board.off("llm") is not None:
            return Serving(model=None, languages=[])
        return await self._door.serving()

    async def translate(self, request: TranslationRequest) -> Translation:
        """Return a translation; raises `AssistUnavailableError` and `NotBorneOutError`."""
        await self._must_be_on()
        return await self._door.translate(request)

    async def summarise(self, request: SummaryRequest) -> Summary:
        """Return a summary; raises `AssistUnavailableError` and `NotBorneOutError`."""
        await self._must_be_on()
        return await self._door.summarise(request)

    async def draft(self, request: ExamplesRequest) -> DraftedExamples:
        """Return sentences; raises `AssistUnavailableError` and `NotBorneOutError`."""
        await self._must_be_on()
        return await self._door.draft(request)

    async def _must_be_on(self) -> None:
        if await self._board.off("llm") is not None:
            raise AssistUnavailableError("the language model is switched off")


async def _ask(ask: Ask, request: AnswerRequest, board: SwitchBoard) -> Answered:
    if await board.off("llm") is not None:
        return await ask(msgspec.structs.replace(request, quoted=True))
    answered = await ask(request)
    # It may have been switched off while it was writing.
    if answered.answer.origin == "llm" and await board.off("llm") is not None:
        return await ask(msgspec.structs.replace(request, quoted=True))
    return answered
