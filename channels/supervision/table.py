"""Writes a history as CSV (RFC 4180) that spreadsheets read as data and never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from channels.supervision.figures import Figures
from channels.supervision.history import History

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|")
"""What a cell begins with that a spreadsheet would compute."""

COLUMNS = (
    "by",
    "key",
    "conversations",
    "contained",
    "containment",
    "handovers",
    "claimed",
    "abandoned",
    "call_backs",
    "transfers",
    "wait_p50_seconds",
    "wait_p80_seconds",
    "handling_p50_seconds",
    "handling_p80_seconds",
    "promises_kept",
    "promises_due",
    "satisfaction_mean",
    "ratings",
)


def write_table(history: History) -> str:
    """Write one row for the period, then one per day, language and queue; lines end with CRLF."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for by, key, figures in _rows(history):
        table.writerow([safe_cell(cell) for cell in (by, key, *_cells(figures))])
    return written.getvalue()


def safe_cell(value: str | float | None) -> str:
    """Return a cell that no spreadsheet computes: what looks like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if value.lstrip(" \N{NO-BREAK SPACE}").startswith(_ACTIVE) else value


def _rows(history: History) -> Iterator[tuple[str, str, Figures]]:
    period = history.period
    yield "period", f"{period.first.isoformat()}/{period.last.isoformat()}", history.total
    for day in history.days:
        yield "day", day.day.isoformat(), day.figures
    for language in history.languages:
        yield "language", language.language, language.figures
    for queue in history.queues:
        yield "queue", queue.queue, queue.figures


def _cells(it: Figures) -> tuple[str | float | None, ...]:
    return (
        it.conversations,
        it.contained,
        it.containment,
        it.handovers,
        it.claimed,
        it.abandoned,
        it.call_backs,
        it.transfers,
        it.wait.p50 if it.wait else None,
        it.wait.p80 if it.wait else None,
        it.handling.p50 if it.handling else None,
        it.handling.p80 if it.handling else None,
        it.promises.kept,
        it.promises.of,
        it.satisfaction.mean if it.satisfaction else None,
        sum(it.satisfaction.scores) if it.satisfaction else 0,
    )
