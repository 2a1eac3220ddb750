"""The switches over two real gateways that share a database and no Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from channels.migrate import migrate
from channels.switches.board import KEEP_SECONDS
from contracts.languages import LANGUAGES
from tests.channels.client import Citizen, citizen, new_message_id, sign_in, stranger
from tests.channels.jobs_in_database import file_job, leave
from tests.channels.servers import AnswerServer, BotServer, Gateway, running
from tests.ports import free_port

NOTICE = {"lb": "De Bot ass aus.", "fr": "Le bot est éteint\u00a0!", "de": "Der Bot ist aus.", "en": "The bot is off."}
SWITCH = "/api/staff/switches"


@pytest.fixture(scope="module")
def gateways(
    bot: BotServer, answers: AnswerServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Gateway]]:
    """Two that hear nothing of each other but what stands in the database."""
    database = f"sqlite:///{tmp_path_factory.mktemp('switches') / 'moien.db'}"
    migrate(database)
    redis = f"redis://127.0.0.1:{free_port()}/0"
    here, there = (Gateway(database, redis, bot.url, MOIEN_ANSWER_URL=answers.url) for _ in range(2))
    with running(here), running(there):
        here.hire("petra", "publisher")
        here.hire("alex", "agent")
        yield [here, there]


@pytest.fixture
async def publisher(gateways: list[Gateway]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may move the switches, at the first gateway; all are on afterwards."""
    origin = gateways[0].origin
    headers = {"Cookie": sign_in(origin, "petra", "a long password"), "Origin": origin}
    async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=20) as client:
        yield client
        for target in ("bot", "llm"):
            await client.delete(f"{SWITCH}/{target}")


async def say_until(line: Citizen, text: str, author: str) -> dict:
    """Say something again and again until the answer is from ``author``: the other gateway looks once a second."""
    async with asyncio.timeout(20):
        while True:
            seq = await line.say(text)
            answer = await line.next(
                lambda frame: (
                    frame["type"] == "event"
                    and frame["event"]["seq"] > seq  # noqa: B023 - called at once
                    and frame["event"]["data"].get("author") in ("bot", "system")
                )
            )
            if answer["event"]["data"]["author"] == author:
                return answer["event"]["data"]


async def test_the_bot_is_switched_off_everywhere_without_redis(
    gateways: list[Gateway], publisher: httpx.AsyncClient, bot: BotServer
) -> None:
    async with citizen(gateways[1].origin) as line:
        await line.say("avant")
        await line.hears("fr: avant")
        off = await publisher.put(f"{SWITCH}/bot", json={"notice": NOTICE})
        assert (off.status_code, off.json()["switched_by"], off.json()["until"]) == (200, "Petra Muster", None)
        told = await say_until(line, "pendant", "system")
        assert told["text"].startswith("Le bot est éteint\u00a0!\n\nDepuis le ")
        assert [it["title"] for it in told["buttons"]] == ["Parler à une personne"]
        seen = dict(bot.bot.asked)
        await line.say("encore")
        notice = await line.event("message", author="system")
        assert bot.bot.asked == seen, "nothing reaches a bot that is off"

        await line.send(type="press", message_id=new_message_id(), seq=notice["seq"], button=0)
        assert (await line.event("owner", owner="queue"))["data"]["reason"] == "asked"
        call_back = {"phone": "+352 621 123 456", "when": "morning", "about": ""}
        await line.send(type="leave_callback", message_id=new_message_id(), **call_back)
        assert (await line.event("owner", owner="bot"))["data"]["reason"] == "call_back"

        assert (await publisher.delete(f"{SWITCH}/bot")).status_code == 204
        await line.hears("fr: system_handed_back")  # what waited is told once the bot is back
        assert (await say_until(line, "après", "bot"))["text"] == "fr: après"


async def test_whoever_opens_the_chat_meanwhile_reads_it_first(
    gateways: list[Gateway], publisher: httpx.AsyncClient
) -> None:
    (await publisher.put(f"{SWITCH}/bot", json={"notice": NOTICE})).raise_for_status()
    for language in LANGUAGES:
        async with stranger(gateways[0].origin) as line:
            assert (await line.hello(language))["seq"] == 2
            notice = await line.event("message", author="system")
            assert notice["data"]["text"].startswith(NOTICE[language])
            assert notice["data"]["language"] == language


async def test_jobs_go_on_and_are_told_of_when_the_bot_is_back(
    gateways: list[Gateway], publisher: httpx.AsyncClient, bot: BotServer
) -> None:
    async with citizen(gateways[0].origin) as line:
        job = await file_job(line)
        (await publisher.put(f"{SWITCH}/bot", json={"notice": NOTICE})).raise_for_status()
        await asyncio.sleep(KEEP_SECONDS)  # the other gateway may tell of jobs as well
        leave(gateways[0], job, state="succeeded", result={"state": "succeeded"})
        await line.event("job", state="succeeded")
        told = bot.bot.asked["system_job_succeeded"]
        (await publisher.delete(f"{SWITCH}/bot")).raise_for_status()
        await line.hears("fr: system_job_succeeded")
        assert bot.bot.asked["system_job_succeeded"] == told + 1


async def test_answers_are_quoted_while_the_language_model_is_off(
    gateways: list[Gateway], publisher: httpx.AsyncClient, answers: AnswerServer
) -> None:
    (await publisher.put(f"{SWITCH}/llm", json={"notice": NOTICE})).raise_for_status()
    async with citizen(gateways[0].origin) as line:
        await line.say("ask le chat")
        await line.next_of("busy", busy=False)
        assert [it.quoted for it in answers.answers.requests if it.query.question == "le chat"] == [True]
        assert [it for it in line.events if it["data"].get("author") == "system"] == [], "citizens are not troubled"


async def test_everybody_sees_what_is_off(gateways: list[Gateway], publisher: httpx.AsyncClient) -> None:
    until = "2999-12-24T08:00:00+01:00"
    (await publisher.put(f"{SWITCH}/llm", json={"notice": NOTICE, "until": until})).raise_for_status()
    async with httpx.AsyncClient(base_url=gateways[1].origin, timeout=20) as anybody:
        async with asyncio.timeout(20):
            while not (told := (await anybody.get("/api/status")).json())["off"]:  # noqa: ASYNC110 - in another process
                await asyncio.sleep(0.2)
        (off,) = told["off"]
        assert (off["target"], off["notice"], off["until"]) == ("llm", NOTICE, "2999-12-24T07:00:00.000Z")
        assert told["past"], "of the tests before"
        page = (await anybody.get("/status/?lang=de")).text
    assert "Abgeschaltet" in page
    assert NOTICE["de"] in page
    assert "voraussichtlich bis 24.12.2999, 08:00 Uhr." in page


async def test_who_may_do_what_and_what_is_refused(gateways: list[Gateway], publisher: httpx.AsyncClient) -> None:
    origin = gateways[0].origin
    agent = {"Cookie": sign_in(origin, "alex", "a long password"), "Origin": origin}
    async with httpx.AsyncClient(base_url=origin, headers=agent, timeout=20) as theirs:
        refused = await theirs.put(f"{SWITCH}/bot", json={"notice": NOTICE})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    for target, body, code in (
        ("everything", {"notice": NOTICE}, "unknown_switch"),
        ("bot", {"notice": {**NOTICE, "lb": " "}}, "bad_frame"),
        ("bot", {"notice": {"fr": "x"}}, "bad_frame"),
        ("bot", {"notice": NOTICE, "until": "2020-01-01T00:00:00Z"}, "bad_frame"),
        ("bot", {"notice": NOTICE, "until": "tomorrow"}, "bad_frame"),
    ):
        assert (await publisher.put(f"{SWITCH}/{target}", json=body)).json()["code"] == code
    assert (await publisher.delete(f"{SWITCH}/bot")).json()["code"] == "unknown_switch"
    (await publisher.put(f"{SWITCH}/bot", json={"notice": NOTICE})).raise_for_status()
    listed = (await publisher.get(SWITCH)).json()
    assert [it["target"] for it in listed["off"]] == ["bot"]
    written = gateways[0].rows("SELECT action, actor, target FROM audit ORDER BY number DESC LIMIT 1")
    assert written == [("switched_off", "petra", "bot")]
