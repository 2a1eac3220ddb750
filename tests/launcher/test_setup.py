"""The steps of the set-up, with tools that answer as the real ones do."""

from pathlib import Path

import pytest

from launcher import setup
from launcher.problem import Problem
from launcher.settings import Settings, read_settings


def make_python(settings: Settings, environment: str, body: str) -> None:
    python = settings.python(environment)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    python.chmod(0o755)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(tmp_path)


def test_training_says_its_last_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    make_python(settings, "bot", "echo Epoch 3; echo model 4f1 is current")
    setup.ensure_model(settings)
    assert capsys.readouterr().out == "  ✓ bot: model 4f1 is current\n"


def test_training_can_be_forced(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    make_python(settings, "bot", 'echo "$@"')
    setup.ensure_model(settings, force=True)
    assert "-m bot.train --force" in capsys.readouterr().out


def test_problems_of_the_catalogue_are_shown_with_what_to_do(settings: Settings) -> None:
    make_python(settings, "bot", "echo 'bot/catalogue/passport.yaml:7: [language] fr is missing'; exit 1")
    with pytest.raises(Problem, match=r"passport\.yaml:7: \[language\] fr is missing") as caught:
        setup.ensure_model(settings)
    assert "./moien check" in caught.value.do


def test_processes_and_steps_get_their_addresses(settings: Settings) -> None:
    make_python(settings, "platform", 'echo "$MOIEN_DATABASE_URL $RASA_TELEMETRY_ENABLED $PYTHONPATH"')
    setup.migrate(settings)
    said = (settings.logs_dir / "migrate.log").read_text()
    assert f"{settings.database_url} false {settings.root}" in said
    assert (settings.state_dir / "data").is_dir()


def test_a_failed_migration_names_the_setting(settings: Settings) -> None:
    make_python(settings, "platform", "echo connection refused; exit 1")
    with pytest.raises(Problem, match="connection refused") as caught:
        setup.migrate(settings)
    assert "MOIEN_DATABASE_URL" in caught.value.do


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({}, set()),
        ({"MOIEN_LLM_MODEL": "some-model"}, {"llm environment", "llm weights"}),
        ({"MOIEN_EMBEDDING_MODEL": "some-model"}, {"llm environment"}),
        ({"MOIEN_LLM_URL": "http://127.0.0.1:9000"}, set()),
    ],
)
def test_torch_is_only_installed_for_a_model_that_moien_serves(
    tmp_path: Path, given: dict[str, str], made: set[str]
) -> None:
    steps = {step.name for step in setup.list_installing(read_settings(tmp_path, given), tests=False)}
    assert {name for name in steps if name.startswith("llm")} == made


def test_the_weights_are_made_ready_and_described(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"MOIEN_LLM_MODEL": "org/model", "MOIEN_LLM_REVISION": "abc"})
    make_python(settings, "llm", """echo "$@ $HF_HUB_OFFLINE" 1>&2; echo '{"parameters": 3}'""")
    assert setup.ensure_llm_weights(settings) == {"parameters": 3}
    said = (settings.logs_dir / "setup-llm-weights.log").read_text()
    assert f"nlu.llm.prepare org/model {settings.llm_dir} --revision abc 0" in said


def test_a_model_that_cannot_be_used_names_the_setting(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"MOIEN_LLM_MODEL": "./nowhere"})
    make_python(settings, "llm", "echo there is no such folder; exit 1")
    with pytest.raises(Problem, match="there is no such folder") as caught:
        setup.ensure_llm_weights(settings)
    assert "MOIEN_LLM_MODEL" in caught.value.do
