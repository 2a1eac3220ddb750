"""What the studio reads of conversations, over both databases: the end of a long one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.store import questions
from channels.store.questions import Course, read_courses
from tests.channels.store.conftest import Store
from tests.channels.studio.inbox.talks import ANSWER, Talk


async def course_of(store: Store) -> Course:
    [[course]] = [some async for some in read_courses(store.database, store.clock.now - timedelta(days=1), 10)]
    return course


async def test_of_a_long_conversation_the_end_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await Talk.begin(store)
    for number in range(5):
        await talk.say(f"Question {number}")
        await talk.reply(ANSWER)
    whole = await course_of(store)
    assert (whole.from_its_beginning, len(whole.turns)) == (True, 5)
    monkeypatch.setattr(questions, "MOST_OF_ONE", 3)
    end = await course_of(store)
    assert (end.from_its_beginning, end.events, end.turns) == (False, whole.events[-3:], whole.turns[-3:])
