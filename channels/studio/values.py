"""What a file says as data for the form view, with the line of each value, and what a change makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from channels.studio.pointers import Key, show_pointer
from contracts.catalogue.nodes import Bare, Node


def as_values(node: Node) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return texts, lists and maps; numbers and truths as they are written, None where nothing stands."""
    return _plain(node.value)


def find_lines(node: Node) -> dict[str, int]:
    """Return the line of each value by its JSON pointer."""
    return dict(_lines(node, ""))


def apply_change(values: Any, place: Sequence[Key], value: object) -> Any:  # noqa: ANN401 - as `as_values`
    """Return the values with another one at a place, as a file that holds it would be read; UNSET: it goes."""
    if not place:
        return _plain(value)
    key, rest = place[0], place[1:]
    if isinstance(value, msgspec.UnsetType) and not _has(values, key):
        return values
    if isinstance(key, int):
        items: list[Any] = list(values) if isinstance(values, list) else []
        if not rest and isinstance(value, msgspec.UnsetType):
            del items[key]
        elif key < len(items):
            items[key] = apply_change(items[key], rest, value)
        else:
            items.append(apply_change(None, rest, value))
        return items
    keys: dict[str, Any] = dict(values) if isinstance(values, dict) else {}
    if not rest and isinstance(value, msgspec.UnsetType):
        del keys[key]
    else:
        keys[key] = apply_change(keys.get(key), rest, value)
    return keys


def _has(values: Any, key: Key) -> bool:  # noqa: ANN401 - as `as_values`
    if isinstance(values, list):
        return isinstance(key, int) and key < len(values)
    return isinstance(values, dict) and key in values


def _plain(value: object) -> Any:  # noqa: ANN401 - as `as_values`
    if isinstance(value, Bare):
        return None if value.kind == "nothing" else value.text
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else repr(value)


def _lines(node: Node, place: str) -> Iterator[tuple[str, int]]:
    for key, child in node.children.items():
        below = place + show_pointer([key])
        yield below, child.line
        yield from _lines(child, below)
