"""``./moien jobs`` hands on what was written to the module that knows jobs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from channels.jobs_cli import read_arguments
from launcher import main as launcher
from launcher.settings import Settings


@pytest.fixture
def handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """What the module was run with."""
    runs: list[list[str]] = []

    def run(_: Settings, module: str, arguments: Sequence[str]) -> int:
        runs.append([module, *arguments])
        return 7

    monkeypatch.setattr(launcher, "_run_module", run)
    monkeypatch.setenv("MOIEN_STATE_DIR", str(tmp_path))
    return runs


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ([], {"command": None}),
        (["--state", "failed"], {"command": None, "state": "failed"}),
        (["--service=tax_card", "--after", "j1"], {"command": None, "service": "tax_card", "after": "j1"}),
        (["retry", "j1"], {"command": "retry", "job": "j1"}),
        (["cancel", "j1"], {"command": "cancel", "job": "j1"}),
    ],
)
def test_both_command_lines_mean_the_same(
    handed_on: list[list[str]], line: list[str], understood: dict[str, str | None]
) -> None:
    assert launcher.main(["jobs", *line]) == 7
    ((module, *arguments),) = handed_on
    assert module == "channels.jobs_cli"
    assert understood.items() <= vars(read_arguments(arguments)).items()
