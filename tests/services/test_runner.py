"""One attempt at a job: every answer of an administration, every kind of repetition, and what is told to whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Engine
from structlog.testing import capture_logs

from services.backoff import Backoff
from services.connectors.outcome import FinalError, Outcome, Rejected, RetryableError, Succeeded
from services.jobs import JobStore
from services.runner import LONGEST_DETAIL, JobRunner
from tests.services.databases import add_job, read_job
from tests.services.people import CERTIFICATE

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MAX_ATTEMPTS = 3


@dataclass
class ScriptedAdministration:
    """Gives the answers of a test in order."""

    answers: list[Outcome | BaseException] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def call(self, operation: str, fields: Mapping[str, str], idempotency_key: str) -> Outcome:
        self.calls.append((operation, dict(fields), idempotency_key))
        self.meanwhile()
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


@dataclass
class HeardMessages:
    """Keeps what was said."""

    moved: list[str] = field(default_factory=list)
    sent: list[tuple[str, datetime]] = field(default_factory=list)

    def tell_moved(self, job_id: str) -> None:
        self.moved.append(job_id)

    def send_later(self, job_id: str, due: datetime) -> None:
        self.sent.append((job_id, due))


class World:
    """A runner with a clock that stands still until the test moves it."""

    def __init__(self, engine: Engine, *answers: Outcome | BaseException) -> None:
        self.engine = engine
        self.time = START
        self.administration = ScriptedAdministration(list(answers))
        self.messages = HeardMessages()
        self.store = JobStore(engine, lease_seconds=45)
        self.runner = JobRunner(
            self.store,
            self.administration,
            self.messages,
            backoff=Backoff(2, lambda: 0.5),
            max_attempts=MAX_ATTEMPTS,
            now=lambda: self.time,
        )
        add_job(engine, "j1", CERTIFICATE)

    def run(self) -> tuple[str, dict[str, str | None] | None]:
        self.runner.run("j1")
        row = read_job(self.engine, "j1")
        return row.state, row.result

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("answer", "state", "reference", "code", "detail"),
    [
        (Succeeded("RC-2026-000001"), "succeeded", "RC-2026-000001", None, None),
        (Rejected("not_registered"), "rejected", None, "not_registered", None),
        (FinalError("no such operation"), "failed", None, None, "no such operation"),
        (FinalError("x" * 900), "failed", None, None, "x" * LONGEST_DETAIL),
    ],
)
def test_final_answers(
    engine: Engine,
    answer: Outcome | BaseException,
    state: str,
    reference: str | None,
    code: str | None,
    detail: str | None,
) -> None:
    world = World(engine, answer)
    expected = {"state": state, "reference": reference, "code": code, "detail": detail}
    assert world.run() == (state, expected)
    assert world.administration.calls == [("commune.requestResidenceCertificate", CERTIFICATE, "key-of-j1")]
    assert world.messages.moved == ["j1", "j1"], "once when it runs, once when it ends"
    assert world.messages.sent == []


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (RetryableError("status 500"), 1.5),
        (RetryableError("status 503", after=20), 20.5),
        (SoftTimeLimitExceeded(), 1.5),
    ],
)
def test_no_answer_puts_the_job_back_for_later(engine: Engine, error: BaseException, seconds: float) -> None:
    world = World(engine, error, Succeeded("RC-2026-000001"))
    due = START + timedelta(seconds=seconds)
    assert world.run() == ("queued", None)
    assert world.messages.sent == [("j1", due)]
    assert world.messages.moved == ["j1", "j1"]
    world.wait(seconds - 0.1)
    assert world.run() == ("queued", None), "a message that comes too early does nothing"
    assert len(world.administration.calls) == 1
    world.wait(0.1)
    assert world.run()[0] == "succeeded"
    assert {key for _, _, key in world.administration.calls} == {"key-of-j1"}


def test_after_the_last_attempt_the_job_has_failed(engine: Engine) -> None:
    world = World(engine, *(RetryableError(f"status 50{n}") for n in range(MAX_ATTEMPTS)))
    states = []
    for _ in range(MAX_ATTEMPTS):
        states.append(world.run()[0])
        world.wait(600)
    assert states == ["queued", "queued", "failed"]
    result = read_job(engine, "j1").result
    assert result["detail"] == "gave up after 3 attempts: status 502"
    assert len(world.messages.sent) == MAX_ATTEMPTS - 1


def test_a_job_in_other_hands_is_left_alone(engine: Engine) -> None:
    world = World(engine, Succeeded("RC-2026-000001"))
    assert world.store.lease("j1", START)
    assert world.run() == ("running", None)
    assert world.administration.calls == []
    assert world.messages.moved == []


def test_a_job_whose_worker_died_is_taken_over(engine: Engine) -> None:
    world = World(engine, Succeeded("RC-2026-000001"))
    assert world.store.lease("j1", START)
    world.wait(46)
    assert world.run()[0] == "succeeded"
    assert read_job(engine, "j1").attempts == 2


def test_a_final_job_is_not_called_again(engine: Engine) -> None:
    world = World(engine, Succeeded("RC-2026-000001"))
    first = world.run()
    world.wait(3600)
    assert world.run() == first
    assert len(world.administration.calls) == 1


def test_an_unknown_job_does_nothing(engine: Engine) -> None:
    world = World(engine)
    world.runner.run("nobody's")
    assert world.messages.moved == []


def test_a_job_that_kills_its_workers_ends(engine: Engine) -> None:
    world = World(engine)
    for _ in range(MAX_ATTEMPTS):
        assert world.store.lease("j1", world.time)
        world.wait(46)
    state, result = world.run()
    assert state == "failed"
    assert result
    assert "no worker lived through attempt 3" in str(result["detail"])
    assert world.administration.calls == []


@pytest.mark.parametrize("answer", [Succeeded("RC-2026-000001"), RetryableError("late"), FinalError("late")])
def test_a_lost_lease_writes_nothing(engine: Engine, answer: Outcome | BaseException) -> None:
    world = World(engine, answer)

    def another_worker_takes_over() -> None:
        world.wait(46)
        assert world.store.lease("j1", world.time)

    world.administration.meanwhile = another_worker_takes_over
    assert world.run() == ("running", None)
    assert read_job(engine, "j1").attempts == 2
    assert world.messages.moved == ["j1"]
    assert world.messages.sent == []


def test_logs_hold_no_personal_data(engine: Engine) -> None:
    world = World(engine, RetryableError("status 500"), Succeeded("RC-2026-000001"))
    with capture_logs() as logs:
        world.run()
        world.wait(60)
        world.run()
        world.run()
    assert [line["event"] for line in logs] == [
        "job.running",
        "job.postponed",
        "job.running",
        "job.ended",
        "job.left_alone",
    ]
    for value in CERTIFICATE.values():
        assert value not in str(logs)
