"""No message is lost or doubled across a thousand forced disconnects, over WebSockets and over polling (S07)."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from playwright.async_api import expect

from tests.web.delivery.conftest import Citizen, Surroundings
from tests.web.delivery.proxy import MisbehavingProxy

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DISCONNECTS = 1000
POLLING = 250
"""How many of them fall on citizens who poll."""
CITIZENS = 9
POLLERS = 3
MESSAGES = 20
"""Of each citizen; few enough for all of them to stand in the page at once."""
SECONDS = 360
"""Far more than it takes, for machines that do much else."""


async def talk(citizen: Citizen, proxy: MisbehavingProxy, number: int, cuts: int) -> list[str]:
    """Say numbered messages, spread over the disconnects."""
    said = [f"Message {index} de {number}" for index in range(MESSAGES)]
    for index, text in enumerate(said):
        async with proxy.changed:
            await proxy.changed.wait_for(lambda due=cuts * index // MESSAGES: proxy.cuts >= due)
        await citizen.say(text)
    return said


async def shows_all(citizen: Citizen) -> None:
    await expect(citizen.chat.locator(".items > li.message")).to_have_count(2 * MESSAGES, timeout=60_000)


@pytest.mark.timeout(SECONDS + 120)
async def test_a_thousand_disconnects_lose_and_double_nothing(around: Surroundings) -> None:
    began = time.monotonic()
    ways = [(around.proxy, DISCONNECTS - POLLING, CITIZENS - POLLERS), (around.blocking, POLLING, POLLERS)]
    citizens = [(await around.citizen(proxy.origin), proxy, cuts) for proxy, cuts, many in ways for _ in range(many)]
    said, *_ = await asyncio.gather(
        asyncio.gather(*(talk(citizen, proxy, n, cuts) for n, (citizen, proxy, cuts) in enumerate(citizens))),
        *(proxy.misbehave_until(cuts, SECONDS) for proxy, cuts, _ in ways),
    )
    await asyncio.gather(*(shows_all(citizen) for citizen, *_ in citizens))
    log.warning("%s in %.0f s", [(proxy.cuts, dict(proxy.kinds)) for proxy, *_ in ways], time.monotonic() - began)

    for (citizen, *_), texts in zip(citizens, said, strict=True):
        shown = await citizen.messages()
        assert [text for who, text in shown if who == "citizen"] == texts
        assert [text for who, text in shown if who == "bot"] == [f"fr: {text}" for text in texts]
    assert sum(proxy.cuts for proxy, *_ in ways) >= DISCONNECTS
    check_log(around, said)


def check_log(around: Surroundings, said: list[list[str]]) -> None:
    """Each conversation holds what one citizen said, once and in order, each answered once, without gaps."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    query = (
        "SELECT conversation_id, seq, json_extract(data, '$.author'), json_extract(data, '$.text') FROM event"
        " ORDER BY conversation_id, seq"
    )
    for conversation, seq, author, text in around.gateway.rows(query):
        found.setdefault(conversation, []).append((seq, author, text))
    logs = [log for log in found.values() if len(log) > 1]
    for log in logs:
        assert [seq for seq, *_ in log] == list(range(1, len(log) + 1))
    written = [[text for _, author, text in log if author == "citizen"] for log in logs]
    assert sorted(written) == sorted(said)
    answered = [[text for _, author, text in log if author == "bot"] for log in logs]
    assert sorted(answered) == sorted([f"fr: {text}" for text in texts] for texts in said)
    assert {around.bot.bot.asked[text] for texts in said for text in texts} == {1}
