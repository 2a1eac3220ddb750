"""Citizens behind proxies that let no WebSocket through: the calls do what a socket does, on any gateway."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from contracts.polling import MOST_FRAMES
from tests.channels.client import Frame, citizen, new_message_id
from tests.channels.servers import AnswerServer, BotServer, Gateway, RedisServer, running

NOTHING = {"place": None, "busy": None}
"""What who knows of no work and no queue gives back."""


class Poller:
    """A citizen who polls as the widget does: one call that waits, others that bring frames."""

    def __init__(self, client: httpx.AsyncClient, *origins: str) -> None:
        """Each call goes to the next of ``origins``."""
        self._client = client
        self.origins = list(origins)
        self.hello: Frame = {"type": "hello", "language": "fr", "token": None, "last_seq": 0}
        self.known: Frame | None = None
        self.frames: list[Frame] = []
        self.looked_at = 0

    async def call(self, *frames: Frame, wait: float = 0, **changed: Any) -> Frame:
        self.origins.append(self.origins.pop(0))
        origin = self.origins[0]
        body = {"hello": self.hello, "frames": list(frames), "known": self.known, "wait": wait, **changed}
        answer = await self._client.post(f"{origin}/api/poll", json=body, headers={"Origin": origin}, timeout=40)
        assert answer.status_code == 200, answer.text
        told: Frame = answer.json()
        self.known = told["known"]
        for frame in told["frames"]:
            if frame["type"] in ("welcome", "token"):
                self.hello["token"] = frame["token"]
            elif frame["type"] == "event":
                self.hello["last_seq"] = max(self.hello["last_seq"], frame["event"]["seq"])
        self.frames += told["frames"]
        return told

    async def until(self, kind: str, /, **fields: Any) -> Frame:
        """The next such frame or event; polls until it comes."""

        def wanted(frame: Frame) -> bool:
            return fields.items() <= (frame["event"]["data"] if kind == "event" else frame).items()

        async with asyncio.timeout(20):
            while True:
                while self.looked_at < len(self.frames):
                    frame = self.frames[self.looked_at]
                    self.looked_at += 1
                    if frame["type"] == kind and wanted(frame):
                        return frame
                assert (await self.call(wait=10))["close"] is None, self.frames


@asynccontextmanager
async def poller(*origins: str, **hello: Any) -> AsyncIterator[Poller]:
    """A citizen who has been welcomed."""
    async with httpx.AsyncClient() as client:
        line = Poller(client, *origins)
        line.hello |= hello
        await line.call()
        yield line


def say(text: str, **fields: Any) -> Frame:
    return {"type": "say", "message_id": new_message_id(), "text": text, **fields}


async def test_a_conversation_begins_at_once_with_welcome_and_disclosure(gateway: Gateway) -> None:
    async with httpx.AsyncClient() as client:
        line = Poller(client, gateway.origin)
        told = await line.call(wait=25)
        assert [frame["type"] for frame in told["frames"]] == ["welcome", "event"]
        assert told["frames"][1]["event"]["data"]["code"] == "ai_disclosure"
        assert told["known"] == NOTHING


async def test_what_is_said_is_acknowledged_and_answered(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line:
        told = await line.call(say("Bonjour à vous", message_id="said-by-poll"))
        assert {"type": "ack", "message_id": "said-by-poll", "seq": 2} in told["frames"]
        await line.until("event", author="bot", text="fr: Bonjour à vous")
        if line.known and line.known["busy"]:
            await line.until("busy", busy=False)
        assert line.known == NOTHING
        assert "welcome" not in [frame["type"] for frame in told["frames"]], "one welcome is enough"


async def test_the_same_message_twice_is_stored_and_answered_once(gateway: Gateway, bot: BotServer) -> None:
    """S07: the acknowledgement was lost, and the client sends the message again."""
    async with poller(gateway.origin) as line:
        twice = say("Une seule fois, par sondage")
        seqs = []
        for _ in range(2):
            told = await line.call(twice)
            seqs += [frame["seq"] for frame in told["frames"] if frame["type"] == "ack"]
        await line.until("event", author="bot", text="fr: Une seule fois, par sondage")
        assert seqs == [2, 2]
        assert bot.bot.asked["Une seule fois, par sondage"] == 1


async def test_a_call_waits_for_what_others_do_and_for_no_longer_than_it_may(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line:
        began = time.monotonic()
        told = await line.call(wait=0.5)
        assert (told["frames"], told["close"]) == ([], None)
        assert time.monotonic() - began >= 0.5
        waiting = asyncio.create_task(line.until("event", author="citizen", text="D'un autre onglet"))
        async with citizen(gateway.origin, token=line.hello["token"]) as other:
            await other.say("D'un autre onglet")
        await waiting


async def test_buttons_language_and_typing_go_over_it_too(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line:
        await line.call(say("buttons"))
        question = await line.until("event", author="bot", text="fr: buttons")
        press = {"type": "press", "message_id": new_message_id(), "seq": question["event"]["seq"], "button": 0}
        await line.call({"type": "typing"}, press, {"type": "language", "language": "de"})
        await line.until("event", author="bot", text="fr: /affirm")
        kinds = [frame["event"]["data"]["kind"] for frame in line.frames if frame["type"] == "event"]
        assert "language" in kinds


async def test_the_place_in_the_queue_is_told_whenever_it_changes(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line:
        await line.call({"type": "ask_person", "message_id": new_message_id()})
        while not (line.known and line.known["place"]):
            await line.call(wait=5)
        assert line.known["place"]["ahead"] >= 0
        # Who knows nothing of a place is told at once; who knows it waits.
        told = await line.call(wait=5, known=NOTHING)
        assert [frame["type"] for frame in told["frames"]] == ["place"]
        await line.call({"type": "leave_queue"})
        await line.until("event", kind="owner", owner="bot")
        while line.known["place"] is not None:
            await line.call(wait=5)


async def test_that_the_bot_has_finished_is_told_to_who_was_away_meanwhile(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line:
        await line.call(say("Et alors ?"))
        await line.until("event", author="bot", text="fr: Et alors ?")
        told = await line.call(
            wait=20, known={"place": None, "busy": {"type": "busy", "conversation": "c", "busy": True}}
        )
        assert [frame["busy"] for frame in told["frames"] if frame["type"] == "busy"] == [False]


@pytest.mark.parametrize(
    ("hello", "close", "code"),
    [
        ({"type": "ping"}, 4400, "hello_expected"),
        ({"type": "hello"}, 4400, "bad_frame"),
        ({"type": "hello", "language": "fr", "site": "elsewhere"}, 4400, "bad_frame"),
        ({"type": "hello", "language": "fr", "token": "unknown"}, 4404, "unknown_conversation"),
    ],
)
async def test_a_wrong_hello_closes_as_on_a_socket(gateway: Gateway, hello: Frame, close: int, code: str) -> None:
    async with httpx.AsyncClient() as client:
        told = await Poller(client, gateway.origin).call(hello=hello)
        assert told["close"] == close
        assert [(frame["type"], frame["code"]) for frame in told["frames"]] == [("error", code)]


async def test_one_wrong_frame_does_not_hold_up_the_others(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line:
        told = await line.call({"type": "nonsense"}, {"type": "hello", "language": "fr"}, say("Malgré tout"))
        assert [frame["code"] for frame in told["frames"] if frame["type"] == "error"] == ["bad_frame", "bad_frame"]
        assert [frame["seq"] for frame in told["frames"] if frame["type"] == "ack"] == [2]


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"frames": [{"type": "ping"}] * (MOST_FRAMES + 1)}, 400, "bad_frame"),
        ({"wait": 26}, 400, "bad_frame"),
        ({"hello": None}, 200, None),
        ({"more": 1}, 400, "bad_frame"),
        ({"frames": [say("x" * 70_000)]}, 413, "message_too_long"),
    ],
)
def test_a_call_keeps_to_the_limits(gateway: Gateway, changed: Frame, status: int, code: str | None) -> None:
    body = {"hello": {"type": "hello", "language": "fr"}, **changed}
    answer = httpx.post(f"{gateway.origin}/api/poll", json=body)
    assert answer.status_code == status
    assert answer.json().get("code") == code


async def test_too_many_frames_are_refused_for_a_while(gateway: Gateway) -> None:
    async with poller(gateway.origin) as line, httpx.AsyncClient() as client:
        body = {"hello": line.hello, "known": line.known, "frames": [{"type": "ping"}] * MOST_FRAMES}
        answers = [await client.post(f"{gateway.origin}/api/poll", json=body) for _ in range(5)]
        assert answers[-1].status_code == 429
        assert answers[-1].json()["code"] == "too_fast"


@pytest.mark.parametrize(("origin", "status"), [("https://www.example.lu", 200), ("https://evil.example", 403)])
def test_only_pages_that_embed_the_widget_may_call(gateway: Gateway, origin: str, status: int) -> None:
    body = {"hello": {"type": "hello", "language": "fr"}}
    answer = httpx.post(f"{gateway.origin}/api/poll", json=body, headers={"Origin": origin})
    assert answer.status_code == status
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = httpx.options(f"{gateway.origin}/api/poll", headers={"Origin": origin, **asked})
    assert preflight.headers.get("access-control-allow-origin") == (origin if status == 200 else None)


async def test_who_saw_more_than_the_log_holds_is_welcomed_anew(gateway: Gateway) -> None:
    """The database was restored from a backup."""
    async with poller(gateway.origin) as line:
        line.hello["last_seq"] = 40
        assert (await line.call(wait=5))["close"] == 1012
        line.known = None
        assert (await line.call())["frames"][0]["seq"] == 1


async def test_whoever_polls_is_present_until_they_stop(gateway: Gateway, answers: AnswerServer) -> None:
    """A language model goes on writing for a citizen who polls, and no longer for one who has left."""
    async with poller(gateway.origin) as line:
        await line.call(say("ask slow 43"))
        await line.until("busy", stage="searching")
        for _ in range(8):
            await line.call(wait=1)
        assert "slow 43" not in answers.answers.left
        waiting = asyncio.create_task(line.call(wait=25))
        await asyncio.sleep(0.3)
        waiting.cancel()
    async with asyncio.timeout(20):
        while "slow 43" not in answers.answers.left:  # noqa: ASYNC110 - it happens in another thread
            await asyncio.sleep(0.05)


async def test_each_call_may_go_to_another_gateway(
    redis_server: RedisServer, bot: BotServer, answers: AnswerServer, sqlite_url: str
) -> None:
    gateways = [Gateway(sqlite_url, redis_server.url, bot.url, MOIEN_ANSWER_URL=answers.url) for _ in range(2)]
    with running(gateways[0]), running(gateways[1]):
        async with poller(*(one.origin for one in gateways)) as line:
            for number in range(6):
                await line.call(say(f"Dit {number} de porte en porte"))
                await line.until("event", author="bot", text=f"fr: Dit {number} de porte en porte")
            seqs = sorted({frame["event"]["seq"] for frame in line.frames if frame["type"] == "event"})
            assert seqs == list(range(1, 14))
            # One of them has not seen the citizen for longer than its patience, and asks the other.
            await line.call(say("ask slow 44"))
            await line.until("busy", stage="searching")
            line.origins = [gateways[0].origin]
            for _ in range(8):
                await line.call(wait=1)
            assert "slow 44" not in answers.answers.left


def test_the_answer_is_kept_by_nobody(gateway: Gateway) -> None:
    answer = httpx.post(f"{gateway.origin}/api/poll", json={"hello": {"type": "hello", "language": "lb"}})
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.content)["close"] is None
    assert "set-cookie" not in answer.headers
