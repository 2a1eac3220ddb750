"""What is known about kinds of servers, and about the tokens of a model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlu.answer.chat.profile import read_control_tokens


def test_control_tokens_are_those_that_the_tokenizer_calls_special(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.json"
    told = [("[INST]", True), ("</s>", True), ("euro", True), ("[1]", False)]
    listed = [{"id": number, "content": text, "special": special} for number, (text, special) in enumerate(told)]
    file.write_text(json.dumps({"added_tokens": listed}), encoding="utf-8")
    assert read_control_tokens(file) == ("</s>", "[INST]")


@pytest.mark.parametrize("text", ["[]", "{}", "<html>"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"is no tokenizer\.json of a model"):
        read_control_tokens(file)
