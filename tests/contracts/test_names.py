"""Names that replace imports: whoever sends one and whoever receives it mean the same."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.compile.responses import compile_responses
from bot.names import utter
from channels.core.jobs import DELAYED, LOGGED_OUT, READY, SPOKEN_STATES
from channels.core.staff import START_SERVICE
from channels.core.state import LOGGED_IN
from channels.core.tickets import HANDED_BACK
from channels.fanout import Fanout
from channels.runner.jobs import CelerySender
from channels.settings import ROOT
from contracts import names
from nlu.answer.steps.route import OTHER_LANGUAGE, SMALL_TALK
from services import worker as worker_process
from services.celery_app import build_app, build_beat_app
from services.messenger import RedisMessenger
from services.settings import BeatSettings, WorkerSettings
from services.training.celery_app import build_training_app
from services.training.settings import TrainingSettings
from tests.channels.conftest import own_redis as own_redis
from tests.channels.servers import RedisServer
from tests.content import read_catalogue

BOT = ROOT / "bot"


def read(path: str) -> Any:
    return YAML(typ="safe", pure=True).load((BOT / path).read_text(encoding="utf-8"))


def test_the_hub_sends_every_system_intent_and_no_other() -> None:
    sent = {*SPOKEN_STATES.values(), DELAYED, READY, LOGGED_IN, LOGGED_OUT, HANDED_BACK, START_SERVICE}
    sent.add(names.ANSWER_INTENT)
    assert sent == set(names.SYSTEM_INTENTS)


def test_the_bot_has_an_intent_and_a_rule_for_every_system_turn() -> None:
    known = read("data/domain.yml")["intents"]
    assert [intent for intent in known if intent.startswith("system_")] == list(names.SYSTEM_INTENTS)
    ruled = {step["intent"] for rule in read("data/rules.yml")["rules"] for step in rule["steps"] if "intent" in step}
    assert set(names.SYSTEM_INTENTS) <= ruled


def test_the_bot_has_words_for_all_that_the_answer_server_leaves_to_it() -> None:
    left = [*SMALL_TALK, *names.CRISIS_INTENTS, OTHER_LANGUAGE]
    assert {utter(intent) for intent in left} <= set(compile_responses(read_catalogue()))


def test_no_sentence_is_trained_on_a_system_intent() -> None:
    assert not set(names.SYSTEM_INTENTS) & set(read("conversation.yaml")["small_talk"])


@pytest.mark.parametrize("name", [name for name in vars(names) if name.startswith("INTENT_")])
def test_the_bot_knows_every_intent_that_a_button_may_carry(name: str) -> None:
    known = {*read("data/domain.yml")["intents"], *read("conversation.yaml")["small_talk"]}
    assert getattr(names, name) in known


def test_the_bot_has_the_language_slot() -> None:
    assert names.SLOT_LANGUAGE in read("data/domain.yml")["slots"]


def test_the_classifier_gives_the_fallback_intent() -> None:
    components = (ROOT / "nlu" / "components").glob("*.py")
    assert any("FALLBACK_INTENT" in path.read_text(encoding="utf-8") for path in components)
    assert names.FALLBACK_INTENT in (BOT / "data" / "rules.yml").read_text(encoding="utf-8")


@pytest.fixture
def worker(own_redis: RedisServer, tmp_path: Any) -> WorkerSettings:
    url = f"sqlite:///{tmp_path}/moien.db"
    return WorkerSettings(database_url=url, redis_url=own_redis.url, sandbox_url="http://127.0.0.1:1")


def test_the_worker_has_the_task_that_the_hub_sends_on_the_queue_it_reads(worker: WorkerSettings) -> None:
    app = build_app(worker, {})
    sender = CelerySender(worker.redis_url)
    sender.send("the-job")
    sender.close()
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue(app.conf.task_default_queue).get(timeout=5)
        task = app.tasks[message.headers["task"]]
        message.ack()
    app.close()
    assert task.name == names.TASK_RUN_JOB
    assert message.payload[0] == ["the-job"]


def test_the_worker_that_trains_has_the_task_that_the_hub_sends_on_the_queue_it_reads(
    worker: WorkerSettings, tmp_path: Path
) -> None:
    settings = TrainingSettings(
        database_url=worker.database_url, redis_url=worker.redis_url, model_dir=tmp_path, bot_python=tmp_path
    )
    app = build_training_app(settings)
    sender = CelerySender(worker.redis_url, names.TASK_TRY_DRAFT, names.QUEUE_TRAINING)
    sender.send("the-trial")
    sender.close()
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue(app.conf.task_default_queue).get(timeout=5)
        task = app.tasks[message.headers["task"]]
        message.ack()
    app.close()
    assert task.name == names.TASK_TRY_DRAFT
    assert message.payload[0] == ["the-trial"]


def test_the_worker_has_the_task_that_the_studio_sends_on_a_queue_it_reads(worker: WorkerSettings) -> None:
    app = build_app(worker, {})
    sender = CelerySender(worker.redis_url, names.TASK_REHEARSE_CALL, names.QUEUE_HOUSE)
    sender.send("the-call")
    sender.close()
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue(names.QUEUE_HOUSE).get(timeout=5)
        task = app.tasks[message.headers["task"]]
        message.ack()
    app.close()
    assert task.name == names.TASK_REHEARSE_CALL
    assert message.payload[0] == ["the-call"]


def test_the_worker_has_the_tasks_that_beat_sends_on_a_queue_it_reads(
    worker: WorkerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    class Recorder:
        exitcode = 0

        def __init__(self, _longest_job: float, *, queues: list[str], **_options: Any) -> None:
            read.extend(queues)

        def start(self) -> None:
            """Only what it would read is wanted."""

    monkeypatch.setattr(worker_process, "BoundedWorker", Recorder)
    app = build_app(worker, {})
    beat = build_beat_app(BeatSettings(redis_url=worker.redis_url, state_dir=worker.state_dir))
    with warnings.catch_warnings():
        worker_process.start(app, 1, worker.hard_limit)
    schedule = beat.conf.beat_schedule.values()
    assert {entry["task"] for entry in schedule} == {
        names.TASK_FOLLOW_UP,
        names.TASK_RETAIN,
        names.TASK_LOOK_FOR_FORGOTTEN,
    }
    assert {entry["task"] for entry in schedule} <= set(app.tasks)
    assert {entry["options"]["queue"] for entry in schedule} == {names.QUEUE_HOUSE}
    assert read == [names.QUEUE_JOBS, names.QUEUE_HOUSE], "jobs of citizens never wait behind the house's tasks"
    app.close()
    beat.close()


async def test_the_hub_hears_what_the_worker_says(worker: WorkerSettings) -> None:
    fanout = Fanout(worker.redis_url)
    heard: asyncio.Queue[str] = asyncio.Queue()
    fanout.on_job_moved = heard.put_nowait
    running = asyncio.create_task(fanout.run())
    app = build_app(worker, {})
    messenger = RedisMessenger(app, worker.redis_url)
    async with asyncio.timeout(20):
        while heard.empty():
            await asyncio.to_thread(messenger.tell_moved, "the-job")
            await asyncio.sleep(0.1)
    assert await heard.get() == "the-job"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await fanout.close()
    app.close()
    messenger._redis.close()
