from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from nlu.components.calibration import HELD_OUT, LEFT_OUT, Calibration, calibrate

KNOWN = np.ones(1)


def log_probabilities(*probabilities: float) -> np.ndarray:
    return np.log(np.array([probabilities]))


def test_without_evidence_probabilities_stay_as_they_are() -> None:
    scores = log_probabilities(0.7, 0.2, 0.1)
    assert Calibration().confidences(scores, KNOWN) == pytest.approx(np.array([[0.7, 0.2, 0.1]]))


def test_a_certain_score_is_no_error() -> None:
    certain = np.array([[0.0, -np.inf]])
    assert Calibration().confidences(certain, KNOWN) == pytest.approx(np.array([[1.0, 0.0]]))


def test_the_lead_of_the_best_counts_for_it_and_against_the_others() -> None:
    only_lead = Calibration(score=0.0, lead=1.0)
    clear = only_lead.confidences(log_probabilities(0.9, 0.1), KNOWN)[0]
    close = only_lead.confidences(log_probabilities(0.55, 0.45), KNOWN)[0]
    assert clear[0] > close[0] > 0.5 > close[1] > clear[1]


def test_what_training_has_not_seen_costs_confidence() -> None:
    seen = Calibration(known=4.0)
    confidences = [seen.confidences(log_probabilities(0.6, 0.4), np.array([known]))[0, 0] for known in (0.2, 0.9)]
    assert confidences[0] < confidences[1]


@pytest.mark.parametrize("calibration", [Calibration(0.8, 0.5, 2.0, -0.1), Calibration()])
def test_confidences_keep_the_order_of_the_scores(calibration: Calibration) -> None:
    raw = np.random.default_rng(1).normal(size=(50, 6))
    scores = raw - np.log(np.exp(raw).sum(axis=1, keepdims=True))
    confidences = calibration.confidences(scores, np.ones(50))
    assert (confidences.argsort(axis=1) == scores.argsort(axis=1)).all()


SERVICES = 12
PER_TOPIC = 20
TOPICS = np.repeat(np.arange(SERVICES + 1), PER_TOPIC)
"""The last topic is no service."""
QUESTIONS = np.where(TOPICS < SERVICES, 0, -1)
TEXTS = [f"{topic} {number}" for number, topic in enumerate(TOPICS)]


class Recorder:
    """A model that knows the topics it has learned, and remembers which texts those were."""

    def __call__(self, texts: Sequence[str], topics: np.ndarray, questions: np.ndarray, about: np.ndarray) -> Recorder:
        assert len(texts) == len(topics) == len(questions) == len(about)
        assert sorted(set(topics)) == list(range(len(set(topics)))), "topics have no gaps"
        self.learned = list(texts)
        self.names = {text.split()[0]: int(topic) for text, topic in zip(texts, topics, strict=True)}
        return self

    def score(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Sure where the topic is known, unsure where it is not."""
        random = np.random.default_rng(3)
        odds = random.normal(scale=0.5, size=(len(texts), len(self.names)))
        for row, text in enumerate(texts):
            if text.split()[0] in self.names:
                odds[row, self.names[text.split()[0]]] += 5
        scores = odds - np.log(np.exp(odds).sum(axis=1, keepdims=True))
        return scores, np.zeros((len(texts), 1)), np.ones(len(texts))


def test_whole_services_are_left_out_and_a_share_of_every_other_topic() -> None:
    recorder = Recorder()
    calibrate(TEXTS, TOPICS, QUESTIONS, QUESTIONS >= 0, recorder)
    learned = np.bincount([int(text.split()[0]) for text in recorder.learned], minlength=SERVICES + 1)
    assert sorted(learned) == [0] * (SERVICES // LEFT_OUT) + [PER_TOPIC - PER_TOPIC // HELD_OUT] * (
        SERVICES + 1 - SERVICES // LEFT_OUT
    )
    assert learned[SERVICES] > 0, "only services are left out as a whole"


def test_confidence_is_high_where_the_topic_is_known_and_low_where_it_is_not() -> None:
    calibration = calibrate(TEXTS, TOPICS, QUESTIONS, QUESTIONS >= 0, Recorder())
    known = calibration.confidences(log_probabilities(0.97, 0.02, 0.01), KNOWN)[0]
    unknown = calibration.confidences(log_probabilities(0.2, 0.15, 0.1), KNOWN)[0]
    assert known[0] > 0.9
    assert unknown.max() < 0.1


@pytest.mark.parametrize(
    ("topics", "questions"),
    [
        (np.repeat(np.arange(8), 4), np.zeros(32, dtype=int)),
        (np.repeat(np.arange(5), 10), np.zeros(50, dtype=int)),
        (np.repeat(np.arange(8), 10), np.full(80, -1)),
    ],
)
def test_too_little_to_leave_something_out_leaves_the_scores_as_they_are(
    topics: np.ndarray, questions: np.ndarray
) -> None:
    assert calibrate(["x"] * len(topics), topics, questions, questions >= 0, Recorder()) == Calibration()
