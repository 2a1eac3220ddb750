"""What is started, how, and in which order."""

from pathlib import Path

import pytest

from launcher import setup
from launcher.processes import NAMES, NEEDS, addresses, describe_process
from launcher.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    server = tmp_path / "bin" / "redis-server"
    server.parent.mkdir()
    server.touch(mode=0o755)
    return read_settings(tmp_path, {"PATH": str(server.parent)})


def test_each_process_runs_in_its_environment(settings: Settings) -> None:
    environments = {}
    for name in NAMES:
        process = describe_process(settings, name)
        assert process.name == name
        assert process.port == settings.ports.get(name)
        if name != "redis":
            environments[name] = Path(process.argv[0]).relative_to(settings.env_dir).parts[0]
    assert environments == {
        "rasa": "bot",
        "actions": "bot",
        "sandbox": "platform",
        "answers": "platform",
        "gateway": "platform",
        "worker": "platform",
    }


def test_everything_that_is_needed_is_made_by_somebody(settings: Settings) -> None:
    steps = [*setup.list_installing(settings, tests=False), *setup.list_storing(settings)]
    made = {step.name for step in steps} | set(NAMES)
    assert {need for needs in NEEDS.values() for need in needs} <= made
    assert {need for step in steps for need in step.needs} <= made


def test_nothing_stops_before_what_needs_it() -> None:
    order = list(NAMES)
    for name, needs in NEEDS.items():
        for need in set(needs) & set(NAMES):
            assert order.index(need) < order.index(name), "processes stop in the reverse order of starting"


def test_the_sandbox_is_marked_where_its_address_is_printed(settings: Settings) -> None:
    shown = addresses(settings)
    sandbox = [name for name, address in shown.items() if address.startswith(settings.url("sandbox"))]
    assert sandbox == ["sandbox administration (files nothing anywhere)"]
    assert shown["demo page"] == "http://127.0.0.1:8000/demo/"


def test_behind_a_proxy_its_address_is_printed(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"MOIEN_PUBLIC_URL": "https://chat.example.lu/"})
    assert addresses(settings)["studio"] == "https://chat.example.lu/studio/"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8001"),
        ("0.0.0.0", "http://127.0.0.1:8001"),
        ("::", "http://[::1]:8001"),
        ("::1", "http://[::1]:8001"),
    ],
)
def test_processes_reach_each_other_wherever_they_listen(tmp_path: Path, host: str, url: str) -> None:
    assert read_settings(tmp_path, {"MOIEN_HOST": host}).process_variables()["MOIEN_RASA_URL"] == url
