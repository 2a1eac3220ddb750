"""Reads from SQL what a citizen takes along of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.privacy.exported import (
    MADE_BY_AI,
    Exported,
    ExportedAnswer,
    ExportedCallback,
    ExportedEvent,
    ExportedFile,
    ExportedHandover,
    ExportedIdentity,
    ExportedJob,
)
from channels.store.conversations import UnknownConversationError, read_event, show_moment, utc_now
from channels.store.database import Database
from channels.views import show_to_citizen
from contracts.frames import ShownEvent, ShownMessage
from contracts.jobs import JobResult
from contracts.languages import Language
from contracts.privacy_tables import person_link
from contracts.staff_tables import callback, ticket
from contracts.tables import answer_record, conversation, event, file, identity, job

NameSite = Callable[[str, Language], str]
"""Gives the name of the administration behind a site."""


class ExportReader:
    """Whatever is stored about conversations, as their citizens may have it."""

    def __init__(
        self,
        database: Database,
        keep: timedelta,
        name_site: NameSite,
        *,
        keep_identified: timedelta | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``keep``: how long a conversation is kept after it moved last.

        ``keep_identified``: the same where somebody has logged in; None: no other.
        """
        self._database = database
        self._keep = keep
        self._keep_identified = keep if keep_identified is None else keep_identified
        self._name_site = name_site
        self._now = now

    async def kept_until(self, conversation_id: str) -> str:
        """Return until when a conversation is kept if nothing moves in it; raises `UnknownConversationError`."""
        found = select(conversation.c.updated_at).where(conversation.c.id == conversation_id)
        async with self._database.read() as connection:
            moved: datetime | None = await connection.scalar(found)
            if moved is None:
                raise UnknownConversationError(conversation_id)
            return show_moment(moved + await self._term(connection, conversation_id))

    async def _term(self, connection: AsyncConnection, conversation_id: str) -> timedelta:
        linked = select(person_link.c.conversation_id).where(person_link.c.conversation_id == conversation_id)
        return self._keep if await connection.scalar(linked) is None else self._keep_identified

    async def read(self, conversation_id: str, until: datetime | None = None) -> Exported:
        """Return everything, or what is from before ``until`` (aware); raises `UnknownConversationError`."""
        async with self._database.read() as connection:
            found = select(conversation).where(conversation.c.id == conversation_id)
            row = (await connection.execute(found)).one_or_none()
            if row is None:
                raise UnknownConversationError(conversation_id)

            async def rows(query: Select[Any]) -> list[Any]:
                return list(await connection.execute(query))

            def own(table: Any, at: Any) -> Select[Any]:  # noqa: ANN401 - a table and its column
                asked = _of(table, conversation_id, at)
                return asked if until is None else asked.where(at <= until)

            of = conversation_id
            return Exported(
                conversation=of,
                administration=self._name_site(row.site, row.language),
                language=row.language,
                began_at=show_moment(row.created_at),
                last_at=show_moment(row.updated_at),
                kept_until=show_moment(row.updated_at + await self._term(connection, of)),
                exported_at=show_moment(self._now()),
                events=_show_events(of, await rows(own(event, event.c.at).order_by(None).order_by(event.c.seq))),
                jobs=[_show_job(it) for it in await rows(own(job, job.c.created_at))],
                files=[_show_file(it) for it in await rows(own(file, file.c.created_at))],
                handovers=[_show_handover(it) for it in await rows(own(ticket, ticket.c.opened_at))],
                callbacks=[_show_callback(it) for it in await rows(own(callback, callback.c.asked_at))],
                answers=[_show_answer(it) for it in await rows(own(answer_record, answer_record.c.at))],
                identity=next((_show_identity(it) for it in await rows(own(identity, identity.c.verified_at))), None),
            )


def _of(table: Any, conversation_id: str, order: Any) -> Select[Any]:  # noqa: ANN401 - a table and its column
    return select(table).where(table.c.conversation_id == conversation_id).order_by(order)


def _show_events(conversation_id: str, rows: list[Any]) -> list[ExportedEvent]:
    exported = []
    for row in rows:
        shown = show_to_citizen(read_event(conversation_id, row))
        if shown is not None:
            exported.append(ExportedEvent(event=shown, ai_generated=_is_by_model(shown)))
    return exported


def _is_by_model(shown: ShownEvent) -> bool:
    return isinstance(shown.data, ShownMessage) and shown.data.origin in MADE_BY_AI


def _show_job(row: Any) -> ExportedJob:  # noqa: ANN401 - a row
    result = None if row.result is None else msgspec.convert(row.result, JobResult)
    return ExportedJob(
        id=row.id,
        kind=row.kind,
        service=row.service,
        state=row.state,
        reference=result.reference if result else None,
        fields=row.fields,
        result=result.values if result else {},
        created_at=show_moment(row.created_at),
        updated_at=show_moment(row.updated_at),
        ready_at=show_moment(row.ready_at),
    )


def _show_file(row: Any) -> ExportedFile:  # noqa: ANN401 - a row
    return ExportedFile(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        issued=row.issued,
        created_at=show_moment(row.created_at),
        expires_at=show_moment(row.expires_at),
    )


def _show_handover(row: Any) -> ExportedHandover:  # noqa: ANN401 - a row
    return ExportedHandover(
        reason=row.reason,
        opened_at=show_moment(row.opened_at),
        closed_at=show_moment(row.closed_at),
        score=row.score,
    )


def _show_callback(row: Any) -> ExportedCallback:  # noqa: ANN401 - a row
    return ExportedCallback(
        phone=row.phone,
        when=row.when,
        about=row.about,
        state=row.state,
        asked_at=show_moment(row.asked_at),
        ended_at=show_moment(row.ended_at),
    )


def _show_answer(row: Any) -> ExportedAnswer:  # noqa: ANN401 - a row
    return ExportedAnswer(code=row.code, question=row.data["question"], at=show_moment(row.at))


def _show_identity(row: Any) -> ExportedIdentity:  # noqa: ANN401 - a row
    return ExportedIdentity(
        claims=row.claims, verified_at=show_moment(row.verified_at), expires_at=show_moment(row.expires_at)
    )
