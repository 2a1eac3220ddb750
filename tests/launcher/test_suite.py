"""What ``./moien test`` runs, counts and says."""

import re
from pathlib import Path

import pytest

from launcher import setup, suite
from launcher.problem import Problem
from launcher.settings import Settings, read_settings
from launcher.suite import Check, Counts, list_checks, run_suite, runs_in
from tests.launcher.programs import make_program

ROOT = Path(__file__).parents[2]
REPORT = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(tmp_path, {"PATH": "/usr/bin:/bin"})


def make_report(folder: Path, *numbers: int) -> Path:
    path = folder / "report.xml"
    path.write_text(REPORT.format(*numbers), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("numbers", "code", "says"),
    [
        ((10, 0, 0, 0), 0, "10 passed, 0 failed, 0 skipped"),
        ((10, 2, 1, 3), 1, "4 passed, 3 failed, 3 skipped"),
        ((10, 0, 0, 0), 3, "10 passed, 1 failed, 0 skipped"),
        (None, 1, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_counting(tmp_path: Path, numbers: tuple[int, ...] | None, code: int, says: str) -> None:
    counts = Counts()
    counts.add(make_report(tmp_path, *numbers) if numbers else tmp_path / "none.xml", code)
    assert str(counts) == says


def checks_that(tmp_path: Path, *codes: int) -> list[Check]:
    report = tmp_path / "run" / "report.xml"
    body = f"mkdir -p {report.parent}; echo '{REPORT.format(5, 0, 0, 1)}' > {report}"
    return [Check(f"check {n}", ("sh", "-c", f"{body}; exit {code}"), report=report) for n, code in enumerate(codes)]


@pytest.mark.parametrize(
    ("codes", "exit_code", "closing"),
    [((0, 0), 0, "8 passed, 0 failed, 2 skipped"), ((1, 0), 1, "8 passed, 1 failed, 2 skipped")],
)
def test_the_last_line_sums_all_up_and_the_exit_code_says_whether_all_holds(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    codes: tuple[int, ...],
    exit_code: int,
    closing: str,
) -> None:
    monkeypatch.setattr(setup, "install", lambda settings, tests: None)
    monkeypatch.setattr(suite, "list_checks", lambda *_, **__: checks_that(settings.state_dir, *codes))
    (settings.root / "bin").mkdir()
    assert run_suite(settings, fast=True, selection=[]) == exit_code
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == closing
    assert re.fullmatch(r"\d+ passed, \d+ failed(, \d+ skipped)?", last)


def test_what_ran_beside_the_others_is_shown_whole_and_what_runs_last_waits_for_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    until = 'until [ -e other ]; do sleep 0.02; done; echo "long said"; touch long; exit 3'
    checks = [
        Check("short", ("sh", "-c", "echo short said; touch other")),
        Check("long", ("sh", "-c", until), place="beside"),
        Check("last", ("sh", "-c", "echo last said; [ -e long ]"), place="last"),
    ]
    monkeypatch.setattr(setup, "install", lambda settings, tests: None)
    monkeypatch.setattr(suite, "list_checks", lambda *_, **__: checks)
    assert run_suite(settings, fast=True, selection=[]) == 1
    out = capfd.readouterr().out
    said = [line.partition(" (")[0] for line in out.splitlines() if line]
    assert said[1:] == [
        "── long: runs beside what follows, and what it says is shown when it is done",
        "── short",
        "short said",
        "── short: ok",
        "── long",
        "long said",
        "── long: failed",
        "── last",
        "last said",
        "── last: ok",
        "Failed: long",
        "0 passed, 0 failed, 0 skipped",
    ]


def test_a_check_that_fails_is_named_though_no_test_failed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "install", lambda settings, tests: None)
    monkeypatch.setattr(suite, "list_checks", lambda *_, **__: [Check("ruff", ("false",))])
    assert run_suite(settings, fast=True, selection=[]) == 1
    assert "Failed: ruff" in capsys.readouterr().out


def test_a_whole_run_has_every_check_and_every_test_once() -> None:
    checks = list_checks(read_settings(ROOT), fast=False, selection=[])
    names = [check.name for check in checks]
    assert names[:8] == [
        "ruff",
        "ruff format",
        "imports go down",
        "mypy",
        "audit",
        "catalogue",
        "web: lint and types",
        "web: unit tests",
    ]
    chosen = {check.name.split()[1]: check.argv[check.argv.index("-m", 2) + 1] for check in checks[8:]}
    assert chosen == {
        "rooms": "not bot and not (stack or browser)",
        "rooms-bot": "bot",
        "whole": "not bot and (stack or browser)",
    }


def test_rooms_run_beside_the_rest_and_the_whole_runs_when_nothing_else_does() -> None:
    places = {
        check.name.split()[1]: check.place for check in list_checks(read_settings(ROOT), fast=False, selection=[])[8:]
    }
    assert places == {"rooms": "beside", "rooms-bot": "in turn", "whole": "last"}


def test_what_is_selected_is_shown_as_it_runs() -> None:
    checks = list_checks(read_settings(ROOT), fast=False, selection=["-x"])
    assert [check.place for check in checks] == ["in turn", "in turn", "last"]


def test_fast_leaves_the_slow_the_stack_and_the_browser_out() -> None:
    checks = list_checks(read_settings(ROOT), fast=True, selection=[])
    chosen = [check.argv[check.argv.index("-m", 2) + 1] for check in checks if check.report]
    assert chosen == ["not bot and not (stack or browser) and not slow", "bot and not slow"]


def test_a_selection_is_handed_to_both_environments_as_it_is() -> None:
    checks = list_checks(read_settings(ROOT), fast=True, selection=["-k", "ports or state"])
    assert [check.argv[-2:] for check in checks] == [("-k", "ports or state")] * 2


def test_a_path_runs_only_where_its_tests_can() -> None:
    environments = {
        "tests/launcher": {"platform"},
        "tests/launcher/test_ports.py::test_free_ports_are_no_problem": {"platform"},
        "tests/bot": {"bot"},
        "tests/bot/test_buttons.py": {"bot"},
        "tests/contracts": {"platform", "bot"},
        "tests/contracts/test_messages_bot.py": {"bot"},
        "tests": {"platform", "bot"},
        "-x": {"platform", "bot"},
        "ports or state": {"platform", "bot"},
    }
    found = {word: {name for name in ("platform", "bot") if runs_in(ROOT, name, word)} for word in environments}
    assert found == environments


@pytest.mark.parametrize(
    ("selection", "runs"),
    [
        (["tests/bot/test_buttons.py", "-x"], [("tests/bot/test_buttons.py", "-x")]),
        (["-k", "button", "tests/bot"], [("-k", "button", "tests/bot")]),
        (["tests/bot", "tests/launcher"], [("tests/launcher",), ("tests/bot",)]),
    ],
)
def test_each_environment_gets_its_part_of_a_selection(selection: list[str], runs: list[tuple[str, ...]]) -> None:
    checks = list_checks(read_settings(ROOT), fast=True, selection=selection)
    assert [check.argv[-len(run) :] for check, run in zip(checks, runs, strict=True)] == runs
    assert not [check for check in checks if "tests/bot" in check.argv and "tests/launcher" in check.argv]


def test_nothing_selected_in_one_environment_is_no_failure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(setup, "install", lambda settings, tests: None)
    monkeypatch.setattr(suite, "list_checks", lambda *_, **__: checks_that(settings.state_dir, 5))
    assert run_suite(settings, fast=True, selection=["-k", "x"]) == 0
    assert run_suite(settings, fast=True, selection=[]) == 1


@pytest.mark.parametrize("apt", [None, "echo 'E: Unable to locate package chromium'; exit 100"])
def test_programs_that_cannot_be_installed_end_the_suite_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apt: str | None
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(setup, "install", lambda settings, tests: begun.append(tests))
    make_program(tmp_path / "bin" / "sudo", 'shift; exec "$@"')
    if apt:
        make_program(tmp_path / "bin" / "apt-get", apt)
    with pytest.raises(Problem, match="chromium") as caught:
        run_suite(read_settings(tmp_path, {"PATH": str(tmp_path / "bin")}), fast=False, selection=[])
    assert "apt-get install chromium" in caught.value.do
    assert begun == []
