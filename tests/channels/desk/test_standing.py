"""A gateway goes by what is written for the desk now, and by what it knew where that cannot be used."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from channels.desk.standing import StandingDesk
from contracts.catalogue.problems import CatalogueError, Problem
from contracts.desk.loader import DeskContent
from tests.channels.bot_folder import QUEUES, REPLIES, WRAP_UP, desk_content, write_bot_folder
from tests.channels.client import agent, citizen
from tests.channels.crowd import add_agent
from tests.channels.desk.samples import plan, queue
from tests.channels.desk.test_sockets import close, hand_over, take
from tests.channels.servers import AnswerServer, BotServer, Gateway, RedisServer, running

BROKEN = CatalogueError([Problem(path="desk/queues.yaml", line=1, code="yaml-syntax", message="broken")])


class Files:
    """What was written, one after the other."""

    def __init__(self, *written: DeskContent | Exception | None) -> None:
        self._written = list(written)

    def read_if_changed(self) -> DeskContent | None:
        found = self._written.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


async def test_only_files_that_can_be_used_change_something() -> None:
    before = desk_content()
    content = DeskContent(plan=plan(queue("all")), services={}, administrations={})
    desk = StandingDesk(before, Files(None, BROKEN, OSError("gone"), content))
    told: list[int] = []
    desk.on_changed = lambda: told.append(desk.edition)
    for _ in range(3):
        await desk.look()
        assert (desk.edition, desk.content, desk.route("asked", "lb", "tax_card")) == (1, before, "taxes")
    await desk.look()
    assert (desk.edition, desk.content.plan.queues[0].id, desk.route("asked", "lb", "tax_card")) == (2, "all", "all")
    assert told == [2]


@pytest.fixture
def bot_dir(tmp_path: Path) -> Path:
    return write_bot_folder(tmp_path / "bot")


@pytest.fixture
def gateway(
    redis_server: RedisServer, bot: BotServer, answers: AnswerServer, sqlite_template: Path, bot_dir: Path
) -> Iterator[Gateway]:
    path = bot_dir.parent / "moien.db"
    shutil.copy(sqlite_template, path)
    settings = {"MOIEN_ANSWER_URL": answers.url, "MOIEN_BOT_DIR": str(bot_dir), "MOIEN_STATE_DIR": str(bot_dir.parent)}
    server = Gateway(f"sqlite:///{path}", redis_server.url, bot.url, **settings)
    with running(server):
        yield server


async def test_files_that_change_reach_open_consoles_and_lose_nothing(gateway: Gateway, bot_dir: Path) -> None:
    cookie = add_agent(gateway.settings["MOIEN_DATABASE_URL"], "kim")

    def write(name: str, text: str) -> None:
        (bot_dir / f"desk/{name}.yaml").write_text(text, encoding="utf-8")

    async with (
        agent(gateway.origin, cookie) as desk,
        citizen(gateway.origin) as line,
        httpx.AsyncClient(base_url=gateway.origin, headers={"Cookie": cookie, "Origin": gateway.origin}) as client,
    ):
        await hand_over(line)
        assert (await desk.ticket_of(line.conversation))["queue"] == "general"
        assert desk.fold()["edition"] == 1
        # The queue in which the citizen waits goes; the last one takes everything.
        write("queues", QUEUES.replace("id: general", "id: desk_one").replace("to: general", "to: desk_one"))
        await desk.desk_where(lambda shown: shown["edition"] == 2)
        assert [one["queue"] for one in desk.fold()["queues"]] == ["taxes", "justice", "desk_one"]
        assert (await desk.ticket_of(line.conversation))["queue"] == "desk_one"
        write("queues", "queues: [")
        write("wrap_up", WRAP_UP + "  - id: sent\n    label: {lb: Geschéckt, fr: Envoyé, de: Geschickt, en: Sent}\n")
        write("replies", REPLIES.replace("merci", "villmools"))
        write("queues", QUEUES.replace("id: general", "id: desk_two").replace("to: general", "to: desk_two"))
        await desk.desk_where(lambda shown: shown["queues"][-1]["queue"] == "desk_two")
        settings = (await client.get("/api/staff/desk/settings")).json()
        while settings["wrap_up"][-1]["id"] != "sent" or settings["replies"][0]["shortcut"] != "villmools":
            await asyncio.sleep(0.1)
            settings = (await client.get("/api/staff/desk/settings")).json()
        await take(desk, line)
        await close(desk, line, "sent")
