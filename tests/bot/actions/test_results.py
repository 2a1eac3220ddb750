"""What an administration says, in four languages."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from bot.actions.results import NOT_SAID, fill_in, show_day, show_moment, show_option
from contracts.jobs import Option, ResultValue
from contracts.languages import LANGUAGES, Language
from contracts.turns import JobReport
from tests.bot.small_catalogue import STATE, texts

DAYS = [
    ("lb", "Sonndeg, 1. Mäerz 2026"),
    ("fr", "dimanche 1er mars 2026"),
    ("de", "Sonntag, 1. März 2026"),
    ("en", "Sunday 1 March 2026"),
]
TIMES = {"lb": "8:05 Auer", "fr": "8 h 05", "de": "8:05 Uhr", "en": "8:05"}


@pytest.mark.parametrize(("language", "shown"), DAYS)
def test_a_day_is_written_with_its_weekday(language: Language, shown: str) -> None:
    assert show_day(date(2026, 3, 1), language) == shown


@pytest.mark.parametrize(("language", "shown"), DAYS)
def test_a_moment_is_told_by_the_clocks_of_luxembourg(language: Language, shown: str) -> None:
    moment = datetime(2026, 3, 1, 7, 5, tzinfo=timezone.utc)
    assert show_moment(moment, language) == f"{shown}, {TIMES[language]}"
    assert show_moment(datetime(2026, 3, 1, 8, 5), language) == f"{shown}, {TIMES[language]}"  # noqa: DTZ001


def test_midnight_in_luxembourg_may_be_another_day() -> None:
    assert show_moment(datetime(2026, 7, 31, 22, 0, tzinfo=timezone.utc), "en") == "Saturday 1 August 2026, 0:00"


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        (Option(value="a", label="Esch"), "Esch"),
        (Option(value="a", at="2026-12-02T09:30:00+01:00"), "Wednesday 2 December 2026, 9:30"),
        (Option(value="a", at="2026-12-02T08:30:00Z", label="Esch"), "Wednesday 2 December 2026, 9:30 – Esch"),
        (Option(value="a", at="soon"), "soon"),
        (Option(value="a"), "a"),
    ],
)
def test_an_option_says_when_and_where(option: Option, shown: str) -> None:
    assert show_option(option, "en") == shown


def value(kind: str, written: str) -> ResultValue:
    return ResultValue(kind=kind, value=written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_filled_in_the_citizens_language(language: Language) -> None:
    assert STATE.form
    said = texts("{status} {number} {street} {reference} {gone}")
    report = JobReport(
        service="state",
        reference="S-1",
        values={"status": value("code", "ready"), "number": value("text", "12"), "street": value("day", "no day")},
    )
    assert fill_in(STATE.form, said, report, language) == {
        "status": f"is ready {language}",
        "number": "12",
        "street": "no day",
        "reference": "S-1",
        "gone": NOT_SAID,
    }


def test_a_code_without_words_is_not_shown_as_it_is() -> None:
    assert STATE.form
    report = JobReport(service="state", values={"status": value("code", "xk_17")})
    assert fill_in(STATE.form, texts("{status}"), report, "en") == {"status": NOT_SAID}
