"""Fifty agents and a thousand conversations on one gateway: nothing is missed or doubled when connections break."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.channels.crowd import AgentMember, CitizenMember, add_agents, break_at_random
from tests.channels.servers import BotServer, Gateway, RedisServer

AGENTS = 50
CONVERSATIONS = 1000
CAPACITY = 20
MESSAGES = 3
"""That each citizen and each agent writes in every conversation."""
OPENED_AT_ONCE = 50
TAKEN_AT_ONCE = 4
BREAK_EVERY = 0.05
"""Seconds between two broken connections."""


@pytest.fixture
def gateway(database_url: str, own_redis: RedisServer, own_bot: BotServer) -> Iterator[Gateway]:
    started = Gateway(database_url, own_redis.url, own_bot.url)
    started.start()
    yield started
    started.stop()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_crowd_whose_connections_break_misses_nothing_and_gets_nothing_twice(
    gateway: Gateway, database_url: str
) -> None:
    agents = [AgentMember(gateway.origin, cookie) for cookie in add_agents(database_url, AGENTS, CAPACITY)]
    citizens = [CitizenMember(gateway.origin) for _ in range(CONVERSATIONS)]
    running = [asyncio.create_task(agent.run()) for agent in agents]
    gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def come(citizen: CitizenMember) -> None:
        async with gate:
            running.append(asyncio.create_task(citizen.run()))
            await citizen.begun.wait()
            await citizen.send_surely(type="ask_person")

    async def take(agent: AgentMember) -> None:
        while len(agent.mine) < CAPACITY:
            await agent.send(type="claim_next")
            await agent.has_more_than(len(agent.mine))

    async def talk(citizen: CitizenMember, agent: AgentMember) -> None:
        for number in range(MESSAGES):
            await citizen.send_surely(type="say", text=f"Question {number} of {citizen.conversation}")
            await agent.send_surely(
                type="say", conversation=citizen.conversation, text=f"Answer {number} to {citizen.conversation}"
            )

    try:
        await asyncio.gather(*[agent.desk_arrived.wait() for agent in agents])
        await asyncio.gather(*map(come, citizens))
        takers = asyncio.Semaphore(TAKEN_AT_ONCE)

        async def take_in_turn(agent: AgentMember) -> None:
            async with takers:
                await take(agent)

        await asyncio.gather(*map(take_in_turn, agents))
        owners = {conversation: agent for agent in agents for conversation in agent.mine}
        assert len(owners) == CONVERSATIONS, "every conversation has one agent"
        breaking = asyncio.create_task(break_at_random([*agents, *citizens], BREAK_EVERY))
        await asyncio.gather(*[talk(citizen, owners[citizen.conversation]) for citizen in citizens])
        breaking.cancel()
        said = [f"Question {n}" for n in range(MESSAGES)] + [f"Answer {n}" for n in range(MESSAGES)]
        await all_have_heard(citizens, owners)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    breaks = sum(member.breaks for member in (*agents, *citizens))
    assert breaks > CONVERSATIONS / 4, "connections did break"
    for citizen in citizens:
        for member in (citizen, owners[citizen.conversation]):
            heard = member.heard[citizen.conversation]
            told = {text: count for text, count in heard.texts.items() if citizen.conversation in text}
            assert sorted(told) == sorted(
                f"{what} {'of' if what.startswith('Question') else 'to'} {citizen.conversation}" for what in said
            )
            assert set(told.values()) == {1}
            assert (heard.gaps, heard.doubles) == (0, 0)


async def all_have_heard(citizens: list[CitizenMember], owners: dict[str, AgentMember]) -> None:
    """Wait until both sides of every conversation have all its messages."""
    async with asyncio.timeout(120):
        for citizen in citizens:
            for member in (citizen, owners[citizen.conversation]):
                heard = member.heard[citizen.conversation]
                while sum(heard.texts.values()) < 2 * MESSAGES:
                    member.heard_more.clear()
                    await member.heard_more.wait()
