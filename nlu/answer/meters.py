"""Counts and times what the answer server does; shown at its own door."""

from __future__ import annotations

from contracts import metrics
from contracts.answers import Answered
from contracts.metering import Counter, Histogram, Reading, Readings, make_lag, show
from contracts.metric import Metric

GIVEN = Counter(metrics.ANSWERS_GIVEN)
STEPS = Histogram(metrics.ANSWER_STEPS)
MODEL_CALLS = Counter(metrics.MODEL_CALLS)
LOOP_LAG = make_lag()
_READINGS = Readings()


def count_answer(answered: Answered) -> None:
    """Count an answer, with how long each step took."""
    record = answered.record
    GIVEN.count(record.language, answered.answer.standing)
    for step in record.steps:
        STEPS.observe(step.milliseconds / 1000, step.step)


def show_metrics(in_progress: int, model_serves: bool | None) -> bytes:
    """Return what a scrape gets; ``model_serves``: None where there is no language model."""
    found: dict[Metric, Reading] = {metrics.ANSWERS_IN_PROGRESS: {(): float(in_progress)}}
    if model_serves is not None:
        found[metrics.MODEL_UP] = {(): float(model_serves)}
    _READINGS.replace(found)
    return show()
