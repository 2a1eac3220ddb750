"""Reads another text of a file that was read before: only the parts that are different are read again.

A part is what stands below a key in the first column, or below one in the third column of those. Reading YAML costs
most of a check, and whoever types changes one part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.catalogue.nodes import Key, Node, Source
from contracts.catalogue.source import MAX_BYTES, is_invisible, read_source

_FIRST_COLUMN = re.compile(r"(?P<key>[a-z][a-z0-9_]*):(?P<rest>\s.*)?")
_THIRD_COLUMN = re.compile(r"  (?P<key>[a-z][a-z0-9_]*):(?P<rest>\s.*)?")


@dataclass(frozen=True)
class _Part:
    """Lines that belong to one key."""

    key: str
    line: int
    """Of the key, counted from 1."""
    text: str
    below: tuple[_Part, ...] = ()
    """Parts of the part; empty where it is read as a whole."""


def reread(path: Path, content: bytes, before: Source, text_before: bytes) -> Source:
    """Give what `read_source` gives for the content; ``before``: what it gave for another text of the file."""
    parts, earlier = _cut(content), _cut(text_before)
    if not parts or not earlier or before.root is None or before.problems:
        return read_source(path, content)
    root = _read(path, parts, earlier, before.root, depth=1)
    # Problems are told by the reader of the whole file, which knows where a mistake begins.
    return read_source(path, content) if root is None else Source(path=path, root=root, problems=[])


def _read(path: Path, parts: tuple[_Part, ...], earlier: tuple[_Part, ...], before: Node, depth: int) -> Node | None:
    """Give the map that parts make; None where one of them has to be looked at in the midst of its file."""
    known = {part.key: part for part in earlier}
    children: dict[Key, Node] = {}
    for part in parts:
        was, node_before = known.get(part.key), before.children.get(part.key)
        if was is not None and node_before is not None and was.text == part.text:
            node: Node | None = _shift(node_before, part.line - was.line)
        elif was is not None and node_before is not None and was.below and part.below:
            below = _read(path, part.below, was.below, node_before, depth + 1)
            node = None if below is None else Node(part.line, below.value, below.children)
        else:
            node = _read_alone(path, part, depth)
        if node is None or part.key in children:
            return None
        children[part.key] = node
    return Node(parts[0].line, {key: child.value for key, child in children.items()}, children)


def _read_alone(path: Path, part: _Part, depth: int) -> Node | None:
    source = read_source(path, part.text.encode(), depth=depth)
    node = source.root.children.get(part.key) if source.root is not None else None
    return None if node is None or source.problems else _shift(node, part.line - 1)


def _shift(node: Node, lines: int) -> Node:
    """Give a node as it is further down in its file; one that did not move is the same."""
    if lines == 0:
        return node
    return Node(node.line + lines, node.value, {key: _shift(child, lines) for key, child in node.children.items()})


def _cut(content: bytes) -> tuple[_Part, ...]:
    """Give the parts of a file; none where it is written in a way that cannot be cut without understanding it."""
    if len(content) > MAX_BYTES or b"\r" in content:
        return ()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ()
    if any(map(is_invisible, set(text))):
        return ()
    parts = _split(text.split("\n"), 1, _FIRST_COLUMN)
    return tuple(_with_parts_below(part) for part in parts)


def _with_parts_below(part: _Part) -> _Part:
    first, *rest = part.text.split("\n")
    # A value on the line of the key may go on below.
    if first != f"{part.key}:":
        return part
    return _Part(part.key, part.line, part.text, tuple(_split(rest, part.line + 1, _THIRD_COLUMN)))


def _split(lines: list[str], first: int, key: re.Pattern[str]) -> Iterator[_Part]:
    """Cut lines before each key; ``first``: number of their first one. Gives nothing where others begin as far left."""
    begins: list[tuple[int, str]] = []
    indent = 0 if key is _FIRST_COLUMN else 2
    for number, line in enumerate(lines):
        inner = line.lstrip(" ")
        if not inner or inner.startswith("#"):
            continue
        found = key.fullmatch(line)
        if found is not None:
            begins.append((number, found["key"]))
        elif not begins or len(line) - len(inner) <= indent:
            return
    for place, (number, name) in enumerate(begins):
        end = begins[place + 1][0] if place + 1 < len(begins) else len(lines)
        yield _Part(name, first + number, "\n".join(lines[number:end]))
