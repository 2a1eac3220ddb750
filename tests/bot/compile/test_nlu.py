from __future__ import annotations

from collections import Counter

from bot.compile.nlu import compile_examples, compile_intents, compile_tables
from contracts.languages import LANGUAGES
from tests.bot.small_catalogue import CATALOGUE


def test_every_sentence_of_the_catalogue_becomes_an_example_with_its_language() -> None:
    examples = compile_examples(CATALOGUE)
    counted = Counter((example.intent, example.language) for example in examples)
    assert counted == {(intent, language): 6 for intent in compile_intents(CATALOGUE) for language in LANGUAGES}
    assert all(f" {example.language} " in example.text for example in examples)


def test_phrases_of_all_languages_stand_together_under_their_intent() -> None:
    tables = compile_tables(CATALOGUE)
    assert list(tables)[:3] == ["crisis_suicide", "crisis_violence", "crisis_emergency"]
    assert len(tables["crisis_violence"]) == 6 * len(LANGUAGES)
    assert "danger violence de 0" in tables["crisis_violence"]


def test_every_service_can_be_looked_up_by_its_titles() -> None:
    tables = compile_tables(CATALOGUE)
    for service in CATALOGUE.services.values():
        assert tables[f"service:{service.id}"] == [service.title[language] for language in LANGUAGES]
