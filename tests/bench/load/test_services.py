"""Two catalogues are measured in alternation: which turns are taken, what is kept, and what is made of it."""

from __future__ import annotations

import pytest

from bench.load.peers import Conversation
from bench.load.services import FIELDS, LENGTH, Side, alternate, ratio


class Scripted(Conversation):
    """A conversation whose turns take and cost what the side says."""

    def __init__(self, house: House, kind: str) -> None:
        self._house, self._kind = house, kind

    async def come(self) -> None:
        self._house.told.append((self._kind, "come"))
        self._house.spent["rasa"] += 7.0

    async def turn(self, number: int) -> float:
        self._house.told.append((self._kind, number))
        self._house.spent["rasa"] += self._house.cost
        self._house.spent["gateway"] += 0.25
        return self._house.cost

    def leave(self) -> None:
        self._house.told.append((self._kind, "leave"))


class House:
    """Stands in for a platform with one catalogue."""

    def __init__(self, cost: float) -> None:
        self.cost = cost
        self.spent = {"rasa": 0.0, "gateway": 0.0}
        self.told: list[tuple[str, object]] = []
        begin = {kind: lambda kind=kind: Scripted(self, kind) for kind in ("question", "field")}
        self.side = Side(begin, lambda: dict(self.spent))


async def test_the_sides_take_the_same_turns_and_the_first_blocks_are_not_kept() -> None:
    small, large = House(1.0), House(3.0)
    await alternate([small.side, large.side], 3, warm_up=2)
    assert small.told == large.told
    fields = [turn for kind, turn in small.told if kind == "field" and isinstance(turn, int)]
    assert fields == list(range(len(FIELDS))) * (LENGTH // len(FIELDS)) * 5
    assert small.told.count(("question", LENGTH - 1)) == 5
    for kind in ("question", "field"):
        assert small.side.latencies[kind].seconds == [1.0] * LENGTH * 3
        assert small.side.per_turn(kind) == [1.25] * 3, "beginning a conversation is not in it"
        assert large.side.of_process(kind, "rasa") == 3000
        assert ratio(large.side.per_turn(kind), small.side.per_turn(kind)) == 2.6


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"), [([2, 3], [1, 1], 2.5), ([2, 90, 4], [1, 30, 2], 2), ([1], [2], 0.5)]
)
def test_ratio(ours: list[float], theirs: list[float], expected: float) -> None:
    assert ratio(ours, theirs) == expected
