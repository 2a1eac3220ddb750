"""``./moien llm`` with a real, tiny model, as an administrator runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nlu.llm.conftest import Tiny
from tests.nlu.llm.lessons import ROOT
from tests.ports import free_port

pytestmark = pytest.mark.slow


def moien(*words: str, state: Path, **given: str) -> subprocess.CompletedProcess[str]:
    own = {
        "MOIEN_ENV_DIR": os.environ.get("MOIEN_ENV_DIR") or str(ROOT / ".moien" / "env"),
        "MOIEN_STATE_DIR": str(state),
        "MOIEN_SETTINGS_FILE": os.devnull,
        "MOIEN_LLM_PORT": str(free_port()),
        "MOIEN_LLM_DEVICE": "cpu",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_")}
    argv = [sys.executable, str(ROOT / "moien"), *words]
    return subprocess.run(argv, cwd=state, env={**kept, **own, **given}, capture_output=True, text=True, check=False)


def test_a_model_is_loaded_asked_and_described(tiny: Tiny, tmp_path: Path) -> None:
    done = moien("llm", "check", state=tmp_path, MOIEN_LLM_MODEL=str(tiny.wrapped))
    said = done.stdout
    # These questions it was not taught: what it writes is rubbish, and on some processors does not come to an end.
    whole, endless = said.count("attempt 1: "), said.count("quoted instead: cut_off")
    assert whole + endless >= 4, said + done.stderr
    assert done.returncode == (0 if whole == 4 else 1)
    assert "Ministral3ForCausalLM: " in said
    assert ": enough" in said
    # A question in each language, shown with what the model wrote and what the check says.
    assert [line[:4] for line in said.splitlines() if line[:4] in ("lb  ", "fr  ", "de  ", "en  ")] == [
        "lb  ", "fr  ", "de  ", "en  ",
    ]  # fmt: skip
    assert "MOIEN_LLM_LANGUAGES does not name it" in said
    assert " of 4 answers pass the check" in said
    assert ("tokens/s" in said) == (whole > 0)
    assert "memory taken: " in said


def test_a_model_that_is_too_large_is_not_loaded(llm_python: Path, tiny: Tiny) -> None:
    def describe(tokens: int) -> subprocess.CompletedProcess[str]:
        argv = [str(llm_python), "-m", "nlu.llm.describe", str(tiny.folder), str(tokens), "cpu"]
        return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert describe(16_384).returncode == 0
    refused = describe(10**12)
    # 512 bytes for each token: keys and values of two layers with two heads of 32 numbers.
    assert "512000.0 GB for 1000000000000 tokens at once" in refused.stdout
    assert "NOT ENOUGH" in refused.stdout
    assert refused.returncode == 3


def test_the_vision_part_is_taken_off_by_hand(tiny: Tiny, tmp_path: Path) -> None:
    done = moien("llm", "text-only", str(tiny.wrapped), "text", state=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    config = json.loads((tmp_path / "text" / "config.json").read_text(encoding="utf-8"))
    assert config["architectures"] == ["Ministral3ForCausalLM"]
    again = moien("llm", "text-only", str(tiny.folder), "other", state=tmp_path)
    assert again.returncode == 1
    assert "holds no language model that is wrapped" in again.stderr


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ({}, 2, "No language model is set."),
        ({"MOIEN_LLM_URL": "http://127.0.0.1:9"}, 1, "does not answer: unavailable"),
        ({"MOIEN_LLM_MODEL": "/nowhere/at/all"}, 1, "there is no such folder"),
    ],
)
def test_what_cannot_be_checked_is_said(tmp_path: Path, given: dict[str, str], code: int, says: str) -> None:
    done = moien("llm", "check", state=tmp_path, **given)
    assert (done.returncode, says in done.stderr) == (code, True), done.stdout + done.stderr
