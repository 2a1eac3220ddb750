"""The ready file: there while the table of jobs can be read, gone otherwise."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import NullPool

from contracts.staff_tables import metadata
from services.database import open_engine
from services.readiness import BEAT_SECONDS, Readiness, make_step


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "run" / "worker.ready"


@pytest.fixture
def readiness(tmp_path: Path, file: Path) -> Readiness:
    return Readiness(file, open_engine(f"sqlite:///{tmp_path}/moien.db", poolclass=NullPool))


def make_tables(tmp_path: Path) -> None:
    opened = open_engine(f"sqlite:///{tmp_path}/moien.db")
    metadata.create_all(opened)
    opened.dispose()


def test_without_tables_there_is_no_file(readiness: Readiness, file: Path) -> None:
    readiness.confirm()
    assert not file.exists()


def test_with_tables_there_is_one(readiness: Readiness, file: Path, tmp_path: Path) -> None:
    make_tables(tmp_path)
    readiness.confirm()
    assert file.exists()
    (tmp_path / "moien.db").rename(tmp_path / "gone.db")
    readiness.confirm()
    assert not file.exists()
    readiness.withdraw()


class Timer:
    """Keeps what should be called again and again."""

    def __init__(self) -> None:
        self.beats: list[Callable[[], None]] = []

    def call_repeatedly(self, seconds: float, beat: Callable[[], None]) -> SimpleNamespace:
        assert seconds == BEAT_SECONDS
        self.beats.append(beat)
        return SimpleNamespace(cancel=lambda: self.beats.remove(beat))


def test_the_step_beats_between_start_and_stop(readiness: Readiness, file: Path, tmp_path: Path) -> None:
    make_tables(tmp_path)
    file.parent.mkdir()
    file.touch()
    consumer = SimpleNamespace(timer=Timer())
    step = make_step(readiness)(consumer)
    assert not file.exists(), "a file of an earlier worker says nothing about this one"
    step.start(consumer)
    assert file.exists()
    file.unlink()
    (beat,) = consumer.timer.beats
    beat()
    assert file.exists()
    step.stop(consumer)
    assert not file.exists()
    assert consumer.timer.beats == []
    step.shutdown(consumer)
