"""The exception with which a handler refuses an input."""

from __future__ import annotations

from channels.core.commands import Refuse
from contracts.errors import ErrorCode


class RefusalError(Exception):
    """The input is refused: nothing of the draft remains."""

    def __init__(self, code: ErrorCode, detail: str) -> None:
        """``detail`` says what, where, which value, what to do."""
        super().__init__(detail)
        self.command = Refuse(code=code, detail=detail)
