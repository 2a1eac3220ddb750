import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES
from nlu.text.language_choice import LanguageEvidence, decide


@pytest.mark.parametrize(
    ("reason", "words", "confidence", "moves"),
    [
        ("page", 1, 0.99, False),
        ("page", 2, 0.89, False),
        ("page", 2, 0.9, True),
        ("page", 3, 0.79, False),
        ("page", 3, 0.8, True),
        ("detected", 2, 0.99, False),
        ("detected", 3, 0.79, False),
        ("detected", 3, 0.8, True),
        ("detected", 9, 0.79, False),
        ("chosen", 3, 0.99, False),
        ("chosen", 4, 0.89, False),
        ("chosen", 4, 0.9, True),
    ],
)
def test_the_language_moves_on_clear_evidence_only(reason: str, words: int, confidence: float, moves: bool) -> None:
    evidence = LanguageEvidence("lb", confidence, words)
    assert decide("fr", reason, evidence) == ("lb" if moves else "fr")


@pytest.mark.parametrize(("reason", "after"), [("page", "lb"), ("detected", "fr"), ("chosen", "fr")])
def test_a_greeting_decides_only_while_nothing_else_is_known(reason: str, after: str) -> None:
    assert decide("fr", reason, LanguageEvidence("lb", 0.4, 1, greeting=True)) == after
    assert decide("fr", reason, LanguageEvidence("lb", 0.99, 2, greeting=True)) == after


EVIDENCE = st.builds(
    LanguageEvidence,
    language=st.sampled_from(LANGUAGES),
    confidence=st.floats(0, 1),
    words=st.integers(0, 20),
    greeting=st.booleans(),
)
REASONS = st.sampled_from(["page", "detected", "chosen"])


@given(st.sampled_from(LANGUAGES), REASONS, EVIDENCE)
def test_the_language_stays_or_is_that_of_the_message(current: str, reason: str, evidence: LanguageEvidence) -> None:
    assert decide(current, reason, evidence) in {current, evidence.language}


@given(st.sampled_from(LANGUAGES), REASONS, st.sampled_from(LANGUAGES), st.floats(0, 1))
def test_one_word_never_moves_it(current: str, reason: str, language: str, confidence: float) -> None:
    assert decide(current, reason, LanguageEvidence(language, confidence, 1)) == current


@given(st.sampled_from(LANGUAGES), EVIDENCE)
def test_what_leaves_a_chosen_language_leaves_a_detected_one(current: str, evidence: LanguageEvidence) -> None:
    if decide(current, "chosen", evidence) != current:
        assert decide(current, "detected", evidence) == evidence.language
