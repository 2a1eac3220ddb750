"""Who is here, and who has left."""

from __future__ import annotations

import asyncio

import pytest

from channels.presence import Presence

GRACE = 0.1
ANSWER = 0.05


def alone(gone: list[str]) -> Presence:
    """Presence at the only gateway."""
    return Presence(gone.append, lambda _conversation, _ask: None, GRACE, ANSWER)


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ("+", []),
        ("+-", ["c"]),
        ("++-", []),
        ("++--", ["c"]),
        # A page that is loaded anew.
        ("+-+", []),
        ("+-+-", ["c"]),
        # Gone for good, back, and gone again.
        ("+-.+-", ["c", "c"]),
    ],
)
async def test_who_has_no_socket_for_a_while_has_left(steps: str, left: list[str]) -> None:
    gone: list[str] = []
    presence = alone(gone)
    presence.come("other")
    for step in steps:
        if step == "+":
            presence.come("c")
        elif step == "-":
            presence.go("c")
        else:
            await asyncio.sleep(3 * GRACE)
    await asyncio.sleep(3 * GRACE)
    assert gone == left


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        # Moved to the other gateway, which stays theirs.
        ("a+ a- b+", []),
        # Polls here and there in turn.
        ("a+ b+ a- a+ b- .", []),
        ("a+ a- b+ b- .", ["c"]),
        ("a+ b+ a- . b- .", ["c"]),
    ],
)
async def test_a_citizen_leaves_once_no_gateway_has_them(steps: str, left: list[str]) -> None:
    gone: list[str] = []
    gateways: dict[str, Presence] = {}

    def gateway(other: str) -> Presence:
        return Presence(
            gone.append, lambda conversation, ask: gateways[other].hear(conversation, asks=ask), GRACE, ANSWER
        )

    gateways |= {"a": gateway("b"), "b": gateway("a")}
    for step in steps.split():
        if step == ".":
            await asyncio.sleep(3 * GRACE)
        elif step[1] == "+":
            gateways[step[0]].come("c")
        else:
            gateways[step[0]].go("c")
    await asyncio.sleep(3 * GRACE)
    assert gone == left


async def test_gateways_that_ask_at_the_same_moment_do_not_put_each_other_off() -> None:
    gone: list[str] = []
    gateways: dict[str, Presence] = {}
    on_the_way: asyncio.Queue[tuple[str, str, bool]] = asyncio.Queue()

    def gateway(other: str) -> Presence:
        return Presence(gone.append, lambda *said: on_the_way.put_nowait((other, *said)), GRACE, 3 * ANSWER)

    gateways |= {"a": gateway("b"), "b": gateway("a")}
    for one in gateways.values():
        one.come("c")
        one.go("c")
    questions = [await on_the_way.get() for _ in gateways]
    for other, conversation, asks in questions:
        gateways[other].hear(conversation, asks=asks)
    while not on_the_way.empty():
        other, conversation, asks = on_the_way.get_nowait()
        gateways[other].hear(conversation, asks=asks)
    await asyncio.sleep(3 * GRACE + 3 * ANSWER)
    assert gone == ["c", "c"], "each says so, once"


async def test_when_the_gateway_stops_nobody_leaves_any_more() -> None:
    gone: list[str] = []
    presence = alone(gone)
    presence.come("c")
    presence.go("c")
    presence.close()
    await asyncio.sleep(3 * GRACE)
    assert gone == []
