"""Who has a file open, as far as this gateway was asked for it; whoever does not ask again is gone after seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

from channels.store.staff import Member

GONE = 25.0
"""Seconds without a question: pages ask every ten."""


class Editors:
    """The people at the files."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """``now`` gives seconds."""
        self._now = now
        self._seen: dict[str, dict[str, tuple[str, float]]] = {}
        """By path and person: display name, and when they were last heard of."""

    def see(self, path: str, member: Member) -> list[str]:
        """Note that somebody has a file open; return the names of the others, in order."""
        now = self._now()
        there = self._seen.setdefault(path, {})
        there[member.id] = (member.display_name, now)
        for other in [one for one, (_, seen) in there.items() if seen + GONE < now]:
            del there[other]
        return sorted(name for one, (name, _) in there.items() if one != member.id)
