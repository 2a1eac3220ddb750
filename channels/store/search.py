"""Finds conversations that were handed over, by the words that were said in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, String, and_, cast, exists, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core.texts import preview
from channels.store.conversations import show_moment
from channels.store.database import Database
from contracts.languages import Language
from contracts.staff_tables import staff, ticket
from contracts.tables import event

PAGE = 50
"""Conversations that are returned at once."""
MOST_WORDS = 8
"""Words of a query that count; more are left out."""
AROUND = 50
"""Characters that a snippet shows before what was found."""
MOST_MESSAGES = 2000
"""Messages that snippets of one page are taken from."""


class FoundConversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that was handed over."""

    conversation: str
    language: Language
    service: str | None
    opened_at: str
    """When its newest ticket was opened: UTC, ISO 8601 with ``Z``, as the next."""
    closed_at: str | None
    """None while the ticket is open."""
    agent: str | None
    """Display name of who has it, or had it last."""
    wrap_up: str | None
    snippet: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """Which tickets an agent may see beside their own."""

    languages: Mapping[str, Iterable[Language]]
    """By queue, the languages in which they take tickets."""
    services: frozenset[str] | None
    """None for all."""


class ConversationSearch:
    """Conversations that were handed over."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self._database = database

    async def page(
        self,
        words: str,
        *,
        agent_id: str,
        sight: Sight | None,
        language: Language | None = None,
        before: str | None = None,
    ) -> tuple[list[FoundConversation], str | None]:
        """Return the next conversations in which every word occurs, the newest first, and what to ask on with.

        ``sight`` None: somebody who sees all. ``before``: as an earlier answer said; an unknown one begins anew.
        """
        wanted = re.findall(r"\S+", words)[:MOST_WORDS]
        seen = ticket.alias("seen")
        found = select(ticket, staff.c.display_name).outerjoin(staff, staff.c.id == ticket.c.agent_id)
        # One row per conversation, of its newest ticket; whether it may be seen is asked of every ticket of it.
        newer = ticket.alias("newer")
        found = found.where(
            ~exists().where(
                newer.c.conversation_id == ticket.c.conversation_id,
                or_(
                    newer.c.opened_at > ticket.c.opened_at,
                    and_(newer.c.opened_at == ticket.c.opened_at, newer.c.id > ticket.c.id),
                ),
            )
        )
        if sight is not None:
            mine = or_(seen.c.agent_id == agent_id, cast(seen.c.visited, String).contains(f'"agent:{agent_id}"'))
            found = found.where(
                exists().where(seen.c.conversation_id == ticket.c.conversation_id, or_(mine, _fits(seen, sight)))
            )
        if language is not None:
            found = found.where(ticket.c.language == language)
        for word in wanted:
            found = found.where(exists().where(event.c.conversation_id == ticket.c.conversation_id, _says(word)))
        found = found.order_by(ticket.c.opened_at.desc(), ticket.c.id.desc()).limit(PAGE + 1)
        async with self._database.read() as connection:
            if before is not None:
                last = (await connection.execute(select(ticket.c.opened_at).where(ticket.c.id == before))).one_or_none()
                if last is not None:
                    at = last.opened_at
                    earlier = and_(ticket.c.opened_at == at, ticket.c.id < before)
                    found = found.where(or_(ticket.c.opened_at < at, earlier))
            rows = (await connection.execute(found)).all()
            shown = rows[:PAGE]
            snippets = await self._snippets(connection, [row.conversation_id for row in shown], wanted)
        conversations = [_show(row, snippets.get(row.conversation_id)) for row in shown]
        return conversations, (shown[-1].id if len(rows) > PAGE else None)

    async def _snippets(
        self, connection: AsyncConnection, conversations: list[str], words: list[str]
    ) -> dict[str, str]:
        """Return for each conversation the newest message that has the first word, cut to what is around it."""
        if not words or not conversations:
            return {}
        said = (
            select(event.c.conversation_id, event.c.data["text"].as_string().label("text"))
            .where(event.c.conversation_id.in_(conversations), _says(words[0]))
            .order_by(event.c.seq.desc())
            .limit(MOST_MESSAGES)
        )
        snippets: dict[str, str] = {}
        for row in await connection.execute(said):
            snippets.setdefault(row.conversation_id, _cut(row.text, words[0]))
        return snippets


def _fits(seen: Any, sight: Sight) -> ColumnElement[bool]:  # noqa: ANN401 - an alias of `ticket`
    queues = [and_(seen.c.queue == queue, seen.c.language.in_(list(them))) for queue, them in sight.languages.items()]
    spoken = or_(*queues) if queues else false()
    if sight.services is None:
        return spoken
    return and_(spoken, or_(seen.c.service.is_(None), seen.c.service.in_(sorted(sight.services))))


def _says(word: str) -> ColumnElement[bool]:
    """Tell whether an event is a message in which a word occurs, large or small letters."""
    text = event.c.data["text"].as_string()
    # SQLite folds ASCII letters only; the usual ways to write a word are looked for one by one.
    ways = {word, word.lower(), word.upper(), word.capitalize()}
    occurs = or_(*(text.icontains(way, autoescape=True) for way in sorted(ways)))
    return and_(event.c.data["kind"].as_string() == "message", occurs)


def _cut(text: str, word: str) -> str:
    line = " ".join(text.split())
    at = line.casefold().find(word.casefold())
    begin = max(0, at - AROUND)
    return preview(("…" if begin else "") + line[begin:])


def _show(row: Any, snippet: str | None) -> FoundConversation:  # noqa: ANN401 - a row of `ticket` and `staff`
    return FoundConversation(
        conversation=row.conversation_id,
        language=row.language,
        service=row.service,
        opened_at=show_moment(row.opened_at),
        closed_at=show_moment(row.closed_at),
        agent=row.display_name,
        wrap_up=row.wrap_up,
        snippet=row.last_text if snippet is None else snippet,
    )
