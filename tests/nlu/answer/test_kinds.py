from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import Question
from nlu.answer.kinds import QuestionKinds
from nlu.answer.pages import Asked

ASKED = [
    *(Asked(f"what does {thing} cost", "fee") for thing in ("a dog", "a boat", "the bin")),
    *(Asked(f"how long does {thing} take", "time") for thing in ("a permit", "a passport", "it")),
    *(Asked(f"which papers for {thing}", "documents") for thing in ("a boat", "school", "the dog")),
    *(Asked(f"tell me about {thing}", "about") for thing in ("dogs", "boats", "bins")),
]
KINDS = QuestionKinds(ASKED)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what does a passport cost", "fee"),
        ("How LONG does a dog take?", "time"),
        ("papers for the kindergarten", "documents"),
        ("about taxes", "about"),
    ],
)
def test_the_kind_is_learned_from_all_pages_together(question: str, kind: Question) -> None:
    shares = KINDS.weigh(question)
    assert max(shares, key=lambda it: shares[it]) == kind


@pytest.mark.parametrize("question", ["", "zzz qqq", "!?"])
def test_where_nothing_is_known_all_kinds_are_as_likely(question: str) -> None:
    assert list(KINDS.weigh(question).values()) == [pytest.approx(1 / 4)] * 4


def test_without_anything_to_learn_from_there_are_no_kinds() -> None:
    assert QuestionKinds([]).weigh("what does it cost") == {}


@given(st.text(max_size=60))
def test_shares_are_shares(question: str) -> None:
    assert sum(KINDS.weigh(question).values()) == pytest.approx(1)
