"""Hides addresses and telephone numbers from a language model behind tokens, so that it cannot write new ones."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    r"https?://[^\s<>()\[\]]{1,300}[^\s<>()\[\].,;:!?]"
    r"|[\w.+\-]{1,80}@[\w\-]{1,80}(?:\.[\w\-]{1,80}){1,5}"
    r"|\+\d[\d ()/\-]{5,20}\d"
    r"|(?<![\d.,/\-])\d{2,4}[\-/ ]\d{4,6}(?![\d\-/])"
)
_TOKEN = re.compile(r"\[\[L(\d+)\]\]")


class Hidden:
    """What stands behind the tokens of one prompt."""

    def __init__(self) -> None:
        """Nothing is hidden yet."""
        self._values: list[str] = []

    def hide(self, text: str) -> str:
        """Put tokens in place of addresses and numbers; the same one always gets the same token."""
        return _HIDDEN.sub(self._token, text)

    def show(self, text: str) -> str:
        """Put back what stands behind the tokens; a token that nobody made stays."""
        return _TOKEN.sub(self._value, text)

    def _token(self, found: re.Match[str]) -> str:
        if found[0] not in self._values:
            self._values.append(found[0])
        return f"[[L{self._values.index(found[0]) + 1}]]"

    def _value(self, token: re.Match[str]) -> str:
        number = int(token[1])
        return self._values[number - 1] if 1 <= number <= len(self._values) else token[0]
