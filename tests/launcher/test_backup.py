"""``./moien backup`` and ``./moien restore`` hand over to ``channels.backup``, which tests of its own hold."""

from pathlib import Path

import pytest

from launcher import main as commands
from launcher.command_line import read_command_line
from launcher.main import main
from launcher.state import PlatformState


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[object, ...]]:
    """What was run, in a platform that does not run."""
    found: list[tuple[object, ...]] = []
    monkeypatch.setattr(commands, "_run_module", lambda settings, *words: found.append(words) or 0)
    monkeypatch.setattr(commands, "read_state", lambda _: None)
    monkeypatch.chdir(tmp_path)
    return found


def test_a_folder_is_meant_from_where_the_command_was_written(ran: list[tuple[object, ...]], tmp_path: Path) -> None:
    assert main(["backup", "here"]) == 0
    assert main(["restore", "here/moien-20261130T120000Z"]) == 0
    assert ran == [
        ("channels.backup", ["save", f"{tmp_path}/here"]),
        ("channels.backup", ["restore", f"{tmp_path}/here/moien-20261130T120000Z"]),
    ]


def test_nothing_is_restored_into_a_platform_that_runs(
    ran: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "read_state", lambda _: PlatformState(pid=42, born="0"))
    assert main(["restore", "backup"]) == 1
    assert "Moien runs (process 42)" in capsys.readouterr().err
    assert ran == []


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_both_ask_for_a_folder(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_command_line([command])
    assert "required" in capsys.readouterr().err
