"""Where each value of a YAML file stands in its text: what changes one value must leave every other letter alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ruamel.yaml import YAML

Key = str | int


@dataclass(kw_only=True, slots=True)
class Span:
    """A value: from its first letter to behind its last one."""

    kind: Literal["scalar", "list", "map"]
    start: int
    end: int
    column: int
    """Of the first letter; for lists and maps in block style that of every item."""
    flow: bool = False
    """For lists and maps: whether it stands in brackets."""
    style: str = ""
    """Of a scalar: the quotation mark, ``|`` or ``>``; empty for one without quotes."""
    items: dict[Key, Item] = field(default_factory=dict)

    def below(self, path: list[Key]) -> Span | None:
        """Return the value at a place below; None where there is none."""
        span = self
        for key in path:
            item = span.items.get(key)
            if item is None:
                return None
            span = item.value
        return span


@dataclass(kw_only=True, slots=True)
class Item:
    """A key or a dash, and the value that belongs to it."""

    start: int
    value: Span


def find_spans(text: str) -> Span:
    """Return the value that a text holds; the text is one that the reader of the catalogue can read."""
    events = iter(YAML(typ="safe", pure=True).parse(text))
    return next(_read(text, event, events) for event in events if _kind(event) in _VALUES)


_VALUES = ("Scalar", "MappingStart", "SequenceStart")


def _kind(event: Any) -> str:  # noqa: ANN401 - the library's events are untyped
    return type(event).__name__.removesuffix("Event")


def _read(text: str, event: Any, events: Iterator[Any]) -> Span:  # noqa: ANN401 - likewise
    start, column = event.start_mark.index, event.start_mark.column
    if _kind(event) == "Scalar":
        end = event.end_mark.index
        style = event.style or ""
        if style in ("|", ">"):
            # The library counts the empty lines behind it as well.
            end = start + len(text[start:end].rstrip())
        return Span(kind="scalar", start=start, end=end, column=column, style=style)
    flow = bool(event.flow_style)
    is_map = _kind(event) == "MappingStart"
    span = Span(kind="map" if is_map else "list", start=start, end=start, column=column, flow=flow)
    for inner in events:
        if _kind(inner) in ("MappingEnd", "SequenceEnd"):
            if flow:
                span.end = inner.end_mark.index
            break
        if is_map:
            value = _read(text, next(events), events)
            if value.kind == "scalar" and value.start == value.end:
                # The library puts what is empty in front of what comes next.
                value.start = value.end = text.find(":", inner.end_mark.index) + 1
            span.items.setdefault(str(inner.value), Item(start=inner.start_mark.index, value=value))
        else:
            value = _read(text, inner, events)
            begin = value.start if flow else _find_dash(text, value.start, column)
            span.items[len(span.items)] = Item(start=begin, value=value)
        span.end = value.end
    return span


def _find_dash(text: str, start: int, column: int) -> int:
    """Return where the dash of an item stands, which may be lines above its value."""
    line = text.rfind("\n", 0, start) + 1
    while line > 0 and text[line + column : line + column + 1] != "-":
        line = text.rfind("\n", 0, line - 1) + 1
    return line + column
