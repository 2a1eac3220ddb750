"""Puts the parts of editing together for one gateway: the content as it stands, the drafts, who is at which file."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from channels.answers import CallError
from channels.store.conversations import show_moment
from channels.store.database import Database
from channels.store.drafts import DraftMovedError, Drafts
from channels.store.staff import Member
from channels.studio.health import LiveUnderstanding, measure_health
from channels.studio.listing import paths_in_review, paused_services, show_file
from channels.studio.paths import (
    as_text,
    find_kind,
    is_required,
    kind_of,
    service_of_tests,
    service_path,
    tests_of,
)
from channels.studio.presence import Editors
from channels.studio.standing import FileState, Standing
from channels.studio.templates import begin_service
from contracts.languages import Language
from contracts.studio import Collision, FileText, FileView, NewService, Saved

_NEW_TESTS = """\
# yaml-language-server: $schema=../../contracts/catalogue/tests.schema.json
sentences:
  {service}_about:
    lb: []
    fr: []
    de: []
    en: []
"""


class StudioRoom:
    """Editing at this gateway; several may run beside each other."""

    def __init__(self, bot_dir: Path, database: Database, model_dir: Path) -> None:
        """Nothing is read before the first question."""
        self._database = database
        self._drafts = Drafts(database)
        self._editors = Editors()
        self._understanding = LiveUnderstanding(model_dir)
        self.standing = Standing(bot_dir, self._drafts)

    async def files(self) -> list[FileView]:
        """Return all files, by path."""
        states = await self.standing.files()
        in_review, paused = await paths_in_review(self._database), await paused_services(self._database)
        return await asyncio.to_thread(self._show, states, in_review, paused)

    def _show(self, states: list[FileState], in_review: Mapping[str, str], paused: frozenset[str]) -> list[FileView]:
        known = self._understanding.read()
        tests = {state.path: state.root for state in states if find_kind(state.path) == "tests"}

        def health_of(path: str) -> Mapping[Language, float]:
            root = tests.get(tests_of(path)) if find_kind(path) == "service" else None
            return measure_health(root, PurePosixPath(path).stem, known) if root is not None else {}

        shown = (show_file(state, in_review, paused, health_of(state.path)) for state in states)
        return [view for view in shown if view is not None]

    async def open(self, path: str, member: Member) -> FileText:
        """Return a file as it is being edited; raises `CallError`."""
        kind = kind_of(path)
        live = await self.standing.live(path)
        draft = await self._drafts.find(path)
        begun = b""
        if live is None and draft is None:
            begun = await self._begin_tests(path)
        published = None if live is None else as_text(live, path)
        content = live or begun if draft is None or draft.text is None else draft.text.encode()
        return FileText(
            path=path,
            kind=kind,
            text=as_text(content, path),
            live=published,
            revision=draft.revision if draft is not None else 0,
            changed_by=draft.changed_by if draft is not None else None,
            changed_at=show_moment(draft.changed_at) if draft is not None else None,
            editors=self._editors.see(path, member),
            checked=await self.standing.check(path, content),
        )

    async def save(self, path: str, content: bytes, revision: int, member: Member) -> Saved | Collision:
        """Keep a draft, unless somebody else saved in between; raises `CallError`."""
        kind_of(path)
        try:
            saved = await self._drafts.save(path, content.decode(), revision, await self._published(path), member)
        except DraftMovedError as moved:
            return _collide(moved)
        return Saved(revision=saved, checked=await self.standing.check(path, content))

    async def drop(self, path: str, revision: int, member: Member) -> None:
        """Let a file go with the next release, a service with its tests; of a new one the draft goes.

        Raises `CallError`.
        """
        kind_of(path)
        if is_required(path):
            raise CallError("bad_frame", f"{path} must be there; empty what it holds instead")
        live = await self._published(path)
        if live is None:
            await self.discard(path, revision, member)
            return
        try:
            await self._drafts.save(path, None, revision, live, member)
        except DraftMovedError as moved:
            raise _changed(path) from moved
        if find_kind(path) == "service":
            await self._drop_tests(tests_of(path), member)

    async def discard(self, path: str, revision: int, member: Member) -> None:
        """Forget a draft; raises `CallError`."""
        kind_of(path)
        try:
            await self._drafts.discard(path, revision, await self._published(path), member)
        except DraftMovedError as moved:
            raise _changed(path) from moved

    async def begin(self, new: NewService, member: Member) -> FileText:
        """Begin a service from a template; raises `CallError`."""
        path = service_path(new.id)
        text = await asyncio.to_thread(begin_service, new.id, new.template, new.title)
        taken = CallError("taken", f"$.id: there is a service {new.id} already; choose another id, or change that one")
        if await self._published(path) is not None:
            raise taken
        try:
            await self._drafts.save(path, text, 0, None, member)
        except DraftMovedError as moved:
            raise taken from moved
        return await self.open(path, member)

    async def _drop_tests(self, path: str, member: Member) -> None:
        draft, live = await self._drafts.find(path), await self._published(path)
        revision = draft.revision if draft is not None else 0
        # Whoever writes tests of it at this moment sees from the check that the service goes.
        with contextlib.suppress(DraftMovedError):
            if live is not None:
                await self._drafts.save(path, None, revision, live, member)
            elif draft is not None:
                await self._drafts.discard(path, revision, None, member)

    async def _begin_tests(self, path: str) -> bytes:
        """Return what the tests of a service begin with, which nothing keeps before somebody saves it.

        Raises `CallError` for other files, and where there is no such service.
        """
        service = service_of_tests(path)
        about = service_path(service) if service is not None else None
        if about is None or (await self._published(about) is None and await self._drafts.find(about) is None):
            raise CallError("unknown_file", f"there is no {path}; take one from GET /api/staff/studio/files")
        return _NEW_TESTS.format(service=service).encode()

    async def _published(self, path: str) -> str | None:
        live = await self.standing.live(path)
        return None if live is None else as_text(live, path)


def _collide(moved: DraftMovedError) -> Collision:
    newer = moved.newer
    return Collision(
        base=moved.base,
        theirs=moved.theirs,
        revision=newer.revision if newer is not None else 0,
        changed_by=newer.changed_by if newer is not None else "",
        changed_at=show_moment(newer.changed_at) if newer is not None else "",
    )


def _changed(path: str) -> CallError:
    return CallError("changed_since", f"{path} was changed by somebody else meanwhile; open it again and look at it")
