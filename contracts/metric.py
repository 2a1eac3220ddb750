"""What a metric is: name, labels with their bounds, and the processes that show it. Table: `contracts.metrics`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]

OTHER = "other"
"""Stands for every value of a label that is not in its list."""
MOST_NAMES = 300
"""Values of a label that names something of the catalogue; more are shown as `OTHER`."""

GATEWAY, RASA, ACTIONS, ANSWERS = "gateway", "rasa", "actions", "answers"
REHEARSAL, WORKER, BEAT, TRAINING = "rehearsal", "worker", "beat", "training"
PROCESSES = (GATEWAY, RASA, ACTIONS, ANSWERS, REHEARSAL, WORKER, BEAT, TRAINING)
"""Processes that have metrics."""

TURN_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
TRIAL_SECONDS = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)


@dataclass(frozen=True)
class Label:
    """A label and the values that it may take."""

    name: str
    values: tuple[str, ...] = ()
    """Empty for names of the catalogue: services, administrations, queues of the desk."""

    @property
    def bound(self) -> int:
        """Most values, `OTHER` included."""
        return 1 + (len(self.values) or MOST_NAMES)


@dataclass(frozen=True)
class Metric:
    """One metric. Durations are seconds."""

    name: str
    """As Prometheus shows it, but for the endings of a histogram."""
    kind: Kind
    processes: tuple[str, ...]
    help: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()


def counter(name: str, process: str, told: str, *labels: Label) -> Metric:
    """Return a metric that only grows; ``told`` is what it says."""
    return Metric(name, "counter", (process,), told, labels)


def gauge(name: str, process: str, told: str, *labels: Label) -> Metric:
    """Return a metric that goes up and down."""
    return Metric(name, "gauge", (process,), told, labels)


def histogram(name: str, process: str, told: str, buckets: tuple[float, ...], *labels: Label) -> Metric:
    """Return a metric of durations, counted in ``buckets``."""
    return Metric(name, "histogram", (process,), told, labels, buckets)
