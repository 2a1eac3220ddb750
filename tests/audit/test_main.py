"""What the command says: loudly where nobody could be asked, and with a failure where something is new."""

from __future__ import annotations

import pytest

from audit import __main__ as audit
from audit.reports import Audited, Broken, Finding, Outcome, Unreachable
from audit.tools import LOCKS, WEB

NEW = Finding(package="fastapi", version="0.1", id="CVE-2099-1")


def answering(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    monkeypatch.setattr(audit, "ask", lambda _lock: outcome)


def test_what_could_not_be_asked_is_said_for_each_lock_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, Unreachable(why="no network"))
    assert audit.check_vulnerabilities() == []
    told = capsys.readouterr().out
    for lock in (*LOCKS, WEB):
        assert f"{lock}: NOT CHECKED: no network" in told


def test_a_tool_that_does_not_work_is_found_in_each_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Broken(why="No module named pip_audit"))
    found = audit.check_vulnerabilities()
    assert len(found) == len(LOCKS) + 1
    assert all("does not work: No module named pip_audit" in line for line in found)


def test_a_new_vulnerability_is_found_in_each_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Audited(findings=(NEW,)))
    found = audit.check_vulnerabilities()
    assert len(found) == len(LOCKS) + 1
    assert all("fastapi 0.1: CVE-2099-1" in line for line in found)


def test_packages_that_the_service_does_not_know_are_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, Audited(findings=(), unknown=("inner",)))
    assert audit.check_vulnerabilities() == []
    assert "NOT CHECKED: 1 packages" in capsys.readouterr().out


@pytest.mark.parametrize(("found", "code"), [([], 0), (["x"], 1)])
def test_the_command_fails_only_where_something_is_to_be_looked_at(
    monkeypatch: pytest.MonkeyPatch, found: list[str], code: int
) -> None:
    for check in ("check_secrets", "check_vulnerabilities", "check_licences"):
        monkeypatch.setattr(audit, check, lambda: found)
    assert audit.main() == code
