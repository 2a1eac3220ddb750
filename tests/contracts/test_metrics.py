"""The table of metrics: names as Prometheus wants them, bounded labels, and nothing of a citizen."""

from __future__ import annotations

import re

import pytest

from contracts.languages import LANGUAGES
from contracts.metric import MOST_NAMES, OTHER, PROCESSES, Metric
from contracts.metrics import METRICS as ALL

MOST_SERIES = 3000
"""Series of one metric in one process: far more than a catalogue of some hundred services makes."""
NAMES = {"service", "administration", "queue", "kind"}
"""Labels that take names of the catalogue, of the desk, and kinds of what is forgotten."""
FORBIDDEN = re.compile(r"id|conversation|citizen_|message|text|name|agent_|address|ip|token|subject|site|url|path|user")


def test_no_name_stands_twice() -> None:
    names = [metric.name for metric in ALL]
    assert len(names) == len(set(names)) > 40


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.name)
def test_a_metric_is_named_as_prometheus_wants_it(metric: Metric) -> None:
    assert re.fullmatch(r"moien_[a-z]+(_[a-z]+)*", metric.name)
    assert (metric.kind == "counter") == metric.name.endswith("_total")
    if metric.kind == "histogram":
        assert metric.name.endswith("_seconds")
        assert list(metric.buckets) == sorted(set(metric.buckets))
        assert metric.buckets
    assert metric.help.endswith(".")
    assert metric.processes
    assert set(metric.processes) <= set(PROCESSES)


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.name)
def test_the_labels_of_a_metric_are_bounded(metric: Metric) -> None:
    series = max(1, len(metric.buckets) + 3 if metric.buckets else 1)
    for label in metric.labels:
        assert not FORBIDDEN.fullmatch(label.name), (
            f"{metric.name}: a label {label.name!r} would hold what is a citizen's"
        )
        assert label.values or label.name in NAMES, f"{metric.name}: list the values of {label.name!r}"
        assert label.bound == 1 + (len(label.values) or MOST_NAMES)
        assert OTHER not in label.values
        if label.name == "language":
            assert set(label.values) == set(LANGUAGES)
        series *= label.bound
    closed = all(label.values for label in metric.labels)
    assert series <= (MOST_SERIES if closed else MOST_NAMES * 20), f"{metric.name} may have {series} series"
