"""Places in a file as the form view names them: JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Key = str | int
END = 2**31
"""What ``-`` stands for: the place behind the last item of a list."""
MOST_KEYS = 16


class PointerError(ValueError):
    """A text is no JSON pointer; the message says why."""


def read_pointer(pointer: str, values: Any) -> list[Key]:  # noqa: ANN401 - whatever a file holds
    """Return the keys of a pointer into ``values``, numbers for items of lists; raises `PointerError`."""
    if not pointer.startswith("/"):
        raise PointerError(f"{pointer[:80]!r} is no place; write a JSON pointer, for example /title/lb")
    parts = pointer[1:].split("/")
    if len(parts) > MOST_KEYS:
        raise PointerError(f"{pointer[:80]!r} has more than {MOST_KEYS} keys")
    place: list[Key] = []
    for part in parts:
        key = _read_key(part, values)
        place.append(key)
        if isinstance(values, list):
            values = values[key] if isinstance(key, int) and key < len(values) else None
        else:
            values = values.get(key) if isinstance(values, dict) else None
    return place


def show_pointer(place: Sequence[Key]) -> str:
    """Write a place as a pointer."""
    return "".join(f"/{_show_key(key)}" for key in place)


def _read_key(part: str, values: Any) -> Key:  # noqa: ANN401 - whatever a file holds
    """Read one key; keys of maps may look like numbers."""
    if not isinstance(values, dict):
        if part == "-":
            return END
        if part.isascii() and part.isdecimal() and len(part) < 6:
            return int(part)
    return part.replace("~1", "/").replace("~0", "~")


def _show_key(key: Key) -> str:
    if isinstance(key, int):
        return "-" if key == END else str(key)
    return key.replace("~", "~0").replace("/", "~1")
