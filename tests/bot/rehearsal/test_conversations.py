"""Test conversations are held by a program of their own, which says where they go wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.processor import TurnProcessor
from bot.rehearsal import conversations
from bot.rehearsal.conversations import choose, hold, read
from contracts.catalogue.model import Catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.models import DEFAULT_CONTENT, copy_content

TESTS = """\
conversations:
  - name: well
    turns:
      - say: {lb: Moien, fr: Bonjour, de: Guten Tag, en: Hello}
        expect: [{response: utter_greet}]
  - name: wrong
    service: passport
    turns:
      - say: {lb: Moien, fr: Bonjour, de: Guten Tag, en: Hello}
        expect: [{response: utter_greet}]
      - say:
          lb: Wat kascht e Pass?
          fr: Combien coûte un passeport ?
          de: Was kostet ein Pass?
          en: How much is a passport?
        expect: [{answer: passport_time}]
  - name: no button
    turns:
      - press: affirm
  - name: breaks off
    turns:
      - system: {intent: system_job_succeeded, service: boat}
"""


def write(folder: Path, text: str = TESTS) -> Path:
    (folder / "tests").mkdir(parents=True, exist_ok=True)
    (folder / "tests" / "a.yaml").write_text(text, encoding="utf-8")
    return folder


async def test_the_turn_that_goes_wrong_is_told(processor: TurnProcessor, catalogue: Catalogue, tmp_path: Path) -> None:
    listed = read(write(tmp_path))
    runs = [await hold(processor, catalogue, conversation, "fr") for conversation in listed]
    assert [(run.path, run.name, run.service, run.turn) for run in runs] == [
        ("tests/a.yaml", "well", None, 0),
        ("tests/a.yaml", "wrong", "passport", 2),
        ("tests/a.yaml", "no button", None, 1),
        ("tests/a.yaml", "breaks off", None, 1),
    ]
    assert [run.problem.partition(";")[0].partition(":")[0] for run in runs] == [
        "",
        "expected answer",
        "no button affirm was offered, but none",
        "the turn broke off",
    ]


def test_those_of_a_service_are_chosen_with_those_of_none(tmp_path: Path) -> None:
    listed = read(write(tmp_path))
    assert [it.name for it in choose(listed, None)] == ["well", "wrong", "no button", "breaks off"]
    assert [it.name for it in choose(listed, ["id_card"])] == ["well", "no button", "breaks off"]
    assert [it.name for it in choose(listed, ["id_card", "passport"])] == ["well", "wrong", "no button", "breaks off"]


def test_tests_that_cannot_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "conversations: [\n")
    with pytest.raises(CatalogueError):
        read(tmp_path)
    assert conversations.main(["--model", "none.tar.gz", "--content", str(tmp_path)]) == 1
    assert "a.yaml:2: [yaml-syntax]" in capsys.readouterr().err


def test_a_model_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    assert conversations.main(["--model", "none.tar.gz", "--content", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "none.tar.gz: there is no model\n"


def test_the_program_writes_what_failed_first(
    trained_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy_content(DEFAULT_CONTENT, tmp_path)
    for path in (tmp_path / "tests").glob("*.yaml"):
        path.unlink()
    write(tmp_path)
    assert conversations.main(["--model", str(trained_model), "--content", str(tmp_path)]) == 0
    runs = json.loads(capsys.readouterr().out)
    assert [(run["name"], bool(run["problem"])) for run in runs[::4]] == [
        ("wrong", True),
        ("no button", True),
        ("breaks off", True),
        ("well", False),
    ]
    assert {run["language"] for run in runs} == {"lb", "fr", "de", "en"}
