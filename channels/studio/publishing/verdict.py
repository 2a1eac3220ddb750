"""What becomes of an approved review whose time has come, given its newest trial: a table, no input or output."""

from __future__ import annotations

from typing import Literal

from channels.store.trials import StoredTrial

Verdict = Literal["publish", "wait", "try_again", "reconsider", "fail"]
"""``wait``: for the trial that runs; ``try_again``: the trial says nothing about what would go out now."""


def judge(trial: StoredTrial | None, model: str, *, is_there: bool, overridden: bool, asked: bool) -> Verdict:
    """Judge a review by its newest trial.

    ``model``: what has to be published, by fingerprint, and whether it ``is_there``; ``overridden``: a publisher gave a
    reason to publish although a language gets worse; ``asked``: somebody presses the button now, else it is the clock.
    """
    if trial is None:
        return "try_again"
    if trial.runs:
        return "wait"
    match trial.state:
        case "succeeded" if trial.model != model or not is_there:
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
