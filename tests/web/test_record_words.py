"""The console has words for every step of the answer pipeline, every way it may end, and every fault of a draft."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.checks.verifier import Fault
from nlu.answer.pipeline import EXTRACTIVE, make_generative

WORDS = Path(__file__).parents[2] / "web" / "console" / "src" / "words" / "en.json"


def test_the_console_has_words_for_all_that_a_record_names() -> None:
    answer = json.loads(WORDS.read_text("utf-8"))["answer"]
    steps = {*EXTRACTIVE, *make_generative(ScriptedChat(""), ["en"])}
    assert set(answer["step"]) == {step.name for step in steps}
    assert set(answer["status"]) == {status for step in steps for status in step.statuses}
    assert set(answer["fault"]) == set(get_args(Fault))
