"""Which programs are looked for, and how what is missing is installed."""

from pathlib import Path

import pytest

from launcher.debian import PROGRAMS, Program, ensure_programs
from launcher.problem import Problem
from launcher.settings import read_settings
from tests.launcher.programs import make_program

BROWSER = Program("browser-of-moien", ("browser", "fonts"))
STORE = Program("store-of-moien", ("store",), services=("store-server",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A machine of its own: what is called there writes down what it was asked."""
    asked = tmp_path / "asked"
    make_program(
        tmp_path / "bin" / "apt-get", f'[ -x {tmp_path}/policy ] && {tmp_path}/policy; echo "$? $@" >> {asked}'
    )
    make_program(tmp_path / "bin" / "systemctl", f'echo "systemctl $@" >> {asked}; exit 1')
    make_program(tmp_path / "bin" / "sudo", 'shift; exec "$@"')
    for name in ("chmod", "rm"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    return tmp_path


def install(folder: Path, *programs: Program) -> list[str]:
    ensure_programs(read_settings(folder, {"PATH": str(folder / "bin")}), programs, policy=folder / "policy")
    asked = folder / "asked"
    return asked.read_text(encoding="utf-8").splitlines() if asked.exists() else []


def test_what_is_there_is_taken(folder: Path) -> None:
    make_program(folder / "bin" / BROWSER.name, "exit 1")
    beside = Program(STORE.name, ("store",), folders=(f"{folder.relative_to('/')}/versions/*/bin",))
    make_program(folder / "versions" / "15" / "bin" / beside.name, "exit 1")
    assert install(folder, BROWSER, beside) == []


def test_what_is_missing_is_installed_in_one_call_and_its_services_do_not_run(folder: Path) -> None:
    assert install(folder, BROWSER, STORE) == [
        "101 update",
        "101 install -y --no-install-recommends browser fonts store",
        "systemctl disable --quiet store-server",
    ]
    assert not (folder / "policy").exists()


def test_a_policy_of_the_machine_stays_as_it_is(folder: Path) -> None:
    make_program(folder / "policy", "exit 0")
    assert install(folder, STORE)[0] == "0 update"
    assert (folder / "policy").read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"


def test_what_fails_is_named_with_what_apt_said_and_leaves_no_policy_behind(folder: Path) -> None:
    make_program(folder / "bin" / "apt-get", "echo 'E: Unable to locate package store'; exit 100")
    with pytest.raises(Problem, match="Unable to locate package store") as caught:
        install(folder, BROWSER, STORE)
    assert "Installing browser-of-moien and store-of-moien failed" in caught.value.what
    assert "apt-get install browser fonts store" in caught.value.do
    assert not (folder / "policy").exists()


def test_where_there_is_no_apt_it_says_what_is_missing(folder: Path) -> None:
    (folder / "bin" / "apt-get").unlink()
    with pytest.raises(
        Problem, match=r"browser-of-moien, store-of-moien and third\. And there is no apt-get"
    ) as caught:
        install(folder, BROWSER, STORE, Program("third", ("more",)))
    assert "apt-get install browser fonts store more" in caught.value.do


def test_the_table_has_what_the_tests_start() -> None:
    started = {"chromium", "redis-server", "initdb", "promtool", "caddy", "clamd", "ip"}
    assert {program.name for program in PROGRAMS} >= started
