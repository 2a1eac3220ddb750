"""Releases in SQL: which commit and which model went live together; functions for the transaction at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.database import as_utc
from contracts.staff_tables import staff
from contracts.studio_tables import release

LONGEST_LIST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRelease:
    """A release."""

    number: int
    commit: str
    model: str | None
    title: str
    author: str
    """Display name; empty where somebody changed the folder outside the studio."""
    publisher: str
    back_to: int | None
    published_at: datetime


async def add_release(
    connection: AsyncConnection,
    *,
    commit: str,
    model: str | None,
    title: str,
    now: datetime,
    review_id: str | None = None,
    author_id: str | None = None,
    publisher_id: str | None = None,
    back_to: int | None = None,
) -> int:
    """Add the next release and return its number; whoever calls holds the lock of the content."""
    newest = await newest_release(connection)
    number = newest.number + 1 if newest is not None else 1
    await connection.execute(
        insert(release).values(
            number=number,
            commit=commit,
            model=model,
            title=title,
            review_id=review_id,
            author_id=author_id,
            publisher_id=publisher_id,
            back_to=back_to,
            published_at=now,
        )
    )
    return number


async def newest_release(connection: AsyncConnection) -> StoredRelease | None:
    """Return the release that is live."""
    return next(iter(await list_releases(connection, limit=1)), None)


async def read_release(connection: AsyncConnection, number: int) -> StoredRelease | None:
    """Return a release; None where there is none of this number."""
    row = (await connection.execute(_releases().where(release.c.number == number))).one_or_none()
    return None if row is None else _stored(row)


async def list_releases(connection: AsyncConnection, *, limit: int = LONGEST_LIST) -> list[StoredRelease]:
    """Return the newest releases, the newest first."""
    newest = _releases().order_by(release.c.number.desc()).limit(limit)
    return [_stored(row) for row in await connection.execute(newest)]


async def release_numbers(connection: AsyncConnection) -> dict[str, StoredRelease]:
    """Return all releases by commit."""
    return {row.commit: _stored(row) for row in await connection.execute(_releases())}


def _releases() -> Select[Any]:
    author, publisher = staff.alias("author"), staff.alias("publisher")
    return (
        select(release, author.c.display_name.label("author"), publisher.c.display_name.label("publisher"))
        .outerjoin(author, author.c.id == release.c.author_id)
        .outerjoin(publisher, publisher.c.id == release.c.publisher_id)
    )


def _stored(row: Any) -> StoredRelease:  # noqa: ANN401 - a row of `_releases`
    return StoredRelease(
        number=row.number,
        commit=row.commit,
        model=row.model,
        title=row.title,
        author=row.author or "",
        publisher=row.publisher or "",
        back_to=row.back_to,
        published_at=as_utc(row.published_at),
    )
