"""``./moien eval`` hands on what was written, with files as they are meant where it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher import main as launcher
from launcher.command_line import read_command_line
from launcher.progress import say
from launcher.settings import read_settings


def test_arguments_reach_the_module_and_files_are_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(launcher, "_train", lambda settings: say("trained"))
    monkeypatch.setattr(launcher, "_run_module", lambda settings, module, arguments: given.append((module, arguments)))
    monkeypatch.chdir(tmp_path)
    settings = read_settings(launcher.ROOT)
    line = ["eval", "cases.jsonl", "/data/more.jsonl", "--json", "--fail-under", "wrong=0.1", "--robustness"]
    launcher._evaluate(settings, read_command_line(line))
    [(module, arguments)] = given
    assert module == "nlu.evaluation"
    assert arguments[:2] == ["--bot-python", str(settings.python("bot"))]
    assert arguments[2:] == [
        "--json", "--robustness", "--fail-under=wrong=0.1", str(tmp_path / "cases.jsonl"), "/data/more.jsonl"
    ]  # fmt: skip
    # Standard output is for the figures.
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "trained\n")
