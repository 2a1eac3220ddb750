"""Takes the language model out of a checkpoint that wraps it together with a vision part.

    python -m nlu.llm.text_only SOURCE TARGET

Such checkpoints (Ministral 3 among them) cannot be served as text: ``transformers serve`` asks for an image library and
does without continuous batching. The tensors are copied as they are stored, file by file, FP8 numbers included, so that
nothing is computed anew and no more than one file is in memory.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import save_file
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

from nlu.llm.tensors import WeightsError, list_weights, read_tensors

_RENAMED = (
    (re.compile(r"^(?:model\.)?language_model\.lm_head\."), "lm_head."),
    (re.compile(r"^(?:model\.)?language_model\.(?:model\.)?"), "model."),
    (re.compile(r"^lm_head\."), "lm_head."),
)
"""Names of tensors as they are stored, in the older and in the newer way, and as the language model alone has them."""
_VISION = re.compile(r"^(?:model\.)?(?:vision_tower|vision_model|multi_modal_projector|embed_vision)\.")
_HEAD = "lm_head."
_INDEX = "model.safetensors.index.json"


def is_wrapped(config: dict[str, Any]) -> bool:
    """Tell whether a model's ``config.json`` describes a language model inside one that also sees."""
    return "text_config" in config and "vision_config" in config


def rename(name: str) -> str | None:
    """Give the name of a tensor in the language model alone; None for one of the vision part.

    Raises:
        WeightsError: it belongs to neither.
    """
    if _VISION.match(name):
        return None
    for pattern, put in _RENAMED:
        if pattern.match(name):
            return pattern.sub(put, name)
    raise WeightsError(f"the tensor {name} belongs neither to the language model nor to the vision part")


def extract_text_model(source: Path, target: Path) -> None:
    """Write the language model of a checkpoint into a folder: weights and ``config.json``.

    Raises:
        WeightsError: the checkpoint is not of this kind, or a tensor has an unknown name.
    """
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    if not is_wrapped(config):
        raise WeightsError(f"{source} holds no language model that is wrapped together with a vision part")
    files = list_weights(source)
    names = {file: {tensor.name: rename(tensor.name) for tensor in read_tensors(file)} for file in files}
    has_head = any((name or "").startswith(_HEAD) for renamed in names.values() for name in renamed.values())
    target.mkdir(parents=True, exist_ok=True)
    (target / "config.json").write_text(json.dumps(_write_config(config, has_head=has_head), indent=2) + "\n")
    weight_map: dict[str, str] = {}
    for file in files:
        kept = {old: new for old, new in names[file].items() if new is not None}
        if not kept:
            continue
        with safe_open(file, framework="pt") as opened:
            # A head that is tied is the matrix of the words itself, and is stored once.
            save_file(
                {new: opened.get_tensor(old).contiguous() for old, new in kept.items()},
                target / file.name,
                metadata={"format": "pt"},
            )
        weight_map |= dict.fromkeys(kept.values(), file.name)
    if len(files) > 1:
        (target / _INDEX).write_text(json.dumps({"metadata": {}, "weight_map": weight_map}, indent=2) + "\n")


def _write_config(config: dict[str, Any], *, has_head: bool) -> dict[str, Any]:
    text = dict(config["text_config"])
    kind = text.get("model_type", "")
    if kind not in MODEL_FOR_CAUSAL_LM_MAPPING_NAMES:
        raise WeightsError(f"this version of transformers knows no language model of the kind {kind!r}")
    text["architectures"] = [MODEL_FOR_CAUSAL_LM_MAPPING_NAMES[kind]]
    text["tie_word_embeddings"] = not has_head
    dtype = text.get("dtype") or config.get("dtype") or config.get("torch_dtype")
    if dtype:
        text["dtype"] = dtype
    stored = config.get("quantization_config")
    if stored:
        left_out = [rename(f"{name}.") for name in stored.get("modules_to_not_convert") or []]
        text["quantization_config"] = {
            **stored,
            "modules_to_not_convert": [name.rstrip(".") for name in left_out if name is not None],
        }
    return text


def main() -> int:
    """Convert what the command line names."""
    source, target = map(Path, sys.argv[1:3])
    try:
        extract_text_model(source, target)
    except WeightsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
