"""What the hub needs of the answer server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from contracts.answers import Answered, AnswerRequest, Progress


class AnswersUnavailableError(Exception):
    """The answer server did not answer; the same question may be asked again."""


class AnswersRefusedError(Exception):
    """The answer server cannot answer this question, however often it is asked."""


class AnswerDoor(Protocol):
    """Whoever answers from the official content."""

    async def answer(self, request: AnswerRequest, show: Callable[[Progress], None]) -> Answered:
        """Return the answer; ``show`` hears meanwhile what is being done. A cancelled call stops the work.

        Raises `AnswersUnavailableError` and `AnswersRefusedError`.
        """
