"""The content as it stands with all drafts, read and checked in this gateway's memory, so that a check is quick.

Before each answer it follows what was published, changed by hand in the folder, or saved over another gateway.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from channels.store.drafts import Drafts, StoredDraft
from channels.studio.paths import find_kind, list_live, read_live
from channels.studio.values import as_values, find_lines
from contracts.catalogue.nodes import Node
from contracts.catalogue.problems import Problem
from contracts.content import Content
from contracts.studio import Checked

Stamp = tuple[int, int]


def local_day() -> date:
    """Return today's date where the gateway runs."""
    return datetime.now().astimezone().date()


@dataclass(frozen=True, kw_only=True, slots=True)
class FileState:
    """One file: as published, and as its draft says."""

    path: str
    live: bytes | None
    draft: StoredDraft | None
    root: Node | None
    """What the draft says, else what is published; None where it cannot be read or is to go, and for pages."""
    problems: int


class Standing:
    """The files and drafts of one folder."""

    def __init__(self, bot_dir: Path, drafts: Drafts, *, today: Callable[[], date] = local_day) -> None:
        """Nothing is read before the first question, which takes some seconds."""
        self._bot_dir = bot_dir
        self._store = drafts
        self._today = today
        self._turn = asyncio.Lock()
        self._content = Content(today())
        self._stamps: dict[str, Stamp] = {}
        self._live: dict[str, bytes] = {}
        self._drafts: dict[str, StoredDraft] = {}
        self._held: dict[str, bytes] = {}
        """What each file holds: its draft's text, else what is published; after `problems_of`, what was asked for."""
        self._found: list[Problem] | None = None
        self._without: dict[str, frozenset[Problem]] = {}
        """By file: what there is to complain of in others while it is as published."""

    async def live(self, path: str) -> bytes | None:
        """Return a file as published; None where there is none."""
        async with self._turn:
            await self._follow()
            return self._live.get(path)

    async def check(self, path: str, text: bytes) -> Checked:
        """Check a text in the place of a file, in the midst of everything else."""
        async with self._turn:
            await self._follow()
            return await asyncio.to_thread(self._check, path, text)

    async def problems_of(self, content: Mapping[str, bytes]) -> list[Problem]:
        """Return every problem of content of which not all is published, by file and line.

        Files that nobody may edit in the studio do not count.
        """
        async with self._turn:
            await self._follow()
            return await asyncio.to_thread(self._problems_of, content)

    async def files(self) -> list[FileState]:
        """Return all files that are published or have a draft, by path."""
        async with self._turn:
            await self._follow()
            return await asyncio.to_thread(self._list)

    async def _follow(self) -> None:
        revisions = await self._store.revisions()
        drafts = self._drafts
        if revisions != {path: draft.revision for path, draft in drafts.items()}:
            drafts = {draft.path: draft for draft in await self._store.all()}
        await asyncio.to_thread(self._take, drafts)

    def _take(self, drafts: dict[str, StoredDraft]) -> None:
        """Look at the folder, and bring files and drafts that changed into the content."""
        if self._content.today != self._today():
            self._content, self._held, self._found, self._without = Content(self._today()), {}, None, {}
        stamps: dict[str, Stamp] = {}
        for path in list_live(self._bot_dir):
            stamp = _stamp(self._bot_dir / path)
            if stamp is None:
                continue
            if self._stamps.get(path) != stamp:
                content = read_live(self._bot_dir, path)
                if content is None:
                    continue
                self._live[path] = content
            stamps[path] = stamp
        changed = {path for path in self._live if path not in stamps}
        for path in changed:
            del self._live[path]
        self._stamps, self._drafts = stamps, drafts
        wanted = dict(self._live)
        for path, draft in drafts.items():
            if draft.text is None:
                wanted.pop(path, None)
            elif find_kind(path) is not None:
                wanted[path] = draft.text.encode()
        self._hold(wanted)

    def _hold(self, wanted: dict[str, bytes]) -> None:
        for path in sorted({*wanted, *self._held}):
            if wanted.get(path) != self._held.get(path):
                self._content.put(path, wanted.get(path))
                self._found, self._without = None, {}
        self._held = wanted

    def _problems_of(self, content: Mapping[str, bytes]) -> list[Problem]:
        # The next question brings back the drafts that are left out here; there are few of them.
        self._hold({path: text for path, text in content.items() if find_kind(path) is not None})
        return self._problems()

    def _check(self, path: str, text: bytes) -> Checked:
        found = self._problems() if self._held.get(path) == text else self._content.problems_with(path, text)
        if path not in self._without:
            live = self._live.get(path)
            before = self._problems() if self._held.get(path) == live else self._content.problems_with(path, live)
            self._without[path] = frozenset(problem for problem in before if problem.path != path)
        elsewhere = [problem for problem in found if problem.path != path and problem not in self._without[path]]
        root = None if find_kind(path) == "page" else self._content.source(path, text).root
        return Checked(
            problems=[problem for problem in found if problem.path == path],
            elsewhere=elsewhere,
            values=None if root is None else as_values(root),
            lines={} if root is None else find_lines(root),
        )

    def _list(self) -> list[FileState]:
        counted = Counter(problem.path for problem in self._problems())
        return [self._show(path, counted[path]) for path in sorted({*self._live, *self._drafts})]

    def _show(self, path: str, problems: int) -> FileState:
        held = self._held.get(path)
        readable = held is not None and find_kind(path) != "page"
        root = self._content.source(path, held).root if held is not None and readable else None
        live, draft = self._live.get(path), self._drafts.get(path)
        return FileState(path=path, live=live, draft=draft, root=root, problems=problems)

    def _problems(self) -> list[Problem]:
        if self._found is None:
            self._found = self._content.problems()
        return self._found


def _stamp(path: Path) -> Stamp | None:
    """Return what is different when a file was written anew; None where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)
