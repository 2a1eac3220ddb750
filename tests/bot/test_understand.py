"""Texts go in as JSON lines, and come out understood, one line each."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot import understand
from bot.processor import TurnProcessor


def test_a_text_is_understood_as_in_a_turn(processor: TurnProcessor) -> None:
    fee, empty = understand.understand(processor, ["Wat kascht e Pass?", "🙂"])
    assert fee["intent"] == "passport_fee"
    assert fee["ranking"][0][0] == "passport_fee"
    assert fee["offered"][0] == "passport"
    assert fee["milliseconds"] > 0
    assert empty["intent"] == "nlu_empty"


@pytest.mark.parametrize("line", ["Moien\n", "3\n", '{"text": "Moien"}\n', "\n"])
def test_a_line_that_is_no_text_is_named(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f'"Moien"\n{line}'))
    assert understand.main() == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "standard input, line 2" in said.err


def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOIEN_MODEL_DIR", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps("Moien") + "\n"))
    assert understand.main() == 1
    assert "bot.train" in capsys.readouterr().err
