"""Makes a language model ready to be served: finds or downloads it, takes a vision part off, makes it repeatable.

    python -m nlu.llm.prepare MODEL FOLDER [--revision REVISION]

``MODEL`` is a local folder or an id of the Hugging Face hub, the one thing that Moien ever downloads, and only because
an administrator named it. ``FOLDER`` gets links to the files, so that the model itself is not changed; a model that is
wrapped together with a vision part is copied without it. Prints a description as JSON.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from nlu.llm.describe import Description, describe
from nlu.llm.source import ModelNotFoundError, find_model
from nlu.llm.tensors import WeightsError, list_weights
from nlu.llm.text_only import extract_text_model, is_wrapped

WANTED = ("*.json", "*.jinja", "*.model", "model*.safetensors")
"""Files of a model that are needed; some hold the weights a second time in another format."""
MARKER = "moien.json"
"""In a folder that is ready: of which files it was made."""
_NOT_LINKED = {
    "config.json",
    "generation_config.json",
    "model.safetensors.index.json",
    # Of the vision part, and of a tokenizer that cannot stream (transformers 5.23).
    "processor_config.json",
    "preprocessor_config.json",
    "tekken.json",
}
_SAMPLING = ("temperature", "top_p", "top_k", "min_p", "typical_p")


def prepare(source: Path, target: Path) -> Description:
    """Make ``target`` a folder from which a model can be served; does nothing where it is that already.

    Raises:
        WeightsError: the model cannot be used.
    """
    version = _read_version(source)
    marker = target / MARKER
    if marker.exists() and json.loads(marker.read_text(encoding="utf-8"))["version"] == version:
        return describe(target)
    making = target.with_name(f"{target.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    config = _read_json(source / "config.json")
    if is_wrapped(config):
        extract_text_model(source, making)
        weights = set(list_weights(source))
    else:
        shutil.copy(source / "config.json", making)
        weights = set()
        if (source / "model.safetensors.index.json").exists():
            shutil.copy(source / "model.safetensors.index.json", making)
    for file in {file for pattern in WANTED for file in source.glob(pattern)} - weights:
        if file.name not in _NOT_LINKED:
            (making / file.name).symlink_to(file.resolve())
    _check_template(making)
    generation = _write_generation(source, json.loads((making / "config.json").read_text(encoding="utf-8")))
    (making / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n", encoding="utf-8")
    description = describe(making)
    (making / MARKER).write_text(json.dumps({"version": version}) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    making.rename(target)
    return description


def _read_version(source: Path) -> str:
    """Give a text that changes with any file of a model; weights are told apart by size and time."""
    digest = hashlib.sha256(str(source).encode())
    for file in sorted(source.iterdir()):
        if file.is_file():
            told = file.stat()
            digest.update(f"{file.name} {told.st_size} {told.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _check_template(folder: Path) -> None:
    """Raise `WeightsError` where nothing says how a conversation is written for the model."""
    if (folder / "chat_template.jinja").exists() or (folder / "chat_template.json").exists():
        return
    file = folder / "tokenizer_config.json"
    if not file.exists() or "chat_template" not in _read_json(file):
        raise WeightsError(f"{folder} has no chat template: name a model that follows instructions (“Instruct”)")


def _write_generation(source: Path, config: dict[str, Any]) -> dict[str, Any]:
    """Give settings under which the same question always gets the same answer.

    ``transformers serve`` keeps the sampling of its first request for its whole life (5.23), so that only these
    settings can say it.
    """
    file = source / "generation_config.json"
    given = _read_json(file) if file.exists() else {}
    for name in ("bos_token_id", "eos_token_id", "pad_token_id"):
        if given.get(name) is None and config.get(name) is not None:
            given[name] = config[name]
    return {**{name: value for name, value in given.items() if name not in _SAMPLING}, "do_sample": False}


def _read_json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WeightsError(f"{file.parent} has no {file.name}: it is no folder of a model") from error
    except ValueError as error:
        raise WeightsError(f"{file} is no JSON: {error}") from error
    if not isinstance(read, dict):
        raise WeightsError(f"{file} is no JSON object")
    return read


def main() -> int:
    """Prepare what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m nlu.llm.prepare")
    parser.add_argument("model")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--revision")
    chosen = parser.parse_args()
    try:
        source = find_model("MOIEN_LLM_MODEL", chosen.model, WANTED, chosen.revision)
        description = prepare(source, chosen.folder)
    except (ModelNotFoundError, WeightsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(dataclasses.asdict(description)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
