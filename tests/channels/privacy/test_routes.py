"""Receipt, export and erasure over REST, on a real gateway."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime, timedelta

import httpx
import pytest

from contracts.erasing import hash_conversation
from tests.channels.client import Agent, Citizen, agent, citizen, new_message_id
from tests.channels.privacy.conftest import Kept
from tests.channels.servers import BotServer, Gateway, wait_until
from tests.channels.test_agent import claimed, hand_over

SCRIPT = "<script>alert(1)</script>"


async def test_an_export_holds_what_was_said_and_until_when_it_is_kept(kept: Kept) -> None:
    await kept.say("Bonjour")
    await kept.hears(3)
    answer = await kept.export()
    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-disposition"].startswith('attachment; filename="chat-')
    assert [it["event"]["data"].get("text") for it in told["events"]] == [None, "Bonjour", "fr: Bonjour"]
    assert [it["ai_generated"] for it in told["events"]] == [False, False, False]
    assert (told["conversation"], told["language"], told["identity"]) == (kept.id, "fr", None)
    rested = datetime.fromisoformat(told["kept_until"]) - datetime.fromisoformat(told["last_at"])
    assert rested == timedelta(days=90)


async def test_an_export_names_applications_with_their_fields(kept: Kept) -> None:
    await kept.say("file")
    await kept.hears(4)
    [job] = (await kept.export()).json()["jobs"]
    assert (job["service"], job["state"], job["fields"]) == ("residence_certificate", "queued", {"national_id": "x"})


async def test_the_readable_export_runs_nothing_and_escapes_everything(kept: Kept) -> None:
    await kept.say(SCRIPT)
    await kept.hears(3)
    answer = await kept.export(format="html")
    page = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in page
    assert '<html lang="fr">' in page
    assert 'lang="fr"' in page.partition("<ol")[2]


async def test_notes_of_the_staff_are_in_no_export(gateway: Gateway, cookies: dict[str, str], kept: Kept) -> None:
    async with citizen(gateway.origin, token=kept.token) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        await claimed(line, desk)
        await desk.send(type="note", conversation=kept.id, text="only for colleagues")
        await desk.event("note")
        assert "only for colleagues" not in (await kept.export()).text
        assert "Alex Muster" in (await kept.export(format="html")).text


async def test_a_format_that_there_is_not(kept: Kept) -> None:
    answer = await kept.export(format="pdf")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_frame")


@pytest.mark.parametrize(("method", "path"), [("POST", "/receipt"), ("GET", "/export"), ("DELETE", "")])
async def test_nobody_gets_in_without_the_token(kept: Kept, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer no"}):
        answer = await kept.api.request(method, kept.path + path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_conversation")


@pytest.mark.parametrize(("method", "path"), [("POST", "/receipt"), ("GET", "/export"), ("DELETE", "")])
async def test_other_websites_may_not_call(kept: Kept, method: str, path: str) -> None:
    headers = {**kept.headers, "Origin": "https://evil.example"}
    assert (await kept.api.request(method, kept.path + path, headers=headers)).status_code == 403


async def test_receipts_are_not_made_without_end(kept: Kept) -> None:
    answers = [await kept.api.post(f"{kept.path}/receipt", headers=kept.headers) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]


async def closed_with(line: Citizen) -> int:
    await line.socket.wait_closed()
    return int(line.socket.close_code or 0)


async def test_an_erasure_ends_every_socket_and_every_call(gateway: Gateway, kept: Kept) -> None:
    async with citizen(gateway.origin, token=kept.token) as one, citizen(gateway.origin, token=kept.token) as other:
        waiting = asyncio.create_task(
            kept.api.get(f"{kept.path}/events", params={"after": 1, "wait": 2}, headers=kept.headers)
        )
        assert (await kept.erase()).status_code == 204
        for line in (one, other):
            assert (await line.next_of("error"))["code"] == "unknown_conversation"
            assert await closed_with(line) == 4404
        assert (await waiting).status_code == 404
    assert (await kept.erase()).status_code == 404
    assert (await kept.export()).status_code == 404


def everything_in(gateway: Gateway) -> str:
    """The whole database as text."""
    path = gateway.settings["MOIEN_DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(path, timeout=10) as connection:
        return "\n".join(connection.iterdump())


async def take_over(line: Citizen, desk: Agent, conversation: str) -> None:
    await hand_over(line)
    line.conversation = conversation
    await claimed(line, desk)


async def test_s29_erased_while_it_is_live_and_a_job_waits(
    gateway: Gateway, bot: BotServer, cookies: dict[str, str], kept: Kept
) -> None:
    """S29: nothing of it is left anywhere, what comes later is refused, and a proof without personal data stays."""
    await kept.say("a very special word")
    await kept.say("file")
    await kept.hears(6)
    upload = {"file": ("a.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "application/pdf")}
    sent = await kept.api.post(f"{kept.path}/files", files=upload, headers=kept.headers)
    assert sent.status_code == 201, sent.text
    code = await kept.receipt()
    async with citizen(gateway.origin, token=kept.token) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await take_over(line, desk, kept.id)
        turn = asyncio.create_task(line.send(type="say", message_id=new_message_id(), text="slow 1"))
        await turn
        assert kept.id in everything_in(gateway)
        assert (await kept.erase()).status_code == 204
        assert await closed_with(line) == 4404
        await desk.next_of("erased", conversation=kept.id)
        await desk.desk_without(kept.id)
        await desk.send(type="say", conversation=kept.id, message_id=new_message_id(), text="too late")
        assert (await desk.next_of("error"))["code"] == "unknown_conversation"
    refused = await kept.api.post(
        f"{kept.path}/messages", json={"message_id": new_message_id(), "text": "x"}, headers=kept.headers
    )
    assert refused.status_code == 404
    opened = await kept.api.post("/receipt", data={"code": code, "wish": "show"})
    assert opened.status_code == 404
    wait_until(lambda: kept.id in bot.bot.forgotten, "the bot forgets")
    left = everything_in(gateway)
    assert "a very special word" not in left
    assert sent.json()["id"] not in left
    proofs = gateway.rows("SELECT reason, counts FROM erasure WHERE id_hash = ?", hash_conversation(kept.id))
    assert [reason for reason, _ in proofs] == ["citizen"]
    mentions = [line for line in left.splitlines() if kept.id in line]
    assert all('"erasure"' in line or '"audit"' in line for line in mentions), "the id waits for the bot, no longer"


async def test_the_site_says_how_long_conversations_are_kept(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/site/demo")).json()["kept_days"] == 90
