"""The history as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.supervision.history import Period, make_history
from channels.supervision.table import COLUMNS, safe_cell, write_table
from tests.channels.supervision.test_figures import talk, ticket


def test_one_row_each_and_lines_as_the_standard_wants_them() -> None:
    period = Period(first=date(2026, 11, 22), last=date(2026, 11, 23))
    history = make_history(
        period, [ticket(score=4), ticket(queue='=1+"1"')], [talk(contained=False)], {"general": 60}, {}
    )
    written = write_table(history)
    assert written.count("\r\n") == written.count("\n")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [row[:2] for row in rows[1:]] == [
        ["period", "2026-11-22/2026-11-23"],
        ["day", "2026-11-22"],
        ["day", "2026-11-23"],
        *([["language", it] for it in ("lb", "fr", "de", "en")]),
        ["queue", '\'=1+"1"'],
        ["queue", "general"],
    ]
    assert rows[1][2:] == ["1", "0", "0.0", "2", "2", "0", "0", "0", "60", "60", "300", "300", "1", "1", "4.0", "1"]
    assert rows[2][2:] == ["0", "0", "", "0", "0", "0", "0", "0", "", "", "", "", "0", "0", "", "0"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1", "|x", "\u00a0=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@given(st.text(max_size=8))
def test_every_cell_reads_back_and_none_is_computed(text: str) -> None:
    cell = safe_cell(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert cell.lstrip(" \u00a0")[:1] not in {"=", "+", "-", "@", "\t", "\r"}
