"""What a citizen does over the WebSocket when a real bot answers: each step waits for what comes of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from tests.channels.client import Citizen, Frame, Line
from tests.stack.platform import PATIENCE


async def find(line: Line, wanted: Callable[[Frame], Any], after: int = 0) -> Frame:
    """The first event behind ``after`` whose data is wanted, whether it has come already or not."""
    looked_at = 0
    async with asyncio.timeout(PATIENCE):
        while True:
            for frame in line.frames[looked_at:]:
                event = frame.get("event", {})
                if event.get("seq", 0) > after and wanted(event["data"]):
                    return dict(event)
            looked_at = len(line.frames)
            line.frames.append(json.loads(await line.socket.recv()))


async def spoken(anna: Citizen, seq: int) -> Frame:
    """What the bot says behind an event."""
    return await find(anna, lambda data: data.get("author") == "bot", seq)


async def answered(anna: Citizen, text: str) -> Frame:
    """Say something, and wait until the bot has said what it has to say."""
    return await spoken(anna, await anna.say(text))


async def press(anna: Citizen, seq: int, button: int) -> None:
    """Press a button, and wait until the bot says something to it."""
    message_id = f"press-{seq}-{button}-{anna.conversation[:8]}"
    await anna.send(type="press", message_id=message_id, seq=seq, button=button)
    ack = await anna.next_of("ack", message_id=message_id)
    await spoken(anna, ack["seq"])


def find_button(events: list[Frame], title: str) -> tuple[int, int] | None:
    """The newest button of this title: its event and its place there."""
    for event in reversed(events):
        for index, button in enumerate(event["data"].get("buttons") or []):
            if button["title"] == title:
                return event["seq"], index
    return None
