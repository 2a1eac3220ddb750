"""What can be written behind ``./moien``, and what is said otherwise."""

import subprocess
import sys
from pathlib import Path

import pytest

from channels.store.members import ROLES as MEMBERS_ROLES
from launcher.command_line import ROLES, read_command_line
from launcher.main import main

ROOT = Path(__file__).parents[2]
COMMANDS = (
    *("up", "down", "status", "logs", "test", "train", "check", "eval", "llm", "jobs", "staff"),
    *("backup", "restore", "lock", "openapi", "audit", "sbom", "bench"),
)


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as caught:
        read_command_line(words)
    assert caught.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        read_command_line([command, "--help"])
    assert caught.value.code == 0
    assert f"./moien {command}" in capsys.readouterr().out


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_command_line(["--help"])
    said = capsys.readouterr().out
    assert [command for command in COMMANDS if f"\n    {command} " not in said] == []


def test_an_unknown_command_is_named_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "start")
    assert "'start'" in said
    assert ", ".join(COMMANDS) in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "COMMAND"),
        (("up", "--fast"), "./moien up does not know --fast"),
        (("logs",), "NAME"),
        (("logs", "rasa", "-n", "few"), "'few' is no number"),
        (("staff", "add", "marie", "--role", "agent"), "--display-name"),
        (("staff", "add", "marie", "--display-name", "Marie", "--role", "king"), "'king'"),
        (("staff", "add", "m", "--display-name", "M", "--role", "agent", "--capacity", "many"), "'many' is no number"),
        (("staff", "reset"), "NAME"),
        (("staff",), "add | list | reset | audit"),
        (("jobs", "retry"), "ID"),
        (("jobs", "drop", "1"), "'drop'"),
        (("jobs", "--state", "failed", "retry", "1"), "--state, --service and --after are for the list"),
        (("bench",), "NAME"),
    ],
)
def test_a_line_that_does_not_fit_is_explained(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    said = refused(capsys, *words)
    assert says in said
    assert "--help" in said


def test_the_roles_are_those_of_the_platform() -> None:
    assert ROLES == MEMBERS_ROLES


def test_what_test_does_not_know_goes_to_pytest() -> None:
    chosen = read_command_line(["test", "--fast", "-k", "ports or state", "tests/launcher", "-x"])
    assert chosen.fast
    assert chosen.selection == ["-k", "ports or state", "tests/launcher", "-x"]


def test_arguments_of_a_benchmark_stay_together() -> None:
    chosen = read_command_line(["bench", "turns", "--turns", "5", "--help"])
    assert (chosen.name, chosen.arguments) == ("turns", ["--turns", "5", "--help"])


def test_an_unknown_benchmark_is_named_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "nothing"]) == 2
    said = capsys.readouterr().err
    assert "'nothing'" in said
    assert "start" in said
    assert "__init__" not in said


def test_a_bad_setting_is_a_message_and_no_traceback(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "moien"), "status"],
        env={"PATH": "/usr/bin:/bin", "MOIEN_PORT": "http", "MOIEN_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "MOIEN_PORT is 'http'" in run.stderr
    assert "Traceback" not in run.stderr
