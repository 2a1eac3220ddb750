"""The table of what may be done to a review."""

from __future__ import annotations

from typing import get_args

import pytest

from channels.studio.publishing.states import NEXT, OPEN, Act, WrongStateError, next_state
from contracts.studio import ReviewState

EXPECTED: list[tuple[ReviewState, dict[Act, ReviewState]]] = [
    ("waiting", {"approve": "approved", "return": "returned", "withdraw": "withdrawn"}),
    (
        "approved",
        {
            "return": "returned",
            "withdraw": "withdrawn",
            "publish": "published",
            "reconsider": "waiting",
            "fail": "failed",
        },
    ),
    ("returned", {}),
    ("withdrawn", {}),
    ("published", {}),
    ("failed", {}),
]
ROWS = [(state, act, after.get(act)) for state, after in EXPECTED for act in get_args(Act)]


def test_every_state_is_in_the_table() -> None:
    assert {state for state, _ in EXPECTED} == set(get_args(ReviewState))
    assert set(OPEN) == {state for state, _ in NEXT}


@pytest.mark.parametrize(("state", "act", "after"), ROWS)
def test_acts(state: ReviewState, act: Act, after: ReviewState | None) -> None:
    if after is not None:
        assert next_state(state, act) == after
        return
    with pytest.raises(WrongStateError, match=state):
        next_state(state, act)
