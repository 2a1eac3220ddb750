"""The breaker: opens, lets one call try, closes, and frees the jobs that waited; shared by all workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from contracts.tables import breaker
from services.backoff import Backoff
from services.breaker import Admission, Breaker
from services.clock import as_utc
from services.connectors.operation import RetryPolicy
from services.connectors.outcome import DownError
from tests.services.databases import add_job, read_job
from tests.services.people import CERTIFICATE

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PAUSE = 30.0
TRIAL = 40.0
THRESHOLD = 3


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def open_breaker(engine: Engine) -> Breaker:
    pauses = RetryPolicy(attempts=THRESHOLD, base=2 * PAUSE, most=2 * PAUSE)
    return Breaker(engine, backoff=Backoff(lambda: 0), pauses=pauses, trial_seconds=TRIAL)


@pytest.fixture
def rules(engine: Engine) -> Breaker:
    return open_breaker(engine)


def row(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(breaker).where(breaker.c.administration == "commune")).one_or_none()


def fail(rules: Breaker, times: int, now: datetime = NOW, after: float | None = None) -> None:
    for _ in range(times):
        rules.fail(rules.enter("commune", now), after, now)


def test_nothing_is_written_while_all_is_well(rules: Breaker, engine: Engine) -> None:
    admission = rules.enter("commune", NOW)
    assert admission == Admission("commune", is_clean=True, is_trial=False)
    rules.leave(admission, NOW)
    assert row(engine) is None


def test_an_answer_in_between_begins_anew(rules: Breaker, engine: Engine) -> None:
    fail(rules, THRESHOLD - 1)
    rules.leave(rules.enter("commune", NOW), NOW)
    fail(rules, THRESHOLD - 1)
    assert (row(engine).failures, row(engine).opened_at) == (THRESHOLD - 1, None)
    assert rules.enter("commune", NOW)


def test_it_opens_for_one_administration_and_every_worker(rules: Breaker, engine: Engine) -> None:
    fail(rules, THRESHOLD)
    assert as_utc(row(engine).opened_at) == NOW
    with pytest.raises(DownError, match="commune is down") as caught:
        open_breaker(engine).enter("commune", later(PAUSE - 1))
    assert caught.value.until == later(PAUSE)
    assert rules.enter("taxes", NOW)


def test_retry_after_is_kept(rules: Breaker, engine: Engine) -> None:
    fail(rules, THRESHOLD, after=600)
    assert as_utc(row(engine).retry_at) == later(600)


def test_one_call_tries_and_its_failure_begins_another_pause(rules: Breaker, engine: Engine) -> None:
    fail(rules, THRESHOLD)
    trial = rules.enter("commune", later(PAUSE))
    assert trial.is_trial
    with pytest.raises(DownError) as caught:
        rules.enter("commune", later(PAUSE))
    assert caught.value.until == later(PAUSE + TRIAL), "should the trial's worker die, another one tries then"
    rules.fail(trial, None, later(PAUSE + 1))
    assert as_utc(row(engine).retry_at) == later(PAUSE + 1 + PAUSE)
    assert as_utc(row(engine).opened_at) == NOW, "down since the beginning"


def test_calls_that_were_on_their_way_do_not_prolong_it(rules: Breaker, engine: Engine) -> None:
    on_their_way = [rules.enter("commune", NOW) for _ in range(THRESHOLD + 5)]
    for admission in on_their_way:
        rules.fail(admission, None, NOW)
    assert as_utc(row(engine).retry_at) == later(PAUSE)
    rules.fail(on_their_way[0], None, later(20))
    assert as_utc(row(engine).retry_at) == later(PAUSE)


def test_many_workers_one_trial(rules: Breaker, engine: Engine) -> None:
    fail(rules, THRESHOLD)

    def try_it(_number: int) -> bool:
        try:
            return rules.enter("commune", later(PAUSE)).is_trial
        except DownError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(try_it, range(40))).count(True) == 1


def test_many_workers_count_every_failure(rules: Breaker, engine: Engine) -> None:
    admission = rules.enter("commune", NOW)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: rules.fail(admission, None, NOW), range(20)))
    assert row(engine).failures == 20


def test_an_answer_closes_it_and_frees_those_who_waited(rules: Breaker, engine: Engine) -> None:
    due = later(300)
    waits: dict[str, Any] = {"lease_until": due, "sent_at": due}
    add_job(engine, "waiting", CERTIFICATE, delayed=True, **waits)
    add_job(engine, "elsewhere", CERTIFICATE, delayed=True, operation="commune2.file", **waits)
    add_job(engine, "running", CERTIFICATE, delayed=True, state="running", **waits)
    add_job(engine, "new", CERTIFICATE, sent_at=NOW)
    fail(rules, THRESHOLD)
    rules.leave(rules.enter("commune", later(PAUSE)), later(PAUSE + 1))
    assert (row(engine).failures, row(engine).opened_at, row(engine).retry_at) == (0, None, None)
    assert rules.enter("commune", later(PAUSE + 1)).is_clean
    freed = read_job(engine, "waiting")
    assert (freed.lease_until, freed.sent_at, freed.delayed) == (None, None, True)
    for job_id in ("elsewhere", "running"):
        assert as_utc(read_job(engine, job_id).lease_until) == due
    assert as_utc(read_job(engine, "new").sent_at) == NOW, "it is on its way already"
