"""What is looked for every few seconds: scheduled releases, and trials that no worker knows."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from channels.store.members import Member
from channels.studio.publishing import clerk
from tests.channels.studio.publishing.conftest import LIVE, NOISE, PASSPORT, Studio


async def scheduled(studio: Studio, owner: Member, publisher: Member, path: str = PASSPORT) -> str:
    await studio.draft(owner, path, "x: 1\n")
    review = await studio.submit(owner, path)
    await studio.train(review)
    later = studio.clock.now + timedelta(minutes=5)
    await studio.room.reviewing.approve(publisher, review, "", "", later)
    return review


async def test_a_release_goes_out_at_its_time(studio: Studio, owner: Member, publisher: Member) -> None:
    review = await scheduled(studio, owner, publisher)
    await studio.room.look()
    assert studio.files() == LIVE
    studio.clock.forward(301)
    await studio.room.look()
    await studio.room.look()
    assert studio.files()[PASSPORT] == "x: 1\n"
    assert [row.publisher_id for row in await studio.releases()] == [None, publisher.id]
    assert (await studio.log())[-1] == ("release_published", "petra")
    assert (await studio.state(review)).state == "published"


async def test_two_at_the_same_time_follow_each_other(studio: Studio, owner: Member, publisher: Member) -> None:
    one = await scheduled(studio, owner, publisher)
    other = await scheduled(studio, owner, publisher, NOISE)
    studio.clock.forward(301)
    await studio.room.look()
    states = [(await studio.state(review)).state for review in (one, other)]
    assert sorted(states) == ["approved", "published"]
    late = one if states[0] == "approved" else other
    newest = (await studio.trials(late))[-1]
    assert studio.sender.sent[-1] == newest.id, "it is tried on what is live now"
    await studio.room.look()
    await studio.train(late)
    await studio.room.look()
    assert studio.files()[PASSPORT] == studio.files()[NOISE] == "x: 1\n"


async def test_what_cannot_go_out_stops_nothing_else(studio: Studio, owner: Member, publisher: Member) -> None:
    stopped = await scheduled(studio, owner, publisher)
    other = await scheduled(studio, owner, publisher, NOISE)
    (studio.bot_dir / PASSPORT).write_text("by hand\n")
    studio.clock.forward(301)
    await studio.room.look()
    assert (await studio.state(stopped)).state == "failed"
    await studio.train(other)
    await studio.room.look()
    assert (await studio.state(other)).state == "published"


async def test_a_review_that_breaks_keeps_none_back(
    studio: Studio, owner: Member, publisher: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = await scheduled(studio, owner, publisher)
    other = await scheduled(studio, owner, publisher, NOISE)
    studio.clock.forward(301)
    publish = studio.room.publishing.publish

    async def break_one(review: str, member: Member | None) -> object:
        if review == broken:
            raise RuntimeError("broken")
        return await publish(review, member)

    monkeypatch.setattr(studio.room.publishing, "publish", break_one)
    await studio.room.look()
    await studio.room.look()
    assert (await studio.state(other)).state == "published"
    assert (await studio.state(broken)).state == "approved"


async def test_a_trial_that_was_called_off_waits_for_a_person(studio: Studio, owner: Member, publisher: Member) -> None:
    review = await scheduled(studio, owner, publisher)
    studio.clock.forward(301)
    await studio.room.reviewing.try_again(owner, review)
    await studio.room.reviewing.cancel_trial(owner, review)
    await studio.room.look()
    assert (await studio.state(review)).state == "approved"
    assert len(await studio.trials(review)) == 2


async def test_trials_are_sent_until_a_worker_has_them(
    studio: Studio, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.draft(owner, PASSPORT, "x: 1\n")
    review = await studio.submit(owner, PASSPORT)
    (trial,) = await studio.trials(review)
    studio.sender.is_away = True
    await studio.room.look()
    assert studio.sender.sent == []
    studio.sender.is_away = False
    await studio.room.look()
    await studio.room.look()
    assert studio.sender.sent == [trial.id]
    monkeypatch.setattr(clerk, "RESEND_AFTER", 0.0)
    await studio.room.look()
    assert studio.sender.sent == [trial.id, trial.id], "it may have been lost"
    await studio.train(review, state="training", lease_until=studio.clock.now + timedelta(seconds=30))
    await studio.room.look()
    assert len(studio.sender.sent) == 2
    studio.clock.forward(31)
    await studio.room.look()
    assert len(studio.sender.sent) == 3, "the worker has died"


async def test_the_room_lives_through_a_database_that_is_away(studio: Studio, owner: Member, publisher: Member) -> None:
    await scheduled(studio, owner, publisher)
    studio.clock.forward(301)
    looked = asyncio.Event()
    look = studio.room.look
    failures = 2

    async def fail_first() -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise [OSError("away"), RuntimeError("broken")][failures]
        await look()
        looked.set()

    studio.room.look = fail_first  # type: ignore[method-assign]
    studio.room._pause = 0
    running = asyncio.create_task(studio.room.run())
    async with asyncio.timeout(20):
        await looked.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert studio.files()[PASSPORT] == "x: 1\n"
