"""The benchmark counts as it says, chooses its threshold without the test set, and refuses what is no corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench.nlu import Learn as Learner
from bench.nlu import Scored, Sentence, _measure, learn_network, learn_svc, read_corpus

pytestmark = pytest.mark.bot

TRAIN = {
    "bill": ["pay my bill", "the bill for water", "my power bill is due", "settle this bill now"],
    "song": ["play a song", "I want to hear a song", "next song please", "what song is this"],
    "rain": ["will it rain today", "is rain expected", "rain in the morning", "how much rain fell"],
}


@pytest.mark.parametrize("learn", [learn_network, learn_svc])
def test_classifiers_find_the_intent_and_are_surer_of_what_they_know(learn: Learner) -> None:
    texts = [text for examples in TRAIN.values() for text in examples]
    intents = [intent for intent, examples in TRAIN.items() for _ in examples]
    scored = learn(texts, intents)(["please pay the bill", "another song", "rain tomorrow", "zzz qqq xxx"])
    assert list(scored.intents[:3]) == ["bill", "song", "rain"]
    assert scored.scores[3] < min(scored.scores[:3])


def learn_by_table(texts: Sequence[str], intents: Sequence[str]):
    """A classifier that reads intent and score from the sentence itself: ``bill 0.7``."""

    def classify(asked: Sequence[str]) -> Scored:
        pairs = [text.split() for text in asked]
        return Scored([intent for intent, _ in pairs], np.array([float(score) for _, score in pairs]))

    return classify


VALIDATION = [Sentence(f"bill 0.{tenth}", None) for tenth in range(1, 10)]
TEST = [
    Sentence("bill 0.95", "bill"),
    Sentence("bill 0.8", "bill"),
    Sentence("bill 0.3", "bill"),
    Sentence("song 0.99", "bill"),
    Sentence("bill 0.85", None),
    Sentence("song 0.2", None),
]


def test_a_row_is_counted_by_hand() -> None:
    # Of 0.1 … 0.9 half are rejected at 0.5, three quarters at 0.7 and nine tenths at 0.82.
    row = _measure(learn_by_table, TEST[:1], VALIDATION, TEST)
    # Bill: precision 1, recall 3/4, F1 6/7; song, which none of the known sentences is: 0.
    assert row[:5] == ["75.0%", "42.9%", "50.0%, 50.0%", "50.0%, 50.0%", "25.0%, 50.0%"]


@pytest.mark.parametrize("validation", [[], [Sentence("bill 0.5", "bill")]])
def test_without_out_of_scope_sentences_to_choose_by_there_is_no_threshold(validation: list[Sentence]) -> None:
    assert _measure(learn_by_table, TEST[:1], validation, TEST)[2:5] == ["–", "–", "–"]


@pytest.mark.parametrize("line", ["", "bill", "3", "null", '{"text": "a"}', '{"text": 3, "intent": "a"}'])
def test_a_line_that_is_no_sentence_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "train.jsonl"
    file.write_text(f'{{"text": "a", "intent": null}}\n{line}\n', encoding="utf-8")
    with pytest.raises(SystemExit, match=r"train\.jsonl:2: write a line like"):
        read_corpus(file)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"train\.jsonl cannot be read"):
        read_corpus(tmp_path / "train.jsonl")
