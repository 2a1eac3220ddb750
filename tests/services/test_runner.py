"""One attempt at a job: every answer of an administration, every kind of repetition, and what is told to whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from contracts.files import FileStore
from contracts.jobs import JobKind, JobResult, JobState, Option, ResultValue
from services.backoff import Backoff
from services.clock import as_utc
from services.connectors.operation import RetryPolicy
from services.connectors.outcome import (
    DownError,
    Fetched,
    FinalError,
    Outcome,
    Rejected,
    RetryableError,
    Succeeded,
)
from services.connectors.sending import Attachments, refuse_files
from services.jobs import JobStore
from services.runner import LONGEST_DETAIL, JobRunner, Rules
from tests.services.databases import CREATED, add_job, make_files, read_job
from tests.services.people import CERTIFICATE

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MAX_ATTEMPTS = 3
PATIENCE = timedelta(days=3)
LOOK_UP_PATIENCE = timedelta(hours=1, seconds=20)
"""Twenty seconds from `START` for a job of `CREATED`."""
FOLLOW_UP = timedelta(minutes=1)


def failure(detail: str = "status 500", *, reached: bool = True, **more: Any) -> RetryableError:
    return RetryableError(detail, reached=reached, **more)


@dataclass
class ScriptedAdministration:
    """Gives the answers of a test in order."""

    answers: list[Outcome | BaseException] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def policy(self, operation: str, default: RetryPolicy) -> RetryPolicy:
        return default

    def call(
        self,
        kind: JobKind,
        operation: str,
        fields: Mapping[str, str],
        idempotency_key: str,
        attachments: Attachments = refuse_files,
    ) -> Outcome:
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

    def __init__(self, engine: Engine, *answers: Outcome | BaseException, folder: Path = Path(), **job: Any) -> None:
        self.engine = engine
        files = make_files(engine, folder)
        self.time = START
        self.administration = ScriptedAdministration(list(answers))
        self.messages = HeardMessages()
        self.store = JobStore(engine, files, lease_seconds=45)
        self.runner = JobRunner(
            self.store,
            files,
            self.administration,
            self.messages,
            backoff=Backoff(lambda: 0.5),
            rules=Rules(RetryPolicy(MAX_ATTEMPTS, 2, 300), PATIENCE, LOOK_UP_PATIENCE, FOLLOW_UP),
            now=lambda: self.time,
        )
        add_job(engine, "j1", CERTIFICATE, **job)

    def run(self) -> tuple[str, JobResult | None]:
        self.runner.run("j1")
        row = self.row()
        return row.state, row.result and msgspec.convert(row.result, JobResult)

    def row(self) -> Any:
        return read_job(self.engine, "j1")

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
    state: JobState,
    reference: str | None,
    code: str | None,
    detail: str | None,
) -> None:
    world = World(engine, answer)
    assert world.run() == (state, JobResult(state=state, reference=reference, code=code, detail=detail))
    assert world.administration.calls == [("commune.requestResidenceCertificate", CERTIFICATE, "key-of-j1")]
    assert world.messages.moved == ["j1"]
    assert world.messages.sent == []


@pytest.mark.parametrize(
    ("error", "seconds", "failures", "unsure"),
    [
        (failure("status 500"), 1.5, 1, True),
        (failure("status 503", reached=False, after=20), 20.5, 1, False),
        (DownError("commune is down", until=START + timedelta(seconds=30)), 31, 0, False),
    ],
)
def test_no_answer_puts_the_job_back_for_later(
    engine: Engine, error: BaseException, seconds: float, failures: int, unsure: bool
) -> None:
    world = World(engine, error, Succeeded("RC-2026-000001"))
    due = START + timedelta(seconds=seconds)
    assert world.run() == ("queued", None)
    assert (world.row().delayed, world.row().failures, world.row().unsure) == (True, failures, unsure)
    assert world.messages.sent == [("j1", due)]
    assert world.messages.moved == ["j1"]
    world.wait(seconds - 0.1)
    assert world.run() == ("queued", None), "a message that comes too early does nothing"
    assert len(world.administration.calls) == 1
    world.wait(0.1)
    assert world.run()[0] == "succeeded"
    assert {key for _, _, key in world.administration.calls} == {"key-of-j1"}


def test_after_the_last_attempt_the_job_has_failed(engine: Engine) -> None:
    world = World(engine, *(failure(f"status 50{n}", reached=n == 2) for n in range(MAX_ATTEMPTS)))
    states = []
    for _ in range(MAX_ATTEMPTS):
        states.append(world.run()[0])
        world.wait(600)
    assert states == ["queued", "queued", "failed"]
    assert world.row().result["detail"] == "gave up after 3 calls without an answer: status 502"
    assert world.row().unsure, "the last call may have filed it"
    assert len(world.messages.sent) == MAX_ATTEMPTS - 1


def test_waiting_for_an_administration_that_is_down_costs_no_attempt(engine: Engine) -> None:
    down = [DownError("commune is down", until=START + timedelta(hours=hour)) for hour in range(1, 11)]
    world = World(engine, *down, Succeeded("RC-2026-000001"))
    for _ in down:
        assert world.run()[0] == "queued"
        world.wait(3601)
    assert world.run()[0] == "succeeded"
    assert world.row().failures == 0


@pytest.mark.parametrize(
    ("kind", "error", "state", "said"),
    [
        ("file", DownError("commune is down", until=CREATED + timedelta(days=2)), "queued", None),
        ("file", DownError("commune is down", until=CREATED + PATIENCE), "failed", "gave up: commune is down"),
        ("undo", failure("status 503", after=20), "queued", None),
        ("look_up", failure("status 500"), "queued", None),
        ("look_up", DownError("commune is down", until=START + timedelta(seconds=10)), "queued", None),
        ("look_up", DownError("commune is down", until=START + timedelta(seconds=30)), "failed", "commune is down"),
        ("look_up", failure("status 503", after=20), "failed", "gave up after 1 calls without an answer: status 503"),
    ],
)
def test_nobody_waits_longer_than_makes_sense(
    engine: Engine, kind: JobKind, error: BaseException, state: str, said: str | None
) -> None:
    world = World(engine, error, kind=kind)
    found, result = world.run()
    assert found == state
    assert (result is None) == (said is None)
    if result and said:
        assert said in str(result.detail)


PDF = Fetched("certificate.pdf", "application/pdf", b"%PDF-1.7")
SLOT = Option(value="s1", label="Biergercenter", at="2026-11-24T10:00:00+01:00")


def test_what_the_administration_says_is_kept(engine: Engine, tmp_path: Path) -> None:
    values = {"status": ResultValue(kind="code", value="received")}
    answer = Succeeded("RC-2026-000001", values, [SLOT], PDF)
    world = World(engine, answer, folder=tmp_path, follow_up="commune.showApplication")
    _, result = world.run()
    assert result is not None
    assert (result.reference, result.values, result.options) == ("RC-2026-000001", values, [SLOT])
    assert result.document is not None
    assert (result.document.name, result.document.size) == ("certificate.pdf", 8)
    assert FileStore(tmp_path).read(result.document.id) == PDF.content
    assert make_files(engine, tmp_path).attachments_of("c1")(result.document.id).content == PDF.content
    assert as_utc(world.row().follow_due) == START + FOLLOW_UP


@pytest.mark.parametrize(
    ("job", "answer"),
    [
        ({"kind": "file", "follow_up": None}, Succeeded("RC-2026-000001")),
        ({"kind": "look_up", "follow_up": "commune.showApplication"}, Succeeded("RC-2026-000001")),
        ({"kind": "file", "follow_up": "commune.showApplication"}, Rejected("not_registered")),
    ],
)
def test_nothing_is_followed_up(engine: Engine, job: dict[str, Any], answer: Outcome) -> None:
    world = World(engine, answer, **job)
    world.run()
    assert world.row().follow_due is None


def test_what_is_filed_is_no_failure_because_its_document_is_missing(engine: Engine) -> None:
    filed = Succeeded("RC-2026-000001")
    world = World(engine, *[failure("status 500 for the document", partly=filed)] * MAX_ATTEMPTS)
    for _ in range(MAX_ATTEMPTS):
        state, result = world.run()
        world.wait(600)
    assert (state, result) == ("succeeded", JobResult(state="succeeded", reference="RC-2026-000001"))


def test_a_document_of_a_lost_lease_is_not_left_behind(engine: Engine, tmp_path: Path) -> None:
    world = World(engine, Succeeded("RC-2026-000001", document=PDF), folder=tmp_path / "files")

    def another_worker_takes_over() -> None:
        world.wait(46)
        assert world.store.lease("j1", world.time)

    world.administration.meanwhile = another_worker_takes_over
    assert world.run() == ("running", None)
    assert FileStore(tmp_path / "files").ids() == []


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
    assert "no worker lived through call 3" in str(result.detail)
    assert world.row().unsure
    assert world.administration.calls == []


@pytest.mark.parametrize("answer", [Succeeded("RC-2026-000001"), failure("late"), FinalError("late")])
def test_a_lost_lease_writes_nothing(engine: Engine, answer: Outcome | BaseException) -> None:
    world = World(engine, answer)

    def another_worker_takes_over() -> None:
        world.wait(46)
        assert world.store.lease("j1", world.time)

    world.administration.meanwhile = another_worker_takes_over
    assert world.run() == ("running", None)
    assert read_job(engine, "j1").attempts == 2
    assert world.messages.moved == []
    assert world.messages.sent == []


def test_logs_hold_no_personal_data(engine: Engine) -> None:
    world = World(engine, failure("status 500"), Succeeded("RC-2026-000001"))
    with capture_logs() as logs:
        world.run()
        world.wait(60)
        world.run()
        world.run()
    assert [line["event"] for line in logs] == [
        "job.postponed",
        "job.ended",
        "job.left_alone",
    ]
    for value in CERTIFICATE.values():
        assert value not in str(logs)
