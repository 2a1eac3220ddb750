"""Routes of the staff over a database, with a visitor that the test chooses: no gateway, no sign-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import msgspec
from fastapi import APIRouter, FastAPI
from sqlalchemy import insert, select

from channels.answer_door.assist import AssistUnavailableError, Serving
from channels.answers import answer_errors
from channels.staff.audit import AuditLog
from channels.store.conversations import UnknownConversationError
from channels.store.database import Database
from channels.store.members import Member, Role
from contracts.desk.model import Queue
from contracts.events import EventData, Message
from contracts.staff_tables import staff, ticket
from contracts.tables import conversation, event
from contracts.translations import (
    DraftedExamples,
    ExamplesRequest,
    Summary,
    SummaryRequest,
    Translation,
    TranslationRequest,
)

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
SKILLS = {"languages": {"lb": "C2"}, "services": [], "administrations": [], "capacity": 4}


class ScriptedAssist:
    """A language model for agents that says what it is told to say; an error is raised."""

    def __init__(self, *said: str | list[str] | Exception) -> None:
        self.said = list(said)
        self.asked: list[TranslationRequest | SummaryRequest | ExamplesRequest] = []

    async def serving(self) -> Serving:
        return Serving(model="scripted", languages=["fr", "de"]) if self.said else Serving(model=None, languages=[])

    async def translate(self, request: TranslationRequest) -> Translation:
        return Translation(text=str(self._next(request)), model="scripted")

    async def summarise(self, request: SummaryRequest) -> Summary:
        return Summary(lines=list(self._next(request)), model="scripted")

    async def draft(self, request: ExamplesRequest) -> DraftedExamples:
        return DraftedExamples(sentences=list(self._next(request)), model="scripted")

    def _next(self, request: TranslationRequest | SummaryRequest | ExamplesRequest) -> str | list[str]:
        self.asked.append(request)
        said = self.said.pop(0) if self.said else AssistUnavailableError("nobody")
        if isinstance(said, Exception):
            raise said
        return said


def open_door(hub: object) -> SimpleNamespace:
    """A gateway that lets every page of its own and of others in."""
    origins = SimpleNamespace(may_call_as_staff=lambda _method, _headers: True)
    return SimpleNamespace(hub=hub, origins=origins, settings=SimpleNamespace(is_encrypted=False))


class Desks:
    """A database with rows that tests put there, and the routes over it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.assist = ScriptedAssist()
        self.queues: list[Queue] = []
        self.hidden: str | None = None
        """A conversation that nobody may see."""

    async def hire(self, name: str, *roles: Role, active: bool = True) -> Member:
        member = Member(id=name, name=name, display_name=name.title(), roles=roles or ("agent",))
        row = {"id": name, "name": name, "display_name": name.title(), "roles": list(member.roles), **SKILLS}
        async with self.database.write() as connection:
            await connection.execute(insert(staff).values(**row, active=active, created_at=NOW))
        return member

    async def talk(self, id_: str, *said: EventData, at: datetime = NOW, language: str = "lb") -> None:
        """A conversation whose events are a second apart."""
        async with self.database.write() as connection:
            await connection.execute(
                insert(conversation).values(
                    id=id_,
                    token_hash=id_,
                    site="demo",
                    language=language,
                    language_reason="page",
                    owner="bot",
                    bot_helps=False,
                    last_seq=len(said),
                    created_at=at,
                    updated_at=at,
                    **({"heard": True} if "heard" in conversation.c else {}),
                )
            )
            for seq, data in enumerate(said, start=1):
                row = {"conversation_id": id_, "seq": seq, "at": at + timedelta(seconds=seq)}
                await connection.execute(insert(event).values(**row, data=msgspec.to_builtins(data)))

    async def ticket(self, id_: str, conversation_id: str, **values: Any) -> None:
        usual = {
            "reason": "asked",
            "language": "lb",
            "service": "passport",
            "fields": {},
            "queue": "general",
            "state": "closed",
            "visited": [],
            "moves": 0,
            "last_text": "",
            "ahead": 0,
            "opened_at": NOW,
        }
        row = usual | {"id": id_, "conversation_id": conversation_id} | values
        row.setdefault("waiting_since", row["opened_at"])
        async with self.database.write() as connection:
            await connection.execute(insert(ticket).values(**row))

    @asynccontextmanager
    async def visit(self, member: Member | None, routers: Sequence[APIRouter]) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the routes, signed in as ``member``."""

        async def signed_in(_token: str) -> Member | None:
            return member

        async def must_see(_member: Member, conversation_id: str) -> bool:
            theirs = select(ticket.c.id).where(ticket.c.conversation_id == conversation_id)
            async with self.database.read() as connection:
                if conversation_id == self.hidden or await connection.scalar(theirs.limit(1)) is None:
                    raise UnknownConversationError(conversation_id)
            return False

        hub = SimpleNamespace(
            database=self.database,
            desk=SimpleNamespace(
                agents=SimpleNamespace(must_see=must_see),
                content=SimpleNamespace(plan=SimpleNamespace(queues=self.queues)),
            ),
            audit=AuditLog(self.database),
            staff=SimpleNamespace(signed_in=signed_in),
        )
        app = FastAPI()
        answer_errors(app)
        app.state.door = open_door(hub)
        app.state.assist = self.assist
        for router in routers:
            app.include_router(router)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            yield client


def citizen(text: str, **more: Any) -> Message:
    return Message(author="citizen", text=text, language="lb", **more)


def bot(text: str = "…", **more: Any) -> Message:
    return Message(author="bot", text=text, language="lb", **more)


def agent(text: str, **more: Any) -> Message:
    return Message(author="agent", text=text, language="lb", agent="Alex", origin="human", **more)
