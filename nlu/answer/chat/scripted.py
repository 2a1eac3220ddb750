"""A language model for unit tests: says what it is told to say, in this order."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.answer.chat.model import ChatError, ChatMessage, Completion


class ScriptedChat:
    """Answers from a list; an error in it is raised."""

    name = "scripted"

    def __init__(self, *answers: str | ChatError) -> None:
        """The last answer is given again and again."""
        self._answers = list(answers)
        self.asked: list[Sequence[ChatMessage]] = []

    async def complete(self, messages: Sequence[ChatMessage]) -> Completion:
        """Return the next answer; raises it where it is a `ChatError`."""
        self.asked.append(messages)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, ChatError):
            raise answer
        return Completion(answer)
