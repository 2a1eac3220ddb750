"""Makes a release within a transaction: history, table, drafts, log; its files go to the folder afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import Actor, append
from channels.store.releases import add_release, list_releases
from channels.store.reviews import settle_drafts
from channels.studio.publishing.history import Author, Content
from channels.studio.publishing.live import Live, LiveContent
from contracts.auditing import Detail


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRelease:
    """What is to be a release."""

    content: Content
    model: str
    """Its fingerprint."""
    title: str
    author: Author
    author_id: str
    texts: dict[str, str | None]
    """What it changes, by path; None: the file goes."""
    frozen: dict[str, int] | None = None
    """The revisions of the drafts that it was made from."""
    review_id: str | None = None
    back_to: int | None = None
    """The release that is wanted back; where nobody wants one, the newest of the same content is looked for."""


class Entry(NamedTuple):
    """What the audit log says of it."""

    publisher: Actor
    action: str
    detail: dict[str, Detail]


async def make_release(
    connection: AsyncConnection, installation: LiveContent, live: Live, new: NewRelease, entry: Entry
) -> int:
    """Make a release and return its number; whoever calls holds the lock of the content.

    ``installation``: whose history is written; ``live``: what is live before.
    """
    now, history = installation.now(), installation.history
    commit = await asyncio.to_thread(history.write, new.content, new.title, new.author, now, live.release.commit)
    number = await add_release(
        connection,
        commit=commit,
        model=new.model,
        title=new.title,
        now=now,
        review_id=new.review_id,
        author_id=new.author_id,
        publisher_id=entry.publisher.id,
        back_to=new.back_to or await _find_same(connection, installation, live, commit),
    )
    await settle_drafts(connection, new.texts, new.frozen)
    await append(connection, now, entry.publisher, entry.action, str(number), entry.detail)
    return number


async def _find_same(connection: AsyncConnection, installation: LiveContent, live: Live, commit: str) -> int | None:
    """Return the newest release that had the same content and is not live."""
    by_commit = {one.commit: one.number for one in await list_releases(connection)}
    others = [other for other in by_commit if other != live.release.commit]
    same = await asyncio.to_thread(installation.history.find_same, commit, others)
    return None if same is None else by_commit[same]
