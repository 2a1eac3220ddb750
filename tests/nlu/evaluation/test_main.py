"""The command measures the trained model from end to end, in both Pythons, and refuses what it cannot use."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from nlu.evaluation.__main__ import main

ENVIRONMENTS = Path(os.environ.get("MOIEN_ENV_DIR") or Path(__file__).parents[3] / ".moien" / "env")
BOT_PYTHON = ENVIRONMENTS / "bot" / "bin" / "python"

CASES = """\
{"text": "Wat kascht e Pass?", "lang": "lb", "intent": "passport_fee"}
{"text": "Combien coûte un passeport ?", "lang": "fr", "service": "passport", "question": "fee"}
{"text": "Können Sie mir ein Rezept für Apfelkuchen geben?", "lang": "de", "out_of_scope": true}
"""


@pytest.fixture
def cases(tmp_path: Path) -> str:
    file = tmp_path / "cases.jsonl"
    file.write_text(CASES, encoding="utf-8")
    return str(file)


def run(capsys: pytest.CaptureFixture[str], *arguments: str, python: Path = BOT_PYTHON) -> tuple[int, str, str]:
    code = main(["--bot-python", str(python), *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.slow
def test_figures_for_machines(cases: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, cases, "--json", "--robustness", "--fail-under", "service_accuracy=0.5")
    assert (code, err) == (0, "")
    measured = json.loads(out)
    assert measured["sentences"] == 3
    assert measured["figures"]["service_accuracy"] == {"de": None, "fr": 1.0, "lb": 1.0, "all": 1.0}
    assert measured["figures"]["out_of_scope_recall"]["de"] == 1.0
    assert measured["figures"]["language_accuracy"]["all"] == 1.0
    assert set(measured["variants"]) == {"without accents", "a typo per long word", "small letters"}


@pytest.mark.slow
def test_tables_for_people_and_what_falls_short(cases: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, cases, "--errors", "--fail-under", "wrong=-1")
    assert code == 1
    assert err == "wrong.all is 0, wanted at most -1\n"
    assert out.splitlines()[0].split() == ["lb", "fr", "de", "all"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--fail-under", "accuracy=1"], "There are: service_accuracy"),
        (["no.jsonl"], "no.jsonl:1: [file-unreadable]"),
    ],
)
def test_what_cannot_be_used_is_refused(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_what_can_be_used_is_only_read_if_that_is_wanted(cases: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, cases, "--only-read", python=Path("/nowhere")) == (0, "", "")


def test_a_bot_that_fails_is_named(cases: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'no model has been trained' >&2\nexit 1\n")
    broken.chmod(0o755)
    code, out, err = run(capsys, cases, python=broken)
    assert (code, out) == (2, "")
    assert "no model has been trained" in err
