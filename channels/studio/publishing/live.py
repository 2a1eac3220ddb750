"""Keeps folder, history and releases together: the release that SQL names is the one that lies in the folder.

SQL decides. A release is in the table first; then its files go to the folder, the pointer to its model, at last the
history's main branch to its commit. Whoever finds the branch one commit behind finishes that, whenever it broke off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import Actor, append
from channels.store.conversations import utc_now
from channels.store.database import Database
from channels.store.releases import StoredRelease, add_release, list_releases, newest_release
from channels.store.reviews import lock_content, settle_drafts
from channels.store.trials import RUNNING, own_models
from channels.studio.publishing.folder import as_text, bring, name_model, read_content
from channels.studio.publishing.history import SOMEBODY, Content, History
from channels.studio.publishing.states import OPEN
from contracts.models import has_model, keep_only, make_current, name_kept
from contracts.studio_tables import review, trial

log = structlog.get_logger()

KEPT_MODELS = 5
"""Releases whose models are kept."""
FOUND = "Am Dossier geännert · changé dans le dossier · im Ordner geändert · changed in the folder"
"""Title of a release that was not made in the studio."""
PLATFORM = Actor(id=None, name="platform")
"""Whoever did what nobody at the desk did, as the audit log names them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Live:
    """What is live, and nothing else lies in the folder."""

    release: StoredRelease
    content: Content


class LiveContent:
    """The content of this installation."""

    def __init__(
        self,
        database: Database,
        history: History,
        bot_dir: Path,
        model_dir: Path,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``bot_dir``: with the files; ``model_dir``: with the trained models; ``now`` gives aware UTC times."""
        self.database = database
        self.history = history
        self.now = now
        self._bot_dir = bot_dir
        self._model_dir = model_dir

    def read(self) -> Content:
        """Return the files in the folder; blocks."""
        return read_content(self._bot_dir)

    def has_model(self, mark: str) -> bool:
        """Tell whether a trained model is there."""
        return has_model(self._model_dir, mark)

    async def name_kept(self) -> None:
        """Name the models that no training may delete: each deletes older ones, and knows only files."""
        async with self.database.read() as connection:
            marks = await _wanted_models(connection)
        if self._model_dir.is_dir():
            await asyncio.to_thread(name_kept, self._model_dir, marks)

    async def finish(self) -> None:
        """Bring the newest release to the folder, where whoever published it was stopped in the middle."""
        async with self.database.read() as connection:
            newest = await newest_release(connection)
        if newest is None or not await asyncio.to_thread(self._is_pending, newest):
            return
        async with self.database.write() as connection:
            await lock_content(connection)
            newest = await newest_release(connection)
            if newest is None or not await asyncio.to_thread(self._is_pending, newest):
                return
            marks = await _wanted_models(connection)
            await asyncio.to_thread(self._bring, newest, marks)
        log.info("release.live", release=newest.number, model=newest.model)

    async def catch_up(self) -> None:
        """Finish what was begun; make a release of what somebody changed in the folder outside the studio."""
        await self.finish()
        async with self.database.write() as connection:
            await lock_content(connection)
            newest = await newest_release(connection)
            if newest is not None and await asyncio.to_thread(self._is_pending, newest):
                return
            content = await asyncio.to_thread(self.read)
            if newest is not None and await asyncio.to_thread(self._is_as_told, newest, content):
                return
            await self._add_found(connection, content)
        await self.finish()

    async def live(self, connection: AsyncConnection) -> Live | None:
        """Return what is live, for somebody who holds the lock; None where `catch_up` has to come first."""
        newest = await newest_release(connection)
        if newest is None:
            return None
        content = await asyncio.to_thread(self.read)
        if not await asyncio.to_thread(self._is_as_told, newest, content):
            return None
        return Live(release=newest, content=content)

    async def _add_found(self, connection: AsyncConnection, content: Content) -> None:
        """Add a release of the folder as it is."""
        tip = await asyncio.to_thread(self.history.tip)
        before = await asyncio.to_thread(self.history.content, tip) if tip is not None else {}
        now = self.now()
        commit = await asyncio.to_thread(self.history.write, content, FOUND, SOMEBODY, now, tip)
        mark = await asyncio.to_thread(name_model, content)
        model = mark if self.has_model(mark) else None
        number = await add_release(connection, commit=commit, model=model, title=FOUND, now=now)
        if before:
            await settle_drafts(connection, difference(before, content))
        await append(connection, now, PLATFORM, "release_found", str(number))

    def _is_pending(self, newest: StoredRelease) -> bool:
        """Tell whether a release follows the one that lies in the folder, and does not lie there itself."""
        tip = self.history.tip()
        if tip == newest.commit:
            return False
        try:
            return self.history.parent(newest.commit) == tip
        except KeyError:
            # Somebody took the repository away: what lies in the folder begins another.
            return False

    def _is_as_told(self, newest: StoredRelease, content: Content) -> bool:
        return self.history.tip() == newest.commit and self.history.content(newest.commit) == content

    def _bring(self, newest: StoredRelease, marks: list[str]) -> None:
        tip = self.history.tip()
        before = self.history.content(tip) if tip is not None else {}
        after = self.history.content(newest.commit)
        there = self.read()
        paths = {*before, *after, *there}
        if any(there.get(path) not in (before.get(path), after.get(path)) for path in paths):
            found = self.history.write(there, FOUND, SOMEBODY, self.now(), tip)
            self.history.keep_aside(found, newest.number)
        bring(self._bot_dir, after)
        if newest.model is not None and self.has_model(newest.model):
            make_current(self._model_dir, newest.model)
        if self._model_dir.is_dir():
            keep_only(self._model_dir, marks)
        self.history.point(newest.commit, newest.number)


def difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, str | None]:
    """Return the files that are different afterwards, as texts; None: the file is gone."""
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    return {path: as_text(after.get(path)) for path in changed}


async def _wanted_models(connection: AsyncConnection) -> list[str]:
    """Return the models of the last releases, of reviews that may still go out, and of what people try themselves."""
    marks: list[str] = []
    for one in await list_releases(connection):
        if one.model is not None and one.model not in marks and len(marks) < KEPT_MODELS:
            marks.append(one.model)
    tried = (
        select(trial.c.model)
        .outerjoin(review, review.c.id == trial.c.review_id)
        .where(trial.c.model.is_not(None), or_(review.c.state.in_(OPEN), trial.c.state.in_(RUNNING)))
    )
    return [*marks, *await connection.scalars(tried), *await own_models(connection)]
