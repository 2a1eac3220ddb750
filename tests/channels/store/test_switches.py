"""What is switched off as a whole."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import insert

from channels.store.switches import PAST, Switches
from contracts.studio_tables import switch
from tests.channels.store.at_once import until_it_waits
from tests.channels.store.conftest import Store
from tests.channels.store.staff_rows import log_of

NOTICE = {"lb": "Zou", "fr": "Éteint", "de": "Aus", "en": "Off"}
LATER = {"lb": "Méi spéit", "fr": "Plus tard", "de": "Später", "en": "Later"}


async def test_a_switch_from_off_to_on(store: Store) -> None:
    petra = await store.hire("petra", "publisher")
    sam = await store.hire("sam", "supervisor")
    switches = Switches(store.database, now=store.clock)
    began = store.clock.now
    assert await switches.active() == []
    await switches.switch_off(petra.actor, "llm", NOTICE, None)
    await switches.switch_off(petra.actor, "bot", NOTICE, began + timedelta(hours=1))
    store.clock.forward(60)
    await switches.switch_off(sam.actor, "bot", LATER, began + timedelta(hours=2))
    bot, llm = await switches.active()
    assert (bot.target, bot.notice, bot.since, bot.until) == ("bot", LATER, began, began + timedelta(hours=2))
    assert (bot.switcher, llm.switcher, llm.until) == ("Sam", "Petra", None)
    assert await switches.switch_on(sam.actor, "llm")
    assert not await switches.switch_on(sam.actor, "llm"), "it is on"
    assert [one.target for one in await switches.active()] == ["bot"]
    written = [(action, actor) for action, actor, _ in await log_of(store)][2:]
    assert written == [*[("switched_off", "petra")] * 2, ("switched_off", "sam"), ("switched_on", "sam")]


async def test_two_at_the_same_moment_are_one_switch_with_the_later_notice(store: Store) -> None:
    petra = await store.hire("petra", "publisher")
    sam = await store.hire("sam", "supervisor")
    switches = Switches(store.database, now=store.clock)
    row = {"id": "first", "target": "bot", "notice": NOTICE, "since": store.clock.now, "switched_by": petra.id}
    async with store.database.write() as first:
        await first.execute(insert(switch).values(row))
        follower = asyncio.create_task(switches.switch_off(sam.actor, "bot", LATER, None))
        await until_it_waits(store.database, follower)
    stored = await follower
    assert (stored.notice, stored.switcher) == (LATER, "Sam")
    assert await switches.active() == [stored]


async def test_one_whose_time_is_over_is_on_and_begins_anew(store: Store) -> None:
    petra = await store.hire("petra", "publisher")
    switches = Switches(store.database, now=store.clock)
    end = store.clock.now + timedelta(hours=1)
    await switches.switch_off(petra.actor, "bot", NOTICE, end)
    store.clock.forward(3600)
    assert await switches.active() == []
    assert not await switches.switch_on(petra.actor, "bot")
    store.clock.forward(60)
    await switches.switch_off(petra.actor, "bot", LATER, None)
    (off,) = await switches.active()
    assert (off.since, off.until, off.notice) == (store.clock.now, None, LATER)
    (past,) = await switches.ended_since(store.clock.now - PAST)
    assert (past.notice, past.until) == (NOTICE, end), "it was over at its time, not when somebody noticed"


async def test_what_is_over_is_told_of_for_some_days_the_newest_first(store: Store) -> None:
    petra = await store.hire("petra", "publisher")
    switches = Switches(store.database, now=store.clock)
    await switches.switch_off(petra.actor, "bot", NOTICE, None)
    store.clock.forward(60)
    await switches.switch_on(petra.actor, "bot")
    store.clock.forward(60)
    await switches.switch_off(petra.actor, "llm", NOTICE, store.clock.now + timedelta(hours=1))
    assert [one.target for one in await switches.ended_since(store.clock.now - PAST)] == ["bot"]
    store.clock.forward(3600)
    assert [one.target for one in await switches.ended_since(store.clock.now - PAST)] == ["llm", "bot"]
    store.clock.forward(PAST.total_seconds() - 3600)
    assert [one.target for one in await switches.ended_since(store.clock.now - PAST)] == ["llm"]
