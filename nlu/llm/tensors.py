"""Reads what a safetensors file holds without reading its numbers.

Format: eight bytes with the length of the header (little-endian), the header as JSON, the numbers.
https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LONGEST_HEADER = 100 * 1024 * 1024
"""Bytes; the format allows no more."""


class Tensor(NamedTuple):
    """One tensor of a file."""

    name: str
    dtype: str
    """Such as ``BF16`` or ``F8_E4M3``."""
    shape: tuple[int, ...]
    stored: int
    """Bytes in the file."""

    @property
    def numbers(self) -> int:
        """Count its numbers."""
        return math.prod(self.shape)


class WeightsError(Exception):
    """The weights of a model cannot be used; the message says which file and why."""


def list_weights(folder: Path) -> list[Path]:
    """Give the files with the weights of a model.

    Raises:
        WeightsError: there is none, or one that the index names is missing.
    """
    index = folder / "model.safetensors.index.json"
    if index.exists():
        named = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        missing = [name for name in named if not (folder / name).exists()]
        if missing:
            raise WeightsError(f"{folder} lacks {', '.join(missing)}, which {index.name} names: copy the rest")
        return [folder / name for name in named]
    whole = folder / "model.safetensors"
    if not whole.exists():
        raise WeightsError(f"{folder} has no model.safetensors: a model's weights are expected in that format")
    return [whole]


def read_tensors(file: Path) -> Iterator[Tensor]:
    """Give the tensors of a file.

    Raises:
        WeightsError: it is no safetensors file.
    """
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        if not 0 < length <= LONGEST_HEADER:
            raise WeightsError(f"{file} is no safetensors file, or was not copied whole")
        try:
            header = json.loads(opened.read(length))
        except ValueError as error:
            raise WeightsError(f"{file} is no safetensors file, or was not copied whole") from error
    for name, told in header.items():
        if name != "__metadata__":
            begin, end = told["data_offsets"]
            yield Tensor(name, told["dtype"], tuple(told["shape"]), end - begin)
