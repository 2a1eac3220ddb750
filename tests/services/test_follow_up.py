"""Asking where applications stand: when, how often, and what becomes of each answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, select

from contracts.files import FileStore
from contracts.jobs import JobKind, JobResult, ResultValue
from contracts.tables import file
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
from services.follow_up import BUDGET, GIVE_UP, LEASE, FollowUp
from tests.services.databases import CREATED, add_job, erase_while, make_files, read_job
from tests.services.people import CERTIFICATE

EVERY = timedelta(minutes=1)
NOW = CREATED + timedelta(minutes=2)
PDF = Fetched("certificate.pdf", "application/pdf", b"%PDF-1.7")


def standing(status: str, document: Fetched | None = None, **values: str) -> Succeeded:
    texts = {name: ResultValue(kind="text", value=value) for name, value in values.items()}
    return Succeeded("A-1", {"status": ResultValue(kind="code", value=status), **texts}, document=document)


@dataclass
class Office:
    """Gives the answers of a test in order."""

    answers: list[Outcome | Exception]
    asked: list[tuple[JobKind, str, dict[str, str]]] = field(default_factory=list)

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
        self.asked.append((kind, operation, dict(fields)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Heard:
    moved: list[str] = field(default_factory=list)

    def tell_moved(self, job_id: str) -> None:
        self.moved.append(job_id)

    def send_later(self, job_id: str, due: datetime) -> None:
        raise AssertionError("no job is sent")


class World:
    def __init__(self, engine: Engine, folder: Path, *answers: Outcome | Exception, **job: Any) -> None:
        self.engine = engine
        self.time = NOW
        self.office = Office(list(answers))
        self.messages = Heard()
        files = make_files(engine, folder)
        self.follow_up = FollowUp(engine, files, self.office, self.messages, every=EVERY, now=lambda: self.time)
        self.add("j1", **job)

    def add(self, job_id: str, **values: Any) -> None:
        result = JobResult(
            state="succeeded", reference="A-1", values={"place": ResultValue(kind="text", value="Biergercenter")}
        )
        row = {
            "state": "succeeded",
            "result": msgspec.to_builtins(result),
            "follow_up": "commune.showApplication",
            "follow_due": NOW,
        }
        add_job(self.engine, job_id, CERTIFICATE, **(row | values))

    def run(self) -> Any:
        self.follow_up.run()
        return read_job(self.engine, "j1")


def test_what_is_ready_is_written_with_its_document_and_told(engine: Engine, tmp_path: Path) -> None:
    world = World(engine, tmp_path / "files", standing("ready", PDF, note="Desk 3"))
    row = world.run()
    assert world.office.asked == [("look_up", "commune.showApplication", {"reference": "A-1"})]
    assert (as_utc(row.ready_at), row.follow_due, row.reported_ready, row.state) == (NOW, None, False, "succeeded")
    result = msgspec.convert(row.result, JobResult)
    assert {name: value.value for name, value in result.values.items()} == {
        "place": "Biergercenter",
        "status": "ready",
        "note": "Desk 3",
    }
    assert result.reference == "A-1"
    assert result.document is not None
    assert FileStore(tmp_path / "files").read(result.document.id) == PDF.content
    with engine.connect() as connection:
        assert connection.scalar(select(file.c.conversation_id).where(file.c.id == result.document.id)) == "c1"
    assert world.messages.moved == ["j1"]
    assert world.run().ready_at == row.ready_at
    assert len(world.office.asked) == 1, "what is ready is not asked about again"


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True)
def test_what_is_ready_while_its_conversation_is_erased(engine: Engine, tmp_path: Path) -> None:
    world = World(engine, tmp_path / "files", standing("ready", PDF))
    erase_while(engine, world.follow_up.run)
    assert FileStore(tmp_path / "files").ids() == []
    assert world.messages.moved == []


@pytest.mark.parametrize(
    "answer",
    [standing("rejected"), standing("withdrawn"), Rejected("unknown_reference")],
    ids=["rejected", "withdrawn", "?"],
)
def test_after_an_end_nobody_asks(engine: Engine, tmp_path: Path, answer: Outcome) -> None:
    row = World(engine, tmp_path, answer).run()
    assert (row.ready_at, row.follow_due) == (None, None)


@pytest.mark.parametrize(
    ("answer", "age", "wait"),
    [
        (standing("in_progress"), timedelta(minutes=2), EVERY),
        (standing("a_new_word"), timedelta(minutes=2), EVERY),
        (Succeeded("A-1"), timedelta(minutes=2), EVERY),
        (standing("received"), timedelta(hours=8), timedelta(hours=2)),
        (standing("received"), timedelta(days=40), timedelta(days=1)),
        (RetryableError("status 500", reached=False), timedelta(hours=8), timedelta(hours=2)),
        (FinalError("status 404"), timedelta(hours=8), timedelta(hours=2)),
        (DownError("down", until=NOW), timedelta(minutes=2), EVERY),
        (DownError("down", until=NOW + timedelta(hours=1)), timedelta(minutes=2), timedelta(hours=1)),
    ],
)
def test_otherwise_it_is_asked_again_later(
    engine: Engine, tmp_path: Path, answer: Outcome | Exception, age: timedelta, wait: timedelta
) -> None:
    row = World(engine, tmp_path, answer, created_at=NOW - age).run()
    assert as_utc(row.follow_due) == NOW + wait
    assert row.ready_at is None


def test_after_a_long_time_it_is_given_up(engine: Engine, tmp_path: Path) -> None:
    row = World(engine, tmp_path, standing("received"), created_at=NOW - GIVE_UP - EVERY).run()
    assert (row.ready_at, row.follow_due) == (None, None)


def test_what_is_not_due_waits(engine: Engine, tmp_path: Path) -> None:
    world = World(engine, tmp_path, follow_due=NOW + timedelta(seconds=1))
    world.add("j2", follow_due=None)
    world.run()
    assert world.office.asked == []


def test_two_workers_ask_once(engine: Engine, tmp_path: Path) -> None:
    world = World(engine, tmp_path, standing("in_progress"))
    assert world.follow_up._take("j1")
    assert world.follow_up._take("j1") is None
    assert as_utc(read_job(engine, "j1").follow_due) == NOW + LEASE, "should the worker die, another one asks"


def test_the_time_of_the_process_is_bounded(engine: Engine, tmp_path: Path) -> None:
    world = World(engine, tmp_path, *[standing("in_progress")] * 5)
    for number in range(2, 6):
        world.add(f"j{number}")
    slow = world.office.call

    def call(*arguments: Any, **more: Any) -> Outcome:
        world.time += BUDGET * 0.6
        return slow(*arguments, **more)

    world.office.call = call  # type: ignore[method-assign]
    world.run()
    assert len(world.office.asked) == 2, "the rest follows next time"
