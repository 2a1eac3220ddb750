"""Takes drafts as they are at one moment, checked in the midst of what is live, for a review or a trial."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.reviews import FrozenFile, StoredDraft, read_drafts
from channels.studio.publishing.folder import as_text, lay_over
from channels.studio.publishing.history import Content
from channels.studio.publishing.live import LiveContent
from channels.studio.publishing.refusals import ChangedSinceError, NoDraftError, ProblemsError
from contracts.catalogue.problems import Problem

MOST_LOOKS = 3
"""How often drafts are taken anew because somebody saved in between."""


class ContentCheck(Protocol):
    """Whoever knows what is wrong with content that is not published yet."""

    async def problems_of(self, content: Mapping[str, bytes]) -> list[Problem]:
        """Return every problem, by file and line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frozen:
    """Drafts without problems, and what they were taken from."""

    files: list[FrozenFile]
    drafts: Mapping[str, StoredDraft]
    content: Content
    """What was live."""

    @property
    def texts(self) -> dict[str, str | None]:
        """Return path to text, as trials want it; None: the file is to go."""
        return {file.path: file.after for file in self.files}


async def freeze(live: LiveContent, check: ContentCheck, paths: list[str]) -> Frozen:
    """Take the drafts of these files; raises `NoDraftError`, `ChangedSinceError`, `ProblemsError`."""
    async with live.database.read() as connection:
        drafts = await read_drafts(connection, paths)
    content = await asyncio.to_thread(live.read)
    files = [_freeze(path, drafts.get(path), content.get(path)) for path in paths]
    laid = lay_over(content, {file.path: file.after for file in files})
    problems = await check.problems_of(laid)
    if problems:
        # Those of the files that are taken come first.
        raise ProblemsError(sorted(problems, key=lambda problem: problem.path not in paths))
    return Frozen(files=files, drafts=drafts, content=content)


async def is_unchanged(connection: AsyncConnection, live: LiveContent, frozen: Frozen) -> bool:
    """Tell whether drafts and folder are as they were: checking takes a moment, and somebody may have saved in it."""
    drafts = await read_drafts(connection, [file.path for file in frozen.files])
    return drafts == frozen.drafts and await asyncio.to_thread(live.read) == frozen.content


def _freeze(path: str, draft: StoredDraft | None, live: bytes | None) -> FrozenFile:
    before = as_text(live)
    if draft is None or draft.text == before:
        raise NoDraftError(path)
    if draft.live != (before or ""):
        raise ChangedSinceError(path)
    return FrozenFile(path=path, before=before, after=draft.text, revision=draft.revision)
