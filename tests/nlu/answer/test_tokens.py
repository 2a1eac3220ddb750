from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.answer.tokens import Hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("See https://guichet.lu/x?a=1.", "See [[L1]]."),
        ("Write to a.b@guichet.lu or a.b@guichet.lu!", "Write to [[L1]] or [[L1]]!"),
        ("Call 247-82000, +352 247 82 000 or 112.", "Call [[L1]], [[L2]] or 112."),
        ("50 € by 31.12.2026 on MyGuichet.lu", "50 € by 31.12.2026 on MyGuichet.lu"),
    ],
)
def test_what_leads_somewhere_is_hidden_and_shown_again(text: str, hidden: str) -> None:
    behind = Hidden()
    assert behind.hide(text) == hidden
    assert behind.show(hidden) == text


def test_a_token_that_nobody_made_stays_as_it_is() -> None:
    assert Hidden().show("[[L1]] [[L99]] [[X1]]") == "[[L1]] [[L99]] [[X1]]"


@given(st.text(max_size=80), st.sampled_from(["https://guichet.lu/a", "info@guichet.lu", "247-82000"]))
def test_nothing_is_lost(text: str, address: str) -> None:
    behind = Hidden()
    told = f"{text} {address} {text}"
    if "[[L" not in text:
        assert behind.show(behind.hide(told)) == told
