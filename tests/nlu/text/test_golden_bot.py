"""Field checks and functions on text give in the bot environment exactly what they give in the platform's."""

from typing import Any

import pytest

from tests.nlu.text.golden import FUNCTIONS, outcome_of, read_golden

pytestmark = pytest.mark.bot

FIELDS = read_golden("fields")
TEXT = read_golden("text")


@pytest.mark.parametrize("case", FIELDS["cases"], ids=lambda case: f"{case['type']}-{case['raw'][:24]}")
def test_an_answer_is_checked_as_written(case: dict[str, Any]) -> None:
    assert outcome_of(case, FIELDS) == case["outcome"]


@pytest.mark.parametrize("case", TEXT["cases"], ids=lambda case: f"{case['function']}-{case['raw'][:24]!a}")
def test_a_text_becomes_what_is_written(case: dict[str, str]) -> None:
    assert FUNCTIONS[case["function"]](case["raw"]) == case["result"]
