"""The real tools where something is wrong: what fails the build, and what is only said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit import tools
from audit.reports import Broken, Unreachable
from tests.ports import free_port

LOCK = "msgspec==0.18.6 --hash=sha256:a59fc3b4fcdb972d09138cb516dbde600c99d07c38fd9372a6ef500d2d031b4e\n"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, in a world in which nobody answers."""
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    nobody = f"http://127.0.0.1:{free_port()}"
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, nobody)
        monkeypatch.setenv(name.upper(), nobody)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("npm_config_registry", nobody)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_update_notifier", "false")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "web").mkdir()
    return tmp_path


def test_a_service_that_nobody_reaches_fails_nothing(root: Path) -> None:
    (root / "requirements" / "platform.txt").write_text(LOCK)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(Path(__file__).parents[2] / "web" / name, root / "web" / name)
    for lock in ("platform", tools.WEB):
        outcome = tools.ask(lock)
        assert isinstance(outcome, Unreachable), outcome
        assert outcome.why


@pytest.mark.parametrize("written", [None, "msgspec==0.18.6\n"], ids=["no lock", "a lock without hashes"])
def test_what_pip_audit_cannot_do_fails(root: Path, written: str | None) -> None:
    if written is not None:
        (root / "requirements" / "platform.txt").write_text(written)
    assert isinstance(tools.ask("platform"), Broken)


def test_a_pip_audit_that_is_not_installed_fails(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "requirements" / "platform.txt").write_text(LOCK)
    python = root / "python"
    python.write_text("#!/bin/sh\necho 'No module named pip_audit' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(tools.sys, "executable", str(python))
    assert tools.ask("platform") == Broken(why="No module named pip_audit")


def test_an_npm_that_finds_no_lock_or_is_not_there_fails(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "web" / "package.json").write_text('{"name": "x", "version": "1.0.0"}')
    assert isinstance(tools.ask(tools.WEB), Broken)
    monkeypatch.setenv("PATH", str(root))
    assert tools.ask(tools.WEB) == Broken(why="npm is not there")
