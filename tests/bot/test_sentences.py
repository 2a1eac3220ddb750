"""How well the trained model understands sentences it was never shown (``tests/language/sentences``).

The floors are what was measured, rounded down: a change of the catalogue or of the classifier that makes the bot
understand less fails here, and one that makes it understand more may raise them.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest
from rasa.core.channels.channel import UserMessage

from bot.processor import TurnProcessor
from contracts.catalogue.sentences import Sentence, read_sentences
from contracts.languages import LANGUAGES, Language
from contracts.names import FALLBACK_INTENT

FOLDER = Path(__file__).parents[1] / "language" / "sentences"
SENTENCES, PROBLEMS = read_sentences(FOLDER)

RIGHT: dict[Language, float] = {"lb": 0.86, "fr": 0.84, "de": 0.84, "en": 0.79}
"""Share of sentences that get their intent."""

WRONG = 0.04
"""Greatest share of sentences, in any language, that get another intent instead of a question back."""

OFF_TOPIC = 0.8
"""Share of sentences about something else that the bot says it does not understand, over all languages."""

MUST_PASS: dict[str, dict[Language, str]] = {
    "greet": {"lb": "Moien", "fr": "Bonjour", "de": "Guten Tag", "en": "Hello"},
    "affirm": {"lb": "jo", "fr": "oui", "de": "ja", "en": "yes"},
    "deny": {"lb": "nee", "fr": "non", "de": "nein", "en": "no"},
    "cancel": {"lb": "ofbriechen", "fr": "annuler", "de": "abbrechen", "en": "cancel"},
    "human": {
        "lb": "Ech wëll mat engem Mënsch schwätzen",
        "fr": "Je veux parler à une personne",
        "de": "Ich möchte mit einem Menschen sprechen",
        "en": "I want to talk to a person",
    },
    "residence_certificate_apply": {
        "lb": "Ech brauch e Residenzzertifikat",
        "fr": "Je voudrais demander un certificat de résidence",
        "de": "Ich möchte eine Wohnsitzbescheinigung beantragen",
        "en": "I want to apply for a residence certificate",
    },
    "passport_about": {
        "lb": "Wat kascht e Pass?",
        "fr": "Combien coûte un passeport ?",
        "de": "Was kostet ein Reisepass?",
        "en": "How much is a passport?",
    },
}
"""What must be understood whatever else changes."""


@pytest.fixture(scope="module")
def understood(processor: TurnProcessor) -> dict[tuple[Language, str], str]:
    """The intent of every sentence."""

    async def parse_all() -> list[str]:
        return [(await processor.parse_message(UserMessage(s.text)))["intent"]["name"] for s in SENTENCES]

    return {(s.language, s.text): intent for s, intent in zip(SENTENCES, asyncio.run(parse_all()), strict=True)}


def outcome(sentence: Sentence, understood: dict[tuple[Language, str], str]) -> str:
    intent = understood[sentence.language, sentence.text]
    if intent == sentence.intent:
        return "right"
    return "fallback" if intent == FALLBACK_INTENT else "wrong"


def test_the_sentences_can_be_read_and_there_are_some_for_each_language() -> None:
    assert PROBLEMS == []
    assert all(sum(sentence.language == language for sentence in SENTENCES) >= 100 for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_understood(language: Language, understood: dict[tuple[Language, str], str]) -> None:
    asked = [s for s in SENTENCES if s.language == language and s.intent != FALLBACK_INTENT]
    counted = Counter(outcome(sentence, understood) for sentence in asked)
    shares = {name: count / len(asked) for name, count in counted.items()}
    failed = [f"{s.path}:{s.line}: {understood[language, s.text]}" for s in asked if outcome(s, understood) != "right"]
    assert shares["right"] >= RIGHT[language], "\n".join([str(shares), *failed])
    assert shares.get("wrong", 0.0) <= WRONG, "\n".join([str(shares), *failed])


def test_what_the_bot_knows_nothing_about_is_not_answered(understood: dict[tuple[Language, str], str]) -> None:
    asked = [sentence for sentence in SENTENCES if sentence.intent == FALLBACK_INTENT]
    answered = [
        f"{s.path}:{s.line}: {understood[s.language, s.text]}" for s in asked if outcome(s, understood) != "right"
    ]
    assert 1 - len(answered) / len(asked) >= OFF_TOPIC, "\n".join(answered)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", MUST_PASS)
async def test_must_be_understood(processor: TurnProcessor, intent: str, language: Language) -> None:
    parsed = await processor.parse_message(UserMessage(MUST_PASS[intent][language]))
    assert parsed["intent"]["name"] == intent, parsed["intent_ranking"]


async def test_understanding_takes_milliseconds(processor: TurnProcessor) -> None:
    messages = [UserMessage(sentence.text) for sentence in SENTENCES[:100]]
    began = time.perf_counter()
    for message in messages:
        await processor.parse_message(message)
    assert (time.perf_counter() - began) / len(messages) < 0.05, "ten times what was measured on two busy cores"
