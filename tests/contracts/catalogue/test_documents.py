"""The examples in the documents are ones that the check would take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts.catalogue.shape import SERVICE_SCHEMA, check_shape
from contracts.catalogue.source import read_source

DOCUMENT = Path(__file__).parents[3] / "docs" / "add-a-service.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)

SHORTENED = {"key-missing", "language-missing", "too-few"}
"""What the examples lack because they show one part of a file, or one language of it."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split(":")[0])
def test_an_example_for_service_owners_is_right_but_shortened(example: str, tmp_path: Path) -> None:
    file = tmp_path / "dog_tax.yaml"
    file.write_text(f"intents:\n{example}" if example.startswith(" ") else example, encoding="utf-8")
    source = read_source(file)
    assert source.problems == []
    assert source.root is not None
    found = [problem for problem in check_shape(source, source.root, SERVICE_SCHEMA) if problem.code not in SHORTENED]
    assert [str(problem) for problem in found] == []


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5
