"""Counts how often sentences were understood as they were meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean, quantiles
from typing import NamedTuple

from contracts.names import (
    ASK_INTENT,
    CRISIS_INTENTS,
    EMPTY_INTENT,
    FALLBACK_INTENT,
    OTHER_LANGUAGE_INTENT,
    OUT_OF_SCOPE_INTENT,
)
from contracts.understood import Understood, service_of
from nlu.evaluation.cases import Case

NOT_ANSWERED = frozenset({FALLBACK_INTENT, OUT_OF_SCOPE_INTENT, EMPTY_INTENT, OTHER_LANGUAGE_INTENT})
"""Decisions that answer nothing; free text looks for an answer in the pages then."""


class Result(NamedTuple):
    """A sentence with how it was understood."""

    case: Case
    understood: Understood

    @property
    def outcome(self) -> str:
        """What a citizen who asks about a service gets: answered, asked, not_answered or wrong."""
        decided = self.understood.intent
        if service_of(decided) == self.case.service:
            return "answered"
        if decided == ASK_INTENT and self.case.service in self.understood.offered:
            return "asked"
        return "not_answered" if decided in NOT_ANSWERED else "wrong"

    @property
    def right(self) -> bool:
        """Whether the citizen gets what was meant, at once or after a question back."""
        if self.case.service:
            return self.understood.reaches(self.case.service)
        if self.case.out_of_scope:
            return self.understood.intent in {*NOT_ANSWERED, ASK_INTENT}
        if self.case.harmless:
            return self.understood.intent not in CRISIS_INTENTS
        return self.understood.intent == self.case.intent


Results = Sequence[Result]
Measure = Callable[[Results], "float | None"]


def _share(of: Callable[[Result], bool], among: Callable[[Result], bool]) -> Measure:
    def measure(results: Results) -> float | None:
        counted = [result for result in results if among(result)]
        return fmean(map(of, counted)) if counted else None

    return measure


def _macro_f1(results: Results) -> float | None:
    """Average over all services of the harmonic mean of precision and recall of the first guess."""
    about = [(result.case.service, service_of(result.understood.first)) for result in results if result.case.service]
    meant, found = Counter(pair[0] for pair in about), Counter(pair[1] for pair in about)
    right = Counter(meant for meant, found in about if meant == found)
    return fmean(2 * right[service] / (meant[service] + found[service]) for service in meant) if about else None


def _percentile(percent: int) -> Measure:
    def measure(results: Results) -> float | None:
        spent = [result.understood.milliseconds for result in results]
        return quantiles(spent, n=100, method="inclusive")[percent - 1] if len(spent) > 1 else None

    return measure


def _about_service(result: Result) -> bool:
    return result.case.service is not None


def _cry_for_help(result: Result) -> bool:
    return result.case.intent in CRISIS_INTENTS


def _outcome(name: str) -> Measure:
    return _share(lambda result: result.outcome == name, _about_service)


def _decided(*intents: str) -> Callable[[Result], bool]:
    return lambda result: result.understood.intent in intents


MEASURES: dict[str, Measure] = {
    "service_accuracy": _share(
        lambda result: service_of(result.understood.first) == result.case.service, _about_service
    ),
    "macro_f1": _macro_f1,
    "intent_accuracy": _share(
        lambda result: result.understood.first == result.case.intent,
        lambda result: result.case.intent is not None and not _cry_for_help(result),
    ),
    "answered": _outcome("answered"),
    "asked_back": _outcome("asked"),
    "false_fallback": _outcome("not_answered"),
    "wrong": _outcome("wrong"),
    "out_of_scope_recall": _share(lambda result: result.right, lambda result: result.case.out_of_scope),
    "out_of_scope_asked": _share(_decided(ASK_INTENT), lambda result: result.case.out_of_scope),
    "crisis_recall": _share(_decided(*CRISIS_INTENTS), _cry_for_help),
    "false_alarms": _share(_decided(*CRISIS_INTENTS), lambda result: not _cry_for_help(result)),
    "language_accuracy": _share(
        lambda result: result.understood.language == result.case.language,
        lambda result: result.case.language is not None,
    ),
    "parse_ms_p50": _percentile(50),
    "parse_ms_p99": _percentile(99),
}
"""Every figure by its name; None where no sentence concerns it. Shares lie between 0 and 1."""

LESS_IS_BETTER = frozenset(
    {"false_fallback", "wrong", "false_alarms", "out_of_scope_asked", "parse_ms_p50", "parse_ms_p99"}
)
ALL = "all"


def measure(results: Results) -> dict[str, dict[str, float | None]]:
    """Give every figure by name, then by language; ``all`` is over all sentences."""
    languages = sorted({result.case.language for result in results if result.case.language}, key=str)
    groups = {language: [result for result in results if result.case.language == language] for language in languages}
    return {
        name: {**{str(language): take(group) for language, group in groups.items()}, ALL: take(results)}
        for name, take in MEASURES.items()
    }


def find_confusions(results: Results) -> list[tuple[str, str, list[Result]]]:
    """Give what was meant, what it was taken for, and the sentences, most frequent first; only where it went wrong."""
    pairs: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if not result.right:
            meant, given = result.case.service or result.case.meant, result.understood.intent
            pairs.setdefault((meant, service_of(given) or given), []).append(result)
    return [(*pair, found) for pair, found in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0]))]
