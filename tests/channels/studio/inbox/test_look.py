"""A look at the inbox: conversations are read off the event loop, and groups made once for all who look."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from channels.store.members import Member
from channels.studio.inbox import look
from channels.studio.inbox.look import gather_questions
from channels.studio.inbox.outcomes import QUIET
from channels.studio.inbox.room import InboxRoom
from contracts.inbox import Ignore
from tests.channels.store.conftest import Store
from tests.channels.studio.inbox.test_routes import ask_thrice, olga, room
from tests.channels.studio.test_routes import bot_dir

__all__ = ["bot_dir", "olga", "room"]


def watch(monkeypatch: pytest.MonkeyPatch, name: str) -> list[int]:
    """In which threads a function of `look` is called."""
    called: list[int] = []
    real = getattr(look, name)

    def watched(*given: Any) -> Any:
        called.append(threading.get_ident())
        return real(*given)

    monkeypatch.setattr(look, name, watched)
    return called


async def test_conversations_are_read_off_the_event_loop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask_thrice(store)
    called = watch(monkeypatch, "read_questions")
    now = store.clock.now + QUIET
    assert len((await gather_questions(store.database, now - timedelta(days=1), now, 10)).asked) == 3
    assert len(called) == 3
    assert threading.get_ident() not in called


async def test_groups_are_made_once_until_something_is_settled(
    store: Store, room: InboxRoom, olga: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask_thrice(store)
    called = watch(monkeypatch, "group")
    first, second = await asyncio.gather(room.show(), room.show())
    assert (first is second, len(called)) == (True, 1)
    text = first.groups[0].texts[1]
    assert await room.ignore(Ignore(group=first.groups[0].id, keys=text.keys), olga) == 1
    assert len(called) == 1, "who acts on what is shown compares nothing anew"
    assert [it.texts for it in (await room.show()).groups] == [[first.groups[0].texts[0]]]
    assert len(called) == 2
