from __future__ import annotations

import numpy as np
import pytest

from contracts.languages import Language
from nlu.answer.calibration import FEWEST_PAGES, Calibration, calibrate
from nlu.answer.pages import Page
from nlu.answer.shelf import Evidence
from tests.nlu.answer.sample import make_page

THINGS = (
    "dog",
    "bike",
    "boat",
    "garden",
    "chimney",
    "market",
    "school",
    "bridge",
    "forest",
    "cellar",
    "window",
    "tower",
)
QUESTIONS = (
    "what does a {} permit cost", "{} permit", "where do I get the {} permit", "I need a permit for my {}",
    "papers for the {}", "how long is a {} permit valid", "renew my {} permit", "is a {} permit needed",
)  # fmt: skip
FOREIGN = ["who won the match", "tell me a joke", "what is the weather", "I am bored", "sing a song", "play chess"]


def make_pages(number: int) -> list[Page]:
    return [
        make_page(
            thing,
            "en",
            f"Permit for a {thing}",
            f"A {thing} needs a permit.",
            asked=tuple(question.format(thing) for question in QUESTIONS),
        )
        for thing in THINGS[:number]
    ]


def evidence(score: float, foreign: float = 0.0) -> Evidence:
    return Evidence(score=score, lead=score, foreign=foreign, known=score, known_words=score, length=3.0)


def test_more_evidence_gives_more_confidence() -> None:
    calibration = calibrate({"en": make_pages(12)}, {"en": FOREIGN})
    assert calibration is not None
    confidences = [calibration.confidence(evidence(score)) for score in (0.0, 0.4, 0.8)]
    assert confidences == sorted(confidences)
    assert 0 <= confidences[0] < 0.5 < confidences[-1] <= 1


def test_the_same_pages_give_the_same_calibration() -> None:
    first, second = (calibrate({"en": make_pages(8)}, {"en": FOREIGN}) for _ in range(2))
    assert first is not None and second is not None
    assert first.confidence(evidence(0.3)) == second.confidence(evidence(0.3))


@pytest.mark.parametrize("pages", [{}, {"en": make_pages(FEWEST_PAGES - 1)}])
def test_too_few_pages_tell_nothing(pages: dict[Language, list[Page]]) -> None:
    assert calibrate(pages, {"en": FOREIGN}) is None


def test_pages_that_nobody_asks_for_tell_nothing() -> None:
    silent = [make_page(thing, "en", thing, f"About {thing}.") for thing in THINGS]
    assert calibrate({"en": silent}, {}) is None


def test_evidence_beyond_all_measure_stays_a_probability() -> None:
    steep = Calibration(np.zeros(6), np.full(6, 1e-9), np.ones(6), 0.0)
    assert steep.confidence(evidence(1.0)) == pytest.approx(1.0)
    assert steep.confidence(Evidence(*[-1.0] * 6)) == pytest.approx(0.0)
