"""What may be done to a review in which state, and which state it is in afterwards: a table."""

from __future__ import annotations

from typing import Literal

from contracts.studio import ReviewState

Act = Literal["approve", "return", "withdraw", "publish", "reconsider", "fail"]
"""``reconsider``: it was approved, and another trial shows that a language gets worse; ``fail``: it cannot go out."""

OPEN: tuple[ReviewState, ...] = ("waiting", "approved")
"""States in which a review holds its files."""

NEXT: dict[tuple[ReviewState, Act], ReviewState] = {
    ("waiting", "approve"): "approved",
    ("waiting", "return"): "returned",
    ("waiting", "withdraw"): "withdrawn",
    ("approved", "return"): "returned",
    ("approved", "withdraw"): "withdrawn",
    ("approved", "publish"): "published",
    ("approved", "reconsider"): "waiting",
    ("approved", "fail"): "failed",
}


class WrongStateError(Exception):
    """This cannot be done to a review in this state."""

    def __init__(self, state: ReviewState, act: Act) -> None:
        """``state``: of the review."""
        super().__init__(f"{act} of a review that is {state}")
        self.state = state


def next_state(state: ReviewState, act: Act) -> ReviewState:
    """Return the state after an act; raises `WrongStateError`."""
    following = NEXT.get((state, act))
    if following is None:
        raise WrongStateError(state, act)
    return following
