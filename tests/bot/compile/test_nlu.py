from __future__ import annotations

from collections import Counter

from bot.compile.nlu import compile_examples, compile_intents, compile_phrases
from contracts.languages import LANGUAGES
from tests.bot.small_catalogue import CATALOGUE


def test_every_sentence_of_the_catalogue_becomes_an_example_with_its_language() -> None:
    examples = compile_examples(CATALOGUE)
    counted = Counter((example.intent, example.language) for example in examples)
    assert counted == {(intent, language): 6 for intent in compile_intents(CATALOGUE) for language in LANGUAGES}
    assert all(f" {example.language} " in example.text for example in examples)


def test_phrases_of_all_languages_stand_together_under_their_intent() -> None:
    phrases = compile_phrases(CATALOGUE)
    assert list(phrases) == ["crisis_suicide", "crisis_violence", "crisis_emergency"]
    assert len(phrases["crisis_violence"]) == 6 * len(LANGUAGES)
    assert "danger violence de 0" in phrases["crisis_violence"]
