"""Leases: one worker at a time, fenced against the ones before, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, select

from contracts.jobs import FINAL_STATES, Document, JobResult, JobState
from contracts.tables import file
from services.clock import as_utc
from services.jobs import JobStore, Lease
from tests.services.databases import CREATED, KEEP_FILES, add_job, erase_while, make_files, read_job
from tests.services.people import CERTIFICATE

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LEASE = 45.0
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(engine: Engine) -> JobStore:
    return JobStore(engine, make_files(engine), LEASE)


def test_a_lease_carries_what_the_call_needs(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE, follow_up="commune.showApplication")
    lease = store.lease("j1", NOW)
    assert lease is not None
    assert lease == Lease(
        job="j1",
        attempt=1,
        conversation="c1",
        kind="file",
        operation="commune.requestResidenceCertificate",
        fields=CERTIFICATE,
        idempotency_key="key-of-j1",
        failures=0,
        created_at=CREATED,
        follow_up="commune.showApplication",
    )
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
    ("state", "lease_until", "given", "died"),
    [
        ("queued", None, True, False),
        ("queued", NOW - SECOND, True, False),
        ("queued", NOW, True, False),
        ("queued", NOW + SECOND, False, False),
        ("running", NOW - SECOND, True, True),
        ("running", NOW + SECOND, False, False),
        ("running", None, True, True),
    ],
)
def test_when_a_job_may_be_taken(
    store: JobStore, engine: Engine, state: str, lease_until: datetime | None, given: bool, died: bool
) -> None:
    add_job(engine, "j1", CERTIFICATE, state=state, attempts=3, lease_until=lease_until)
    lease = store.lease("j1", NOW)
    assert (lease is not None) == given
    row = read_job(engine, "j1")
    assert row.attempts == (4 if given else 3)
    assert (row.failures, row.unsure) == (int(died), died), "a call that a dead worker began may have filed it"


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
    assert msgspec.convert(row.result, JobResult) == JobResult(state="succeeded", reference="RC-2026-000001")
    assert row.reported_state == "queued", "what the citizen knows is the hub's to write"


def test_a_document_comes_with_the_end_that_mentions_it(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    document = Document(id="0" * 32, name="certificate.pdf", media_type="application/pdf", size=5)
    due = NOW + timedelta(minutes=1)
    result = JobResult(state="succeeded", reference="RC-2026-000001", document=document)
    assert store.finish(lease, result, NOW, follow_due=due)
    assert not store.finish(lease, result, NOW), "neither the end nor the row of the file is written twice"
    with engine.connect() as connection:
        row = connection.execute(select(file)).one()
    assert (row.id, row.conversation_id, row.name, row.issued) == ("0" * 32, "c1", "certificate.pdf", True)
    assert as_utc(row.expires_at) == NOW + KEEP_FILES
    assert as_utc(read_job(engine, "j1").follow_due) == due


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
def test_a_document_that_comes_while_its_conversation_is_erased(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    document = Document(id="0" * 32, name="certificate.pdf", media_type="application/pdf", size=5)
    result = JobResult(state="succeeded", document=document)
    assert erase_while(engine, lambda: store.finish(lease, result, NOW)) is False
    assert store.state("j1") is None


def test_an_older_lease_can_no_longer_write(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    slow = store.lease("j1", NOW)
    newer = store.lease("j1", NOW + timedelta(seconds=LEASE + 1))
    assert slow
    assert newer
    assert not store.finish(slow, JobResult(state="failed", detail="time-out"), NOW)
    assert not store.postpone(slow, NOW, NOW, failed=True)
    assert store.finish(newer, JobResult(state="rejected", code="not_registered"), NOW)
    assert read_job(engine, "j1").state == "rejected"


@pytest.mark.parametrize(("failed", "unsure"), [(True, True), (True, False), (False, False)])
def test_a_postponed_job_waits_until_it_is_due(store: JobStore, engine: Engine, failed: bool, unsure: bool) -> None:
    add_job(engine, "j1", CERTIFICATE, sent_at=NOW - SECOND)
    lease = store.lease("j1", NOW)
    due = NOW + timedelta(seconds=8)
    assert lease
    assert store.postpone(lease, due, NOW, failed=failed, unsure=unsure)
    row = read_job(engine, "j1")
    assert (row.state, row.result, as_utc(row.sent_at)) == ("queued", None, due)
    assert (row.delayed, row.failures, row.unsure) == (True, int(failed), unsure)
    assert store.lease("j1", due - SECOND) is None
    again = store.lease("j1", due)
    assert again
    assert (again.attempt, again.failures) == (2, int(failed))
    assert store.finish(again, JobResult(state="succeeded", reference="RC-2026-000001"), due)
    assert read_job(engine, "j1").unsure == unsure, "what may have happened is not forgotten"


def test_a_cancelled_job_stays_cancelled(store: JobStore, engine: Engine) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    assert store.finish(lease, JobResult(state="cancelled"), NOW)
    assert not store.postpone(lease, NOW, NOW, failed=True)
    assert store.state("j1") == "cancelled"


@pytest.mark.parametrize("state", ["queued", "running"])
def test_an_end_must_be_an_end(store: JobStore, engine: Engine, state: JobState) -> None:
    add_job(engine, "j1", CERTIFICATE)
    lease = store.lease("j1", NOW)
    assert lease
    with pytest.raises(ValueError, match=f"job j1: '{state}' is no end"):
        store.finish(lease, JobResult(state=state), NOW)
