"""Makes models ready: from a folder, from the hub's cache, without their vision part; and says what cannot be used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.nlu.llm.conftest import Tiny
from tests.nlu.llm.lessons import ROOT

pytestmark = pytest.mark.slow


def prepare(python: Path, model: str, folder: Path, *options: str, home: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [str(python), "-m", "nlu.llm.prepare", model, str(folder), *options],
        cwd=ROOT,
        env={**os.environ, "HF_HOME": str(home or folder.parent / "hf"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def compare(python: Path, folder: Path, wrapped: Path) -> float:
    """The greatest difference between what a model alone and the same one in its wrapping say."""
    code = (
        "import sys, torch\n"
        "from transformers import AutoModelForCausalLM, AutoModelForImageTextToText\n"
        "ids = torch.arange(3, 60)[None]\n"
        "with torch.no_grad():\n"
        "    alone = AutoModelForCausalLM.from_pretrained(sys.argv[1])(ids).logits\n"
        "    whole = AutoModelForImageTextToText.from_pretrained(sys.argv[2])(input_ids=ids).logits\n"
        "print((alone - whole).abs().max().item())\n"
    )
    argv = [str(python), "-c", code, str(folder), str(wrapped)]
    return float(subprocess.run(argv, capture_output=True, text=True, check=True).stdout.splitlines()[-1])


def test_without_its_vision_part_a_model_says_the_same(llm_python: Path, tiny: Tiny, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code, said, errors = prepare(llm_python, str(tiny.wrapped), ready)
    assert code == 0, errors
    described = json.loads(said)
    assert described["architecture"] == "Ministral3ForCausalLM"
    # The vision part is not counted: its files are not there any more.
    assert described["parameters"] == tiny.told["parameters"]
    # Two layers, keys and values, two heads of 32 numbers of two bytes.
    assert described["token_bytes"] == 2 * 2 * 2 * 32 * 2
    assert json.loads((ready / "generation_config.json").read_text())["do_sample"] is False
    assert compare(llm_python, ready, tiny.wrapped) == 0.0


def test_a_model_that_needs_no_change_is_linked_and_left_as_it_is(llm_python: Path, tiny: Tiny, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    source = tmp_path / "model"
    shutil.copytree(tiny.folder, source)
    (source / "generation_config.json").write_text('{"do_sample": true, "temperature": 0.7, "eos_token_id": [1, 5]}')
    (source / "tekken.json").write_text("{}")
    (source / "consolidated.safetensors").write_text("the same once more")
    before = {file.name: file.read_bytes() for file in source.iterdir()}
    assert prepare(llm_python, str(source), ready)[0] == 0
    assert {file.name: file.read_bytes() for file in source.iterdir()} == before
    assert (ready / "model.safetensors").resolve() == (source / "model.safetensors").resolve()
    assert not (ready / "tekken.json").exists()
    assert not (ready / "consolidated.safetensors").exists()
    generation = json.loads((ready / "generation_config.json").read_text())
    assert generation == {"do_sample": False, "eos_token_id": [1, 5], "bos_token_id": 0, "pad_token_id": 2}


def test_it_is_made_once_and_again_when_the_model_changes(llm_python: Path, tiny: Tiny, tmp_path: Path) -> None:
    source, ready = tmp_path / "model", tmp_path / "ready"
    shutil.copytree(tiny.folder, source)
    made = []
    for _ in range(2):
        assert prepare(llm_python, str(source), ready)[0] == 0
        made.append(ready.stat().st_ino)
    assert made[0] == made[1]
    (source / "generation_config.json").write_text('{"eos_token_id": 7}')
    assert prepare(llm_python, str(source), ready)[0] == 0
    assert json.loads((ready / "generation_config.json").read_text())["eos_token_id"] == 7


def test_an_id_of_the_hub_is_found_in_its_cache(llm_python: Path, tiny: Tiny, tmp_path: Path) -> None:
    repository = tmp_path / "hf" / "hub" / "models--moien--tiny"
    commit = "0123456789abcdef0123456789abcdef01234567"
    shutil.copytree(tiny.folder, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    code, _, errors = prepare(llm_python, "moien/tiny", tmp_path / "ready")
    assert code == 0, errors
    assert commit in str((tmp_path / "ready" / "model.safetensors").resolve())
    code, _, errors = prepare(llm_python, "moien/tiny", tmp_path / "other", "--revision", "v2")
    assert code == 1
    assert "'moien/tiny', which cannot be downloaded" in errors


@pytest.mark.parametrize(
    ("model", "broken", "says"),
    [
        ("/nowhere/model", "", "there is no such folder"),
        ("no id at all!", "", "neither a folder nor an id of the hub"),
        ("copy", "config.json", "has no config.json: it is no folder of a model"),
        ("copy", "model.safetensors", "has no model.safetensors"),
        ("copy", "chat_template.jinja", "has no chat template"),
    ],
)
def test_what_cannot_be_used_is_said(
    llm_python: Path, tiny: Tiny, tmp_path: Path, model: str, broken: str, says: str
) -> None:
    if model == "copy":
        model = str(tmp_path / "model")
        shutil.copytree(tiny.folder, model)
        (Path(model) / broken).unlink()
    code, _, errors = prepare(llm_python, model, tmp_path / "ready")
    assert code == 1
    assert says in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "ready").exists()


def test_a_file_that_was_not_copied_whole_is_named(llm_python: Path, tiny: Tiny, tmp_path: Path) -> None:
    source = tmp_path / "model"
    shutil.copytree(tiny.folder, source)
    (source / "model.safetensors").write_bytes(b"\xff" * 64)
    code, _, errors = prepare(llm_python, str(source), tmp_path / "ready")
    assert code == 1
    assert "model.safetensors is no safetensors file, or was not copied whole" in errors


def test_a_missing_part_of_the_weights_is_named(llm_python: Path, tiny: Tiny, tmp_path: Path) -> None:
    source = tmp_path / "model"
    shutil.copytree(tiny.wrapped, source)
    [part] = source.glob("model-00002-of-*.safetensors")
    part.unlink()
    code, _, errors = prepare(llm_python, str(source), tmp_path / "ready")
    assert code == 1
    assert f"lacks {part.name}" in errors
