"""Data of ``nlu.text``: word lists and tables, each file with its source and licence, read once when first needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


@cache
def read_data(name: str) -> Any:  # noqa: ANN401 - each file has a shape of its own, known to the module that reads it
    """Read ``<name>.yaml`` of this folder; the same object each time, so nobody may change it."""
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
