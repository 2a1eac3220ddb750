"""Field checks of the bot environment give exactly what those of the platform environment give."""

from typing import Any

import pytest

from tests.nlu.text.golden import outcome_of, read_golden

pytestmark = pytest.mark.bot

GOLDEN = read_golden()


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['type']}-{case['raw'][:24]}")
def test_an_answer_is_checked_as_written(case: dict[str, Any]) -> None:
    assert outcome_of(case, GOLDEN) == case["outcome"]
