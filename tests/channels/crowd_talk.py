"""A crowd that talks while its connections break: who got what, counted. For a test, and for a benchmark with more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.channels.crowd import AgentMember, CitizenMember, Member, break_at_random

OPENED_AT_ONCE = 50
TAKEN_AT_ONCE = 4
PATIENCE = 120.0
"""Seconds until everybody has all that was said, after the last message."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What both sides of all conversations got."""

    conversations: int
    expected: int
    """Messages that both sides together should have got."""
    missed: int
    doubled: int
    gaps: int
    breaks: int
    """Connections that were torn down."""


async def talk_in_crowd(
    origin: str,
    cookies: list[str],
    *,
    conversations: int,
    messages: int,
    break_every: float,
    tell: Callable[[str], None] = lambda _: None,
) -> Tally:
    """Let every citizen ask for a person and both sides write ``messages`` times; ``break_every`` in seconds.

    ``tell`` is told what is done.
    """
    agents = [AgentMember(origin, cookie) for cookie in cookies]
    citizens = [CitizenMember(origin) for _ in range(conversations)]
    running = [asyncio.create_task(agent.run()) for agent in agents]
    try:
        await asyncio.gather(*[agent.desk_arrived.wait() for agent in agents])
        tell("the agents are there")
        await _all_come(citizens, running)
        tell("the citizens have asked for a person")
        owners = await _all_are_taken(agents, conversations)
        tell("the agents have taken all of them")
        breaking = asyncio.create_task(break_at_random([*agents, *citizens], break_every))
        await asyncio.gather(*[_talk(citizen, owners[citizen.conversation], messages) for citizen in citizens])
        breaking.cancel()
        tell("both sides have written all")
        pairs = [(member, c.conversation) for c in citizens for member in (c, owners[c.conversation])]
        await _all_have_heard(pairs, 2 * messages)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    counts = [member.heard[conversation].texts for member, conversation in pairs]
    said = [_said(conversation, messages) for _, conversation in pairs]
    return Tally(
        conversations=len({conversation for _, conversation in pairs}),
        expected=sum(map(len, said)),
        missed=sum(heard[text] == 0 for heard, texts in zip(counts, said, strict=True) for text in texts),
        doubled=sum(max(0, heard[text] - 1) for heard, texts in zip(counts, said, strict=True) for text in texts)
        + sum(member.heard[conversation].doubles for member, conversation in pairs),
        gaps=sum(member.heard[conversation].gaps for member, conversation in pairs),
        breaks=sum(member.breaks for member in (*agents, *citizens)),
    )


def _said(conversation: str, messages: int) -> list[str]:
    return [
        text for number in range(messages) for text in (_question(conversation, number), _reply(conversation, number))
    ]


def _question(conversation: str, number: int) -> str:
    return f"Question {number} of {conversation}"


def _reply(conversation: str, number: int) -> str:
    return f"Answer {number} to {conversation}"


async def _all_come(citizens: list[CitizenMember], running: list[asyncio.Task[None]]) -> None:
    gate = asyncio.Semaphore(OPENED_AT_ONCE)

    async def come(citizen: CitizenMember) -> None:
        async with gate:
            running.append(asyncio.create_task(citizen.run()))
            await citizen.begun.wait()
            await citizen.send_surely(type="ask_person")

    await asyncio.gather(*map(come, citizens))


async def _all_are_taken(agents: list[AgentMember], conversations: int) -> dict[str, AgentMember]:
    """Let agents take the same number each; gives who has which conversation."""
    gate = asyncio.Semaphore(TAKEN_AT_ONCE)

    async def take(agent: AgentMember) -> None:
        async with gate:
            while len(agent.mine) < conversations // len(agents):
                await agent.send(type="claim_next")
                await agent.has_more_than(len(agent.mine))

    await asyncio.gather(*map(take, agents))
    return {conversation: agent for agent in agents for conversation in agent.mine}


async def _talk(citizen: CitizenMember, agent: AgentMember, messages: int) -> None:
    conversation = citizen.conversation
    for number in range(messages):
        await citizen.send_surely(type="say", text=_question(conversation, number))
        await agent.send_surely(type="say", conversation=conversation, text=_reply(conversation, number))


async def _all_have_heard(pairs: list[tuple[Member, str]], messages: int) -> None:
    async with asyncio.timeout(PATIENCE):
        for member, conversation in pairs:
            while sum(member.heard[conversation].texts.values()) < messages:
                member.heard_more.clear()
                await member.heard_more.wait()
