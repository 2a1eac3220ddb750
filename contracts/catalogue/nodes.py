"""A YAML file as nodes that know their line: what the reader gives and every check walks over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from contracts.catalogue.problems import Problem, quoted

Key = Union[str, int]
Place = tuple[Key, ...]


@dataclass(frozen=True)
class Bare:
    """A value without quotes that YAML does not read as text: ``kind`` is number, truth or nothing."""

    kind: str
    text: str


@dataclass(frozen=True)
class Node:
    """A value of a file with the line of its key (or of its dash)."""

    line: int
    value: Any
    """Texts, lists, dicts and ``Bare``, ready for a JSON Schema validator."""
    children: Mapping[Key, Node] = field(default_factory=dict)

    def at(self, *path: Key) -> Node | None:
        """Give the node below, or None where the file has nothing there."""
        node: Node | None = self
        for key in path:
            node = node.children.get(key) if node is not None else None
        return node

    def nearest(self, path: Place) -> Node:
        """Give the node below, or the deepest existing node on the way to it."""
        node = self
        for key in path:
            if key not in node.children:
                break
            node = node.children[key]
        return node

    def texts(self) -> Iterator[Node]:
        """Give every text below, this one included."""
        if isinstance(self.value, str):
            yield self
        for child in self.children.values():
            yield from child.texts()


@dataclass(frozen=True)
class Source:
    """A file that was read: its nodes (None where it cannot be read at all) and what was wrong with it."""

    path: Path
    root: Node | None
    problems: list[Problem]

    def problem(self, line: int, code: str, message: str) -> Problem:
        """Make a problem of this file."""
        return Problem(path=self.path.as_posix(), line=line, code=code, message=message)


def path_in_words(path: Place) -> str:
    """Write a place in a file for people: ``answer > steps > lb > item 2``."""
    return " > ".join(f"item {key + 1}" if isinstance(key, int) else quoted(key, 40).strip('"') for key in path)
