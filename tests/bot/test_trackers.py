"""A tracker that stays in memory is the one that SQL gives, and never one that SQL no longer has."""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

import bot.trackers
from bot.processor import MAX_SESSION_EVENTS, TurnProcessor
from bot.rehearsal.talk import Talk
from bot.storage import delete_tracker, open_tracker_store
from bot.trackers import KeptTrackers, TurnTracker, WrittenMeanwhileError
from contracts.languages import Language
from tests.ports import free_port


@functools.cache
def domain() -> Domain:
    """Made when a test asks: Rasa warns of something in every domain, which is let pass in tests only."""
    return Domain.from_dict(
        {
            "intents": ["greet"],
            "slots": {
                name: {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}
                for name in ("language", "commune")
            },
            "forms": {"a_form": {"required_slots": ["commune"]}},
        }
    )


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'tracker.db'}"


@pytest.fixture
def any_url(request: pytest.FixtureRequest) -> str:
    """The address of a database, of the kind that is asked for."""
    return str(request.getfixturevalue({"sqlite": "url", "postgresql": "postgresql_url"}[request.param]))


@pytest.fixture(scope="module")
def postgresql_url() -> Iterator[str]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    programs = next((folder for folder in folders if (folder / "initdb").is_file()), None)
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    # It does not run as root, and must be able to enter its folder.
    be = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="moien-trackers-"))
    if be:
        shutil.chown(folder, "postgres", "postgres")

    def call(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **be)

    port = free_port()
    call("initdb", "-U", "moien", "-A", "trust", "-N")
    call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"-h 127.0.0.1 -p {port} -k {folder} -F")
    yield f"postgresql://moien@127.0.0.1:{port}/postgres"
    call("pg_ctl", "stop", "-m", "immediate")
    shutil.rmtree(folder)


@pytest.fixture
def store(url: str) -> Iterator[KeptTrackers]:
    opened = open_tracker_store(url)
    opened.domain = domain()
    yield opened
    opened.engine.dispose()


on_any_database = pytest.mark.parametrize("any_url", ["sqlite", "postgresql"], indirect=True)


def said(text: str) -> UserUttered:
    return UserUttered(text, {"name": "greet", "confidence": 1.0}, parse_data={"intent": {"name": "greet"}})


async def take_turn(store: KeptTrackers, text: str, conversation: str = "one") -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(conversation)
    tracker.update_with_events([said(text), SlotSet("commune", text), BotUttered("moien")], domain())
    await store.save(tracker)
    return tracker


def shown(tracker: DialogueStateTracker) -> dict[str, object]:
    return tracker.current_state(EventVerbosity.ALL)


async def test_the_next_turn_goes_on_with_what_sql_would_give(store: KeptTrackers, url: str) -> None:
    saved = [await take_turn(store, text) for text in ("a", "b", "c")]
    assert saved[0] is saved[1] is saved[2], "the tracker was read again"
    theirs = SQLTrackerStore(domain(), host=url)
    read = await theirs.retrieve("one")
    assert shown(saved[-1]) == shown(read)
    assert [event.text for event in read.events if isinstance(event, UserUttered)] == ["a", "b", "c"]
    theirs.engine.dispose()


async def test_a_turn_that_failed_leaves_nothing(store: KeptTrackers) -> None:
    await take_turn(store, "a")
    failed = await store.get_or_create_tracker("one")
    failed.update(said("lost"), domain())
    again = await store.get_or_create_tracker("one")
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["a"]
    await take_turn(store, "b")
    assert again.get_slot("commune") == "a", "what was read before shares nothing with the one that went on"


async def test_what_another_process_wrote_is_read(store: KeptTrackers, url: str) -> None:
    await take_turn(store, "a")
    other = open_tracker_store(url)
    other.domain = domain()
    await take_turn(other, "b")
    assert (await take_turn(store, "c")).get_slot("commune") == "c"
    texts = [event.text for event in (await other.retrieve("one")).events if isinstance(event, UserUttered)]
    assert texts == ["a", "b", "c"]
    other.engine.dispose()


def opened(url: str) -> KeptTrackers:
    store = open_tracker_store(url)
    store.domain = domain()
    return store


async def texts_of(store: KeptTrackers, conversation: str) -> list[str]:
    full = await store.retrieve_full_tracker(conversation)
    return [event.text for event in full.events if isinstance(event, UserUttered)]


@on_any_database
async def test_a_turn_that_comes_late_is_not_put_behind_newer_ones(any_url: str) -> None:
    slow, quick = opened(any_url), opened(any_url)
    await take_turn(slow, "a", "late")
    tracker = await slow.get_or_create_tracker("late")
    await take_turn(quick, "b", "late")
    await take_turn(quick, "c", "late")
    tracker.update_with_events([said("b"), BotUttered("moien")], domain())
    with pytest.raises(WrittenMeanwhileError):
        await slow.save(tracker)
    await take_turn(slow, "d", "late")
    assert await texts_of(quick, "late") == ["a", "b", "c", "d"]
    for store in (slow, quick):
        store.engine.dispose()


@on_any_database
async def test_a_turn_does_not_bring_back_what_was_forgotten_meanwhile(any_url: str) -> None:
    slow, forgetting = opened(any_url), opened(any_url)
    await take_turn(slow, "a", "gone")
    tracker = await slow.get_or_create_tracker("gone")
    assert delete_tracker(forgetting, "gone") == 4
    tracker.update(said("b"), domain())
    with pytest.raises(WrittenMeanwhileError):
        await slow.save(tracker)
    assert await forgetting.retrieve("gone") is None
    for store in (slow, forgetting):
        store.engine.dispose()


@on_any_database
def test_of_two_who_save_at_once_one_does(any_url: str) -> None:
    stores = [opened(any_url) for _ in range(4)]
    asyncio.run(take_turn(stores[0], "first", "both"))
    trackers = [asyncio.run(store.get_or_create_tracker("both")) for store in stores]
    together = threading.Barrier(len(stores))

    def save(number: int) -> bool:
        trackers[number].update(said(str(number)), domain())
        together.wait(30)
        try:
            asyncio.run(stores[number].save(trackers[number]))
        except WrittenMeanwhileError:
            return False
        return True

    with ThreadPoolExecutor(len(stores)) as threads:
        saved = list(threads.map(save, range(len(stores))))
    assert sum(saved) == 1
    assert asyncio.run(texts_of(stores[0], "both")) == ["first", str(saved.index(True))]
    for store in stores:
        store.engine.dispose()


@on_any_database
async def test_what_another_process_has_forgotten_leaves_the_memory_without_a_turn(any_url: str) -> None:
    store, forgetting = opened(any_url), opened(any_url)
    for conversation in ("kept", "erased", "anew"):
        await take_turn(store, "secret", conversation)
    delete_tracker(forgetting, "erased")
    delete_tracker(forgetting, "anew")
    await take_turn(forgetting, "b", "anew")
    store.let_go_of_old()
    assert list(store._kept) == ["kept"]
    for one in (store, forgetting):
        one.engine.dispose()


@pytest.mark.parametrize("by_another", [False, True])
async def test_what_is_forgotten_is_not_remembered(store: KeptTrackers, url: str, by_another: bool) -> None:
    await take_turn(store, "a")
    forgetting = open_tracker_store(url) if by_another else store
    assert delete_tracker(forgetting, "one") == 4
    assert await store.retrieve("one") is None
    assert not store._kept
    assert (await take_turn(store, "b")).get_slot("commune") == "b"


async def test_only_the_newest_session_goes_on(store: KeptTrackers) -> None:
    tracker = await take_turn(store, "a")
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), said("b")], domain())
    await store.save(tracker)
    texts = [event.text for event in (await store.retrieve("one")).events if isinstance(event, UserUttered)]
    assert texts == ["b"]
    full = await store.retrieve_full_tracker("one")
    assert [event.text for event in full.events if isinstance(event, UserUttered)] == ["a", "b"]


async def test_memory_is_bounded_in_number_and_time(store: KeptTrackers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.trackers, "MOST_KEPT", 3)
    now = 100.0
    monkeypatch.setattr(bot.trackers.time, "monotonic", lambda: now)
    for name in "abcd":
        await take_turn(store, "x", name)
    assert list(store._kept) == ["b", "c", "d"]
    now += bot.trackers.KEPT_SECONDS + 1
    await take_turn(store, "x", "e")
    assert list(store._kept) == ["e"]
    now += bot.trackers.KEPT_SECONDS + 1
    store.let_go_of_old()
    assert not store._kept


def test_copies_share_what_none_of_them_changes() -> None:
    first = TurnTracker("one", domain().slots)
    first.update_with_events([SlotSet("commune", "Mamer"), said("a"), ActiveLoop("a_form")], domain())
    second = first.copy()
    assert shown(second) == shown(first)
    second.update_with_events([SlotSet("commune", "Kehlen"), ActiveLoop(None), said("b")], domain())
    first.update(SlotSet("language", "lb"), domain())
    assert (first.get_slot("commune"), second.get_slot("commune")) == ("Mamer", "Kehlen")
    assert (first.get_slot("language"), second.get_slot("language")) == ("lb", None)
    assert (first.active_loop_name, second.active_loop_name) == ("a_form", None)
    assert (len(first.events), len(second.events)) == (4, 6)
    third = second.copy()
    third._reset()
    assert (second.get_slot("commune"), third.get_slot("commune")) == ("Kehlen", None)
    assert DialogueStateTracker.copy(second).current_slot_values() == second.current_slot_values()


async def test_a_real_conversation_goes_on_across_sessions(
    processor: TurnProcessor, talk: Callable[[Language], Talk]
) -> None:
    one = talk("fr")
    for number in range(MAX_SESSION_EVENTS // 6):
        await one.say("Combien coûte le passeport ?" if number % 2 else "bonjour")
    kept = processor.tracker_store._kept[one.conversation].tracker
    stored = await SQLTrackerStore.retrieve(processor.tracker_store, one.conversation)
    assert shown(kept)["slots"] == shown(stored)["slots"]
    assert [e.as_dict() for e in kept.events][-40:] == [e.as_dict() for e in stored.events][-40:]
