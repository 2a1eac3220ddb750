from __future__ import annotations

from collections import Counter

from bot.compile.nlu import compile_examples, service_intents
from contracts.languages import LANGUAGES
from tests.bot.small_catalogue import BINS, CATALOGUE, PERMIT


def test_a_service_has_the_intents_of_its_file() -> None:
    assert service_intents(PERMIT) == ["permit_about", "permit_apply"]
    assert service_intents(BINS) == ["bins_about"]


def test_every_sentence_of_the_catalogue_becomes_an_example_with_its_language() -> None:
    examples = compile_examples(CATALOGUE)
    counted = Counter((example.intent, example.language) for example in examples)
    intents = [intent for service in CATALOGUE.services.values() for intent in service_intents(service)]
    assert counted == {(intent, language): 6 for intent in [*intents, *CATALOGUE.small_talk] for language in LANGUAGES}
    assert all(f" {example.language} " in example.text for example in examples)
