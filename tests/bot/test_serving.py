"""The change from one model to another: whose turns are answered by which, and what happens when it fails."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import serving
from bot.serving import NoModelError, Serving
from contracts.models import make_current, model_path
from contracts.parts import Part
from contracts.turns import TextInput, TurnReply, TurnRequest


class FakeModel:
    """Answers with its name, once it is let."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.away = 0
        self.asked = asyncio.Event()
        self.closed = False
        self.forgotten: list[str] = []
        self.looked_through = asyncio.Event()
        self.database_away = 0

    async def take_turn(self, request: TurnRequest) -> TurnReply:
        assert not self.closed
        await self.may_answer.wait()
        return TurnReply(turn=request.turn, parts=[Part(text=self.name)])

    async def forget(self, conversation: str) -> None:
        assert not self.closed
        await self.may_answer.wait()
        self.forgotten.append(conversation)

    async def known(self, after: str, most: int) -> list[str]:
        assert not self.closed
        return [after, self.name][:most]

    def let_go_of_old(self) -> None:
        assert not self.closed
        if self.database_away:
            self.database_away -= 1
            raise OSError("the database is away")
        self.looked_through.set()

    async def get_ready(self) -> None:
        self.asked.set()
        if self.away:
            self.away -= 1
            raise OSError("the action server is away")

    def close(self) -> None:
        self.closed = True


class Shelf:
    """Models by name, and a folder that points at one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = {name: FakeModel(name) for name in ("a", "b", "c")}
        self.loaded: list[str] = []
        for name in (*self.models, "broken"):
            model_path(folder, name).touch()
        self.serving = Serving(folder, self.load)

    def load(self, path: Path) -> FakeModel:
        name = path.name.split(".")[0]
        self.loaded.append(name)
        if name == "broken":
            raise ValueError("no model")
        return self.models[name]

    def point(self, name: str) -> None:
        make_current(self.folder, name)

    async def ask(self) -> str:
        request = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="Moien"))
        reply = await self.serving.take_turn(request)
        assert reply is not None
        return reply.parts[0].text


@pytest.fixture
async def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Serves model ``a``."""
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.0)
    made = Shelf(tmp_path)
    made.point("a")
    await made.serving.begin()
    return made


async def test_before_the_first_model_nothing_is_answered(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.serving.model is None
    request = TurnRequest(conversation="c", turn="t", language="lb", input=TextInput(text="Moien"))
    assert await shelf.serving.take_turn(request) is None
    with pytest.raises(NoModelError, match=r"bot\.train"):
        await shelf.serving.begin()


async def test_the_same_pointer_loads_nothing(shelf: Shelf) -> None:
    shelf.point("a")
    await shelf.serving.look()
    assert shelf.loaded == ["a"]


async def test_turns_in_progress_end_on_the_old_model_and_new_ones_begin_on_the_new(shelf: Shelf) -> None:
    shelf.models["a"].may_answer.clear()
    in_progress = [asyncio.create_task(shelf.ask()) for _ in range(3)]
    await asyncio.sleep(0)
    shelf.point("b")
    changing = asyncio.create_task(shelf.serving.look())
    await shelf.models["b"].asked.wait()
    assert await shelf.ask() == "b"
    assert not shelf.models["a"].closed
    shelf.models["a"].may_answer.set()
    assert await asyncio.gather(*in_progress) == ["a", "a", "a"]
    await changing
    assert shelf.models["a"].closed
    assert not shelf.models["b"].closed


async def test_a_model_that_cannot_be_loaded_leaves_the_old_one_and_is_tried_once(shelf: Shelf) -> None:
    shelf.point("broken")
    await shelf.serving.look()
    await shelf.serving.look()
    assert shelf.loaded == ["a", "broken"]
    assert await shelf.ask() == "a"
    assert "broken" in shelf.serving.problem
    shelf.point("b")
    await shelf.serving.look()
    assert (await shelf.ask(), shelf.serving.problem) == ("b", "")


async def test_pointing_back_takes_the_problem_away(shelf: Shelf) -> None:
    shelf.point("broken")
    await shelf.serving.look()
    shelf.point("a")
    await shelf.serving.look()
    assert (shelf.loaded, shelf.serving.problem) == (["a", "broken"], "")


async def test_the_change_waits_for_the_actions(shelf: Shelf) -> None:
    shelf.models["b"].away = 3
    shelf.point("b")
    await shelf.serving.look()
    assert (await shelf.ask(), shelf.models["b"].away, shelf.serving.problem) == ("b", 0, "")


async def test_a_later_model_does_not_wait_for_one_whose_actions_never_come(shelf: Shelf) -> None:
    shelf.models["b"].away = 10**9
    shelf.point("b")
    waiting = asyncio.create_task(shelf.serving.look())
    await shelf.models["b"].asked.wait()
    assert shelf.serving.problem
    shelf.point("c")
    await waiting
    assert shelf.models["b"].closed
    assert await shelf.ask() == "a"
    await shelf.serving.look()
    assert await shelf.ask() == "c"


async def test_nothing_counts_as_forgotten_before_a_model_is_there(tmp_path: Path) -> None:
    assert not await Shelf(tmp_path).serving.forget("c")


async def test_forgetting_keeps_a_model_from_being_let_go(shelf: Shelf) -> None:
    shelf.models["a"].may_answer.clear()
    forgetting = asyncio.create_task(shelf.serving.forget("c"))
    await asyncio.sleep(0)
    shelf.point("b")
    looking = asyncio.create_task(shelf.serving.look())
    await shelf.models["b"].asked.wait()
    assert not shelf.models["a"].closed
    shelf.models["a"].may_answer.set()
    assert await forgetting
    await looking
    assert shelf.models["a"].closed
    assert shelf.models["a"].forgotten == ["c"]


async def test_what_is_in_memory_is_looked_through_all_the_time(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.01)
    model = shelf.models["a"]
    model.database_away = 2
    watching = asyncio.create_task(shelf.serving.watch())
    await asyncio.wait_for(model.looked_through.wait(), 20)
    model.looked_through.clear()
    await asyncio.wait_for(model.looked_through.wait(), 20)
    watching.cancel()
    assert not model.database_away
