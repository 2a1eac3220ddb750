"""Field checks and functions on text of the platform environment stand as the golden files have them."""

from typing import Any, get_args

import pytest

from contracts.languages import LANGUAGES
from contracts.parts import FieldType
from nlu.text.fields import PROBLEM_CODES
from tests.nlu.text.golden import FUNCTIONS, outcome_of, read_golden

FIELDS = read_golden("fields")
TEXT = read_golden("text")


@pytest.mark.parametrize("case", FIELDS["cases"], ids=lambda case: f"{case['type']}-{case['raw'][:24]}")
def test_an_answer_is_checked_as_written(case: dict[str, Any]) -> None:
    assert outcome_of(case, FIELDS) == case["outcome"]


@pytest.mark.parametrize("case", TEXT["cases"], ids=lambda case: f"{case['function']}-{case['raw'][:24]!a}")
def test_a_text_becomes_what_is_written(case: dict[str, str]) -> None:
    assert FUNCTIONS[case["function"]](case["raw"]) == case["result"]


def test_the_files_hold_every_type_in_every_language_every_problem_and_every_function() -> None:
    held = {(case["type"], case["language"]) for case in FIELDS["cases"]}
    assert held == {(kind, language) for kind in get_args(FieldType) if kind != "file" for language in LANGUAGES}
    assert {case["outcome"].get("code") for case in FIELDS["cases"]} - {None} == set(PROBLEM_CODES)
    assert {case["function"] for case in TEXT["cases"]} == set(FUNCTIONS)
