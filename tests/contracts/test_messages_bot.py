"""The bot environment reads and writes the golden files exactly as the platform environment does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.golden import golden_files, rewrite, type_of

pytestmark = pytest.mark.bot


@pytest.mark.parametrize("path", golden_files("messages") + golden_files("frames"), ids=lambda path: path.stem)
def test_a_golden_file_is_read_and_written_back_unchanged(path: Path) -> None:
    text = path.read_bytes()
    assert rewrite(text, type_of(path)) == text
