"""Lists the words that the content itself uses: they say nothing about a citizen who writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from channels.studio.inbox.showing import find_words
from channels.studio.standing import FileState
from contracts.catalogue.nodes import Node
from contracts.languages import LANGUAGES


class Vocabulary:
    """The words of all files; a file is read again only when it changed."""

    def __init__(self) -> None:
        """Nothing is known before the first files."""
        self._by_path: dict[str, tuple[object, frozenset[str]]] = {}

    def words(self, states: Collection[FileState]) -> frozenset[str]:
        """Return the folded words of all files as they stand; takes some seconds the first time."""
        known: dict[str, tuple[object, frozenset[str]]] = {}
        for state in states:
            holds: Node | bytes | None = state.root if state.root is not None else state.live
            before = self._by_path.get(state.path)
            if before is None or before[0] is not holds:
                before = (holds, frozenset(_words_of(holds)))
            known[state.path] = before
        self._by_path = known
        return frozenset().union(*(words for _, words in known.values()))


def find_links(states: Collection[FileState]) -> dict[str, str]:
    """Return the service of each official link; a link of several services is nobody's."""
    services: dict[str, set[str]] = {}
    for state in states:
        if state.root is not None and state.path.startswith("catalogue/"):
            service = state.path.rpartition("/")[2].removesuffix(".yaml")
            for language in LANGUAGES:
                link = state.root.at("link", language)
                if link is not None and isinstance(link.value, str):
                    services.setdefault(link.value, set()).add(service)
    return {link: next(iter(of)) for link, of in services.items() if len(of) == 1}


def _words_of(holds: Node | bytes | None) -> Iterator[str]:
    if isinstance(holds, bytes):
        yield from find_words(holds.decode(errors="replace"))
    elif holds is not None:
        for text in holds.texts():
            yield from find_words(text.value)
