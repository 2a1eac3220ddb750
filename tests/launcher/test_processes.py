"""What is started, how, and in which order."""

from pathlib import Path

import pytest

from launcher import setup
from launcher.processes import MODELS, NAMES, NEEDS, addresses, describe_process, list_names
from launcher.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    server = tmp_path / "bin" / "redis-server"
    server.parent.mkdir()
    server.touch(mode=0o755)
    return read_settings(tmp_path, {"PATH": str(server.parent)})


def test_each_process_runs_in_its_environment(settings: Settings) -> None:
    environments = {}
    for name in list_names(settings):
        process = describe_process(settings, name)
        assert process.name == name
        assert process.port == settings.ports.get(name)
        if name != "redis":
            environments[name] = Path(process.argv[0]).relative_to(settings.env_dir).parts[0]
    assert environments == {
        "rasa": "bot",
        "actions": "bot",
        "rehearsal": "bot",
        "sandbox": "platform",
        "eid": "platform",
        "answers": "platform",
        "gateway": "platform",
        "worker": "platform",
        "beat": "platform",
        "training": "platform",
    }


@pytest.fixture
def with_models(settings: Settings) -> Settings:
    given = {"MOIEN_LLM_MODEL": "org/Some-Model 3B", "MOIEN_EMBEDDING_MODEL": "/models/e5", "MOIEN_LLM_DEVICE": "cpu"}
    return read_settings(settings.root, {**settings.variables, **given})


def test_models_are_served_by_processes_that_nobody_waits_for(settings: Settings, with_models: Settings) -> None:
    assert set(list_names(settings)) == set(NAMES) - set(MODELS)
    assert list_names(with_models) == NAMES
    for name in MODELS:
        process = describe_process(with_models, name)
        assert not process.is_awaited
        assert process.variables["HF_HOME"] == str(with_models.state_dir / "llm" / "hub")
        assert Path(process.argv[0]).relative_to(with_models.env_dir).parts[0] == "llm"


def test_the_language_model_is_served_where_the_answer_server_looks_for_it(with_models: Settings) -> None:
    argv = describe_process(with_models, "llm").argv
    assert argv[1:4] == ("serve", str(with_models.state_dir / "llm" / "org-Some-Model-3B"), "--continuous-batching")
    told = dict(zip(argv[4::2], argv[5::2], strict=True))
    # Four answers at once of 4,096 tokens each.
    assert int(told["--cb-block-size"]) * int(told["--cb-num-blocks"]) == 4 * 4096
    assert (told["--device"], told["--host"], told["--port"]) == ("cpu", "127.0.0.1", "8006")
    variables = with_models.process_variables()
    assert variables["MOIEN_LLM_URL"] == "http://127.0.0.1:8006"
    assert (variables["MOIEN_LLM_PROFILE"], variables["MOIEN_LLM_NAME"]) == ("transformers", "Some-Model 3B")
    assert variables["MOIEN_LLM_TOKENIZER"] == str(with_models.llm_dir / "tokenizer.json")
    assert variables["MOIEN_EMBEDDING_URL"] == "http://127.0.0.1:8007"


def test_everything_that_is_needed_is_made_by_somebody(with_models: Settings) -> None:
    settings = with_models
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


def test_those_without_a_port_show_that_they_live(settings: Settings) -> None:
    for name in ("worker", "beat", "training"):
        process = describe_process(settings, name)
        assert process.argv[1:] == ("-m", f"services.{name}")
        assert process.heartbeat == settings.run_dir / f"{name}.ready"
        process.heartbeat.parent.mkdir(parents=True, exist_ok=True)
        process.heartbeat.touch()
        assert process.health()
        process.heartbeat.unlink()
        assert not process.health()


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


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8003"),
        ({"MOIEN_SANDBOX_PORT": "9003"}, "http://127.0.0.1:9003"),
        ({"MOIEN_REHEARSAL_ADMINISTRATION": "https://test.example.lu"}, "https://test.example.lu"),
        ({"MOIEN_REHEARSAL_ADMINISTRATION": ""}, ""),
    ],
)
def test_what_is_tried_goes_to_the_sandbox_unless_told_otherwise(
    tmp_path: Path, given: dict[str, str], address: str
) -> None:
    variables = read_settings(tmp_path, given).process_variables()
    assert variables["MOIEN_REHEARSAL_ADMINISTRATION"] == address
    assert variables["MOIEN_REHEARSAL_URL"] == "http://127.0.0.1:8009"
