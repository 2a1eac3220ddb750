"""Reviews in SQL, with the texts that were frozen when they were submitted; functions for the transaction at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.database import as_utc
from contracts.staff_tables import staff
from contracts.studio import ReviewState
from contracts.studio_tables import content_draft, content_step, review, review_file

CONTENT_LOCK = 20_261_130
"""Number of PostgreSQL's advisory lock that lets one change of reviews and content happen at a time."""

LONGEST_LIST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenFile:
    """One file of a review."""

    path: str
    before: str | None
    after: str | None
    revision: int
    """Of the draft that was submitted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredReview:
    """A review with its files."""

    id: str
    title: str
    state: ReviewState
    submitted_by: str
    """Id of the person."""
    author: str
    """Their display name."""
    author_login: str
    submitted_at: datetime
    decided_by: str | None
    decider: str | None
    decider_login: str | None
    decided_at: datetime | None
    note: str
    override: str | None
    publish_at: datetime | None
    files: tuple[FrozenFile, ...]

    @property
    def texts(self) -> dict[str, str | None]:
        """Return path to text, as trials want it; None: the file is to go."""
        return {file.path: file.after for file in self.files}


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDraft:
    """A draft, as a review takes it."""

    path: str
    live: str
    """The file from which it goes on; empty for a new one."""
    text: str | None
    revision: int


async def lock_content(connection: AsyncConnection) -> None:
    """Keep all others who submit, decide or publish out until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CONTENT_LOCK})


async def add_review(connection: AsyncConnection, row: dict[str, Any], files: list[FrozenFile]) -> None:
    """Add a review; ``row``: values of the table ``review``."""
    await connection.execute(insert(review).values(row))
    for file in files:
        await connection.execute(
            insert(review_file).values(
                review_id=row["id"], path=file.path, before=file.before, after=file.after, revision=file.revision
            )
        )


async def read_review(connection: AsyncConnection, review_id: str) -> StoredReview | None:
    """Return a review; None where it is unknown."""
    row = (await connection.execute(_reviews().where(review.c.id == review_id))).one_or_none()
    if row is None:
        return None
    return _stored(row, await _files(connection, [review_id]))


async def list_reviews(connection: AsyncConnection, *, limit: int = LONGEST_LIST) -> list[StoredReview]:
    """Return the newest reviews, the newest first."""
    newest = _reviews().order_by(review.c.submitted_at.desc(), review.c.id).limit(limit)
    return await _all(connection, newest)


async def due_reviews(connection: AsyncConnection, now: datetime) -> list[StoredReview]:
    """Return the approved reviews whose time to go out has come, the earliest first."""
    due = _reviews().where(review.c.state == "approved", review.c.publish_at <= now)
    return await _all(connection, due.order_by(review.c.publish_at, review.c.id))


async def held_paths(connection: AsyncConnection, states: tuple[ReviewState, ...]) -> dict[str, str]:
    """Return the paths that reviews in these states hold, with the title of the review."""
    found = select(review_file.c.path, review.c.title).join(review, review.c.id == review_file.c.review_id)
    return {row.path: row.title for row in await connection.execute(found.where(review.c.state.in_(states)))}


async def change_review(connection: AsyncConnection, review_id: str, **values: object) -> None:
    """Change columns of a review."""
    await connection.execute(update(review).where(review.c.id == review_id).values(values))


async def read_drafts(connection: AsyncConnection, paths: list[str]) -> dict[str, StoredDraft]:
    """Return the drafts of files by path; those that have none are not in it."""
    rows = await connection.execute(select(content_draft).where(content_draft.c.path.in_(paths)))
    return {row.path: StoredDraft(path=row.path, live=row.live, text=row.text, revision=row.revision) for row in rows}


async def settle_drafts(
    connection: AsyncConnection, published: dict[str, str | None], frozen: dict[str, int] | None = None
) -> None:
    """Let the drafts of files go that say what was published.

    ``frozen``: the revisions from which it was made, by path. A draft that went on from there is compared with what was
    published from now on; any other still has to be brought together with it, which its next save will notice.
    """
    for path, live in published.items():
        same = content_draft.c.text.is_(None) if live is None else content_draft.c.text == live
        gone = await connection.execute(delete(content_draft).where(content_draft.c.path == path, same))
        if gone.rowcount:
            await connection.execute(delete(content_step).where(content_step.c.path == path))
            continue
        step = select(content_step.c.revision).where(
            content_step.c.path == path, content_step.c.revision == (frozen or {}).get(path, 0)
        )
        if await connection.scalar(step) is not None:
            await connection.execute(update(content_draft).where(content_draft.c.path == path).values(live=live or ""))


def _reviews() -> Select[Any]:
    author, decider = staff.alias("author"), staff.alias("decider")
    return (
        select(
            review,
            author.c.display_name.label("author"),
            author.c.name.label("author_login"),
            decider.c.display_name.label("decider"),
            decider.c.name.label("decider_login"),
        )
        .join(author, author.c.id == review.c.submitted_by)
        .outerjoin(decider, decider.c.id == review.c.decided_by)
    )


async def _all(connection: AsyncConnection, found: Select[Any]) -> list[StoredReview]:
    rows = (await connection.execute(found)).all()
    files = await _files(connection, [row.id for row in rows])
    return [_stored(row, files) for row in rows]


async def _files(connection: AsyncConnection, ids: list[str]) -> dict[str, list[FrozenFile]]:
    files: dict[str, list[FrozenFile]] = {review_id: [] for review_id in ids}
    found = select(review_file).where(review_file.c.review_id.in_(ids)).order_by(review_file.c.path)
    for row in await connection.execute(found):
        files[row.review_id].append(
            FrozenFile(path=row.path, before=row.before, after=row.after, revision=row.revision)
        )
    return files


def _stored(row: Any, files: dict[str, list[FrozenFile]]) -> StoredReview:  # noqa: ANN401 - a row of `_reviews`
    return StoredReview(
        id=row.id,
        title=row.title,
        state=row.state,
        submitted_by=row.submitted_by,
        author=row.author,
        author_login=row.author_login,
        submitted_at=as_utc(row.submitted_at),
        decided_by=row.decided_by,
        decider=row.decider,
        decider_login=row.decider_login,
        decided_at=None if row.decided_at is None else as_utc(row.decided_at),
        note=row.note,
        override=row.override,
        publish_at=None if row.publish_at is None else as_utc(row.publish_at),
        files=tuple(files[row.id]),
    )
