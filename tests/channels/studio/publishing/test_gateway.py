"""A service goes offline on a real gateway: what citizens and agents notice of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from channels.cookies import STAFF_SESSION
from tests.channels.client import agent, citizen, new_message_id
from tests.channels.crowd import add_agent
from tests.channels.servers import AnswerServer, BotServer, Gateway, RedisServer, running

NOTICE = {"lb": "Zou", "fr": "Service fermé", "de": "Zu", "en": "Closed"}


@pytest.fixture(scope="module")
def own_gateway(
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    """A gateway with a folder of its own for its history."""
    folder = tmp_path_factory.mktemp("gateway")
    shutil.copy(sqlite_template, folder / "moien.db")
    settings = {"MOIEN_STATE_DIR": str(folder), "MOIEN_ANSWER_URL": answers.url}
    server = Gateway(f"sqlite:///{folder / 'moien.db'}", redis_server.url, bot.url, **settings)
    with running(server):
        yield server


async def test_a_service_that_is_offline(own_gateway: Gateway) -> None:
    gateway = own_gateway
    url = gateway.settings["MOIEN_DATABASE_URL"]
    kim = add_agent(url, "kim")
    petra = add_agent(url, "petra", roles=["publisher"])
    own = {"Origin": gateway.origin}
    async with httpx.AsyncClient(base_url=f"{gateway.origin}/api/staff/studio", headers=own) as client:
        client.cookies.set(STAFF_SESSION.name, petra.removeprefix(f"{STAFF_SESSION.name}="))
        for service in ("tax_card", "residence_certificate"):
            paused = await client.put(f"/pauses/{service}", json={"notice": NOTICE})
            assert paused.status_code == 200, paused.text
        async with citizen(gateway.origin) as line:
            await line.say("file")
            await line.hears("Service fermé")
            await line.hears("fr: system_job_cancelled")
            assert "job" not in [frame.get("data", {}).get("kind") for frame in line.frames]
            await line.send(type="ask_person", message_id=new_message_id())
            async with agent(gateway.origin, kim) as desk:
                ticket = await desk.ticket_of(line.conversation, state="waiting")
                await desk.send(type="claim", ticket=ticket["ticket"])
                await desk.ticket_of(line.conversation, state="claimed", mine=True)
                start = {"type": "start_service", "conversation": line.conversation, "service": "tax_card"}
                await desk.send(**start)
                assert (await desk.next_of("error"))["code"] == "paused"
                assert (await client.delete("/pauses/tax_card")).status_code == 204
                await desk.send(**start)
                await line.event("owner", owner="agent", reason="service_started", bot=True)
        assert (await client.get("/releases")).json() == {"releases": []}
        assert (await client.get("/reviews")).json() == {"reviews": []}
