"""A conversation that was gone through once: what is looked up of each question costs alike, however long it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from channels.store.questions import Course, EndedTurn, LoggedEvent
from contracts.names import ANSWER_INTENT


class CourseIndex:
    """The turns of a conversation by what they are about, and what the bot said by its place."""

    def __init__(self, course: Course) -> None:
        """Goes through all of it."""
        self._turns = course.turns
        self._by_moment: dict[datetime, int] = {}
        self._texts: dict[str, list[int]] = {}
        self._searches: dict[str, list[int]] = {}
        self._ends: list[int] = []
        """Turns that a search that was begun before ends with: its answer, or the next search."""
        for number, turn in enumerate(course.turns):
            self._sort_in(number, turn)
        self._said = [one for one in course.events if one.data["kind"] == "message" and one.data["author"] == "bot"]
        self._said_at = [one.seq for one in self._said]
        self._by_code: dict[str, LoggedEvent] = {}
        for one in course.events:
            if one.data.get("code"):
                self._by_code.setdefault(one.data["code"], one)

    def _sort_in(self, number: int, turn: EndedTurn) -> None:
        match turn.input.get("type"):
            case "text":
                self._by_moment[turn.created_at] = number
                self._texts.setdefault(turn.input["text"], []).append(number)
            case "knowledge_query":
                self._searches.setdefault(turn.input["question"], []).append(number)
                self._ends.append(number)
            case "system" if turn.input["intent"] == ANSWER_INTENT:
                self._ends.append(number)

    def turn_of(self, moment: datetime) -> int | None:
        """Return the number of the turn of a text that was said at this moment; None where the bot did not get it."""
        return self._by_moment.get(moment)

    def search_after(self, number: int, text: str) -> int | None:
        """Return the turn that searches the content for a text; None where the same text is read again before that."""
        search = _first_after(self._searches.get(text, ()), number)
        again = _first_after(self._texts.get(text, ()), number)
        return search if search is not None and (again is None or search < again) else None

    def answer_after(self, number: int) -> dict[str, Any] | None:
        """Return what the search of this turn came to; None where it came to no end."""
        end = _first_after(self._ends, number)
        if end is None or self._turns[end].input["type"] != "system":
            return None
        answer: dict[str, Any] = self._turns[end].input["data"]
        return answer

    def replies_between(self, seq: int, following: int | None) -> list[LoggedEvent]:
        """Return what the bot said after one event and before another; ``following`` None: to the end."""
        end = None if following is None else bisect_left(self._said_at, following)
        return self._said[bisect_right(self._said_at, seq) : end]

    def said_with(self, code: str) -> LoggedEvent | None:
        """Return what the bot said with the code of an answer."""
        return self._by_code.get(code)


def _first_after(numbers: Sequence[int], number: int) -> int | None:
    place = bisect_right(numbers, number)
    return numbers[place] if place < len(numbers) else None
