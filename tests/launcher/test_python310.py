"""The search for Python 3.10, with executables that answer as the real ones do."""

from pathlib import Path

import pytest

from launcher.problem import Problem
from launcher.python310 import find_python310


def make_python(path: Path, version: str | None) -> Path:
    """An executable that answers the probe; None: a pyenv shim that does not work."""
    path.parent.mkdir(parents=True, exist_ok=True)
    works = f"echo {version}" if version else "echo 'pyenv: python3.10: command not found' >&2; exit 127"
    path.write_text(f"#!/bin/sh\n{works}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def make_uv(path: Path, python: Path | None) -> Path:
    """A uv that installs ``python``, or that cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if python:
        body = f'[ "$2" = install ] && exit 0\necho {python}'
    else:
        body = 'echo "error: network is unreachable" >&2\nexit 2'
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A machine with an empty home and an empty PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    return {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path / "home")}


NO_UV = Path("nowhere/uv")


def test_the_setting_goes_first(tmp_path: Path, machine: dict[str, str]) -> None:
    make_python(tmp_path / "bin" / "python3.10", "3.10")
    chosen = make_python(tmp_path / "own" / "python", "3.10")
    assert find_python310({**machine, "MOIEN_PYTHON310": str(chosen)}, NO_UV) == chosen


@pytest.mark.parametrize(("version", "reason"), [("3.12", "it is Python 3.12"), (None, "it does not work")])
def test_a_setting_that_does_not_serve_is_an_error(
    tmp_path: Path, machine: dict[str, str], version: str | None, reason: str
) -> None:
    make_python(tmp_path / "bin" / "python3.10", "3.10")
    chosen = make_python(tmp_path / "own" / "python", version)
    with pytest.raises(Problem, match=reason):
        find_python310({**machine, "MOIEN_PYTHON310": str(chosen)}, NO_UV)


def test_a_shim_that_does_not_work_is_passed_over_for_the_newest_pyenv(tmp_path: Path, machine: dict[str, str]) -> None:
    make_python(tmp_path / "bin" / "python3.10", None)
    make_python(tmp_path / "home/.pyenv/versions/3.10.9/bin/python", "3.10")
    newest = make_python(tmp_path / "home/.pyenv/versions/3.10.13/bin/python", "3.10")
    assert find_python310(machine, NO_UV) == newest


def test_uv_is_asked_last(tmp_path: Path, machine: dict[str, str]) -> None:
    python = make_python(tmp_path / "uv-python" / "python3.10", "3.10")
    uv = make_uv(tmp_path / "platform" / "bin" / "uv", python)
    make_python(tmp_path / "bin" / "python3.10", None)
    assert find_python310(machine, uv) == python


def test_none_says_all_that_was_tried(tmp_path: Path, machine: dict[str, str]) -> None:
    shim = make_python(tmp_path / "bin" / "python3.10", None)
    uv = make_uv(tmp_path / "platform" / "bin" / "uv", None)
    with pytest.raises(Problem) as caught:
        find_python310(machine, uv)
    for tried in (str(shim), "command not found", "network is unreachable"):
        assert tried in caught.value.what
    assert "MOIEN_PYTHON310" in caught.value.do
