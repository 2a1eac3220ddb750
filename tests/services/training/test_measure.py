"""What the live model makes of the test sentences is asked for where nobody knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from contracts.models import make_current, model_path
from contracts.understood import Understood, keep_understood
from services.training import measure
from services.training.measure import measure_live
from services.training.program import Program, ProgramError, StoppedError
from services.training.settings import TrainingSettings


@pytest.fixture
def settings(tmp_path: Path) -> TrainingSettings:
    (tmp_path / "models").mkdir()
    (tmp_path / "bot" / "tests").mkdir(parents=True)
    (tmp_path / "bot" / "tests" / "a.yaml").write_text("sentences: {greet: {lb: [Moien, Salut]}}\n")
    return TrainingSettings(
        redis_url="redis://127.0.0.1:1/0",
        database_url="sqlite://",
        model_dir=tmp_path / "models",
        bot_dir=tmp_path / "bot",
        bot_python=tmp_path / "python",
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    programs: list[list[str]] = []

    def keep(program: Program, _look: Callable[[float], None], _seconds: float) -> str:
        programs.append(list(program.argv))
        return ""

    monkeypatch.setattr(measure, "run_program", keep)
    return programs


def make_live(settings: TrainingSettings) -> Path:
    live = model_path(settings.model_dir, "m")
    live.touch()
    make_current(settings.model_dir, "m")
    return live


def test_without_a_model_nothing_is_asked(settings: TrainingSettings, run: list[list[str]]) -> None:
    measure_live(settings)
    assert run == []


@pytest.mark.parametrize(("known", "asks"), [([], True), (["Moien"], True), (["Moien", "Salut", "gone"], False)])
def test_the_live_model_is_asked_once(
    settings: TrainingSettings, run: list[list[str]], known: list[str], asks: bool
) -> None:
    live = make_live(settings)
    keep_understood(settings.model_dir, "m", {text: Understood("greet", (), (), 1.0) for text in known})
    measure_live(settings)
    assert bool(run) is asks
    if asks:
        assert run[0][1:3] == ["-m", "nlu.evaluation.measure"]
        assert run[0][3:] == [
            *("--bot-python", str(settings.bot_python)),
            *("--model", str(live)),
            *("--content", str(settings.bot_dir)),
        ]


@pytest.mark.parametrize("error", [ProgramError("no"), StoppedError("no")])
def test_that_it_cannot_be_asked_stops_no_worker(
    settings: TrainingSettings, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> str:
        raise error

    make_live(settings)
    monkeypatch.setattr(measure, "run_program", fail)
    measure_live(settings)
