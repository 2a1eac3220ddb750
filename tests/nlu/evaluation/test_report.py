"""What is printed, and what falls short."""

from __future__ import annotations

import pytest

from contracts.understood import Understood
from nlu.evaluation.cases import Case
from nlu.evaluation.metrics import Result
from nlu.evaluation.report import find_shortfalls, list_confusions, list_errors, read_floor, write_loss, write_table

FIGURES = {
    "service_accuracy": {"lb": 0.9, "all": 0.95},
    "answered": {"lb": 0.8, "all": 0.9},
    "false_fallback": {"lb": None, "all": 0.04},
    "language_accuracy": {"lb": 1.0, "all": 1.0},
    "parse_ms_p50": {"lb": 1.234, "all": 2.0},
}


def test_a_table_has_a_line_per_figure_and_a_column_per_language() -> None:
    lines = write_table(FIGURES, {"lb": 10, "all": 25}).splitlines()
    assert [line.split() for line in lines] == [
        ["lb", "all"],
        ["sentences", "10", "25"],
        ["service_accuracy", "90.0", "95.0"],
        ["answered", "80.0", "90.0"],
        ["false_fallback", "–", "4.0"],
        ["language_accuracy", "100.0", "100.0"],
        ["parse_ms_p50", "1.23", "2.00"],
    ]
    assert len(set(map(len, lines))) == 1


def test_a_loss_is_told_in_points() -> None:
    worse = {**FIGURES, "answered": {"lb": 0.77, "all": 0.91}}
    lines = [line.split() for line in write_loss("typos", worse, FIGURES, ["lb", "all"]).splitlines()]
    assert lines[0] == ["typos", "lb", "all"]
    assert ["answered", "-3.0", "+1.0"] in lines
    assert ["false_fallback", "–", "+0.0"] in lines


@pytest.mark.parametrize(
    ("text", "floor"),
    [
        ("service_accuracy=0.9", ("service_accuracy", "all", 0.9)),
        ("false_fallback.lb=.05", ("false_fallback", "lb", 0.05)),
    ],
)
def test_floors_are_read(text: str, floor: tuple[str, str, float]) -> None:
    assert read_floor(text) == floor


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("accuracy=0.9", "There are: service_accuracy, "),
        ("answered=most", "'most' is no number"),
        ("answered", "answered.lb=0.9"),
        ("answered.it=0.9", "'it' is no language: write answered, answered.lb, "),
    ],
)
def test_a_floor_that_cannot_be_read_says_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"no (figure|number|language)") as caught:
        read_floor(text)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("floor", "says"),
    [
        (("service_accuracy", "all", 0.95), None),
        (("service_accuracy", "all", 0.96), "service_accuracy.all is 0.95, wanted at least 0.96"),
        (("false_fallback", "all", 0.05), None),
        (("false_fallback", "all", 0.03), "false_fallback.all is 0.04, wanted at most 0.03"),
        (("false_fallback", "lb", 0.03), "not measured"),
        (("answered", "pt", 0.1), "not measured"),
    ],
)
def test_what_falls_short_is_said(floor: tuple[str, str, float], says: str | None) -> None:
    found = find_shortfalls(FIGURES, [floor])
    assert len(found) == (says is not None)
    assert all(says in line for line in found if says)


def test_machines_get_every_mistake_and_no_sentence_that_was_understood() -> None:
    meant = Case(text="Wat kascht e Pass?", intent="passport_fee", service="passport", path="a.jsonl", line=3)
    ranking = (("id_card_fee", 0.6), ("passport_fee", 0.3))
    wrong = Result(meant, Understood("id_card_fee", ranking, (), 1.0))
    right = Result(meant, Understood("passport_fee", ranking[::-1], (), 1.0))
    assert list_confusions([right, wrong, wrong]) == [
        {"meant": "passport", "given": "id_card", "count": 2, "text": "Wat kascht e Pass?"}
    ]
    assert list_errors([right, wrong]) == [
        {
            "path": "a.jsonl",
            "line": 3,
            "text": "Wat kascht e Pass?",
            "meant": "passport_fee",
            "given": "id_card_fee",
            "ranking": ranking,
        }
    ]
