"""Which model is tried, when it goes, and that one turn follows the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.rehearsal.stage import KEEP_SECONDS, NoSuchModelError, Stage
from contracts.models import content_path, model_path
from contracts.parts import Part
from contracts.rehearsal import Rehearsed
from contracts.turns import TextInput, TurnReply, TurnRequest

REQUEST = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="Moien"))


class FakeModel:
    """Answers with its name."""

    def __init__(self, name: str, house: House) -> None:
        self.name = name
        self.house = house

    async def rehearse(self, request: TurnRequest) -> Rehearsed:
        self.house.at_work += 1
        assert self.house.at_work == 1, "one turn follows the other"
        await self.house.may_answer.wait()
        self.house.at_work -= 1
        if self.name == self.house.fails:
            raise RuntimeError("the turn failed")
        return Rehearsed(reply=TurnReply(turn=request.turn, parts=[Part(text=self.name)]))


class House:
    """A folder with two models, and what was made and loaded; ``now`` is the time."""

    def __init__(self, folder: Path) -> None:
        self.loaders = 0
        self.loaded: list[str] = []
        self.at_work = 0
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.fails = ""
        self.broken = ""
        self.now = 0.0
        for name in ("a", "b"):
            model_path(folder, name).touch()
            content_path(folder, name).mkdir()
        model_path(folder, "bare").touch()
        self.stage = Stage(folder, self.make_loader, lambda: self.now)

    def make_loader(self) -> House:
        self.loaders += 1
        return self

    def load(self, path: Path) -> FakeModel:
        name = path.name.split(".")[0]
        self.loaded.append(name)
        if name == self.broken:
            raise ValueError("no model")
        return FakeModel(name, self)

    async def ask(self, mark: str) -> str:
        return (await self.stage.rehearse(mark, REQUEST)).reply.parts[0].text


@pytest.fixture
async def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_model_is_loaded_when_it_is_asked_for_and_then_kept(house: House) -> None:
    assert (house.loaders, house.stage.mark) == (0, None)
    assert [await house.ask("a"), await house.ask("a")] == ["a", "a"]
    assert (house.loaded, house.loaders, house.stage.mark) == (["a"], 1, "a")


async def test_one_model_is_kept_at_a_time_and_conversations_go_on(house: House) -> None:
    said = await asyncio.gather(*(house.ask(mark) for mark in ("a", "b", "b", "a")))
    assert said == ["a", "b", "b", "a"]
    assert (house.loaded, house.stage.mark) == (["a", "b", "a"], "a")
    assert house.loaders == 1, "what the loader remembers of conversations stays"


@pytest.mark.parametrize("mark", ["c", "bare"])
async def test_a_model_that_is_not_there_changes_nothing(house: House, mark: str) -> None:
    await house.ask("a")
    with pytest.raises(NoSuchModelError, match=mark):
        await house.ask(mark)
    assert (house.stage.mark, house.loaded) == ("a", ["a"])


async def test_a_model_that_cannot_be_loaded_is_tried_again(house: House) -> None:
    await house.ask("a")
    house.broken = "b"
    with pytest.raises(ValueError, match="no model"):
        await house.ask("b")
    assert house.stage.mark is None
    house.broken = ""
    assert await house.ask("b") == "b"


async def test_a_turn_that_fails_leaves_the_model(house: House) -> None:
    house.fails = "a"
    with pytest.raises(RuntimeError):
        await house.ask("a")
    house.fails = ""
    assert await house.ask("a") == "a"
    assert house.loaded == ["a"]


async def test_it_is_spent_when_something_was_tried_and_nobody_goes_on(house: House) -> None:
    house.now += KEEP_SECONDS
    assert not house.stage.is_spent, "nothing was tried"
    await house.ask("a")
    house.now += KEEP_SECONDS - 1
    assert not house.stage.is_spent
    await house.ask("a")
    house.now += KEEP_SECONDS - 1
    assert not house.stage.is_spent, "a turn is a sign of life"
    house.may_answer.clear()
    turn = asyncio.create_task(house.ask("a"))
    await asyncio.sleep(0)
    house.now += 1
    assert not house.stage.is_spent, "a turn is in progress"
    house.may_answer.set()
    await turn
    assert not house.stage.is_spent
    house.now += KEEP_SECONDS
    assert house.stage.is_spent


async def test_a_turn_that_nobody_waits_for_any_more_goes_on(house: House) -> None:
    house.may_answer.clear()
    impatient = asyncio.create_task(house.ask("a"))
    while not house.at_work:  # noqa: ASYNC110 - loading happens in a thread
        await asyncio.sleep(0.01)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    again = asyncio.create_task(house.ask("a"))
    house.may_answer.set()
    assert await again == "a"
    assert house.loaded == ["a"]
