"""``./moien eval`` hands on what was written, with files as they are meant where it was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from launcher import main as launcher
from launcher.command_line import read_command_line
from launcher.progress import say
from launcher.settings import Settings, read_settings


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the module was run with; training is only said."""
    runs: list[list[str]] = []

    def run(_: Settings, module: str, arguments: Sequence[str]) -> int:
        assert module in ("nlu.evaluation", "nlu.evaluation.answers")
        runs.append([module, *arguments])
        return 2 if "bad.jsonl" in arguments[-1] else 0

    monkeypatch.setattr(launcher, "_train", lambda settings: say("trained"))
    monkeypatch.setattr(launcher, "_run_module", run)
    monkeypatch.setattr(launcher.environments, "ensure_platform", lambda *_, **__: None)
    return runs


def evaluate(*line: str) -> int:
    return launcher._evaluate(read_settings(launcher.ROOT), read_command_line(["eval", *line]))


def test_arguments_reach_the_module_and_files_are_found_from_anywhere(
    given: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert evaluate("cases.jsonl", "/data/more.jsonl", "--json", "--fail-under", "wrong=0.1", "--robustness") == 0
    [only_read, arguments] = given
    assert only_read == ["nlu.evaluation", "--only-read", *arguments[1:]]
    assert arguments[1:3] == ["--bot-python", str(read_settings(launcher.ROOT).python("bot"))]
    assert arguments[3:] == [
        "--json", "--robustness", "--fail-under=wrong=0.1", str(tmp_path / "cases.jsonl"), "/data/more.jsonl"
    ]  # fmt: skip
    # Standard output is for the figures.
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "trained\n")


def test_what_cannot_be_used_is_said_before_training(
    given: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("bad.jsonl") == 2
    assert len(given) == 1
    assert capsys.readouterr().err == ""


def test_answers_are_measured_without_training(given: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate("--answers", "/data/questions.jsonl", "--errors", "--fail-under", "facts=0.9") == 0
    assert given == [["nlu.evaluation.answers", "--errors", "--fail-under=facts=0.9", "/data/questions.jsonl"]]
    assert capsys.readouterr().err == ""
