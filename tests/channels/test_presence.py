"""Who is here, and who has left."""

from __future__ import annotations

import asyncio

import pytest

from channels.presence import Presence

GRACE = 0.1


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
    presence = Presence(gone.append, GRACE)
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


async def test_when_the_gateway_stops_nobody_leaves_any_more() -> None:
    gone: list[str] = []
    presence = Presence(gone.append, GRACE)
    presence.come("c")
    presence.go("c")
    presence.close()
    await asyncio.sleep(3 * GRACE)
    assert gone == []
