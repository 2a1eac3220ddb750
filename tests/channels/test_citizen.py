"""The citizen's socket against a real gateway: acknowledgement, order, resume, and everything that is wrong."""

from __future__ import annotations

import asyncio
import json
import sqlite3

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.channels.client import Citizen, citizen, new_message_id, stranger
from tests.channels.servers import AnswerServer, BotServer, Gateway


def rows(gateway: Gateway, query: str, *values: object) -> list:
    path = gateway.settings["MOIEN_DATABASE_URL"].removeprefix("sqlite:///")
    connection = sqlite3.connect(path, timeout=10)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


async def test_a_conversation_begins_with_welcome_and_disclosure(gateway: Gateway) -> None:
    async with stranger(gateway.origin) as line:
        welcome = await line.hello("lb")
        assert (welcome["language"], welcome["owner"], welcome["seq"], welcome["place"]) == ("lb", "bot", 1, None)
        assert (await line.event("notice"))["data"]["code"] == "ai_disclosure"


async def test_a_message_is_stored_when_it_is_acknowledged(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        seq = await line.say("Bonjour tout le monde")
        query = "SELECT data FROM event WHERE conversation_id = ? AND seq = ?"
        [(data,)] = rows(gateway, query, line.conversation, seq)
        assert json.loads(data)["text"] == "Bonjour tout le monde"


async def test_the_bot_answers_and_says_when_it_is_busy(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("Bonjour à vous")
        await line.hears("fr: Bonjour à vous")
        await line.next_of("busy", busy=False)
        busy = [frame["busy"] for frame in line.frames if frame["type"] == "busy"]
        assert busy == [True, False]


async def test_who_comes_while_the_bot_works_is_told_so_and_when_it_has_finished(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("slow 1")
        await line.next_of("busy", busy=True)
        async with citizen(gateway.origin, token=line.token) as second:
            await second.next_of("busy", busy=True)
            await second.hears("fr: slow 1")
            await second.next_of("busy", busy=False)
            busy = [frame["busy"] for frame in second.frames if frame["type"] == "busy"]
            assert busy == [True, False]


async def until_left(answers: AnswerServer, question: str) -> None:
    """Wait until nobody waits for a question any more, which is then asked again to be quoted."""
    async with asyncio.timeout(15):
        while question not in answers.answers.left or len(list_asked(answers, question)) < 2:  # noqa: ASYNC110 - it happens in another thread
            await asyncio.sleep(0.02)
    assert list_asked(answers, question) == [False, True]


def list_asked(answers: AnswerServer, question: str) -> list[bool]:
    """Whether each request for a question wanted a quotation."""
    return [request.quoted for request in answers.answers.requests if request.query.question == question]


async def test_a_citizen_need_not_wait_for_a_language_model(gateway: Gateway, answers: AnswerServer) -> None:
    async with citizen(gateway.origin) as line:
        await line.send(type="stop_writing")  # nothing is being written
        await line.say("ask slow 41")
        await line.next_of("busy", stage="searching")
        await line.send(type="stop_writing")
        await until_left(answers, "slow 41")
        await line.next_of("busy", busy=False)


async def test_a_citizen_who_leaves_keeps_no_language_model_busy(gateway: Gateway, answers: AnswerServer) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("ask slow 42")
        await line.next_of("busy", stage="searching")
        token = line.token
    await until_left(answers, "slow 42")
    async with citizen(gateway.origin, token=token) as again:
        async with asyncio.timeout(15):
            while not [event for event in again.events if event["data"].get("author") == "bot"]:
                await again.listen(0.2)


async def test_one_turn_at_a_time_in_the_order_of_the_messages(gateway: Gateway, bot: BotServer) -> None:
    async with citizen(gateway.origin) as line:
        await asyncio.gather(*(line.send(type="say", message_id=f"order-{n:03}", text=f"dit {n}") for n in range(10)))
        for n in range(10):
            await line.hears(f"fr: dit {n}")
    assert bot.bot.most_in_flight == 1


async def test_a_client_resumes_after_the_last_seq_it_knows(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("Un bonjour")
        await line.hears("fr: Un bonjour")
    async with citizen(gateway.origin, token=line.token, last_seq=2) as again:
        assert again.conversation == line.conversation
        await again.hears("fr: Un bonjour")
        assert [event["seq"] for event in again.events] == [3]
    async with citizen(gateway.origin, token=line.token) as all_again:
        await all_again.hears("fr: Un bonjour")
        assert all_again.events == line.events


@pytest.mark.parametrize("last_seq", [-5, 99, 2**40])
async def test_a_last_seq_that_cannot_be(gateway: Gateway, last_seq: int) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("Bonjour")
        await line.hears("fr: Bonjour")
    async with citizen(gateway.origin, token=line.token, last_seq=last_seq) as again:
        assert await again.say("Encore bonjour") == 4
        await again.hears("fr: Encore bonjour")
        assert [event["seq"] for event in again.events] == list(range(1 if last_seq < 0 else 4, 6))


async def test_the_same_message_again_is_acknowledged_with_the_same_seq(gateway: Gateway, bot: BotServer) -> None:
    text = f"une fois {new_message_id()}"
    async with citizen(gateway.origin) as line:
        message_id = new_message_id()
        first = await line.say(text, message_id)
        await line.hears(f"fr: {text}")
        again = await line.say(text, message_id)
        assert first == again
    async with citizen(gateway.origin, token=line.token) as later:
        assert await later.say("changed", message_id) == first
        await later.hears(f"fr: {text}")
        await later.listen(0.5)
        assert len(later.events) == 3
    assert bot.bot.asked[text] == 1


async def test_two_sockets_of_one_conversation_show_the_same(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as here, citizen(gateway.origin, token=here.token) as there:
        await asyncio.gather(here.say("d'ici"), there.say("de là"))
        for line in (here, there):
            await line.hears("fr: d'ici")
            await line.hears("fr: de là")
            await line.listen(0.3)
        assert [e["seq"] for e in here.events] == [1, 2, 3, 4, 5]
        assert here.events == there.events


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Ech hätt gär 🙂 e Pass 👨‍👩‍👧", "Ech hätt gär 🙂 e Pass 👨‍👩‍👧"),
        ("a\u0000b\u0007c\u202ed", "abcd"),
        ("  one \r\n\r\n\r\n two  ", "one\n\ntwo"),
        ('/affirm{"a":"b"}', '/affirm{"a":"b"}'),
        ("/intent{…}", "/intent{…}"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 3000, "x" * 3000),
    ],
)
async def test_texts_are_stored_as_they_were_meant(gateway: Gateway, bot: BotServer, text: str, stored: str) -> None:
    async with citizen(gateway.origin) as line:
        seq = await line.say(text)
        await line.event("message", author="citizen", text=stored)
        await line.event("message", author="bot")
    asked = [request.input for request in bot.bot.requests if request.conversation == line.conversation]
    assert [getattr(question, "text", None) for question in asked] == [stored], "a text reaches the bot as a text"
    assert seq == next(e["seq"] for e in line.events if e["data"].get("text") == stored)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_message"),
        (" \n\t\u200b\u0000 ", "empty_message"),
        ("x" * 3001, "message_too_long"),
        ("é" * 9_000, "message_too_long"),
    ],
)
async def test_texts_that_cannot_be_stored(gateway: Gateway, text: str, code: str) -> None:
    async with citizen(gateway.origin) as line:
        await line.send(type="say", message_id="refused-1", text=text)
        refused = await line.next_of("error")
        assert (refused["code"], refused["message_id"]) == (code, "refused-1")
        assert await line.say("Bonjour", "refused-1") == 2, "nothing of it was stored"


async def test_a_hundred_thousand_characters_end_the_socket_and_nothing_else(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("Bonjour")
        await line.hears("fr: Bonjour")
        with pytest.raises(ConnectionClosed) as closed:
            await line.send(type="say", message_id="too-long-1", text="x" * 100_000)
            await line.next_of("never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
    async with citizen(gateway.origin, token=line.token, last_seq=3) as again:
        assert await again.say("Encore") == 4


@pytest.mark.parametrize(
    ("frame", "detail"),
    [
        ("{", "no JSON"),
        ("[]", "Expected `object`"),
        ("null", "Expected `object`"),
        ('{"type":"fly"}', "`$.type`"),
        ('{"type":"say","message_id":"abcdefgh","text":5}', "`$.text`"),
        ('{"type":"say","message_id":"x","text":"Moien"}', "`$.message_id`"),
        ('{"type":"say","message_id":"abc defgh!","text":"Moien"}', "`$.message_id`"),
        ('{"type":"say","text":"Moien"}', "`message_id`"),
        ('{"type":"press","message_id":"abcdefgh","seq":"1","button":0}', "`$.seq`"),
        ('{"type":"language","language":"pt"}', "`$.language`"),
        ('{"type":"claim","ticket":"x"}', "`$.type`"),
        ('{"type":"hello","language":"fr"}', "second 'hello'"),
        ('{"type":"say","message_id":"abcdefgh","text":"\\ud800"', "no JSON"),
        ('{"type":"rate","seq":1,"helpful":true}', "$.seq: event 1 is no answer"),
        (b"\x00\x01", "binary frame"),
    ],
)
async def test_a_bad_frame_is_answered_with_what_is_wrong_where(
    gateway: Gateway, frame: str | bytes, detail: str
) -> None:
    async with citizen(gateway.origin) as line:
        await line.socket.send(frame)
        refused = await line.next_of("error")
        assert refused["code"] == "bad_frame"
        assert detail in refused["detail"]
        assert await line.say("Bonjour") == 2, "the socket stays open"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"type":"say","message_id":"abcdefgh","text":"Moien"}', "hello_expected"),
        ('{"type":"ping"}', "hello_expected"),
        ('{"type":"hello"}', "bad_frame"),
        ('{"type":"hello","language":"pt"}', "bad_frame"),
        ('{"type":"hello","language":"fr","site":"elsewhere"}', "bad_frame"),
        ("{", "bad_frame"),
    ],
)
async def test_the_first_frame_must_be_a_good_hello(gateway: Gateway, frame: str, code: str) -> None:
    async with stranger(gateway.origin) as line:
        await line.socket.send(frame)
        assert (await line.next_of("error"))["code"] == code
        with pytest.raises(ConnectionClosed) as closed:
            await line.next_of("never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4400


async def test_hello_must_come_soon(gateway: Gateway) -> None:
    async with stranger(gateway.origin) as line:
        assert (await line.next_of("error"))["code"] == "hello_expected"
        with pytest.raises(ConnectionClosed) as closed:
            await line.next_of("never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4400


@pytest.mark.parametrize("token", ["", "nobody", "A" * 43, "x" * 5000])
async def test_an_unknown_token(gateway: Gateway, token: str) -> None:
    async with stranger(gateway.origin) as line:
        await line.send(type="hello", language="fr", token=token)
        assert (await line.next_of("error"))["code"] == "unknown_conversation"
        with pytest.raises(ConnectionClosed) as closed:
            await line.next_of("never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4404


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.test",
        "http://127.0.0.1",
        "http://127.0.0.1.evil.test",
        "http://127.0.0.1:1",
        "https://www.example.lu.evil.test",
        "https://WWW.example.lu",
        "https://www.example.lu:444",
        "http://www.example.lu",
    ],
)
async def test_a_foreign_page_gets_no_socket(gateway: Gateway, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://127.0.0.1:{gateway.port}/ws/citizen", origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_the_pages_and_embedding_websites_get_a_socket(gateway: Gateway) -> None:
    for origin in (gateway.origin, f"http://localhost:{gateway.port}", "https://www.example.lu"):
        async with connect(f"ws://127.0.0.1:{gateway.port}/ws/citizen", origin=origin) as socket:
            assert (await Citizen(socket).hello())["owner"] == "bot"


async def test_nothing_is_compressed(gateway: Gateway) -> None:
    async with connect(f"ws://127.0.0.1:{gateway.port}/ws/citizen", origin=gateway.origin) as socket:
        assert socket.protocol.extensions == []


async def test_pressing_a_button_tells_the_bot_its_intent_and_the_log_its_title(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("buttons")
        offered = await line.hears("fr: buttons")
        assert offered["data"]["buttons"] == [{"title": "Yes"}, {"title": "No"}]
        await line.send(type="press", message_id="press-no-1", seq=offered["seq"], button=1)
        await line.event("message", author="citizen", text="No")
        await line.hears("fr: /deny")
        assert "affirm" not in json.dumps(line.frames), "intents never reach the browser"


@pytest.mark.parametrize(("seq", "button"), [(1, 0), (2, 0), (3, 2), (3, -1), (99, 0), (2**60, 0)])
async def test_a_button_that_is_not_there(gateway: Gateway, seq: int, button: int) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("buttons")
        await line.hears("fr: buttons")
        await line.send(type="press", message_id="press-none", seq=seq, button=button)
        refused = await line.next_of("error")
        assert (refused["code"], refused["message_id"]) == ("unknown_button", "press-none")


async def test_choosing_a_language_holds_for_the_next_turn(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.send(type="language", language="de")
        assert (await line.event("language"))["data"] == {"kind": "language", "language": "de", "reason": "chosen"}
        await line.say("ok")
        await line.hears("de: ok")
    async with citizen(gateway.origin, language="fr", token=line.token) as again:
        assert (await again.event("language"))["data"]["language"] == "de", "the page's language changes nothing"


async def test_judging_an_answer(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.say("Bonjour")
        answer = await line.hears("fr: Bonjour")
        await line.send(type="rate", seq=answer["seq"], helpful=False)
        assert (await line.event("feedback"))["data"] == {"kind": "feedback", "seq": answer["seq"], "helpful": False}


async def test_ping_is_answered(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.send(type="ping")
        await line.next_of("pong")


async def test_a_flood_is_slowed_down_and_nothing_stored_is_lost(gateway: Gateway) -> None:
    most = int(gateway.settings["MOIEN_MESSAGES_PER_WINDOW"])
    async with citizen(gateway.origin) as line:
        for n in range(most + 20):
            await line.send(type="language", language="de" if n % 2 else "fr")
        refused = await line.next_of("error")
        assert refused["code"] == "too_fast"
        await line.event("language", language="de")
    count = rows(gateway, "SELECT count(*) FROM event WHERE conversation_id = ?", line.conversation)
    assert count == [(1 + most,)]


async def test_an_unknown_path_for_a_socket(gateway: Gateway) -> None:
    with pytest.raises(InvalidStatus):
        async with connect(f"ws://127.0.0.1:{gateway.port}/ws/other", origin=gateway.origin):
            pass


def test_a_foreign_host_name_is_refused(gateway: Gateway) -> None:
    answer = httpx.get(f"{gateway.origin}/healthz", headers={"Host": "evil.test"})
    assert answer.status_code == 400
