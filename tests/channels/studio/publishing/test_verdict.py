"""What becomes of an approved review, by its newest trial."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from channels.store.trials import StoredTrial
from channels.studio.publishing.verdict import Outgoing, Verdict, judge
from tests.channels.studio.publishing.conftest import impact

AT = datetime(2026, 11, 30, tzinfo=UTC)


def tried(state: Any, *, model: str | None = "m", tests: str = "t", blocked: bool = False) -> StoredTrial:
    return StoredTrial(
        id="t",
        review_id="r",
        state=state,
        done=0,
        cancel=False,
        model=model,
        impact=impact(blocked, tests) if state == "succeeded" else None,
        problem=None,
        asked_by="o",
        asker="Olga",
        asked_at=AT,
        ended_at=None,
    )


GOOD, WORSE = tried("succeeded"), tried("succeeded", blocked=True)


@pytest.mark.parametrize(
    ("trial", "is_there", "overridden", "asked", "verdict"),
    [
        (None, True, False, True, "try_again"),
        (None, True, False, False, "try_again"),
        (tried("queued"), True, False, True, "wait"),
        (tried("training"), True, False, False, "wait"),
        (tried("evaluating"), True, False, False, "wait"),
        (GOOD, True, False, True, "publish"),
        (GOOD, True, False, False, "publish"),
        (GOOD, False, False, False, "try_again"),
        (tried("succeeded", model="other"), True, False, False, "try_again"),
        (tried("succeeded", model="other", blocked=True), True, False, False, "try_again"),
        (tried("succeeded", tests="other"), True, False, False, "try_again"),
        (tried("succeeded", tests="other", blocked=True), True, True, True, "try_again"),
        (WORSE, True, False, True, "reconsider"),
        (WORSE, True, False, False, "reconsider"),
        (WORSE, True, True, False, "publish"),
        (tried("failed"), True, True, True, "try_again"),
        (tried("failed"), True, True, False, "fail"),
        (tried("cancelled"), True, True, True, "try_again"),
        (tried("cancelled"), True, True, False, "wait"),
    ],
)
def test_verdicts(trial: StoredTrial | None, is_there: bool, overridden: bool, asked: bool, verdict: Verdict) -> None:
    outgoing = Outgoing(model="m", tests="t", is_there=is_there)
    assert judge(trial, outgoing, overridden=overridden, asked=asked) == verdict
