"""Opens conversations, lets the core decide on each input in one transaction, and reads the log."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import UnionType
from typing import Any, overload

import msgspec
from sqlalchemy import Connection, Select, and_, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core.commands import Append, Command, Decision, OpenTicket, Refuse
from channels.core.inputs import Input, OffNotice, Opened
from channels.core.state import Conversation
from channels.core.surroundings import Route, Surroundings
from channels.core.table import receive
from channels.core.texts import preview
from channels.store.applying import Context, Leases, Write, save, write
from channels.store.database import Database, as_utc
from channels.store.loading import Log, lock_conversation, newest_words
from contracts import tracing
from contracts.events import Event, EventData, OwnerKind
from contracts.languages import Language
from contracts.tables import conversation, event, identity

TOKEN_BYTES = 32
LONGEST_PAGE = 200
"""Events read at once; whoever wants more reads on."""

Happened = Input | Callable[[Log], Awaitable[Input]]
"""An input, or how to make one from what the log says inside the transaction."""


Beside = Callable[[AsyncConnection, datetime, Decision], Awaitable[None]]
"""What is stored in the same transaction as a decision that was carried out, after it."""

# Made once, as those of `loading`.
_EVENTS_AFTER = (
    select(event.c.seq, event.c.at, event.c.data)
    .where(event.c.conversation_id == bindparam("conversation"), event.c.seq > bindparam("after"))
    .order_by(event.c.seq)
    .limit(LONGEST_PAGE)
)
_STANDINGS = select(
    conversation.c.id,
    conversation.c.language,
    conversation.c.owner,
    conversation.c.bot_helps,
    conversation.c.last_seq,
    identity.c.subject,
).outerjoin_from(
    conversation,
    identity,
    and_(identity.c.conversation_id == conversation.c.id, identity.c.expires_at > bindparam("now")),
)
_STANDING = _STANDINGS.where(conversation.c.id == bindparam("name"))
_STANDING_OF_TOKEN = _STANDINGS.where(conversation.c.token_hash == bindparam("name"))


class UnknownConversationError(Exception):
    """No conversation has this id or token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What one input led to, after the commit."""

    conversation: str
    commands: tuple[Command, ...] = ()
    state: Conversation | None = None
    """The new state; None when the message had been stored before."""
    seq: int | None = None
    """What to acknowledge."""
    refusal: Refuse | None = None
    at: datetime | None = None
    """When it was stored; None where nothing was."""
    trace: str | None = None
    """What the turns and jobs that were stored belong to (``contracts/tracing.py``)."""

    def holds(self, kind: type[Command] | UnionType) -> bool:
        """Tell whether a command of a kind was carried out."""
        return any(isinstance(command, kind) for command in self.commands)

    @property
    def events(self) -> list[Event]:
        """Return what was appended to the log, in order."""
        if self.at is None:
            return []
        at = show_moment(self.at)
        return [
            Event(conversation=self.conversation, seq=command.seq, at=at, data=command.data)
            for command in self.commands
            if isinstance(command, Append)
        ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Where a conversation stands, for whoever shows it."""

    id: str
    language: Language
    owner: OwnerKind
    bot_helps: bool
    """Whether the bot answers although the citizen waits for a person, or one is there."""
    last_seq: int
    person: str | None = field(default=None, repr=False)
    """Who is logged in, as their identity provider calls them; None where nobody is."""


def utc_now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a random id of 122 bits as 32 hexadecimal digits."""
    return uuid.uuid4().hex


def fresh_token() -> str:
    """Return a secret of 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Return what is stored of a secret of 256 random bits; no salt is needed for those."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Conversations:
    """The conversations of the platform."""

    def __init__(
        self, database: Database, leases: Leases, route: Route, *, now: Callable[[], datetime] = utc_now
    ) -> None:
        """``route`` says which queue takes a new ticket; ``now`` gives aware UTC times."""
        self._database = database
        self._leases = leases
        self._around = Surroundings(new_id=new_id, route=route)
        self._now = now

    async def open(self, language: Language, site: str, off: OffNotice | None = None) -> tuple[Outcome, str]:
        """Begin a conversation; returns what happened and the citizen's token. ``off``: the bot is switched off."""
        token = fresh_token()
        now = self._now()
        state = Conversation(id=new_id(), language=language)
        decision = receive(state, Opened(off=off), self._around)
        async with self._database.write() as connection:
            await connection.execute(
                insert(conversation).values(
                    id=state.id,
                    token_hash=hash_token(token),
                    site=site,
                    language=state.language,
                    language_reason=state.language_reason,
                    owner=state.owner,
                    agent_id=None,
                    bot_helps=state.bot_helps,
                    heard=state.heard,
                    last_seq=0,
                    created_at=now,
                    updated_at=now,
                )
            )
            await self._carry_out(connection, decision, now)
        return _outcome(decision, now), token

    async def receive(
        self,
        conversation_id: str,
        happened: Happened,
        *,
        message_id: str | None = None,
        beside: Beside | None = None,
        starts: bool = False,
    ) -> Outcome:
        """Let the core decide and carry its commands out, and store what belongs ``beside`` them, in one transaction.

        A ``message_id`` that the log holds already is acknowledged with its seq and nothing else happens. ``starts``:
        the caller is free to carry out a turn, and the next one that is due is leased to it (`Turns.started`).
        Raises `UnknownConversationError`.
        """
        async with self._database.write() as connection:
            locked = await connection.run_sync(lock_conversation, conversation_id, self._now)
            if locked is None:
                raise UnknownConversationError(conversation_id)
            state, now = locked
            log = Log(connection, conversation_id, now)
            if message_id is not None:
                seq = await log.seq_of(message_id)
                if seq is not None:
                    return Outcome(conversation=conversation_id, seq=seq)
            given = await happened(log) if callable(happened) else happened
            decision = receive(state, given, self._around, starts=starts)
            if decision.refusal is None:
                await self._carry_out(connection, decision, now)
                if beside is not None:
                    await beside(connection, now, decision)
        return _outcome(decision, now)

    async def standing(self, conversation_id: str) -> Standing:
        """Return where a conversation stands; raises `UnknownConversationError`."""
        return await self._standing(_STANDING, conversation_id)

    async def standing_of_token(self, token: str) -> Standing:
        """Return where the conversation of a citizen's token stands; raises `UnknownConversationError`."""
        return await self._standing(_STANDING_OF_TOKEN, hash_token(token))

    async def events_after(self, conversation_id: str, seq: int) -> list[Event]:
        """Return the next events of the log, in order, at most `LONGEST_PAGE`."""
        async with self._database.glance() as connection:
            rows = await connection.execute(_EVENTS_AFTER, {"conversation": conversation_id, "after": seq})
        return [read_event(conversation_id, row) for row in rows]

    async def reach(self, conversation_ids: Collection[str]) -> dict[str, int]:
        """Return the seq of the last event of each of these logs."""
        found = select(conversation.c.id, conversation.c.last_seq).where(conversation.c.id.in_(conversation_ids))
        async with self._database.read() as connection:
            return {row.id: row.last_seq for row in await connection.execute(found)}

    async def _standing(self, found: Select[Any], name: str) -> Standing:
        async with self._database.glance() as connection:
            row = (await connection.execute(found, {"name": name, "now": self._now()})).one_or_none()
        if row is None:
            raise UnknownConversationError
        return Standing(
            id=row.id,
            language=row.language,
            owner=row.owner,
            bot_helps=row.bot_helps,
            last_seq=row.last_seq,
            person=row.subject,
        )

    async def _carry_out(self, connection: AsyncConnection, decision: Decision, now: datetime) -> None:
        opens = any(isinstance(command, OpenTicket) for command in decision.commands)
        words = await newest_words(connection, decision.state.id) if opens else ""
        context = Context(
            conversation=decision.state.id,
            now=now,
            leases=self._leases,
            newest_words=preview(words),
            trace=tracing.current(),
        )
        writes = [made for command in decision.commands if (made := write(command, context)) is not None]
        if writes:
            await connection.run_sync(_write_all, [save(decision.state, now), *writes])


def read_event(conversation_id: str, row: Any) -> Event:  # noqa: ANN401 - a row with seq, at and data
    """Return a row of the log as the event it keeps."""
    return Event(
        conversation=conversation_id,
        seq=row.seq,
        at=show_moment(row.at),
        data=msgspec.convert(row.data, EventData),
    )


@overload
def show_moment(moment: datetime) -> str: ...


@overload
def show_moment(moment: datetime | None) -> str | None: ...


def show_moment(moment: datetime | None) -> str | None:
    """Return a moment from the database as clients get it: UTC, ISO 8601 with ``Z``; None for none."""
    return None if moment is None else as_utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _write_all(connection: Connection, writes: list[Write]) -> None:
    for made in writes:
        connection.execute(made.statement, made.values)


def _outcome(decision: Decision, now: datetime) -> Outcome:
    return Outcome(
        conversation=decision.state.id,
        commands=decision.commands,
        state=decision.state,
        seq=decision.acknowledged,
        refusal=decision.refusal,
        at=now,
        trace=tracing.current(),
    )
