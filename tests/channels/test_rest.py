"""The REST channel against a real gateway."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.channels.client import citizen, new_message_id
from tests.channels.servers import Gateway


@pytest.fixture
async def api(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gateway.origin, timeout=30) as client:
        yield client


class Talk:
    """One conversation over REST."""

    def __init__(self, api: httpx.AsyncClient, begun: dict[str, str]) -> None:
        self.api = api
        self.id = begun["conversation"]
        self.headers = {"Authorization": f"Bearer {begun['token']}"}

    async def send(self, **body: object) -> httpx.Response:
        return await self.api.post(f"/api/conversations/{self.id}/messages", json=body, headers=self.headers)

    async def events(self, after: int = 0, wait: int = 0) -> dict:
        answer = await self.api.get(
            f"/api/conversations/{self.id}/events", params={"after": after, "wait": wait}, headers=self.headers
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


async def begin(api: httpx.AsyncClient, language: str = "fr") -> Talk:
    answer = await api.post("/api/conversations", json={"language": language, "site": "demo"})
    assert answer.status_code == 201
    return Talk(api, answer.json())


async def test_a_conversation_over_rest(api: httpx.AsyncClient) -> None:
    talk = await begin(api)
    page = await talk.events()
    assert (page["language"], page["owner"]) == ("fr", "bot")
    assert [e["data"] for e in page["events"]] == [{"kind": "notice", "code": "ai_disclosure"}]
    answer = await talk.send(message_id=new_message_id(), text="buttons")
    assert (answer.status_code, answer.json()) == (200, {"seq": 2})
    texts: list[dict] = []
    while len(texts) < 2:
        texts += (await talk.events(after=1 + len(texts), wait=10))["events"]
    assert [e["data"]["author"] for e in texts] == ["citizen", "bot"]
    assert texts[1]["data"]["buttons"] == [{"title": "Yes"}, {"title": "No"}]
    pressed = await talk.send(message_id=new_message_id(), seq=3, button=0)
    assert pressed.json() == {"seq": 4}


async def test_waiting_ends_as_soon_as_something_is_new(api: httpx.AsyncClient) -> None:
    talk = await begin(api)
    waiting = asyncio.create_task(talk.events(after=1, wait=20))
    await asyncio.sleep(0.3)
    began = time.monotonic()
    await talk.send(message_id=new_message_id(), text="Bonjour")
    page = await waiting
    assert page["events"][0]["data"]["text"] == "Bonjour"
    assert time.monotonic() - began < 2


async def test_waiting_ends_without_news(api: httpx.AsyncClient) -> None:
    talk = await begin(api)
    began = time.monotonic()
    assert (await talk.events(after=1, wait=1))["events"] == []
    assert 0.9 < time.monotonic() - began < 4


async def test_the_same_message_again_has_the_same_seq(api: httpx.AsyncClient) -> None:
    talk = await begin(api)
    message_id = new_message_id()
    answers = [await talk.send(message_id=message_id, text="Bonjour") for _ in range(2)]
    assert [a.json() for a in answers] == [{"seq": 2}, {"seq": 2}]


async def test_choosing_a_language(api: httpx.AsyncClient) -> None:
    talk = await begin(api)
    url = f"/api/conversations/{talk.id}/language"
    assert (await api.post(url, json={"language": "lb"}, headers=talk.headers)).status_code == 204
    page = await talk.events(after=1)
    assert page["language"] == "lb"
    assert page["events"][0]["data"] == {"kind": "language", "language": "lb", "reason": "chosen"}


async def test_the_socket_and_rest_show_the_same(api: httpx.AsyncClient, gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("Bonjour")
        await line.hears("fr: Bonjour")
        talk = Talk(api, {"conversation": line.conversation, "token": line.token})
        assert (await talk.events())["events"] == line.events


async def test_an_unknown_conversation_and_a_wrong_token_look_the_same(api: httpx.AsyncClient) -> None:
    mine, other = await begin(api), await begin(api)
    answers = []
    for conversation, headers in (
        ("nowhere", mine.headers),
        (other.id, mine.headers),
        (mine.id, {"Authorization": "Bearer wrong"}),
        (mine.id, {"Authorization": mine.headers["Authorization"].replace("Bearer", "Basic")}),
        (mine.id, {}),
    ):
        for call in (
            api.get(f"/api/conversations/{conversation}/events", headers=headers),
            api.post(f"/api/conversations/{conversation}/messages", headers=headers, json={}),
            api.post(f"/api/conversations/{conversation}/language", headers=headers, json={"language": "fr"}),
        ):
            answer = await call
            answers.append((answer.status_code, answer.text))
    assert len(set(answers)) == 1
    assert answers[0][0] == 404
    assert '"unknown_conversation"' in answers[0][1]


@pytest.mark.parametrize(
    ("body", "status", "code", "detail"),
    [
        (b"{", 400, "bad_frame", "no JSON"),
        (b"\xff\xfe", 400, "bad_frame", "no JSON"),
        (b"[]", 400, "bad_frame", "Expected `object`"),
        (b'{"text":"x"}', 400, "bad_frame", "`message_id`"),
        (b'{"message_id":"abcdefgh"}', 400, "bad_frame", "either 'text'"),
        (b'{"message_id":"abcdefgh","text":"x","seq":1,"button":0}', 400, "bad_frame", "either 'text'"),
        (b'{"message_id":"abcdefgh","text":7}', 400, "bad_frame", "`$.text`"),
        (b'{"message_id":"abcdefgh","text":"x","intent":"affirm"}', 400, "bad_frame", "intent"),
        (b'{"message_id":"abcdefgh","text":" "}', 400, "empty_message", "nothing is left"),
        (b'{"message_id":"abcdefgh","text":"' + b"x" * 3001 + b'"}', 413, "message_too_long", "3001 characters"),
        (b'{"message_id":"abcdefgh","text":"' + b"x" * 100_000 + b'"}', 413, "message_too_long", "65536 bytes"),
        (b'{"message_id":"abcdefgh","seq":1,"button":0}', 400, "unknown_button", "event 1 has no button 0"),
    ],
)
async def test_bad_messages(api: httpx.AsyncClient, body: bytes, status: int, code: str, detail: str) -> None:
    talk = await begin(api)
    answer = await api.post(f"/api/conversations/{talk.id}/messages", content=body, headers=talk.headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert detail in answer.json()["detail"]
    assert len((await talk.events())["events"]) == 1


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1.5", "wait=soon", "wait=nan"])
async def test_bad_numbers(api: httpx.AsyncClient, query: str) -> None:
    talk = await begin(api)
    answer = await api.get(f"/api/conversations/{talk.id}/events?{query}", headers=talk.headers)
    name = query.partition("=")[0]
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")
    assert name in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"language": "pt"}, 400, "bad_frame"),
        ({}, 400, "bad_frame"),
        ({"language": "fr", "site": "elsewhere"}, 404, "unknown_site"),
    ],
)
async def test_bad_beginnings(api: httpx.AsyncClient, body: dict, status: int, code: str) -> None:
    answer = await api.post("/api/conversations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_foreign_pages_may_not_call(api: httpx.AsyncClient) -> None:
    body = {"language": "fr"}
    foreign = await api.post("/api/conversations", json=body, headers={"Origin": "https://evil.test"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "foreign_origin")
    embedding = await api.post("/api/conversations", json=body, headers={"Origin": "https://www.example.lu"})
    assert embedding.status_code == 201


async def test_a_flood_is_slowed_down(api: httpx.AsyncClient, gateway: Gateway) -> None:
    talk = await begin(api)
    most = int(gateway.settings["MOIEN_MESSAGES_PER_WINDOW"])
    url = f"/api/conversations/{talk.id}/language"
    body = {"language": "fr"}
    statuses = [(await api.post(url, json=body, headers=talk.headers)).status_code for _ in range(most + 1)]
    assert statuses == [204] * most + [429]


async def test_what_the_widget_shows_of_a_site(api: httpx.AsyncClient) -> None:
    answer = await api.get("/api/site/demo", headers={"Origin": "https://www.example.lu"})
    assert list(answer.json()["name"]) == ["lb", "fr", "de", "en"]
    assert answer.json()["languages"] == ["lb", "fr", "de", "en"]
    assert answer.headers["access-control-allow-origin"] == "https://www.example.lu"
    foreign = await api.get("/api/site/nothing")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_site")
