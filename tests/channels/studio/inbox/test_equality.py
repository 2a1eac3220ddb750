"""Figures of each language, and when one has fallen behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from channels.studio.inbox.equality import compare, differ_by_chance, find_alarms
from channels.studio.inbox.equality_routes import write_table
from channels.studio.inbox.outcomes import Asked, Judged, Outcome
from channels.supervision.figures import Figures, Talk, sum_up
from contracts.inbox import EqualityFigures, EqualityView
from contracts.languages import LANGUAGES, Language

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def asked(language: Language, outcome: Outcome, times: int) -> list[Asked]:
    return [Asked(conversation="c", at=NOW, language=language, text="…", outcome=outcome)] * times


def judged(language: Language, *, good: int, bad: int) -> list[Judged]:
    said = {"conversation": "c", "at": NOW, "language": language, "title": "", "link": "", "question": ""}
    return [Judged(helpful=True, **said)] * good + [Judged(helpful=False, **said)] * bad


def handled(contained: int = 0, talks: int = 0) -> dict[Language, Figures]:
    each = [Talk(language="lb", began_at=NOW, contained=number < contained) for number in range(talks)]
    return {language: sum_up([], each, {}) for language in LANGUAGES}


def figures(
    counts: dict[Language, tuple[int, int]], opinions: dict[Language, tuple[int, int]]
) -> Sequence[EqualityFigures]:
    said = [
        it
        for code, (good, all_) in counts.items()
        for it in asked(code, "understood", good) + asked(code, "unknown", all_ - good)
    ]
    thought = [it for code, (good, all_) in opinions.items() for it in judged(code, good=good, bad=all_ - good)]
    return compare(said, thought, handled())


def test_outcomes_are_counted() -> None:
    said = [
        *asked("fr", "understood", 5),
        *asked("fr", "answered", 1),
        *asked("fr", "asked", 2),
        *asked("fr", "offered", 1),
        *asked("fr", "unknown", 2),
        *asked("fr", "out_of_scope", 1),
    ]
    fr = next(it for it in compare(said, judged("fr", good=3, bad=1), handled(3, 4)) if it.language == "fr")
    assert (fr.messages, fr.recognised, fr.recognition) == (12, 6, 0.5)
    assert (fr.asked, fr.offered, fr.fallback, fr.out_of_scope) == (2, 1, 2, 1)
    assert (fr.judged, fr.helpful, fr.satisfaction) == (4, 3, 0.75)
    assert (fr.conversations, fr.handed_over, fr.handover) == (4, 1, 0.25)
    assert (fr.ratings, fr.rating) == (0, None)


def test_nothing_has_no_shares() -> None:
    for one in compare([], [], handled()):
        assert (one.recognition, one.satisfaction, one.handover) == (None, None, None)


@pytest.mark.parametrize(
    ("counts", "alarms"),
    [
        ({"lb": (320, 400), "fr": (360, 400)}, [("lb", 10.0, "fr")]),
        ({"lb": (850, 1000), "fr": (900, 1000)}, [("lb", 5.0, "fr")]),
        ({"lb": (851, 1000), "fr": (900, 1000)}, []),
        ({"lb": (40, 50), "fr": (46, 50)}, []),
        ({"lb": (25, 50), "fr": (46, 50)}, [("lb", 42.0, "fr")]),
        ({"lb": (25, 49), "fr": (46, 50)}, []),
        ({"lb": (1, 400), "fr": (49, 49)}, []),
        ({"lb": (300, 400), "fr": (300, 400), "de": (390, 400)}, [("lb", 22.5, "de"), ("fr", 22.5, "de")]),
        ({"lb": (400, 400), "fr": (400, 400)}, []),
        ({}, []),
    ],
)
def test_an_alarm_takes_five_points_fifty_cases_and_more_than_chance(
    counts: dict[Language, tuple[int, int]], alarms: list[tuple[str, float, str]]
) -> None:
    found = find_alarms(figures(counts, {}))
    assert [(it.language, it.points, it.best) for it in found] == alarms
    assert all(it.measure == "recognition" for it in found)
    about_opinions = find_alarms(figures({}, counts))
    assert [(it.language, it.points, it.best) for it in about_opinions] == alarms
    assert all(it.measure == "satisfaction" for it in about_opinions)


@pytest.mark.parametrize(
    ("counts", "p"),
    [((45, 50, 45, 50), 1.0), ((0, 50, 0, 50), 1.0), ((320, 400, 360, 400), 0.00007476), ((40, 50, 46, 50), 0.0835)],
)
def test_chance(counts: tuple[int, int, int, int], p: float) -> None:
    assert differ_by_chance(*counts) == pytest.approx(p, rel=0.01)


def test_the_table_has_a_row_a_language_and_names_alarms() -> None:
    each = list(figures({"lb": (25, 50), "fr": (46, 50)}, {}))
    table = write_table(EqualityView(days=30, complete=True, languages=each, alarms=find_alarms(each)))
    header, lb, fr, *_ = table.split("\r\n")
    assert header.startswith("language,conversations,handed_over,messages,recognised,")
    assert lb.endswith(",recognition 42.0 behind fr")
    assert fr.endswith(",")
    assert ",0.92," in fr
