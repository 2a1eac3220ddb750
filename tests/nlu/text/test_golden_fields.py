"""Field checks of the platform environment stand as the golden file has them."""

from typing import Any, get_args

import pytest

from contracts.languages import LANGUAGES
from contracts.parts import FieldType
from nlu.text.fields import PROBLEM_CODES
from tests.nlu.text.golden import outcome_of, read_golden

GOLDEN = read_golden()


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: f"{case['type']}-{case['raw'][:24]}")
def test_an_answer_is_checked_as_written(case: dict[str, Any]) -> None:
    assert outcome_of(case, GOLDEN) == case["outcome"]


def test_the_file_holds_every_type_in_every_language_and_every_problem() -> None:
    held = {(case["type"], case["language"]) for case in GOLDEN["cases"]}
    assert held == {(field_type, language) for field_type in get_args(FieldType) for language in LANGUAGES} - {
        ("file", language) for language in LANGUAGES
    }
    assert {case["outcome"].get("code") for case in GOLDEN["cases"]} - {None} == set(PROBLEM_CODES)
