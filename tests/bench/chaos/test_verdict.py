"""The verdict finds what is lost, doubled or out of order, and nothing where all is well."""

from __future__ import annotations

import math

import pytest

from bench.chaos.verdict import (
    Acknowledged,
    Logged,
    judge_answers,
    judge_filings,
    judge_messages,
    longest_held_up,
    recoveries,
    slowest_recovery,
)

A = "conversation"


def said(*messages: tuple[str, int]) -> dict[str, list[Acknowledged]]:
    return {A: [Acknowledged(A, name, seq) for name, seq in messages]}


def log(*events: tuple[int, str | None]) -> list[Logged]:
    return [Logged(A, seq, message_id, "message") for seq, message_id in events]


WELL = log((1, None), (2, "m1"), (3, None), (4, "m2"))


@pytest.mark.parametrize(
    ("acknowledged", "events", "lost", "doubled", "out_of_order"),
    [
        (said(("m1", 2), ("m2", 4)), WELL, 0, 0, 0),
        (said(("m1", 2)), WELL, 0, 0, 0),
        (said(("m1", 2), ("m3", 5)), WELL, 1, 0, 0),
        (said(("m1", 3)), WELL, 1, 0, 0),
        (said(("m1", 2)), [], 1, 0, 0),
        (said(("m1", 2)), log((1, None), (2, "m1"), (4, None)), 1, 0, 0),
        (said(("m1", 2)), log((1, None), (2, "m1"), (3, "m1")), 0, 1, 0),
        (said(("m1", 2)), log((1, None), (2, "m1"), (2, None)), 0, 1, 0),
        (said(("m2", 4), ("m1", 2)), WELL, 0, 0, 1),
    ],
)
def test_messages(
    acknowledged: dict[str, list[Acknowledged]], events: list[Logged], lost: int, doubled: int, out_of_order: int
) -> None:
    verdict = judge_messages(acknowledged, events)
    assert (len(verdict.lost), len(verdict.doubled), len(verdict.out_of_order)) == (lost, doubled, out_of_order)
    assert verdict.holds == (not lost and not doubled and not out_of_order)
    assert verdict.messages == len(acknowledged[A])
    assert f"lost {lost}, doubled {doubled}, out of order {out_of_order}" in str(verdict)


@pytest.mark.parametrize(
    ("said", "answers", "notices", "lost", "doubled"),
    [(5, 5, 0, 0, 0), (5, 4, 0, 1, 0), (5, 4, 1, 0, 0), (5, 6, 0, 0, 1), (5, 6, 1, 0, 1), (0, 0, 0, 0, 0)],
)
def test_answers(said: int, answers: int, notices: int, lost: int, doubled: int) -> None:
    verdict = judge_answers({A: said}, {A: answers}, {A: notices})
    assert (len(verdict.lost), len(verdict.doubled), verdict.given_up) == (lost, doubled, notices)


@pytest.mark.parametrize(
    ("wanted", "filed", "lost", "doubled"),
    [
        (["a", "b"], {"a": 1, "b": 1}, 0, 0),
        (["a", "b"], {"a": 1}, 1, 0),
        (["a"], {"a": 2}, 0, 1),
        (["a"], {"a": 1, "unasked": 1}, 0, 1),
    ],
)
def test_filings(wanted: list[str], filed: dict[str, int], lost: int, doubled: int) -> None:
    verdict = judge_filings(wanted, filed, {})
    assert (len(verdict.lost), len(verdict.doubled)) == (lost, doubled)


@pytest.mark.parametrize("end", ["failed", "rejected", "cancelled", "AssertionError: nothing came"])
@pytest.mark.parametrize(("filed", "doubled"), [({}, 0), ({"b": 1}, 0), ({"b": 2}, 1)])
def test_an_application_that_ends_otherwise_is_lost(end: str, filed: dict[str, int], doubled: int) -> None:
    verdict = judge_filings(["a"], {"a": 1} | filed, {"b": end})
    assert (verdict.lost, len(verdict.doubled)) == ([f"b: {end}"], doubled)
    assert not verdict.holds


@pytest.mark.parametrize(
    ("moments", "worst"),
    [
        ([], None),
        ([1.0], 1.0),
        ([1.0, 10.0], 4.0),
        ([1.0, 15.5], math.inf),
        ([97.0], None),
        ([97.0, 1.0], 1.0),
    ],
)
def test_a_death_after_which_nothing_ends_is_no_recovery(moments: list[float], worst: float | None) -> None:
    done = [(1.5, 2.0), (11.0, 14.0), (15.0, 18.0)]
    assert slowest_recovery(moments, done, 100.0, 5.0) == worst


@pytest.mark.parametrize(
    ("done", "recovery", "held_up"),
    [
        ([], None, 0.0),
        ([(9.0, 9.5)], None, 0.0),
        ([(9.0, 13.0)], None, 3.0),
        ([(9.0, 13.0), (10.5, 12.0), (11.0, 11.5)], 1.5, 3.0),
        ([(10.0, 10.25)], 0.25, 0.0),
    ],
)
def test_recovery(done: list[tuple[float, float]], recovery: float | None, held_up: float) -> None:
    assert recoveries(10.0, done) == recovery
    assert longest_held_up(10.0, done) == held_up
