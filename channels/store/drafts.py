"""Drafts of the content in SQL: one of each file, shared by everybody; whoever saves says which state they had seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import append
from channels.store.conversations import utc_now
from channels.store.database import Database, as_utc
from channels.store.staff import Member
from contracts.staff_tables import staff
from contracts.studio_tables import content_draft, content_step

Also = Callable[[AsyncConnection, datetime], Awaitable[None]]
"""What else is stored with a draft, in the same transaction."""

MOST_STEPS = 200
"""States of one draft that are kept: whoever had seen an older one gets what was live then to compare with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDraft:
    """A file that is being changed."""

    path: str
    live: str
    """The file when the draft was begun; empty for a new one."""
    text: str | None
    """None where the file is to go."""
    revision: int
    changed_by: str
    """Display name."""
    changed_at: datetime


class DraftMovedError(Exception):
    """Somebody else saved in between; nothing was overwritten."""

    def __init__(self, base: str, theirs: str, newer: StoredDraft | None) -> None:
        """``base``: what the writer had seen; ``theirs``: what stands there now; ``newer`` None: the draft is gone."""
        super().__init__("the draft was saved in between")
        self.base = base
        self.theirs = theirs
        self.newer = newer


class Drafts:
    """The drafts of all files."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def revisions(self) -> dict[str, int]:
        """Return the revision of each draft by path."""
        async with self._database.read() as connection:
            found = await connection.execute(select(content_draft.c.path, content_draft.c.revision))
            return {row.path: row.revision for row in found}

    async def all(self) -> list[StoredDraft]:
        """Return all drafts by path."""
        async with self._database.read() as connection:
            return [_stored(row) for row in await connection.execute(_drafts().order_by(content_draft.c.path))]

    async def find(self, path: str) -> StoredDraft | None:
        """Return the draft of a file."""
        async with self._database.read() as connection:
            return await _find(connection, path)

    async def save(
        self,
        path: str,
        text: str | None,
        revision: int,
        live: str | None,
        member: Member,
        *,
        also: Also | None = None,
    ) -> int:
        """Keep the next state of a draft, or its first one, and return its revision.

        ``text`` None: the file is to go. ``revision``: of the state that ``member`` had seen; 0 where there was none.
        ``live``: the file as published; None where there is none. Raises `DraftMovedError` where another state is
        there, or where the file in the folder is another one than when the draft was begun: then the draft goes on
        from that, under the revision of the error. ``also`` is stored with it, or not at all.
        """
        try:
            return await self._save(path, text, revision, live, member, also)
        except IntegrityError:
            # Somebody else began the draft at the same moment; now it is there.
            return await self._save(path, text, revision, live, member, also)

    async def discard(self, path: str, revision: int, live: str | None, member: Member) -> None:
        """Forget a draft; raises `DraftMovedError` where it is not in the state that ``member`` had seen."""
        async with self._database.write() as connection:
            there = await _lock(connection, path)
            if there is None or there.revision != revision:
                raise await _moved(connection, path, revision, live, there)
            await connection.execute(delete(content_draft).where(content_draft.c.path == path))
            await connection.execute(delete(content_step).where(content_step.c.path == path))
            await append(connection, self._now(), member.actor, "draft_discarded", path, {"revision": revision})

    async def _save(
        self, path: str, text: str | None, revision: int, live: str | None, member: Member, also: Also | None
    ) -> int:
        outdated: DraftMovedError | None = None
        async with self._database.write() as connection:
            there = await _lock(connection, path)
            if revision != (0 if there is None else there.revision):
                raise await _moved(connection, path, revision, live, there)
            now = self._now()
            # A draft that was discarded and begun anew must not come back to a number that somebody may still hold.
            following = int(now.timestamp()) if there is None else there.revision + 1
            if there is not None and there.live != (live or "") and there.text != live:
                newer = await self._follow(connection, there, following, live or "")
                outdated = DraftMovedError(there.live, live or "", newer)
            else:
                state = {"text": text, "revision": following, "changed_by": member.id, "changed_at": now}
                await _keep(connection, path, state, live=(live or "") if there is None else None)
                if also is not None:
                    await also(connection, now)
                action = "draft_saved" if text is not None else "file_going"
                await append(connection, now, member.actor, action, path, {"revision": following})
        if outdated is not None:
            raise outdated
        return following

    async def _follow(self, connection: AsyncConnection, there: StoredDraft, revision: int, live: str) -> StoredDraft:
        """Let a draft go on from what was published since it was begun; its text stays."""
        author = await connection.scalar(select(content_draft.c.changed_by).where(content_draft.c.path == there.path))
        state = {"text": there.text, "revision": revision, "changed_by": author, "changed_at": there.changed_at}
        await _keep(connection, there.path, state, live=live)
        return replace(there, live=live, revision=revision, changed_by="", changed_at=self._now())


def _drafts() -> Select[Any]:
    return select(content_draft, staff.c.display_name).join(staff, staff.c.id == content_draft.c.changed_by)


async def _find(connection: AsyncConnection, path: str) -> StoredDraft | None:
    row = (await connection.execute(_drafts().where(content_draft.c.path == path))).one_or_none()
    return None if row is None else _stored(row)


async def _lock(connection: AsyncConnection, path: str) -> StoredDraft | None:
    """Return the draft, which nobody else changes until the transaction ends."""
    held = select(content_draft.c.path).where(content_draft.c.path == path).with_for_update()
    await connection.execute(held)
    return await _find(connection, path)


async def _moved(
    connection: AsyncConnection, path: str, revision: int, live: str | None, there: StoredDraft | None
) -> DraftMovedError:
    """Put together what the writer had seen and what is there now."""
    if there is None:
        return DraftMovedError(live or "", live or "", None)
    seen = select(content_step.c.text).where(content_step.c.path == path, content_step.c.revision == revision)
    step = (await connection.execute(seen)).one_or_none()
    base = there.live if step is None else step.text
    return DraftMovedError(base or "", there.text or "", there)


async def _keep(connection: AsyncConnection, path: str, state: Mapping[str, Any], live: str | None) -> None:
    """Write the state of a draft, and its step; ``live`` None: that stays."""
    based = {} if live is None else {"live": live}
    changed = await connection.execute(
        update(content_draft).where(content_draft.c.path == path).values(**state, **based)
    )
    if changed.rowcount == 0:
        await connection.execute(insert(content_draft).values(path=path, **state, **based))
    await connection.execute(insert(content_step).values(path=path, **state))
    numbers = select(content_step.c.revision).where(content_step.c.path == path)
    oldest = await connection.scalar(numbers.order_by(content_step.c.revision.desc()).offset(MOST_STEPS - 1).limit(1))
    if oldest is not None:
        old = (content_step.c.path == path) & (content_step.c.revision < oldest)
        await connection.execute(delete(content_step).where(old))


def _stored(row: Any) -> StoredDraft:  # noqa: ANN401 - a row of `_drafts`
    return StoredDraft(
        path=row.path,
        live=row.live,
        text=row.text,
        revision=row.revision,
        changed_by=row.display_name,
        changed_at=as_utc(row.changed_at),
    )
