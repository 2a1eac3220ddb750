"""What workers count: calls to administrations, ends of jobs, trials; shown by the parent (`services.watching`).

Meters are made when first used, which is in a child process: by then it is settled where their values are kept.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts import metrics
from contracts.jobs import JobKind
from services.connectors.operation import RetryPolicy
from services.connectors.outcome import DownError, FinalError, Outcome, Rejected, RetryableError
from services.connectors.registry import Connectors
from services.connectors.sending import Attachments, refuse_files

if TYPE_CHECKING:
    from contracts.metering import Counter, Histogram


@dataclass(frozen=True)
class JobMeters:
    """What is counted of jobs."""

    calls: Counter
    seconds: Histogram
    ended: Counter


@dataclass(frozen=True)
class TrialMeters:
    """What is counted of trials."""

    trials: Counter
    seconds: Histogram


@functools.cache
def job_meters() -> JobMeters:
    """Return the meters of this process."""
    from contracts.metering import Counter, Histogram

    return JobMeters(Counter(metrics.JOB_CALLS), Histogram(metrics.JOB_CALL_SECONDS), Counter(metrics.JOBS_ENDED))


@functools.cache
def trial_meters() -> TrialMeters:
    """Return the meters of this process."""
    from contracts.metering import Counter, Histogram

    return TrialMeters(Counter(metrics.TRIALS), Histogram(metrics.TRIAL_SECONDS_SPENT))


def count_end(operation: str, state: str) -> None:
    """Count a job that was ended."""
    job_meters().ended.count(operation.partition(".")[0], state)


class CountedCalls:
    """Calls administrations and counts what came of it."""

    def __init__(self, connectors: Connectors) -> None:
        """``connectors`` make the calls."""
        self._connectors = connectors

    def policy(self, operation: str, default: RetryPolicy) -> RetryPolicy:
        """Return how often and how soon an operation is tried again."""
        return self._connectors.policy(operation, default)

    def call(
        self,
        kind: JobKind,
        operation: str,
        fields: Mapping[str, str],
        idempotency_key: str,
        attachments: Attachments = refuse_files,
    ) -> Outcome:
        """Make one call; raises what `Connectors.call` raises."""
        began, outcome = time.perf_counter(), "failed"
        try:
            answer = self._connectors.call(kind, operation, fields, idempotency_key, attachments)
            outcome = "rejected" if isinstance(answer, Rejected) else "succeeded"
        except DownError:
            outcome = "down"
            raise
        except RetryableError:
            outcome = "retry"
            raise
        except FinalError:
            outcome = "failed"
            raise
        finally:
            administration = operation.partition(".")[0]
            job_meters().calls.count(administration, outcome)
            # Where the breaker lets nobody through, nothing was waited for.
            if outcome != "down":
                job_meters().seconds.observe(time.perf_counter() - began, administration)
        return answer
