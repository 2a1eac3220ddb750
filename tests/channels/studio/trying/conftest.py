"""A gateway's room for trying drafts, between a scripted rehearsal bot and answer server; no model is trained."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from channels.answer_door.door import AnswersUnavailableError
from channels.answer_door.fake import answer_by_script
from channels.bot_door.fake import words_of
from channels.store.members import Member
from channels.studio.publishing.folder import lay_over, read_content
from channels.studio.trying import routes
from channels.studio.trying.door import ModelGoneError, RehearsalAwayError
from channels.studio.trying.fake import rehearse
from channels.studio.trying.room import TryingRoom
from contracts.answers import Answered, AnswerRequest
from contracts.rehearsal import CallOutcome, Rehearsed
from contracts.studio_tables import rehearsed_call, trial
from contracts.turns import TurnRequest
from tests.channels.studio.app import client_of
from tests.channels.studio.publishing.conftest import ListSender, Studio, impact
from tests.channels.studio.publishing.conftest import owner as owner
from tests.channels.studio.publishing.conftest import publisher as publisher
from tests.channels.studio.publishing.conftest import studio as studio

SignIn = Callable[[Member], AbstractAsyncContextManager[httpx.AsyncClient]]


class ScriptedRehearsal:
    """The scripted bot without a network."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, TurnRequest]] = []
        self.gone = False

    async def answer(self, model: str, request: TurnRequest) -> Rehearsed:
        self.asked.append((model, request))
        said = words_of(request)
        if self.gone:
            raise ModelGoneError(model)
        if said.startswith("away"):
            raise RehearsalAwayError("status 503")
        return rehearse(request, said)


class ScriptedAnswers:
    """The scripted answer server without a network."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, AnswerRequest]] = []

    async def answer(self, request: AnswerRequest, _show: object, draft: str | None) -> Answered:
        self.asked.append((draft, request))
        if request.query.question.startswith("break"):
            raise AnswersUnavailableError("status 502")
        return answer_by_script(request, "CODE-0001")


class Trying:
    """One gateway's room, and what a worker does meanwhile."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.bot, self.answers, self.sender = ScriptedRehearsal(), ScriptedAnswers(), ListSender()
        self.room = TryingRoom(studio.room, self.bot, self.answers, self.sender, studio.model_dir)
        self.room.calls._longest_wait = 0

    async def row(self, trial_id: str) -> Any:
        async with self.studio.database.read() as connection:
            return (await connection.execute(select(trial).where(trial.c.id == trial_id))).one()

    async def change(self, trial_id: str, **values: object) -> None:
        async with self.studio.database.write() as connection:
            await connection.execute(update(trial).where(trial.c.id == trial_id).values(values))

    async def train(self, trial_id: str, *, done: bool = True) -> str:
        """Do what a worker does with a trial; returns the fingerprint of the model."""
        row = await self.row(trial_id)
        mark = self.studio.add_model(lay_over(read_content(self.studio.bot_dir), row.files))
        result = {"state": "succeeded", "done": 100, "result": msgspec.to_builtins(impact())}
        await self.change(trial_id, model=mark, **(result if done else {"state": "evaluating", "done": 70}))
        return mark

    async def end_call(self, call_id: str, outcome: CallOutcome) -> None:
        """Do what a worker does with a call."""
        async with self.studio.database.write() as connection:
            await connection.execute(
                update(rehearsed_call)
                .where(rehearsed_call.c.id == call_id)
                .values(state="done", outcome=msgspec.to_builtins(outcome), ended_at=self.studio.clock.now)
            )

    async def calls(self) -> list[Any]:
        async with self.studio.database.read() as connection:
            return list(await connection.execute(select(rehearsed_call)))


@pytest.fixture
def trying(studio: Studio) -> Trying:
    return Trying(studio)


@pytest.fixture
def sign_in(trying: Trying) -> SignIn:
    """A browser in which somebody is signed in."""

    def enter(member: Member) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return client_of(member, routes.router, trying=trying.room)

    return enter
