"""What is computed from measurements is right: percentiles, ratios round by round, blocks, goals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.load.figures import (
    Latencies,
    Round,
    Table,
    block_medians,
    median_rate,
    median_ratio,
    percentile,
    write,
)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.5, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 3.0, 1.0, 2.0], 0.5, 2.0),
        (list(map(float, range(1, 101))), 0.95, 95.0),
        (list(map(float, range(1, 101))), 0.99, 99.0),
        (list(map(float, range(1, 101))), 1.0, 100.0),
        (list(map(float, range(1, 21))), 0.01, 1.0),
    ],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_no_percentile_of_nothing(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match=r"no values|share is"):
        percentile(values, share)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    assert sum(value < found for value in values) < share * len(values) + 1e-9


def rounds(*rates: float) -> list[Round]:
    return [Round(round(2 * rate), 2.0, Latencies()) for rate in rates]


def test_one_disturbed_round_moves_neither_rate_nor_ratio() -> None:
    assert median_rate(rounds(100, 10, 102)) == 100
    assert median_ratio(rounds(100, 10, 102), rounds(20, 2, 20)) == 5
    assert median_ratio(rounds(100, 10, 100), rounds(20, 20, 20)) == 5


@pytest.mark.parametrize(
    ("values", "size", "expected"),
    [
        ([1, 2, 3, 10, 20, 30], 3, [2, 20]),
        ([1, 2, 3, 10], 3, [2]),
        ([1, 2, 3, 10, 20], 3, [2, 15]),
        ([], 3, []),
    ],
)
def test_blocks(values: list[float], size: int, expected: list[float]) -> None:
    assert block_medians(values, size) == expected


def test_a_table_is_shown_judged_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("Cats", ("name", "weight"), {"cores": 2})
    table.add("Mimi", 4.26)
    table.add("Tiger", 4321)
    table.judge("light", 4.26, 5)
    table.judge("many", 2, 3, at_most=False)
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        table.add("Nobody")
    shown = capsys.readouterr().out
    assert "| Mimi | 4.3 |" in shown
    assert "| Tiger | 4,321 |" in shown
    write(tmp_path / "results.json", [table])
    [kept] = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert kept["rows"] == [["Mimi", 4.26], ["Tiger", 4321]]
    assert kept["goals"] == {"light": "4.3: reached", "many": "2: missed"}
