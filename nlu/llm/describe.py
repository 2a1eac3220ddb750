"""Says how large a model is and how much memory it takes to serve it, from its files alone.

python -m nlu.llm.describe FOLDER TOKENS DEVICE
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import torch

from nlu.llm.tensors import list_weights, read_tensors

BYTES_BF16 = 2
"""Bytes of a number in bfloat16, in which models compute."""
FP8_FROM = (8, 9)
"""Compute capability of GPUs that compute with FP8 numbers as they are."""
EXIT_NOT_ENOUGH = 3
PROCESS_BYTES = 1_000_000_000
"""What Python and its libraries take beside the model."""


@dataclass(frozen=True)
class Description:
    """What is known about a model before it is loaded."""

    architecture: str
    parameters: int
    stored_bytes: int
    """Size of the weights in their files."""
    token_bytes: int
    """Memory that each token of a conversation takes while an answer is written (keys and values, bfloat16)."""
    context: int
    """Tokens that it can read and write at most."""

    def needed_bytes(self, tokens: int, *, keeps_fp8: bool) -> int:
        """Estimate the memory to serve it, with so many tokens in progress at once.

        ``keeps_fp8``: the device computes with FP8 numbers as they are stored; others turn them into bfloat16.
        """
        weights = self.stored_bytes if keeps_fp8 else max(self.stored_bytes, self.parameters * BYTES_BF16)
        return weights + tokens * self.token_bytes + PROCESS_BYTES


def describe(folder: Path) -> Description:
    """Describe the language model in a folder.

    Raises:
        WeightsError: its weights are not complete.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tensors = [tensor for file in list_weights(folder) for tensor in read_tensors(file)]
    return Description(
        architecture=(config.get("architectures") or ["unknown"])[0],
        parameters=sum(tensor.numbers for tensor in tensors if not _is_scale(tensor.name)),
        stored_bytes=sum(tensor.stored for tensor in tensors),
        token_bytes=_count_token_bytes(config),
        context=config.get("max_position_embeddings", 0),
    )


def _is_scale(name: str) -> bool:
    return name.endswith(("_scale", "_scale_inv"))


def _count_token_bytes(config: dict[str, Any]) -> int:
    heads = config.get("num_attention_heads", 1)
    width = config.get("head_dim") or config.get("hidden_size", 0) // heads
    return int(2 * config.get("num_hidden_layers", 0) * config.get("num_key_value_heads", heads) * width * BYTES_BF16)


def tell(description: Description, tokens: int, *, keeps_fp8: bool, free: int) -> str:
    """Say in lines for a person what a model needs, and whether ``free`` bytes are enough."""
    needed = description.needed_bytes(tokens, keeps_fp8=keeps_fp8)
    answers = tokens * description.token_bytes
    return (
        f"{description.architecture}: {description.parameters / 1e6:,.1f} million parameters, "
        f"reads and writes at most {description.context} tokens\n"
        f"memory: about {_gigabytes(needed)} ({_gigabytes(needed - answers - PROCESS_BYTES)} weights, "
        f"{_gigabytes(answers)} for {tokens} tokens at once, {_gigabytes(PROCESS_BYTES)} the process); "
        f"free: {_gigabytes(free)}: {'enough' if needed <= free else 'NOT ENOUGH'}"
    )


def find_memory(device: str) -> tuple[int, bool]:
    """Give the free bytes of a device (``auto``: the GPU where there is one), and whether it computes with FP8."""
    if device != "cpu" and torch.cuda.is_available():
        place = torch.device(device if device.startswith("cuda") else "cuda:0")
        return torch.cuda.mem_get_info(place)[0], torch.cuda.get_device_capability(place) >= FP8_FROM
    return psutil.virtual_memory().available, False


def main() -> int:
    """Describe a model on the terminal; 1 where the memory is not enough."""
    folder, tokens, device = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    description = describe(folder)
    free, keeps_fp8 = find_memory(device)
    sys.stdout.write(f"{tell(description, tokens, keeps_fp8=keeps_fp8, free=free)}\n")
    return 0 if description.needed_bytes(tokens, keeps_fp8=keeps_fp8) <= free else EXIT_NOT_ENOUGH


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB"


if __name__ == "__main__":
    sys.exit(main())
