"""Compares how well each language is served, and raises an alarm where one falls behind by more than chance. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping

from channels.studio.inbox.outcomes import Asked, Judged
from channels.supervision.figures import Figures
from contracts.inbox import EqualityAlarm, EqualityFigures, Measure
from contracts.languages import LANGUAGES, Language

BEHIND = 5.0
"""Percentage points from which a language has fallen behind."""
ENOUGH = 50
"""Cases that both languages must have."""
CHANCE = 0.05
"""Probability below which chance is no explanation."""


def compare(
    asked: Collection[Asked], judged: Collection[Judged], handled: Mapping[Language, Figures]
) -> list[EqualityFigures]:
    """Return the figures of each language; ``handled``: what supervisors see of conversations and ratings."""
    return [
        _sum_up(
            language,
            Counter(one.outcome for one in asked if one.language == language),
            [one.helpful for one in judged if one.language == language],
            handled[language],
        )
        for language in LANGUAGES
    ]


def _sum_up(language: Language, outcomes: Counter[str], helpful: list[bool], handled: Figures) -> EqualityFigures:
    messages = outcomes.total()
    recognised = outcomes["understood"] + outcomes["answered"]
    conversations = handled.conversations or 0
    handed_over = conversations - (handled.contained or 0)
    rated = handled.satisfaction
    return EqualityFigures(
        language=language,
        conversations=conversations,
        handed_over=handed_over,
        messages=messages,
        recognised=recognised,
        asked=outcomes["asked"],
        offered=outcomes["offered"],
        fallback=outcomes["unknown"],
        out_of_scope=outcomes["out_of_scope"],
        judged=len(helpful),
        helpful=sum(helpful),
        ratings=sum(rated.scores) if rated is not None else 0,
        rating=rated.mean if rated is not None else None,
        recognition=_share(recognised, messages),
        handover=_share(handed_over, conversations),
        satisfaction=_share(sum(helpful), len(helpful)),
    )


def find_alarms(figures: Collection[EqualityFigures]) -> list[EqualityAlarm]:
    """Return the languages that have fallen behind the best one."""
    recognition = {it.language: (it.recognised, it.messages) for it in figures}
    satisfaction = {it.language: (it.helpful, it.judged) for it in figures}
    return [*_find("recognition", recognition), *_find("satisfaction", satisfaction)]


def _find(measure: Measure, counts: Mapping[Language, tuple[int, int]]) -> list[EqualityAlarm]:
    enough = {language: (good, cases) for language, (good, cases) in counts.items() if cases >= ENOUGH}
    if not enough:
        return []
    best = max(enough, key=lambda it: enough[it][0] / enough[it][1])
    alarms = []
    for language, (good, cases) in enough.items():
        # Counted in whole numbers: 0.8 - 0.75 is less than 0.05 to a computer.
        points = 100 * (enough[best][0] * cases - good * enough[best][1]) / (cases * enough[best][1])
        p = differ_by_chance(good, cases, *enough[best])
        if points >= BEHIND and p < CHANCE:
            alarms.append(EqualityAlarm(language=language, measure=measure, best=best, points=round(points, 1), p=p))
    return alarms


def differ_by_chance(one: int, cases: int, other: int, other_cases: int) -> float:
    """Return the two-sided probability of so different shares by chance (z-test of two proportions, pooled)."""
    pooled = (one + other) / (cases + other_cases)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / cases + 1 / other_cases))
    if spread == 0:
        return 1.0
    return math.erfc(abs(one / cases - other / other_cases) / spread / math.sqrt(2))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
