"""A real gateway is scraped: its counters move with what citizens and agents do, and nobody outside sees them."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from contracts.metric import GATEWAY
from contracts.metrics import METRICS
from tests.channels.client import agent, citizen, new_message_id, sign_in
from tests.channels.servers import AnswerServer, BotServer, Gateway, RedisServer, running
from tests.channels.watching.scraping import Scrape, scrape
from tests.ports import free_port

FED_BY_OTHERS = {
    "moien_certificate_expires_timestamp_seconds",
    "moien_certificate_up",
    "moien_backup_newest_timestamp_seconds",
}
"""Only where there is a public address with https, or a backup."""


class Watched(Gateway):
    """A gateway with a port for metrics."""

    def __init__(self, *given: str, **settings: str) -> None:
        self.watch_port = free_port()
        super().__init__(*given, MOIEN_GATEWAY_METRICS_PORT=str(self.watch_port), **settings)

    def scrape(self) -> Scrape:
        return scrape(f"http://127.0.0.1:{self.watch_port}/metrics")

    def show(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.watch_port}/metrics", timeout=20).text

    async def scrape_until(self, holds: Callable[[Scrape], bool]) -> Scrape:
        """Scrape until something is as it should be."""
        async with asyncio.timeout(30):
            while not holds(found := await asyncio.to_thread(self.scrape)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.2)
        return found


@pytest.fixture(scope="module")
def watched(
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    shutil.copy(sqlite_template, folder / "moien.db")
    address = f"sqlite:///{folder / 'moien.db'}"
    gateway = Watched(address, redis_server.url, bot.url, MOIEN_ANSWER_URL=answers.url, MOIEN_STATE_DIR=str(folder))
    with running(gateway):
        yield gateway


def test_whoever_comes_from_outside_finds_no_metrics(watched: Watched) -> None:
    for path in ("/metrics", "/metrics/", "//metrics", "/api/metrics", "/%6detrics"):
        assert httpx.get(f"{watched.origin}{path}").status_code == 404, path


def test_every_metric_of_the_gateway_is_shown(watched: Watched) -> None:
    shown = set(re.findall(r"^# TYPE (moien_\w+) ", watched.show(), flags=re.MULTILINE))
    named = {metric.name.removesuffix("_total") for metric in METRICS if GATEWAY in metric.processes}
    # Counters are typed by their full name.
    assert {name.removesuffix("_total") for name in shown} == named - FED_BY_OTHERS


def test_health_of_the_port_is_that_of_the_event_loop(watched: Watched) -> None:
    assert httpx.get(f"http://127.0.0.1:{watched.watch_port}/healthz").json() == {"status": "ok"}


async def test_a_conversation_moves_the_counters(watched: Watched) -> None:
    before = watched.scrape()
    async with citizen(watched.origin) as anna:
        await anna.say("Bonjour")
        await anna.hears("fr: Bonjour")
        await anna.say("ask how much is it")
        await anna.next(lambda frame: frame.get("type") == "busy" and not frame["busy"])
        await anna.send(type="say", message_id=new_message_id(), text="  ")
        await anna.next_of("error", code="empty_message")
        now = await watched.scrape_until(lambda found: found.value("moien_sockets", door="citizen") >= 1)
        assert now.value("moien_sockets", door="citizen") == before.value("moien_sockets", door="citizen") + 1
    now = await watched.scrape_until(
        lambda found: found.total("moien_messages_checked_total") >= before.total("moien_messages_checked_total") + 2
    )

    def moved(name: str, **labels: str) -> float:
        return now.total(name, **labels) - before.total(name, **labels)

    assert moved("moien_turns_total", kind="text", outcome="answered") == 2
    assert moved("moien_turns_total", kind="question", outcome="answered") == 1
    assert moved("moien_turns_total", kind="system", outcome="answered") == 1
    assert moved("moien_free_text_total") == 1
    assert moved("moien_frames_refused_total", door="citizen", code="empty_message") == 1
    assert moved("moien_sockets_opened_total", door="citizen") == 1
    assert moved("moien_messages_acknowledged_total") == 2
    assert moved("moien_messages_lost_total") == 0
    stages = {stage: moved("moien_turn_stage_seconds_count", stage=stage) for stage in ("waiting", "bot", "answers")}
    assert stages == {"waiting": 4, "bot": 3, "answers": 1}
    assert moved("moien_turn_stage_seconds_count", stage="whole") == 2, "a question and its answer are one turn"
    assert moved("moien_turn_stage_seconds_count", stage="acknowledging") == 3
    assert now.value("moien_turns_waiting") == 0
    assert now.value("moien_database_up") == now.value("moien_redis_up") == now.value("moien_bot_up") == 1


async def test_a_handover_moves_the_counters(watched: Watched) -> None:
    watched.hire("alex", "agent")
    cookie = sign_in(watched.origin, "alex", "a long password")
    before = watched.scrape()
    async with citizen(watched.origin) as anna, agent(watched.origin, cookie) as alex:
        await anna.say("person")
        ticket = await alex.ticket_of(anna.conversation)
        waiting = await watched.scrape_until(lambda found: found.total("moien_handovers_waiting") == 1)
        assert waiting.total("moien_handovers_oldest_seconds") > 0
        assert waiting.value("moien_sockets", door="agent") == 1
        await alex.send(type="claim", ticket=ticket["ticket"])
        await alex.ticket_of(anna.conversation, state="claimed")
        await alex.send(type="give_back", conversation=anna.conversation)
        await alex.desk_without(anna.conversation)
    now = await watched.scrape_until(lambda found: found.total("moien_handovers_waiting") == 0)
    for name, labels in (
        ("moien_handovers_opened_total", {"reason": "asked"}),
        ("moien_handovers_claimed_total", {}),
        ("moien_handovers_closed_total", {"ending": "given_back"}),
    ):
        assert now.total(name, **labels) - before.total(name, **labels) == 1, name


async def test_a_job_waits_in_the_database_and_in_the_queue(watched: Watched) -> None:
    before = watched.scrape()
    async with citizen(watched.origin) as anna:
        await anna.say("file")
        now = await watched.scrape_until(
            lambda found: (
                found.value("moien_queue_length", queue="moien.jobs") >= 1
                and found.value("moien_jobs", administration="commune", state="queued") == 1
            )
        )
    assert now.value("moien_jobs_oldest_seconds") > 0
    stored = {"service": "residence_certificate", "kind": "file"}
    assert now.total("moien_jobs_stored_total", **stored) - before.total("moien_jobs_stored_total", **stored) == 1


async def test_polling_counts_as_a_door(watched: Watched) -> None:
    before = watched.scrape()
    hello = {"type": "hello", "language": "fr"}
    wrong = {"type": "hello", "language": "xx"}
    async with httpx.AsyncClient(headers={"Origin": watched.origin}) as client:
        for first in (hello, wrong):
            answer = await client.post(f"{watched.origin}/api/poll", content=json.dumps({"hello": first, "wait": 0}))
            assert answer.status_code == 200, answer.text
    now = watched.scrape()
    assert (
        now.value("moien_sockets_opened_total", door="poll")
        == before.value("moien_sockets_opened_total", door="poll") + 2
    )
    assert now.value("moien_frames_refused_total", door="poll", code="bad_frame") == 1


async def test_nothing_of_a_citizen_is_shown(watched: Watched) -> None:
    text = "Ech heeschen Anna Muster, 1987062412345, +352 621 123 456"
    async with connect(f"{watched.origin.replace('http', 'ws')}/ws/citizen", origin=watched.origin) as socket:
        await socket.send(json.dumps({"type": "hello", "language": text}))
        await socket.recv()
    async with citizen(watched.origin) as anna:
        await anna.say(text)
        shown = await asyncio.to_thread(watched.show)
        for secret in ("Anna", "Muster", "1987062412345", "621", anna.conversation, anna.token):
            assert not re.search(rf'"[^"\n]*{re.escape(secret)}[^"\n]*"', shown), secret


def test_without_its_neighbours_it_says_who_is_missing(tmp_path: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    gateway = Watched(f"sqlite:///{tmp_path}/empty.db", f"redis://{nowhere}/0", f"http://{nowhere}")
    with running(gateway):
        found = gateway.scrape()
        assert [found.value(f"moien_{part}_up") for part in ("database", "redis", "bot")] == [0, 0, 0]
        assert not found.has("moien_turns_waiting"), "what cannot be read is not 0"
        assert found.has("moien_disk_free_bytes")


def test_without_a_port_nobody_listens_for_metrics(gateway: Gateway) -> None:
    assert "MOIEN_GATEWAY_METRICS_PORT" not in gateway.settings
    assert httpx.get(f"{gateway.origin}/healthz").status_code == 200
