from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import ROOT, SettingError, read_settings


def test_without_settings_everything_is_local() -> None:
    settings = read_settings({})
    assert (settings.host, settings.rasa_port, settings.actions_port) == ("127.0.0.1", 8001, 8002)
    assert settings.rehearsal_port == 8009
    assert settings.actions_url == "http://127.0.0.1:8002"
    assert settings.model_dir == ROOT / ".moien" / "models"
    assert settings.content == ROOT / "bot"
    assert settings.tracker_url == f"sqlite:///{ROOT / '.moien' / 'data' / 'tracker.db'}"


def test_settings_of_the_launcher_are_taken(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "MOIEN_HOST": "127.0.0.2",
            "MOIEN_RASA_PORT": "9001",
            "MOIEN_ACTIONS_PORT": "9002",
            "MOIEN_STATE_DIR": str(tmp_path),
            "MOIEN_TRACKER_URL": "postgresql://db/tracker",
            "MOIEN_BOT_DIR": str(tmp_path / "content"),
        }
    )
    assert (settings.host, settings.rasa_port) == ("127.0.0.2", 9001)
    assert settings.actions_url == "http://127.0.0.2:9002"
    assert settings.model_dir == tmp_path / "models"
    assert settings.tracker_url == "postgresql://db/tracker"
    assert settings.content == tmp_path / "content"
    assert read_settings({"MOIEN_ACTIONS_URL": "http://actions:1"}).actions_url == "http://actions:1"


@pytest.mark.parametrize("name", ["MOIEN_RASA_PORT", "MOIEN_ACTIONS_PORT", "MOIEN_REHEARSAL_PORT"])
@pytest.mark.parametrize("value", ["0", "65536", "-1", "eight", "8001.0", "８００１"])
def test_a_port_that_is_none_is_named_with_its_value(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name) as caught:
        read_settings({name: value})
    assert value in str(caught.value)


def test_a_setting_in_a_file_is_taken_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://rasa:p@db/tracker\n", encoding="utf-8")
    settings = read_settings({"MOIEN_TRACKER_URL_FILE": str(tmp_path / "url")})
    assert settings.tracker_url == "postgresql://rasa:p@db/tracker"
    with pytest.raises(SettingError, match=r"^MOIEN_TRACKER_URL_FILE: .* cannot be read"):
        read_settings({"MOIEN_TRACKER_URL_FILE": str(tmp_path / "nowhere")})
