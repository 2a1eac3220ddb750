"""Texts go in as JSON lines, and come out understood, one line each."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot import understand
from bot.processor import TurnProcessor


def test_a_text_is_understood_as_in_a_turn(processor: TurnProcessor) -> None:
    texts = ["Wat kascht e Pass?", "🙂"]
    fee, empty = (understand.say(*one) for one in understand.parse_each(processor, texts))
    assert fee["intent"] == "passport_fee"
    assert fee["ranking"][0][0] == "passport_fee"
    assert fee["offered"][0] == "passport"
    assert fee["milliseconds"] > 0
    assert empty["intent"] == "nlu_empty"


def test_texts_that_are_parsed_together_are_understood_as_each_alone(processor: TurnProcessor) -> None:
    texts = ["Wat kascht e Pass?", "🙂", "/restart", "Ech wëll net méi liewen", "12.3.2026 zu Esch", "Moien"]
    alone = [understand.say(*one) for one in understand.parse_each(processor, texts)]
    together = [understand.say(*one) for one in understand.parse_together(processor, texts)]
    for one in (*alone, *together):
        assert one.pop("milliseconds") > 0
    assert together == alone
    assert list(understand.parse_together(processor, [])) == []


@pytest.mark.parametrize("line", ["Moien\n", "3\n", '{"text": "Moien"}\n', "\n"])
def test_a_line_that_is_no_text_is_named(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f'"Moien"\n{line}'))
    assert understand.main([]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "standard input, line 2" in said.err


def test_a_model_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps("Moien") + "\n"))
    assert understand.main(["--model", str(tmp_path / "none.tar.gz")]) == 1
    assert "none.tar.gz" in capsys.readouterr().err


def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOIEN_MODEL_DIR", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps("Moien") + "\n"))
    assert understand.main([]) == 1
    assert "bot.train" in capsys.readouterr().err
