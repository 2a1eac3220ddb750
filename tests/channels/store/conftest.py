"""The parts of the store over an empty database, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from channels.core import inputs as i
from channels.core.staff_inputs import TicketClaimed
from channels.core.state import Identity
from channels.store.answers import AnswerRecords
from channels.store.applying import Leases
from channels.store.callbacks import Callbacks
from channels.store.conversations import Conversations, Outcome, hash_token
from channels.store.database import Database
from channels.store.desk import Desk
from channels.store.files import Files
from channels.store.identities import Identities
from channels.store.job_list import JobList
from channels.store.jobs import Jobs
from channels.store.logins import Logins
from channels.store.presence import Presences
from channels.store.staff import Member, Role, Skills, Staff
from channels.store.turns import Turns
from contracts.effects import HandoverReason
from contracts.languages import Language
from contracts.staff_tables import ticket
from contracts.tables import turn
from contracts.turns import TurnReply
from nlu.text.language_choice import LanguageEvidence

LEASES = Leases(turn=timedelta(seconds=10), postponed=timedelta(seconds=60))
FRENCH = LanguageEvidence(language="fr", confidence=0.99, words=6)


def route(_reason: HandoverReason, _language: Language, service: str | None) -> str:
    """Tickets about taxes have a queue of their own."""
    return "taxes" if service in ("tax_card", "tax_class") else "general"


class Clock:
    """Stands still until the test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 15, 30, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Store:
    """Everything the hub keeps."""

    database: Database
    clock: Clock

    def __post_init__(self) -> None:
        self.conversations = Conversations(self.database, LEASES, route, now=self.clock)
        self.turns = Turns(self.database, self.conversations, LEASES, now=self.clock)
        self.jobs = Jobs(self.database, self.conversations, timedelta(seconds=30), now=self.clock)
        self.job_list = JobList(self.database)
        self.files = Files(self.database, timedelta(days=1), now=self.clock)
        self.logins = Logins(self.database, now=self.clock)
        self.identities = Identities(self.database, now=self.clock)
        self.answers = AnswerRecords(self.database)
        self.desk = Desk(self.database)
        self.presences = Presences(self.database, now=self.clock)
        self.callbacks = Callbacks(self.database, now=self.clock)
        self.staff = Staff(self.database, timedelta(hours=1), now=self.clock)

    async def begin(self) -> str:
        outcome, _ = await self.conversations.open("fr", "demo")
        return outcome.conversation

    async def say(
        self, conversation: str, text: str = "Bonjour", message_id: str = "m-1", *, starts: bool = False
    ) -> Outcome:
        happened = i.CitizenSaid(message_id=message_id, text=text, evidence=FRENCH)
        return await self.conversations.receive(conversation, happened, message_id=message_id, starts=starts)

    async def answer(self, conversation: str, **reply: object) -> Outcome:
        taken = await self.turns.take(conversation)
        assert taken is not None
        answered = i.TurnAnswered(reply=TurnReply(turn=taken.id, **{"parts": [], **reply}))
        return await self.conversations.receive(conversation, answered)

    async def ask_person(self, conversation: str, message_id: str = "person-1") -> Outcome:
        happened = i.PersonAsked(message_id=message_id, owner_seq=0)
        return await self.conversations.receive(conversation, happened, message_id=message_id)

    async def claim(self, conversation: str, member: Member) -> Outcome:
        """Take the open ticket of a conversation."""
        row = await self.ticket(conversation)
        return await self.conversations.receive(conversation, TicketClaimed(ticket=row.id, agent=member.agent))

    async def ticket(self, conversation: str) -> Any:
        """The newest ticket of a conversation."""
        newest = select(ticket).where(ticket.c.conversation_id == conversation).order_by(ticket.c.opened_at.desc())
        async with self.database.read() as connection:
            return (await connection.execute(newest.limit(1))).one()

    async def log_in(self, conversation: str, minutes: float = 30, **claims: str) -> Outcome:
        identity = Identity(subject="s", claims=claims, expires_at=self.clock.now + timedelta(minutes=minutes))
        happened = i.LoggedIn(identity=identity, token_hash=hash_token(f"new token of {conversation}"))
        return await self.conversations.receive(conversation, happened)

    async def asked(self, conversation: str) -> list[dict]:
        """What waits for the bot, oldest first."""
        waiting = select(turn.c.input).where(turn.c.conversation_id == conversation, turn.c.state == "waiting")
        async with self.database.read() as connection:
            return list(await connection.scalars(waiting.order_by(turn.c.number)))

    async def hire(self, name: str, *roles: Role, **skills: Any) -> Member:
        return await self.staff.add(name, name.title(), roles or ("agent",), "hash", skills=Skills(**skills))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    database = Database(database_url)
    yield Store(database, Clock())
    await database.close()
