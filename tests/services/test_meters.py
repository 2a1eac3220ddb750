"""What is counted of a call to an administration, whatever comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY

from services.connectors.outcome import DownError, FinalError, Rejected, RetryableError, Succeeded
from services.meters import CountedCalls


class Scripted:
    """Connectors that give one answer."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def call(self, *_: Any) -> Any:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def counted(outcome: str) -> tuple[float, float]:
    calls = REGISTRY.get_sample_value("moien_job_calls_total", {"administration": "commune", "outcome": outcome})
    timed = REGISTRY.get_sample_value("moien_job_call_seconds_count", {"administration": "commune"})
    return calls or 0, timed or 0


@pytest.mark.parametrize(
    ("answer", "outcome", "timed"),
    [
        (Succeeded("R-1"), "succeeded", 1),
        (Rejected("not_registered"), "rejected", 1),
        (RetryableError("status 500", reached=True), "retry", 1),
        (FinalError("no such operation"), "failed", 1),
        (DownError("commune is down", until=datetime(2026, 11, 23, tzinfo=UTC)), "down", 0),
        (KeyError("a defect"), "failed", 1),
    ],
)
def test_each_outcome_is_counted_and_timed_where_something_was_waited_for(
    answer: Any, outcome: str, timed: int
) -> None:
    before = counted(outcome)
    try:
        given = CountedCalls(Scripted(answer)).call("file", "commune.requestResidenceCertificate", {}, "key")
    except type(answer) as error:
        given = error
    assert given is answer, "what comes of it is passed on unchanged"
    calls, seconds = counted(outcome)
    assert (calls - before[0], seconds - before[1]) == (1, timed)
