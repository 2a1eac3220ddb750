"""Decides in which language a conversation goes on: sticky, changed by clear evidence over several words only."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.events import LanguageReason
from contracts.languages import Language

ENOUGH: dict[LanguageReason, tuple[tuple[int, float], ...]] = {
    "page": ((2, 0.9), (3, 0.8)),
    "detected": ((3, 0.8),),
    "chosen": ((4, 0.9),),
}
"""By where the current language comes from: pairs of telling words and confidence that are enough to leave it.

The page's language is only a guess, so a clear first message of two words wins; what the citizen chose holds until a
whole clear sentence says otherwise. How often this is right: ``docs/language-identification.md``.
"""


@dataclass(frozen=True)
class LanguageEvidence:
    """What one message says about the language its writer uses."""

    language: Language
    confidence: float
    """Probability that the message is in ``language``, 0 to 1."""
    words: int
    """Words that can tell: no numbers, addresses or names of documents, no yes, no or thanks."""
    greeting: bool = False
    """The message is nothing but a greeting that only ``language`` has (*Moien*)."""


def decide(current: Language, reason: LanguageReason, evidence: LanguageEvidence) -> Language:
    """Give the language in which the conversation goes on.

    ``reason`` says where the current language comes from. A greeting alone decides only while that is the page; one
    word, numbers, yes and no never do.
    """
    if evidence.language == current:
        return current
    if evidence.greeting:
        return evidence.language if reason == "page" else current
    clear = any(evidence.words >= words and evidence.confidence >= least for words, least in ENOUGH[reason])
    return evidence.language if clear else current
