"""Leases: one worker at a time, fenced against the ones before, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from contracts.jobs import FINAL_STATES, JobResult, JobState
from services.jobs import JobStore
from tests.services.databases import add_job, read_job
from tests.services.people import CERTIFICATE

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LEASE = 45.0
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(engine: Engine) -> JobStore:
    return JobStore(engine, LEASE)


def as_utc(moment: datetime) -> datetime:
    """SQLite gives times back without their zone."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def test_a_lease_carries_what_the_call_needs(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease is not None
    assert (lease.job, lease.attempt, lease.operation) == ("j1", 1, "commune.requestResidenceCertificate")
    assert (lease.fields, lease.idempotency_key) == (CERTIFICATE, "key-of-j1")
    row = read_job(engine, "j1")
    assert (row.state, row.attempts, as_utc(row.lease_until)) == ("running", 1, NOW + timedelta(seconds=LEASE))


def test_an_unknown_job_gives_no_lease(store: JobStore) -> None:
    assert store.lease("nothing", NOW) is None
    assert store.state("nothing") is None


@pytest.mark.parametrize("state", FINAL_STATES)
def test_a_final_job_is_left_alone(store: JobStore, engine: Engine, state: JobState) -> None:
    add_job(engine, "j1", CERTIFICATE, state=state, attempts=1)
    assert store.lease("j1", NOW + timedelta(days=1)) is None
    assert read_job(engine, "j1").attempts == 1


@pytest.mark.parametrize(
    ("state", "lease_until", "given"),
    [
        ("queued", None, True),
        ("queued", NOW - SECOND, True),
        ("queued", NOW, True),
        ("queued", NOW + SECOND, False),
        ("running", NOW - SECOND, True),
        ("running", NOW + SECOND, False),
        ("running", None, True),
    ],
)
def test_when_a_job_may_be_taken(
    store: JobStore, engine: Engine, state: str, lease_until: datetime | None, given: bool
) -> None:
    add_job(engine, "j1", CERTIFICATE, state=state, attempts=3, lease_until=lease_until)
    lease = store.lease("j1", NOW)
    assert (lease is not None) == given
    assert read_job(engine, "j1").attempts == (4 if given else 3)


def test_many_workers_one_lease(store: JobStore, engine: Engine) -> None:
    for number in range(10):
        add_job(engine, f"j{number}", CERTIFICATE)
    with ThreadPoolExecutor(8) as pool:
        leases = list(pool.map(lambda n: store.lease(f"j{n % 10}", NOW), range(80)))
    assert sorted(lease.job for lease in leases if lease) == sorted(f"j{n}" for n in range(10))
    assert {read_job(engine, f"j{n}").attempts for n in range(10)} == {1}


def test_the_end_is_written_once(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    assert store.finish(lease, JobResult(state="succeeded", reference="RC-2026-000001"), NOW + SECOND)
    assert not store.finish(lease, JobResult(state="failed", detail="late"), NOW + 2 * SECOND)
    row = read_job(engine, "j1")
    assert (row.state, row.lease_until, as_utc(row.updated_at)) == ("succeeded", None, NOW + SECOND)
    assert row.result == {"state": "succeeded", "reference": "RC-2026-000001", "code": None, "detail": None}
    assert row.reported_state == "queued", "what the citizen knows is the hub's to write"


def test_an_older_lease_can_no_longer_write(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    slow = store.lease("j1", NOW)
    newer = store.lease("j1", NOW + timedelta(seconds=LEASE + 1))
    assert slow
    assert newer
    assert not store.finish(slow, JobResult(state="failed", detail="time-out"), NOW)
    assert not store.postpone(slow, NOW, NOW)
    assert store.finish(newer, JobResult(state="rejected", code="not_registered"), NOW)
    assert read_job(engine, "j1").state == "rejected"


def test_a_postponed_job_waits_until_it_is_due(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE, sent_at=NOW - SECOND)
    lease = store.lease("j1", NOW)
    due = NOW + timedelta(seconds=8)
    assert lease
    assert store.postpone(lease, due, NOW)
    row = read_job(engine, "j1")
    assert (row.state, row.result, as_utc(row.sent_at)) == ("queued", None, due)
    assert store.lease("j1", due - SECOND) is None
    again = store.lease("j1", due)
    assert again
    assert again.attempt == 2


def test_a_cancelled_job_stays_cancelled(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    assert store.finish(lease, JobResult(state="cancelled"), NOW)
    assert not store.postpone(lease, NOW, NOW)
    assert store.state("j1") == "cancelled"


@pytest.mark.parametrize("state", ["queued", "running"])
def test_an_end_must_be_an_end(store: JobStore, engine: Engine, state: JobState) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    with pytest.raises(ValueError, match=f"job j1: '{state}' is no end"):
        store.finish(lease, JobResult(state=state), NOW)
