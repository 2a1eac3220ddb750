"""Lists the words that the published content uses: they say nothing about a citizen who writes them.

Drafts do not count: a citizen's text stands in one as soon as somebody wants it as an example. Tests do not either:
no citizen meets what stands in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from channels.studio.inbox.showing import find_words
from channels.studio.paths import find_kind
from channels.studio.standing import FileState
from contracts.catalogue.nodes import Node
from contracts.catalogue.source import read_source
from contracts.languages import LANGUAGES


class Vocabulary:
    """The words of all published files; a file is read again only when it changed."""

    def __init__(self) -> None:
        """Nothing is known before the first files."""
        self._by_path: dict[str, tuple[bytes, frozenset[str]]] = {}

    def words(self, states: Collection[FileState]) -> frozenset[str]:
        """Return the folded words of all files as they are published; takes some seconds the first time."""
        known: dict[str, tuple[bytes, frozenset[str]]] = {}
        for state in states:
            if state.live is None or find_kind(state.path) == "tests":
                continue
            before = self._by_path.get(state.path)
            if before is None or before[0] != state.live:
                before = (state.live, frozenset(_words_of(state, state.live)))
            known[state.path] = before
        self._by_path = known
        return frozenset().union(*(words for _, words in known.values()))


def find_links(states: Collection[FileState]) -> dict[str, str]:
    """Return the service of each official link; a link of several services is nobody's."""
    services: dict[str, set[str]] = {}
    for state in states:
        if state.root is not None and find_kind(state.path) == "service":
            service = Path(state.path).stem
            for language in LANGUAGES:
                link = state.root.at("link", language)
                if link is not None and isinstance(link.value, str):
                    services.setdefault(link.value, set()).add(service)
    return {link: next(iter(of)) for link, of in services.items() if len(of) == 1}


def _words_of(state: FileState, live: bytes) -> Iterator[str]:
    if find_kind(state.path) == "page":
        yield from find_words(live.decode(errors="replace"))
        return
    for text in _texts_of(state, live):
        yield from find_words(text.value)


def _texts_of(state: FileState, live: bytes) -> Iterator[Node]:
    # What nobody is changing was read already.
    root = state.root if state.draft is None else read_source(Path(state.path), live).root
    return iter(()) if root is None else root.texts()
