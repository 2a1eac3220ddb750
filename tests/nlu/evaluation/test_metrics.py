"""Figures are counted by hand here, sentence by sentence."""

from __future__ import annotations

import pytest

from contracts.languages import Language
from contracts.understood import Understood, service_of
from nlu.evaluation.cases import Case
from nlu.evaluation.metrics import ALL, LESS_IS_BETTER, MEASURES, Result, find_confusions, measure


def result(
    meant: str | None,
    decided: str,
    first: str = "",
    *,
    language: Language | None = "lb",
    taken_for: Language = "lb",
    offered: tuple[str, ...] = (),
    milliseconds: float = 1.0,
) -> Result:
    """A sentence that means an intent, None for out of scope, ``harmless`` for nobody in danger."""
    case = Case(
        text=f"{meant} {decided}",
        language=language,
        intent=None if meant in {None, "harmless"} else meant,
        service=service_of(meant or ""),
        out_of_scope=meant is None,
        harmless=meant == "harmless",
    )
    return Result(case, Understood(decided, ((first or decided, 0.9),), offered, milliseconds, taken_for))


FEE, ABOUT, CARD = "passport_fee", "passport_about", "id_card_about"
ON_SERVICES = [
    result(FEE, FEE),
    result(FEE, ABOUT),
    result(FEE, "nlu_ask", CARD, offered=("id_card", "passport")),
    result(FEE, "nlu_ask", CARD, offered=("id_card",)),
    result(FEE, "nlu_fallback", FEE),
    result(FEE, "out_of_scope"),
    result(CARD, CARD),
    result(CARD, ABOUT),
]


def figure(name: str, results: list[Result], language: str = ALL) -> float | None:
    return measure(results)[name][language]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("service_accuracy", 4 / 8),
        ("intent_accuracy", 3 / 8),
        ("answered", 3 / 8),
        ("asked_back", 1 / 8),
        ("false_fallback", 2 / 8),
        ("wrong", 2 / 8),
        # Passport: 3 right of 6 meant and 4 found; card: 1 right of 2 meant and 3 found.
        ("macro_f1", (2 * 3 / (6 + 4) + 2 * 1 / (2 + 3)) / 2),
        ("out_of_scope_recall", None),
        ("crisis_recall", None),
        ("false_alarms", 0.0),
        ("language_accuracy", 1.0),
    ],
)
def test_sentences_on_services(name: str, value: float | None) -> None:
    assert figure(name, ON_SERVICES) == (value if value is None else pytest.approx(value))


def test_every_outcome_is_one_of_four() -> None:
    figures = [figure(name, ON_SERVICES) for name in ("answered", "asked_back", "false_fallback", "wrong")]
    assert sum(share for share in figures if share is not None) == pytest.approx(1)


def test_sentences_out_of_scope() -> None:
    given = [result(None, decided) for decided in ("nlu_fallback", "out_of_scope", "nlu_ask", FEE, "greet")]
    assert figure("out_of_scope_recall", given) == pytest.approx(3 / 5)
    assert figure("out_of_scope_asked", given) == pytest.approx(1 / 5)
    assert figure("service_accuracy", given) is None


def test_cries_for_help_and_false_alarms() -> None:
    given = [
        result("crisis_suicide", "crisis_suicide"),
        result("crisis_suicide", "crisis_violence"),
        result("crisis_suicide", "nlu_fallback"),
        result("harmless", "crisis_suicide"),
        result("harmless", FEE),
        result(FEE, FEE),
        result(None, "crisis_emergency"),
    ]
    assert figure("crisis_recall", given) == pytest.approx(2 / 3)
    assert figure("false_alarms", given) == pytest.approx(2 / 4)


def test_languages_are_told_apart_and_sentences_without_one_count_in_all() -> None:
    given = [
        result("greet", "greet", language="fr", taken_for="fr"),
        result("greet", "deny", language="de", taken_for="lb"),
        result("greet", "greet", language=None),
    ]
    by_language = measure(given)
    assert set(by_language["intent_accuracy"]) == {"fr", "de", ALL}
    assert by_language["intent_accuracy"]["fr"] == 1
    assert by_language["intent_accuracy"][ALL] == pytest.approx(2 / 3)
    assert by_language["language_accuracy"][ALL] == pytest.approx(1 / 2)


def test_times() -> None:
    given = [result("greet", "greet", milliseconds=float(number)) for number in range(101)]
    assert figure("parse_ms_p50", given) == pytest.approx(50)
    assert figure("parse_ms_p99", given) == pytest.approx(99)


def test_without_sentences_nothing_is_measured() -> None:
    assert {value for by_language in measure([]).values() for value in by_language.values()} == {None}


def test_confusions_come_most_frequent_first_and_hold_what_went_wrong_only() -> None:
    found = [(meant, given, len(results)) for meant, given, results in find_confusions(ON_SERVICES)]
    assert found == [
        ("id_card", "passport", 1),
        ("passport", "nlu_ask", 1),
        ("passport", "nlu_fallback", 1),
        ("passport", "out_of_scope", 1),
    ]


def test_names_of_figures_agree() -> None:
    assert set(MEASURES) >= LESS_IS_BETTER
