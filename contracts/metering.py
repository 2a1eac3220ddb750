"""Counts and times what `contracts.metrics` names, within the bounds of its labels; each process shows its own.

A value that a label does not know is counted as `OTHER`: nothing of a citizen gets into a metric by mistake, and no
metric grows without end.
"""

from __future__ import annotations

import asyncio
import functools
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import prometheus_client
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from contracts.metric import MOST_NAMES, OTHER, Label, Metric
from contracts.metrics import LOOP_LAG

CONTENT_TYPE = prometheus_client.CONTENT_TYPE_LATEST

# When each series began is of no use to anybody, and doubles their number.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # it ships no types for it

LAG_PAUSE = 1.0
"""Seconds between two looks at the event loop."""
_NAME = re.compile(r"(?!(?:[^0-9]*[0-9]){4})[a-z][a-z0-9_.-]{0,63}")
"""A name of the catalogue: what holds four digits or more may be somebody's number or an id, and is none."""


class Bounds:
    """Keeps the values of a metric's labels within their bounds."""

    def __init__(self, labels: tuple[Label, ...]) -> None:
        """``labels`` in their order."""
        self._closed = [frozenset(label.values) for label in labels]
        self._names: list[set[str]] = [set() for _ in labels]

    def fit(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """Return the values, what is out of bounds replaced by `OTHER`; raises ValueError for a wrong number."""
        if len(values) != len(self._closed):
            raise ValueError(f"{len(values)} labels where there are {len(self._closed)}")
        return tuple(self._fit(place, value) for place, value in enumerate(values))

    def _fit(self, place: int, value: str) -> str:
        if self._closed[place]:
            return value if value in self._closed[place] else OTHER
        names = self._names[place]
        if value in names:
            return value
        if len(names) >= MOST_NAMES or not _NAME.fullmatch(value):
            return OTHER
        names.add(value)
        return value


class Counter:
    """Counts."""

    def __init__(self, metric: Metric, registry: CollectorRegistry = prometheus_client.REGISTRY) -> None:
        """Shown from now on, with 0 for each value of a single closed label."""
        self._bounds = Bounds(metric.labels)
        self._counter = prometheus_client.Counter(metric.name, metric.help, _names(metric), registry=registry)
        if len(metric.labels) == 1:
            for value in metric.labels[0].values:
                self._counter.labels(value)

    def count(self, *labels: str, more: int = 1) -> None:
        """Count ``more``."""
        self._child(labels).inc(more)

    def _child(self, labels: tuple[str, ...]) -> prometheus_client.Counter:
        return self._counter.labels(*self._bounds.fit(labels)) if labels else self._counter


class Gauge:
    """What there is of something now."""

    def __init__(self, metric: Metric, registry: CollectorRegistry = prometheus_client.REGISTRY) -> None:
        """Shown from now on, with 0 for each value of a single closed label."""
        self._bounds = Bounds(metric.labels)
        self._gauge = prometheus_client.Gauge(metric.name, metric.help, _names(metric), registry=registry)
        if len(metric.labels) == 1:
            for value in metric.labels[0].values:
                self._gauge.labels(value)

    def set(self, value: float, *labels: str) -> None:
        """Say how much there is."""
        self._child(labels).set(value)

    @contextmanager
    def one_more(self, *labels: str) -> Iterator[None]:
        """Count one more for the time of the block."""
        child = self._child(labels)
        child.inc()
        try:
            yield
        finally:
            child.dec()

    def _child(self, labels: tuple[str, ...]) -> prometheus_client.Gauge:
        return self._gauge.labels(*self._bounds.fit(labels)) if labels else self._gauge


class Histogram:
    """How long something takes, in seconds."""

    def __init__(self, metric: Metric, registry: CollectorRegistry = prometheus_client.REGISTRY) -> None:
        """Shown from now on, with 0 for each value of a single closed label."""
        self._bounds = Bounds(metric.labels)
        self._histogram = prometheus_client.Histogram(
            metric.name, metric.help, _names(metric), buckets=metric.buckets, registry=registry
        )
        if len(metric.labels) == 1:
            for value in metric.labels[0].values:
                self._histogram.labels(value)

    def observe(self, seconds: float, *labels: str) -> None:
        """Take note of a duration; a clock that was set back makes none below 0."""
        child = self._histogram.labels(*self._bounds.fit(labels)) if labels else self._histogram
        child.observe(max(0.0, seconds))

    @contextmanager
    def time(self, *labels: str) -> Iterator[None]:
        """Take note of how long the block takes, however it ends."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.observe(time.perf_counter() - began, *labels)


Reading = Mapping[tuple[str, ...], float]
"""Values of a gauge by those of its labels."""


class Readings(Collector):
    """Gauges that somebody reads elsewhere (in the database, on the disk) and puts here as a whole."""

    def __init__(self, registry: CollectorRegistry = prometheus_client.REGISTRY) -> None:
        """Holds nothing yet."""
        self._held: dict[Metric, Reading] = {}
        self._bounds: dict[Metric, Bounds] = {}
        registry.register(self)

    def replace(self, readings: Mapping[Metric, Reading]) -> None:
        """Show these from now on and nothing else."""
        self._held = dict(readings)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give what is held to whoever scrapes."""
        for metric, reading in self._held.items():
            bounds = self._bounds.setdefault(metric, Bounds(metric.labels))
            family = GaugeMetricFamily(metric.name, metric.help, labels=_names(metric))
            summed: dict[tuple[str, ...], float] = {}
            for labels, value in reading.items():
                fitted = bounds.fit(labels)
                summed[fitted] = summed.get(fitted, 0.0) + value
            for labels, value in summed.items():
                family.add_metric(labels, value)
            yield family


def show(registry: CollectorRegistry = prometheus_client.REGISTRY) -> bytes:
    """Return what a scrape gets, in the text format of Prometheus."""
    return prometheus_client.generate_latest(registry)


async def watch_loop(lag: Histogram) -> None:
    """Measure until cancelled how late this event loop comes back."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + LAG_PAUSE
        await asyncio.sleep(LAG_PAUSE)
        lag.observe(loop.time() - due)


@functools.cache
def make_lag() -> Histogram:
    """Return what `watch_loop` wants, the same for the whole process."""
    return Histogram(LOOP_LAG)


def _names(metric: Metric) -> list[str]:
    return [label.name for label in metric.labels]
