"""Nothing is missed or doubled on one gateway when connections break; ``bench/crowd.py`` does so with more people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.crowd import add_agents
from tests.channels.crowd_talk import talk_in_crowd
from tests.channels.servers import BotServer, Gateway, RedisServer

AGENTS = 5
CONVERSATIONS = 100


@pytest.fixture
def gateway(database_url: str, own_redis: RedisServer, own_bot: BotServer) -> Iterator[Gateway]:
    started = Gateway(database_url, own_redis.url, own_bot.url)
    started.start()
    yield started
    started.stop()


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_crowd_whose_connections_break_misses_nothing_and_gets_nothing_twice(
    gateway: Gateway, database_url: str
) -> None:
    cookies = add_agents(database_url, AGENTS, CONVERSATIONS // AGENTS)
    tally = await talk_in_crowd(gateway.origin, cookies, conversations=CONVERSATIONS, messages=3, break_every=0.03)
    assert (tally.conversations, tally.expected) == (CONVERSATIONS, 2 * 6 * CONVERSATIONS)
    assert (tally.missed, tally.doubled, tally.gaps) == (0, 0, 0)
    assert tally.breaks > CONVERSATIONS / 4, "connections did break"
