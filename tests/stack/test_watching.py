"""The whole platform is watched: an application, a question and a person move the counters of every process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from contracts.metric import ACTIONS, ANSWERS, BEAT, GATEWAY, PROCESSES, RASA, REHEARSAL, TRAINING, WORKER
from contracts.metrics import METRICS
from tests.channels.client import agent, citizen, sign_in
from tests.channels.watching.scraping import Scrape, scrape
from tests.content import read_catalogue
from tests.services.people import person
from tests.stack.platform import PATIENCE, Platform, make_platform
from tests.stack.socket_citizen import answered, find_button, press, spoken

pytestmark = [pytest.mark.stack, pytest.mark.slow]

NOT_YET = {
    # Only with a public address by https, a backup, a language model, a draft that somebody tries.
    "moien_certificate_expires_timestamp_seconds",
    "moien_certificate_up",
    "moien_backup_newest_timestamp_seconds",
    "moien_language_model_up",
    "moien_trials_total",
    "moien_trial_seconds",
}
YES = read_catalogue().wording["button_yes_send"]["de"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = make_platform(
        tmp_path_factory.mktemp("moien"),
        MOIEN_SANDBOX_DELAY="0",
        MOIEN_MESSAGES_PER_WINDOW="200",
        MOIEN_FOLLOW_UP_EVERY="5",
    )
    platform.start()
    yield platform
    platform.stop()


def scrape_all(house: Platform) -> dict[str, Scrape]:
    return {process: scrape(house.address(process, "/metrics")) for process in PROCESSES}


def until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


async def converse(house: Platform) -> str:
    """File an application, ask something free, talk to a person; returns the conversation's id."""
    name, password = house.password("agent")
    cookie = sign_in(house.url, name, password)
    async with asyncio.timeout(PATIENCE), citizen(house.url, "de") as anna, agent(house.url, cookie) as alex:
        for text in ("Ich möchte jetzt eine Wohnsitzbescheinigung beantragen", person(7), "Mamer"):
            await answered(anna, text)
        while not (place := find_button(anna.events, YES)):
            buttons = next(e for e in reversed(anna.events) if e["data"].get("buttons"))
            await press(anna, buttons["seq"], 0)
        await press(anna, *place)
        done = await anna.event("job", state="succeeded")
        # The bot reports it by itself; what it says then is no answer to the next message.
        await spoken(anna, done["seq"])
        await answered(anna, "Wie hoch ist die Gebühr für einen Reisepass, wenn ich ihn verloren habe?")
        await answered(anna, "qwrtz vbnm")
        await anna.send(type="ask_person", message_id=f"person-{anna.conversation}"[:40])
        ticket = await alex.ticket_of(anna.conversation)
        await alex.send(type="claim", ticket=ticket["ticket"])
        await anna.event("owner", owner="agent")
        await alex.send(type="close", conversation=anna.conversation, wrap_up="answered", note="")
        await alex.desk_without(anna.conversation)
        return anna.conversation


def test_every_process_says_alike_how_it_is(house: Platform) -> None:
    for process in PROCESSES:
        assert httpx.get(house.address(process, "/healthz"), timeout=20).json()["status"] == "ok", process
    for process in ("rasa", "actions", "answers", "rehearsal", "sandbox", "eid", "gateway"):
        ready = httpx.get(f"http://127.0.0.1:{house.ports[process]}/readyz", timeout=20)
        assert ready.status_code == 200, f"{process}: {ready.text}"
    assert httpx.get(f"{house.url}/metrics").status_code == 404


async def test_a_conversation_moves_the_counters_of_every_process(house: Platform) -> None:
    before = await asyncio.to_thread(scrape_all, house)
    conversation = await converse(house)

    def moved(process: str, name: str, **labels: str) -> float:
        return after[process].total(name, **labels) - before[process].total(name, **labels)

    after = await asyncio.to_thread(scrape_all, house)
    acknowledged = moved(GATEWAY, "moien_messages_acknowledged_total")
    assert acknowledged >= 6

    def all_checked() -> bool:
        nonlocal after
        after = scrape_all(house)
        return moved(GATEWAY, "moien_messages_checked_total") >= acknowledged

    await asyncio.to_thread(until, all_checked, "every acknowledged message is looked for")
    assert after[GATEWAY].total("moien_messages_lost_total") == 0
    assert moved(GATEWAY, "moien_turns_total", kind="text", outcome="answered") >= 4
    assert moved(GATEWAY, "moien_turns_total", kind="press", outcome="answered") >= 1
    assert moved(GATEWAY, "moien_turns_total", kind="system", outcome="answered") >= 1
    assert moved(GATEWAY, "moien_decisions_total", language="de") >= 2
    assert moved(GATEWAY, "moien_turn_stage_seconds_count", stage="whole") >= 4
    assert moved(GATEWAY, "moien_jobs_stored_total", service="residence_certificate", kind="file") == 1
    assert moved(GATEWAY, "moien_handovers_opened_total", reason="asked") == 1
    assert moved(GATEWAY, "moien_handovers_claimed_total") == 1
    assert moved(GATEWAY, "moien_handovers_closed_total", ending="closed") == 1
    assert after[GATEWAY].value("moien_jobs", administration="commune", state="succeeded") == 1
    assert after[GATEWAY].value("moien_sockets", door="citizen") == 0
    assert moved(GATEWAY, "moien_decisions_total", language="de", decision="fallback") >= 1
    assert moved(GATEWAY, "moien_free_text_total") >= 1
    assert moved(ANSWERS, "moien_answers_total") >= 1
    assert moved(ANSWERS, "moien_answer_step_seconds_count", step="guard") >= 1
    assert moved(RASA, "moien_bot_turns_total", outcome="answered") >= 6
    assert moved(RASA, "moien_bot_turn_seconds_count") >= 6
    assert moved(ACTIONS, "moien_actions_total", outcome="done") >= 4
    assert moved(WORKER, "moien_job_calls_total", administration="commune", outcome="succeeded") >= 1
    assert moved(WORKER, "moien_jobs_ended_total", administration="commune", state="succeeded") == 1
    assert after[BEAT].total("moien_beat_sent_total") >= 1
    for process in (GATEWAY, RASA, ACTIONS, ANSWERS, REHEARSAL):
        assert after[process].total("moien_event_loop_lag_seconds_count") > 0, process
    assert after[TRAINING].has("process_resident_memory_bytes")
    for process, shown in after.items():
        for name, labels in shown.samples:
            for _, value in labels:
                assert conversation not in value, f"{process}: {name}"
                assert person(7) not in value, f"{process}: {name}"


async def test_every_metric_is_shown_by_its_processes(house: Platform) -> None:
    shown = await asyncio.to_thread(scrape_all, house)
    missing = {
        (metric.name, process)
        for metric in METRICS
        for process in metric.processes
        if metric.name not in NOT_YET and not shown[process].has(metric.name) and not _needs_labels(metric)
    }
    assert missing == set()


def _needs_labels(metric) -> bool:
    """Counters with several labels, or with names of the catalogue, are shown from their first count on."""
    return len(metric.labels) > 1 or any(not label.values for label in metric.labels)
