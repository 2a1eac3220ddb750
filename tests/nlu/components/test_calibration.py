from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from nlu.components.calibration import Calibration, calibrate


def test_without_evidence_scores_are_log_odds() -> None:
    assert Calibration().confidences(np.array([[0.0, np.log(3), -np.log(3)]])) == pytest.approx(
        np.array([[0.5, 0.75, 0.25]])
    )


def test_the_lead_of_the_best_counts_for_it_and_against_the_others() -> None:
    only_lead = Calibration(score=0.0, lead=1.0)
    clear, close = only_lead.confidences(np.array([[3.0, -3.0], [0.1, 0.0]]))
    assert clear[0] > close[0] > 0.5 > close[1] > clear[1]


@pytest.mark.parametrize("calibration", [Calibration(0.8, 0.5, -0.1), Calibration(1.0, 0.0, 0.0)])
def test_confidences_keep_the_order_of_the_scores(calibration: Calibration) -> None:
    scores = np.random.default_rng(1).normal(size=(50, 6))
    assert (calibration.confidences(scores).argsort(axis=1) == scores.argsort(axis=1)).all()


NAMES = ["a_about", "a_apply", "b_about", "greet"]
LABELS = np.repeat(np.arange(4), 10)
TEXTS = [f"{NAMES[label]} {number}" for number, label in enumerate(LABELS)]


class Recorder:
    """A model that knows the labels it has learned, and remembers what was left out."""

    learned: list[set[str]]

    def __init__(self, sure: float) -> None:
        self.learned = []
        self.sure = sure

    def __call__(self, texts: Sequence[str], labels: np.ndarray) -> Recorder:
        assert len(texts) == len(labels)
        assert sorted(set(labels)) == list(range(len(set(labels)))), "labels have no gaps"
        self.names = {int(label): text.split()[0] for text, label in zip(texts, labels, strict=True)}
        self.learned.append(set(self.names.values()))
        return self

    def score(self, texts: Sequence[str]) -> np.ndarray:
        """High where the intent is known, low everywhere where it is not."""
        rows = []
        for text in texts:
            row = np.full(len(self.names), -2.0)
            known = [label for label, name in self.names.items() if name == text.split()[0]]
            row[known] = self.sure
            rows.append(row + np.random.default_rng(len(rows)).normal(scale=0.5, size=len(row)))
        return np.array(rows)


def test_both_intents_of_a_topic_are_left_out_together() -> None:
    recorder = Recorder(sure=2.0)
    calibrate(TEXTS, LABELS, NAMES, recorder)
    left_out = {frozenset(set(NAMES) - learned) for learned in recorder.learned}
    assert left_out == {frozenset(), frozenset({"a_about", "a_apply"}), frozenset({"b_about"}), frozenset({"greet"})}


def test_confidence_is_high_where_the_intent_is_known_and_low_where_it_is_not() -> None:
    calibration = calibrate(TEXTS, LABELS, NAMES, Recorder(sure=2.0))
    known, unknown = calibration.confidences(np.array([[2.0, -2.0, -2.0], [-1.5, -2.0, -2.0]]))
    assert known[0] > 0.9
    assert unknown.max() < 0.1


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (np.array([0, 0, 0, 1]), ["a_about", "b_about"]),
        (np.array([0, 0, 1, 1]), ["a_about", "b_about"]),
        (np.array([0, 0, 1, 1, 2, 2]), ["a_about", "a_apply", "b_about"]),
    ],
)
def test_too_little_to_leave_something_out_leaves_the_scores_as_they_are(labels: np.ndarray, names: list[str]) -> None:
    assert calibrate(["x"] * len(labels), labels, names, Recorder(sure=1.0)) == Calibration()
