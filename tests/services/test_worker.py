"""The worker as a process, with a real Redis and the real sandbox: every answer, every death, one application."""

import itertools
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis
from sqlalchemy import insert, select

from contracts.files import FileStore
from contracts.jobs import JobResult, ResultValue
from contracts.names import QUEUE_HOUSE, QUEUE_JOBS, TASK_REHEARSE_CALL, TASK_RETAIN, TASK_RUN_JOB, TOPIC_JOB_MOVED
from contracts.rehearsal import CallOutcome
from contracts.staff_tables import metadata, staff
from contracts.studio_tables import rehearsed_call
from contracts.tables import breaker
from services.worker import EXIT_BAD_SETTINGS
from tests.services.dripping_server import DrippingServer
from tests.services.people import CERTIFICATE, NOBODY, PERMIT, person
from tests.services.processes import LEASE_SECONDS, Stack, wait_for
from tests.services.training.conftest import PERSON

pytestmark = pytest.mark.slow

_numbers = itertools.count(1)


def somebody() -> dict[str, str]:
    """An application of a person who has filed nothing yet."""
    return {**CERTIFICATE, "national_id": person(next(_numbers))}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    made = Stack(tmp_path_factory.mktemp("stack"))
    try:
        made.start()
        yield made
    finally:
        made.close()
    logs = made.logs()
    assert " ready." in logs
    assert "broke_off" not in logs
    assert not re.search(r"\b19900101[0-9]{5}\b", logs), "a national id is in the logs"
    assert CERTIFICATE["purpose"] not in logs


@pytest.fixture
def bare_stack(tmp_path: Path) -> Iterator[Stack]:
    """Nothing is started yet."""
    made = Stack(tmp_path)
    yield made
    made.close()


def test_success_is_written_and_told(stack: Stack) -> None:
    fields = somebody()
    with redis.Redis.from_url(stack.redis.url) as client, client.pubsub(ignore_subscribe_messages=True) as heard:
        heard.subscribe(TOPIC_JOB_MOVED)
        wait_for("the subscription", lambda: heard.subscribed)
        heard.get_message(timeout=1)
        stack.file("success", fields)
        assert wait_for("a wake-up", lambda: heard.get_message(timeout=1))["data"] == b"success"
        row = stack.row("success")
    (reference,) = stack.filed(fields["national_id"])
    assert row.state == "succeeded", "the end is written before it is told"
    assert msgspec.convert(row.result, JobResult) == JobResult(
        state="succeeded", reference=reference, values={"status": ResultValue(kind="code", value="received")}
    )
    assert (row.attempts, row.lease_until, row.reported_state) == (1, None, "queued")


def test_a_call_that_somebody_tries_reaches_the_sandbox(stack: Stack) -> None:
    fields = somebody()
    row = {"id": "c" * 32, "operation": "commune.requestResidenceCertificate", "kind": "file", "fields": fields}
    asked = {"state": "queued", "asked_by": "s1", "asked_at": datetime.now(UTC)}
    with stack.engine.begin() as connection:
        connection.execute(insert(staff).values(PERSON))
        connection.execute(insert(rehearsed_call).values(**row, **asked))
    stack.hub.send_task(TASK_REHEARSE_CALL, args=["c" * 32], queue=QUEUE_HOUSE)

    def read_outcome() -> Any:
        with stack.engine.connect() as connection:
            return connection.scalar(select(rehearsed_call.c.outcome))

    outcome = msgspec.convert(wait_for("what came of it", read_outcome), CallOutcome)
    assert outcome.result is not None
    assert [outcome.result.reference] == stack.filed(fields["national_id"])


def test_the_other_operation(stack: Stack) -> None:
    fields = {**PERMIT, "national_id": person(next(_numbers))}
    stack.file("permit", fields, operation="commune.requestParkingPermit")
    row = stack.wait_state("permit", "succeeded", "failed")
    assert re.fullmatch(r"PP-\d{4}-\d{6}", row.result["reference"])


def test_rejection(stack: Stack) -> None:
    stack.file("rejection", {**CERTIFICATE, "national_id": NOBODY})
    row = stack.wait_state("rejection", "rejected", "failed")
    assert msgspec.convert(row.result, JobResult) == JobResult(state="rejected", code="not_registered")


@pytest.mark.parametrize("fault", ["error", "malformed", "commit-then-timeout:3", "delay:3"])
def test_one_fault_then_success_is_one_application(stack: Stack, fault: str) -> None:
    fields, job_id = somebody(), f"fault-{fault}"
    stack.plan(fault)
    stack.file(job_id, fields)
    row = stack.wait_state(job_id, "succeeded", "failed")
    assert row.attempts == 2
    assert stack.filed(fields["national_id"]) == [row.result["reference"]]


def test_retry_after_is_kept(stack: Stack) -> None:
    fields = somebody()
    stack.plan("unavailable:3")
    stack.file("overload", fields)
    waiting = wait_for("the pause", lambda: (row := stack.row("overload")).state == "queued" and row.attempts and row)
    due = waiting.lease_until
    assert timedelta(seconds=3) <= due - waiting.updated_at <= timedelta(seconds=3.1)
    row = stack.wait_state("overload", "succeeded", "failed")
    assert (row.state, row.attempts) == ("succeeded", 2)
    assert row.updated_at >= due
    assert len(stack.filed(fields["national_id"])) == 1


def test_no_answer_at_all_ends(stack: Stack) -> None:
    fields = somebody()
    stack.plan(*["error"] * 4)
    stack.file("hopeless", fields)
    row = stack.wait_state("hopeless", "succeeded", "failed")
    assert (
        row.result["detail"] == "gave up after 4 calls without an answer: status 500 from requestResidenceCertificate"
    )
    assert stack.filed(fields["national_id"]) == []


@pytest.mark.parametrize(
    ("operation", "fields", "detail"),
    [
        ("commune.requestGold", CERTIFICATE, "has no operation 'requestGold'"),
        ("moon.requestGold", CERTIFICATE, "administrations with a connector: commune, justice, taxes"),
        ("commune.requestResidenceCertificate", {"commune": "wiltz"}, "the whole lacks national_id, purpose"),
    ],
)
def test_a_fault_of_ours_ends_at_once(stack: Stack, operation: str, fields: dict[str, str], detail: str) -> None:
    job_id = f"ours-{next(_numbers)}"
    stack.file(job_id, fields, operation=operation)
    row = stack.wait_state(job_id, "succeeded", "failed")
    assert (row.state, row.attempts) == ("failed", 1)
    assert detail in row.result["detail"]


def test_a_look_up(stack: Stack) -> None:
    fields = {"commune": "esch-sur-alzette", "matter": "passport"}
    stack.file("look-up", fields, kind="look_up", operation="commune.findAppointments", field="slot")
    row = stack.wait_state("look-up", "succeeded", "failed")
    result = msgspec.convert(row.result, JobResult)
    assert result.state == "succeeded", result
    assert result.options
    assert all(option.value and option.label and option.at for option in result.options)


def test_an_application_is_followed_up_until_its_document_is_there(stack: Stack) -> None:
    stack.start_beat()
    stack.file("followed", somebody(), follow_up="commune.showApplication")
    row = stack.wait_state("followed", "succeeded", "failed")
    assert row.state == "succeeded", row.result
    ready = wait_for("the document", lambda: (row := stack.row("followed")).ready_at and row)
    result = msgspec.convert(ready.result, JobResult)
    assert result.values["status"].value == "ready"
    assert result.document is not None
    content = FileStore(stack.folder / "files").read(result.document.id)
    assert content.startswith(b"%PDF-")
    assert (result.document.media_type, result.document.size) == ("application/pdf", len(content))
    assert ready.follow_due is None
    assert stack.beat
    assert stack.beat.stop() == 0
    assert not stack.beat_file.exists()


def test_an_application_is_taken_back(stack: Stack) -> None:
    stack.file("regretted", somebody())
    reference = stack.wait_state("regretted", "succeeded", "failed").result["reference"]
    fields = {"reference": reference}
    stack.file("undo", fields, kind="undo", operation="commune.withdrawApplication", parent_id="regretted")
    row = stack.wait_state("undo", "succeeded", "rejected", "failed")
    assert (row.state, row.result["reference"]) == ("succeeded", reference)


def test_an_administration_that_is_down_is_waited_for(bare_stack: Stack) -> None:
    stack = bare_stack
    # On a busy machine the sandbox takes long to come back, and each look whether it is there is an attempt.
    stack.environ["MOIEN_JOB_ATTEMPTS"] = "100"
    stack.start()
    assert stack.sandbox
    stack.sandbox.stop()
    jobs = {f"down-{number}": somebody() for number in range(6)}
    try:
        for job_id, fields in jobs.items():
            stack.file(job_id, fields)

        def is_down() -> bool:
            with stack.engine.connect() as connection:
                opened_at = connection.scalar(select(breaker.c.opened_at).where(breaker.c.administration == "commune"))
            return opened_at is not None and all(stack.row(job_id).delayed for job_id in jobs)

        wait_for("the breaker", is_down)
    finally:
        stack.start_sandbox()
    for job_id, fields in jobs.items():
        row = stack.wait_state(job_id, "succeeded", "failed", sweep=True)
        assert (row.state, row.unsure) == ("succeeded", False), row.result
        assert stack.filed(fields["national_id"]) == [row.result["reference"]]
    with stack.engine.connect() as connection:
        assert connection.scalar(select(breaker.c.opened_at).where(breaker.c.administration == "commune")) is None


def test_the_house_cleans_up(stack: Stack) -> None:
    stack.hub.send_task(TASK_RETAIN, queue=QUEUE_HOUSE)
    wait_for("retention", lambda: "retention.done" in stack.logs())


def test_many_messages_for_one_job(stack: Stack) -> None:
    fields = somebody()
    stack.write("repeated", fields)
    for _ in range(10):
        stack.send("repeated")
    assert stack.wait_state("repeated", "succeeded", "failed").attempts == 1
    stack.send("repeated")
    stack.file("after-repeated", somebody())
    stack.wait_state("after-repeated", "succeeded")
    assert stack.row("repeated").attempts == 1
    assert len(stack.filed(fields["national_id"])) == 1


def test_messages_that_make_no_sense(stack: Stack) -> None:
    stack.hub.send_task(TASK_RUN_JOB, args=["of nobody"], queue=QUEUE_JOBS)
    stack.hub.send_task(TASK_RUN_JOB, args=[], queue=QUEUE_JOBS)
    stack.hub.send_task("services.unheard_of", args=["x"], queue=QUEUE_JOBS)
    stack.file("after-nonsense", somebody())
    assert stack.wait_state("after-nonsense", "succeeded", "failed").state == "succeeded"


class Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (os.mkdir, (str(self.file),))


def test_nothing_is_unpickled(stack: Stack, tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    with stack.hub.connection_for_write() as connection, connection.Producer() as producer:
        producer.publish(
            pickle.dumps(Trap(trap)),
            routing_key=QUEUE_JOBS,
            content_type="application/x-python-serialize",
            content_encoding="binary",
            headers={"task": TASK_RUN_JOB, "id": "1"},
        )
    stack.file("after-pickle", somebody())
    assert stack.wait_state("after-pickle", "succeeded", "failed").state == "succeeded"
    assert not trap.exists()


def test_worker_killed_between_the_commit_there_and_the_commit_here(stack: Stack) -> None:
    fields = somebody()
    stack.plan("commit-then-timeout:30")
    stack.file("killed", fields)
    (reference,) = wait_for("the administration's commit", lambda: stack.filed(fields["national_id"]))
    assert stack.worker
    children = stack.worker.children()
    stack.worker.kill()
    wait_for("the children's end", lambda: not [pid for pid in children if Path(f"/proc/{pid}").exists()])
    row = stack.row("killed")
    assert (row.state, row.result, row.attempts) == ("running", None, 1)
    stack.start_worker()
    stack.send("killed")
    stack.file("next", somebody())
    stack.wait_state("next", "succeeded")
    row = stack.wait_state("killed", "succeeded", "failed", sweep=True)
    assert (row.result["reference"], row.attempts) == (reference, 2)
    assert stack.filed(fields["national_id"]) == [reference]


def test_child_process_killed_in_the_middle_of_a_call(stack: Stack) -> None:
    fields = somebody()
    stack.plan("commit-then-timeout:30")
    stack.file("orphan", fields)
    wait_for("the administration's commit", lambda: stack.filed(fields["national_id"]))
    assert stack.worker
    for pid in stack.worker.children():
        os.kill(pid, signal.SIGKILL)
    row = stack.wait_state("orphan", "succeeded", "failed", sweep=True)
    assert row.state == "succeeded"
    assert stack.filed(fields["national_id"]) == [row.result["reference"]]


def test_a_call_that_drips_is_broken_off(stack: Stack) -> None:
    # Each byte comes in time, so only the time limit of the whole job helps.
    dripping = DrippingServer(seconds_between_bytes=0.5)
    assert stack.worker
    stack.worker.stop()
    environ = dict(stack.environ)
    try:
        stack.environ["MOIEN_CONNECTOR_COMMUNE_URL"] = dripping.url
        stack.start_worker()
        stack.file("dripping", somebody())
        row = wait_for("the break", lambda: (row := stack.row("dripping")).state == "queued" and row.attempts and row)
        assert row.attempts == 1
    finally:
        stack.worker.stop()
        stack.environ = environ
        dripping.close()
        stack.start_worker()
    assert stack.wait_state("dripping", "succeeded", "failed", sweep=True).state == "succeeded"


def test_redis_dies_during_a_call_and_comes_back_empty(stack: Stack) -> None:
    fields = somebody()
    stack.plan("delay:0.8")
    stack.file("without-redis", fields)
    stack.wait_state("without-redis", "running")
    stack.redis.kill()
    row = stack.wait_state("without-redis", "succeeded", "failed")
    assert stack.filed(fields["national_id"]) == [row.result["reference"]], "SQL knows the end without Redis"
    wait_for("the worker to say that it is not connected", lambda: not stack.ready_file.exists())
    stack.write("meanwhile", somebody())
    # Since Redis 7 what it keeps is several files and a list of them.
    for file in stack.redis.folder.rglob("appendonly*"):
        if file.is_file():
            file.unlink()
    stack.redis.start()
    assert stack.wait_state("meanwhile", "succeeded", "failed", sweep=True).state == "succeeded"
    stack.wait_ready()


def test_redis_dies_while_the_worker_holds_all_that_it_may(stack: Stack) -> None:
    # Two in work and two at hand; none of the four can be acknowledged.
    applications = {f"held-{number}": somebody() for number in range(4)}
    stack.plan(*["delay:1"] * 4)
    for job_id, fields in applications.items():
        stack.file(job_id, fields)
    stack.wait_state("held-0", "running")
    stack.wait_state("held-1", "running")
    time.sleep(0.5)
    stack.redis.kill()
    for job_id in ("held-0", "held-1"):
        assert stack.wait_state(job_id, "succeeded", "failed").state == "succeeded"
    time.sleep(1.5)
    stack.redis.start()
    stack.write("afterwards", somebody())
    for job_id in [*applications, "afterwards"]:
        assert stack.wait_state(job_id, "succeeded", "failed", sweep=True).state == "succeeded"
    stack.wait_ready()


def test_jobs_survive_a_storm(stack: Stack) -> None:
    # Workers and Redis die while fifteen jobs with every kind of fault are on their way.
    applications = {f"storm-{number}": somebody() for number in range(15)}
    assert stack.worker
    stack.worker.stop()
    # Whatever chance gives one job of the faults and deaths, it must not be its last attempt.
    stack.environ["MOIEN_JOB_ATTEMPTS"] = "30"
    stack.start_worker()
    stack.plan(*["error", "malformed", "commit-then-timeout:3", "unavailable:1"] * 4)
    for job_id, fields in applications.items():
        stack.file(job_id, fields)
    for _ in range(2):
        time.sleep(0.7)
        stack.worker.kill()
        stack.redis.kill()
        stack.redis.start()
        stack.start_worker()
    for job_id, fields in applications.items():
        row = stack.wait_state(job_id, "succeeded", "failed", sweep=True)
        assert row.state == "succeeded", row.result
        assert stack.filed(fields["national_id"]) == [row.result["reference"]]


def test_the_ready_file_is_kept_fresh(stack: Stack) -> None:
    stack.wait_ready()
    before = stack.ready_file.stat().st_mtime
    wait_for("the next beat", lambda: stack.ready_file.stat().st_mtime > before, patience=10)


@pytest.mark.parametrize("group", [False, True], ids=["process", "group"])
def test_stopping_finishes_the_job_in_progress(stack: Stack, group: bool) -> None:
    job_id = f"last-{group}"
    stack.plan("delay:0.8")
    stack.file(job_id, somebody())
    stack.wait_state(job_id, "running")
    assert stack.worker
    assert stack.worker.stop(group=group) == 0
    row = stack.row(job_id)
    assert (row.state, row.attempts) == ("succeeded", 1)
    assert not stack.ready_file.exists()
    stack.start_worker()


def test_stopping_does_not_wait_for_a_child_process_that_hangs(stack: Stack) -> None:
    stack.wait_ready()
    assert stack.worker
    hanging = stack.worker.children()[0]
    os.kill(hanging, signal.SIGSTOP)
    try:
        assert stack.worker.stop(patience=20) == 0
    finally:
        os.kill(hanging, signal.SIGKILL)
    stack.start_worker()


def test_redis_and_the_tables_may_come_after_the_worker(bare_stack: Stack) -> None:
    bare_stack.launch_worker()
    log = bare_stack.folder / "worker.log"
    wait_for("an attempt to connect", lambda: "Cannot connect to" in log.read_text())
    bare_stack.redis.start()
    wait_for("the missing tables", lambda: "worker.no_database" in log.read_text())
    assert not bare_stack.ready_file.exists()
    metadata.create_all(bare_stack.engine)
    bare_stack.wait_ready()


def test_stopping_without_redis(bare_stack: Stack) -> None:
    bare_stack.launch_worker()
    wait_for("an attempt to connect", lambda: "Cannot connect to" in (bare_stack.folder / "worker.log").read_text())
    assert bare_stack.worker
    assert bare_stack.worker.stop(patience=15) == 0


def test_postgresql(tmp_path: Path, postgresql_url: str) -> None:
    made = Stack(tmp_path, postgresql_url)
    metadata.drop_all(made.engine)
    try:
        made.start()
        fields = somebody()
        made.plan("error")
        made.file("on-postgresql", fields)
        row = made.wait_state("on-postgresql", "succeeded", "failed")
        assert made.filed(fields["national_id"]) == [row.result["reference"]]
        assert row.attempts == 2
    finally:
        made.close()


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MOIEN_REDIS_URL", "", "MOIEN_REDIS_URL: Field required"),
        ("MOIEN_JOB_LEASE", "1", "MOIEN_JOB_LEASE=1 is too short for a connector's time-out of 2"),
        ("MOIEN_CONNECTOR_MOON_URL", "http://127.0.0.1:9", "no connector 'moon'; there are: commune"),
        ("MOIEN_CONNECTOR_COMMUNE_CA", "/nowhere.pem", "certificates of commune: FileNotFoundError"),
    ],
)
def test_bad_settings_are_said(bare_stack: Stack, setting: str, value: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.worker"],
        env={**os.environ, **bare_stack.environ, setting: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == EXIT_BAD_SETTINGS
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_lease_outlives_every_limit(stack: Stack) -> None:
    stack.plan("delay:0.8")
    stack.file("leased", somebody())
    row = stack.wait_state("leased", "running")
    assert row.lease_until - row.updated_at == timedelta(seconds=LEASE_SECONDS)
    stack.wait_state("leased", "succeeded")
