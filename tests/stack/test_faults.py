"""Whatever is killed, and whenever: each application that a citizen confirmed is filed exactly once, and they hear it.

Two hundred citizens go through the form over REST while worker, gateway, Redis and sandbox are killed (SIGKILL) at
random moments. What was filed is counted in the sandbox's own database.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.content import read_catalogue
from tests.services.people import person
from tests.stack.patient_citizen import PatientCitizen
from tests.stack.platform import Platform, make_platform

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(1500)]

APPLICATIONS = 200
AT_ONCE = 12
KILLED = ("worker", "gateway", "redis", "sandbox")
DEATHS = 5
"""Of each process: the supervisor waits longer before each restart, up to half a minute."""
PAUSE = (0.5, 8.0)
"""Seconds between two deaths, at least and at most."""
SEED = 20261129

CATALOGUE = read_catalogue()
FORM = CATALOGUE.services["residence_certificate"].form
SEND = CATALOGUE.wording["button_yes_send"]["de"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of its own, whose leases and pauses are short enough for a test."""
    made = make_platform(
        tmp_path_factory.mktemp("faults"),
        MOIEN_SANDBOX_DELAY="0.2",
        MOIEN_MESSAGES_PER_WINDOW="1000",
        MOIEN_CONNECTOR_TIMEOUT="2",
        MOIEN_JOB_LEASE="6",
        MOIEN_JOB_RETRY_BASE="0.5",
        MOIEN_JOB_ATTEMPTS="100",
        MOIEN_BREAKER_PAUSE="0.5",
        MOIEN_JOB_RESEND="4",
        MOIEN_TURN_LEASE="4",
    )
    made.start()
    yield made
    made.stop()


def apply(url: str, national_id: str) -> tuple[str, dict[str, Any], list[int]]:
    """Go through the form; gives the person, the last job event, and the numbers of the log."""
    citizen = PatientCitizen(url)
    try:
        citizen.say("Ich möchte jetzt eine Wohnsitzbescheinigung beantragen")
        citizen.say(national_id)
        citizen.say("Mamer")
        citizen.press(FORM.fields[2].choices[0].label["de"])
        citizen.press(SEND)
        end = citizen.wait_for_end()
        return national_id, end, [event["seq"] for event in citizen.events]
    finally:
        citizen.close()


def kill_at_random(platform: Platform, stop: threading.Event) -> Counter[str]:
    """Kill one process after the other, each `DEATHS` times or until told to stop; gives how often each died."""
    chance, deaths = random.Random(SEED), Counter[str]()
    while not stop.wait(chance.uniform(*PAUSE)):
        alive = [name for name in KILLED if deaths[name] < DEATHS]
        if not alive:
            break
        name = chance.choice(alive)
        if platform.state().processes[name].pid:
            # The supervisor may have seen it die by itself (without its Redis, a worker ends) a moment ago.
            with contextlib.suppress(ProcessLookupError, AssertionError):
                platform.kill(name)
                deaths[name] += 1
    return deaths


def filed_by_person(platform: Platform) -> Counter[str]:
    """How many certificates each person has on file with the sandbox."""
    with contextlib.closing(sqlite3.connect(platform.state_dir / "data" / "sandbox.db")) as database:
        rows = database.execute("SELECT national_id FROM filing WHERE kind = 'residence_certificate'")
        return Counter(national_id for (national_id,) in rows)


def test_nothing_is_lost_and_nothing_is_filed_twice(platform: Platform, tmp_path: Path) -> None:
    people = [person(number) for number in range(APPLICATIONS)]
    stop = threading.Event()
    with ThreadPoolExecutor(AT_ONCE + 1) as threads:
        chaos = threads.submit(kill_at_random, platform, stop)
        try:
            done = list(threads.map(lambda national_id: apply(platform.url, national_id), people))
        finally:
            stop.set()
        deaths = chaos.result()

    assert all(deaths[name] >= 3 for name in KILLED), f"too few deaths to prove anything: {deaths}"
    assert filed_by_person(platform) == Counter(dict.fromkeys(people, 1))
    assert Counter(end["state"] for _, end, _ in done) == {"succeeded": APPLICATIONS}
    for national_id, end, numbers in done:
        [filed] = platform.applications(national_id)
        assert end["reference"] == filed["reference"]
        assert numbers == list(range(1, len(numbers) + 1)), "the log has a gap or a repetition"
