"""One course of chaos: a platform of its own, citizens and applicants, deaths, and the verdict of the databases."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine

from bench.chaos.citizen import Citizen, Diary
from bench.chaos.killer import Death, Killer
from bench.chaos.second import NAME as SECOND
from bench.chaos.second import SecondGateway
from bench.chaos.verdict import (
    Logged,
    Verdict,
    count_open_turns,
    judge_answers,
    judge_filings,
    judge_messages,
    read_log,
)
from bench.load.house import LIMITS_OFF
from channels.store.database import sync_url
from tests.channels.servers import PostgresServer
from tests.services.people import person
from tests.stack.platform import Platform, make_platform
from tests.stack.test_faults import apply, filed_by_person

PATIENCE = 240.0
"""Seconds in which what was begun must come to an end: several deaths, and Rasa's start, may fall into it."""
IMPATIENT = {
    "MOIEN_SANDBOX_DELAY": "0.2",
    "MOIEN_CONNECTOR_TIMEOUT": "2",
    "MOIEN_JOB_LEASE": "6",
    "MOIEN_JOB_RETRY_BASE": "0.5",
    "MOIEN_JOB_ATTEMPTS": "100",
    "MOIEN_BREAKER_PAUSE": "0.5",
    "MOIEN_JOB_RESEND": "4",
}
"""Pauses of jobs that are minutes where administrations are away for hours."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is to happen."""

    names: tuple[str, ...]
    """Processes that are killed."""
    seed: int
    seconds: float
    """How long they are killed and citizens begin something new."""
    citizens: int
    applicants: int
    pause: tuple[float, float] = (1.0, 6.0)
    """Seconds between two deaths, at least and at most."""
    postgresql: PostgresServer | None = None


@dataclass
class Applied:
    """What became of one applicant's applications."""

    filed: list[str] = field(default_factory=list)
    """Whose application succeeded."""
    ended_otherwise: dict[str, str] = field(default_factory=dict)
    """Whose did not, and how it ended."""


@dataclass(frozen=True)
class Done:
    """What has happened."""

    deaths: list[Death]
    diaries: list[Diary]
    applications: int
    verdict: Verdict
    until: float
    """When citizens began nothing new any more (monotonic seconds)."""


def stir(folder: Path, course: Course, **variables: str) -> Done:
    """Run it; ``folder`` keeps the platform's state."""
    platform = make_platform(folder, **LIMITS_OFF, **IMPATIENT, **variables)
    platform.start()
    second = SecondGateway(platform) if SECOND in course.names else None
    killer = Killer(platform, course.names, course.seed, course.pause, course.postgresql, second)
    ports = [platform.ports["gateway"]]
    try:
        if second is not None:
            second.start()
            ports.append(second.port)
        until = time.monotonic() + course.seconds
        with ThreadPoolExecutor(course.applicants + 1) as threads:
            numbers = itertools.count()
            filing = [threads.submit(_apply_until, platform, until, numbers) for _ in range(course.applicants)]
            talking = threads.submit(asyncio.run, _talk(ports, course.citizens, until))
            killer.run(until)
            diaries = talking.result()
            applied = [done.result() for done in filing]
        verdict = judge(platform, diaries, applied)
    finally:
        if second is not None:
            second.stop()
        platform.stop()
    return Done(killer.deaths, diaries, sum(len(one.filed) for one in applied), verdict, until)


async def _talk(ports: Sequence[int], count: int, until: float) -> list[Diary]:
    citizens = [Citizen([*ports[at % len(ports) :], *ports[: at % len(ports)]]) for at in range(count)]
    await asyncio.gather(*(citizen.talk(until, PATIENCE) for citizen in citizens))
    return [citizen.diary for citizen in citizens]


def _apply_until(platform: Platform, until: float, numbers: Iterator[int]) -> Applied:
    """Go through the form again and again, for another person each time."""
    applied = Applied()
    while time.monotonic() < until:
        national_id = person(next(numbers))
        try:
            _, end, _ = apply(platform.url, national_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, an application came to no end
            applied.ended_otherwise[national_id] = f"{type(error).__name__}: {error}"
            continue
        if end["state"] == "succeeded":
            applied.filed.append(national_id)
        else:
            applied.ended_otherwise[national_id] = end["state"]
    return applied


def judge(platform: Platform, diaries: list[Diary], applied: list[Applied]) -> Verdict:
    """Ask the database and that of the sandbox."""
    address = platform.variables.get("MOIEN_DATABASE_URL") or f"sqlite:///{platform.state_dir / 'data' / 'moien.db'}"
    engine = create_engine(sync_url(address))
    said = {diary.conversation: diary.acknowledged for diary in diaries}
    filed = [person for one in applied for person in one.filed]
    otherwise = {person: end for one in applied for person, end in one.ended_otherwise.items()}
    try:
        log = read_log(engine, said)
        still = count_open_turns(engine, said)
    finally:
        engine.dispose()
    parts = [
        judge_messages(said, log),
        judge_answers(Counter(_by(log, "citizen")), Counter(_by(log, "bot")), Counter(_by(log, "bot_unavailable"))),
        judge_filings(filed, filed_by_person(platform), otherwise),
    ]
    verdict = parts[0]
    for part in parts[1:]:
        verdict.lost += part.lost
        verdict.doubled += part.doubled
        verdict.given_up += part.given_up
    verdict.out_of_order += [wrong for diary in diaries for wrong in diary.disordered]
    verdict.lost += [lost for diary in diaries for lost in diary.lost]
    if still:
        verdict.lost.append(f"{still} turns that nobody ended")
    return verdict


def _by(log: list[Logged], author: str) -> Iterator[str]:
    return (one.conversation for one in log if one.author == author)
