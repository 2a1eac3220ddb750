"""Writes values as YAML so that the catalogue's reader reads exactly them: plain where that is safe, else quoted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from contracts.catalogue.nodes import Bare
from contracts.catalogue.source import read_source

Value = str | bool | int | float | list[Any] | dict[str, Any]
"""What a form view may put into a file."""

_LETTER_FIRST = re.compile(r"[^\W\d_]|\d+ +[^\W\d_]")
"""Other programs read more without quotes as dates, times and numbers than the catalogue's reader does."""
_ANYWHERE = Path("text.yaml")
INDENT = 2
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def write_scalar(value: str | float, style: str, column: int, *, flow: bool, bare: str | None = None) -> str:
    """Write a text, a number or a truth.

    ``style``: of what stood there before, kept where it can be; ``column``: of the key or dash that it belongs to;
    ``flow``: within brackets; ``bare``: kind of the value without quotes that stood there, which a text of the same
    kind replaces without quotes.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = value.strip()
    read = _read_plain(text)
    if bare is not None and isinstance(read, Bare) and read.kind == bare:
        return text
    if "\n" in text and not flow and _fits_block(text):
        margin = " " * (column + INDENT)
        lines = (f"{margin}{line}" if line else "" for line in text.split("\n"))
        return "\n".join(["|-", *lines])
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style != '"' and read == text and _LETTER_FIRST.match(text) and not (flow and set(text) & set(",[]{}")):
        return text
    return _quote(text)


def write_flow(value: Value) -> str:
    """Write a value on one line, lists and maps in brackets."""
    if isinstance(value, dict):
        inner = ", ".join(f"{write_scalar(key, '', 0, flow=True)}: {write_flow(one)}" for key, one in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(write_flow(one) for one in value)}]"
    return write_scalar(value, "", 0, flow=True)


def write_behind(value: Value, column: int, *, style: str = "", dash: bool = False) -> str:
    """Write what follows a colon or a ``dash`` that stands in ``column``: on the same line, or on lines below it."""
    if isinstance(value, dict | list) and not value:
        return " {}" if isinstance(value, dict) else " []"
    if isinstance(value, list):
        margin = " " * (column + INDENT)
        lines = [f"{margin}-{write_behind(one, column + INDENT, style=style, dash=True)}" for one in value]
        return "\n" + "\n".join(lines)
    if isinstance(value, dict):
        margin = " " * (column + INDENT)
        written = [f"{write_key(key)}:{write_behind(one, column + INDENT)}" for key, one in value.items()]
        return (" " if dash else f"\n{margin}") + f"\n{margin}".join(written)
    return f" {write_scalar(value, style, column, flow=False)}"


def write_key(key: str) -> str:
    """Write a key."""
    return write_scalar(key, "", 0, flow=True)


def _read_plain(text: str) -> str | Bare | None:
    """Return what a text without quotes is read as; None where it would be something else, or a mistake."""
    if "\n" in text:
        return None
    source = read_source(_ANYWHERE, f"key: {text}\n".encode())
    if source.root is None or source.problems:
        return None
    node = source.root.at("key")
    return node.value if node is not None and isinstance(node.value, str | Bare) else None


def _fits_block(text: str) -> bool:
    lines = text.split("\n")
    return all(line.isprintable() and line == line.rstrip() for line in lines) and not lines[0].startswith(" ")


def _quote(text: str) -> str:
    """Write a text in double quotes; what cannot be seen as its number, so that the check can complain of it."""
    return f'"{"".join(_ESCAPED.get(letter) or _show(letter) for letter in text)}"'


def _show(letter: str) -> str:
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"
