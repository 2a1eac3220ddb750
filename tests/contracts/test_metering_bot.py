"""Counters and gauges in both environments: nothing gets into a label that is not in its list."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client import CollectorRegistry

from contracts.metering import Bounds, Counter, Gauge, Histogram, Readings, show, watch_loop
from contracts.metric import MOST_NAMES, OTHER, Label
from contracts.metrics import (
    DECISIONS,
    JOBS,
    JOBS_STORED,
    LOOP_LAG,
    LOST,
    METRICS,
    SOCKETS,
    TURN_STAGES,
    TURNS,
)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


def shown(registry: CollectorRegistry) -> list[str]:
    return [line for line in show(registry).decode().splitlines() if not line.startswith("#")]


def test_a_counter_counts_by_its_labels(registry: CollectorRegistry) -> None:
    counter = Counter(TURNS, registry)
    counter.count("text", "answered")
    counter.count("text", "answered", more=2)
    assert shown(registry) == ['moien_turns_total{kind="text",outcome="answered"} 3.0']


def test_what_must_be_zero_is_shown_before_it_happens(registry: CollectorRegistry) -> None:
    Counter(LOST, registry)
    assert shown(registry) == [
        'moien_messages_lost_total{what="event"} 0.0',
        'moien_messages_lost_total{what="turn"} 0.0',
    ]


@pytest.mark.parametrize(
    "value",
    [
        "5f0c2e3b9a7d4e1f8c6b5a4d3e2f1a0b",
        "0b6c2e3b-9a7d-4e1f-8c6b-5a4d3e2f1a0b",
        "1987062412345",
        "+352621123456",
        "lu280019400644750000",
        "anna.muster@example.lu",
        "Ech brauch e Residenzzertifikat",
        "Anna",
        "127.0.0.1",
        "/etc/passwd",
        'x"} 1\nmoien_messages_lost_total{what="event',
        "",
        "a" * 65,
    ],
)
def test_no_id_and_no_text_gets_into_a_label(value: str, registry: CollectorRegistry) -> None:
    Counter(JOBS_STORED, registry).count(value, value)
    Counter(DECISIONS, registry).count(value, value)
    assert shown(registry) == [
        f'moien_jobs_stored_total{{kind="{OTHER}",service="{OTHER}"}} 1.0',
        f'moien_decisions_total{{decision="{OTHER}",language="{OTHER}"}} 1.0',
    ]


@pytest.mark.parametrize("metric", [one for one in METRICS if one.labels], ids=lambda metric: metric.name)
def test_no_label_of_any_metric_takes_more_values_than_its_bound(metric) -> None:
    bounds = Bounds(metric.labels)
    seen: list[set[str]] = [set() for _ in metric.labels]
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(2 * MOST_NAMES):
        name = f"name_{letters[number // 26]}{letters[number % 26]}"
        for place, value in enumerate(bounds.fit((name,) * len(metric.labels))):
            seen[place].add(value)
    for label in metric.labels:
        for value in label.values:
            for place, fitted in enumerate(bounds.fit((value,) * len(metric.labels))):
                seen[place].add(fitted)
    assert [len(values) <= label.bound for values, label in zip(seen, metric.labels, strict=True)] == [True] * len(seen)


def test_names_of_the_catalogue_get_in(registry: CollectorRegistry) -> None:
    bounds = Bounds((Label("service"), Label("administration"), Label("queue")))
    known = ("residence_certificate", "commune", "general-2")
    assert bounds.fit(known) == known


def test_a_wrong_number_of_labels_is_a_mistake(registry: CollectorRegistry) -> None:
    with pytest.raises(ValueError, match="1 labels where there are 2"):
        Counter(TURNS, registry).count("text")


def test_a_gauge_goes_down_however_a_block_ends(registry: CollectorRegistry) -> None:
    gauge = Gauge(SOCKETS, registry)
    with gauge.one_more("citizen"):
        assert 'moien_sockets{door="citizen"} 1.0' in shown(registry)
    with pytest.raises(KeyError), gauge.one_more("citizen"):
        raise KeyError
    assert 'moien_sockets{door="citizen"} 0.0' in shown(registry)


def test_a_clock_that_was_set_back_makes_no_negative_duration(registry: CollectorRegistry) -> None:
    histogram = Histogram(TURN_STAGES, registry)
    histogram.observe(-5, "waiting")
    with histogram.time("bot"):
        pass
    lines = shown(registry)
    assert 'moien_turn_stage_seconds_sum{stage="waiting"} 0.0' in lines
    assert 'moien_turn_stage_seconds_count{stage="bot"} 1.0' in lines


def test_what_is_read_elsewhere_is_replaced_as_a_whole(registry: CollectorRegistry) -> None:
    readings = Readings(registry)
    assert shown(registry) == []
    readings.replace({JOBS: {("commune", "queued"): 2, ("1234", "queued"): 1, ("5678", "queued"): 4}})
    assert shown(registry) == [
        'moien_jobs{administration="commune",state="queued"} 2.0',
        f'moien_jobs{{administration="{OTHER}",state="queued"}} 5.0',
    ]
    readings.replace({})
    assert shown(registry) == []


async def test_a_loop_that_turns_is_measured(registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.metering.LAG_PAUSE", 0.0)
    watching = asyncio.create_task(watch_loop(Histogram(LOOP_LAG, registry)))
    while "moien_event_loop_lag_seconds_count 0.0" in shown(registry):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
