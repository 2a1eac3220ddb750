"""What becomes of an approved review whose time has come, given its newest trial: a table, no input or output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from channels.store.trials import StoredTrial

Verdict = Literal["publish", "wait", "try_again", "reconsider", "fail"]
"""``wait``: for the trial that runs; ``try_again``: the trial says nothing about what would go out now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """What would go out now, by fingerprints (``contracts/models.py``)."""

    model: str
    tests: str
    """Of the tests that go out with it; the model does not depend on them, and what the trial says does."""
    is_there: bool
    """Whether the model is."""


def judge(trial: StoredTrial | None, outgoing: Outgoing, *, overridden: bool, asked: bool) -> Verdict:
    """Judge a review by its newest trial.

    ``overridden``: a publisher gave a reason to publish although a language gets worse; ``asked``: somebody presses the
    button now, else it is the clock.
    """
    if trial is None:
        return "try_again"
    if trial.runs:
        return "wait"
    match trial.state:
        case "succeeded" if not _is_of(trial, outgoing) or not outgoing.is_there:
            return "try_again"
        case "succeeded" if trial.impact is not None and trial.impact.blocked and not overridden:
            return "reconsider"
        case "succeeded":
            return "publish"
        case "failed" if not asked:
            return "fail"
        case "cancelled" if not asked:
            return "wait"
    return "try_again"


def _is_of(trial: StoredTrial, outgoing: Outgoing) -> bool:
    tests = trial.impact.tests if trial.impact is not None else None
    return (trial.model, tests) == (outgoing.model, outgoing.tests)
