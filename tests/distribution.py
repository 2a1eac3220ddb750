"""Which tests one worker of pytest-xdist runs: those of a file, or of several files that share something dear."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/nlu/llm/": "the tiny language model",
    "tests/stack/test_conversation.py": "the running platform",
    "tests/stack/test_free_text.py": "the running platform",
    "tests/stack/test_services.py": "the running platform",
    "tests/stack/test_supervision.py": "the running platform",
}
"""What files share, by how their paths begin: a fixture of the session that takes long to make."""
LONGEST = (
    "tests/stack/test_faults.py",
    "tests/deploy/test_running.py",
    "tests/stack/test_studio.py",
    "tests/stack/test_supervision.py",
    "tests/nlu/llm/",
    "tests/channels/test_reliability.py",
    "tests/services/test_worker.py",
    "tests/nlu/evaluation/",
)
"""Beginnings of paths of the tests that take minutes: they begin first, so that nobody waits for them at the end."""


class ByFile(LoadScopeScheduling):
    """Hands out whole files, so that no fixture of a module or of such a group is made by two workers."""

    def _split_scope(self, nodeid: str) -> str:
        return find_unit(nodeid)


def find_unit(nodeid: str) -> str:
    """Give the name of what a test belongs to."""
    path = nodeid.partition("::")[0]
    return next((shared for start, shared in TOGETHER.items() if path.startswith(start)), path)


def put_longest_first(items: list[pytest.Item]) -> None:
    """Order tests by when they should begin; those of a file stay side by side."""
    items.sort(
        key=lambda item: next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))
    )
