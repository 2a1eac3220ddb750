from __future__ import annotations

from pathlib import Path

import pytest

from bot.first_content import main
from bot.settings import BOT_DIR
from contracts.models import content_files


def test_a_folder_without_content_gets_that_of_the_release_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = tmp_path / "content"
    monkeypatch.setenv("MOIEN_BOT_DIR", str(content))
    assert main() == 0
    assert content_files(content) == content_files(BOT_DIR)
    assert not (content / "server.py").exists()
    changed = content / "crisis.yaml"
    changed.write_text("theirs", encoding="utf-8")
    assert main() == 0
    assert changed.read_text(encoding="utf-8") == "theirs"
    assert "they stay as they are" in capsys.readouterr().out


def test_a_setting_that_does_not_fit_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOIEN_RASA_PORT", "none")
    assert main() == 1
    assert "MOIEN_RASA_PORT is 'none'" in capsys.readouterr().err
