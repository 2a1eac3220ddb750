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


@pytest.mark.parametrize(("model", "made"), [(None, False), ("some-model", True)])
def test_torch_is_only_installed_for_a_language_model(tmp_path: Path, model: str | None, made: bool) -> None:
    settings = read_settings(tmp_path, {"MOIEN_LLM_MODEL": model} if model else {})
    assert ("llm" in [step.name for step in setup.list_installing(settings, tests=False)]) is made
