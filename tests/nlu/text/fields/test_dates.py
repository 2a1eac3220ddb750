from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES
from nlu.text.fields import Checked, FieldProblem, check_field

TODAY = date(2026, 11, 23)


def check(raw: str, language: str = "lb") -> Checked | FieldProblem:
    return check_field("date", raw, language=language, today=TODAY)


@pytest.mark.parametrize(
    ("raw", "language", "value"),
    [
        ("den 3. Mäerz 2026", "lb", "2026-03-03"),
        ("de 5. Abrëll 2026", "lb", "2026-04-05"),
        ("de 5 abrell 2026", "lb", "2026-04-05"),
        ("vum 1. September 2026 un", "lb", "2026-09-01"),
        ("den éischte Mee 2026", "lb", "2026-05-01"),
        ("ech plënneren den 3. Mäerz 2026 op Esch", "lb", "2026-03-03"),
        ("muer", "lb", "2026-11-24"),
        ("Iwwermuer wgl.", "lb", "2026-11-25"),
        ("haut", "lb", "2026-11-23"),
        ("gëschter", "lb", "2026-11-22"),
        ("haut, den 24.12.2026", "lb", "2026-12-24"),
        ("le 3 mars 2026", "fr", "2026-03-03"),
        ("1er mars 2026", "fr", "2026-03-01"),
        ("le premier août 2027", "fr", "2027-08-01"),
        ("à partir du 15 février 2026", "fr", "2026-02-15"),
        ("15 fevr. 2026", "fr", "2026-02-15"),
        ("demain", "fr", "2026-11-24"),
        ("après-demain", "fr", "2026-11-25"),
        ("aujourd'hui", "fr", "2026-11-23"),
        ("avant-hier", "fr", "2026-11-21"),
        ("hier", "fr", "2026-11-22"),
        ("3. März 2026", "de", "2026-03-03"),
        ("am 3. Maerz 2026", "de", "2026-03-03"),
        ("ab dem ersten Oktober 2026", "de", "2026-10-01"),
        ("übermorgen", "de", "2026-11-25"),
        ("morgen", "de", "2026-11-24"),
        ("3 March 2026", "en", "2026-03-03"),
        ("March 3rd, 2026", "en", "2026-03-03"),
        ("the 2nd of February 2026", "en", "2026-02-02"),
        ("the day after tomorrow", "en", "2026-11-25"),
        ("3/3/26", "en", "2026-03-03"),
        ("04/05/2026", "en", "2026-05-04"),
        ("3. 3. 2026", "de", "2026-03-03"),
        ("03-03-2026", "fr", "2026-03-03"),
        ("03 03 2026", "fr", "2026-03-03"),
        ("03032026", "lb", "2026-03-03"),
        ("20260303", "lb", "2026-03-03"),
        ("2026-03-03", "lb", "2026-03-03"),
        ("2026/3/3", "lb", "2026-03-03"),
        ("12.4.85", "lb", "1985-04-12"),
        ("29.02.2028", "lb", "2028-02-29"),
        ("14 Septemer 2026", "lb", "2026-09-14"),
        ("5 Dezembr 2026", "de", "2026-12-05"),
    ],
)
def test_dates_are_read_day_first(raw: str, language: str, value: str) -> None:
    checked = check(raw, language)
    assert isinstance(checked, Checked)
    assert checked.value == value


@pytest.mark.parametrize(
    ("raw", "language"),
    [
        ("31.02.2026", "lb"),
        ("29.02.2026", "lb"),
        ("12/13/2026", "en"),
        ("2026", "lb"),
        ("3. Mäerz", "lb"),
        ("bientôt", "fr"),
        ("nächste Woche", "de"),
        ("guten Morgen", "de"),
        ("was kann ich hier fragen", "de"),
        ("good morning", "en"),
        ("1985041212393", "lb"),
        ("03.03.1820", "lb"),
        ("ech weess et nach net, wahrscheinlech gëtt dat muer entscheet", "lb"),
    ],
)
def test_what_names_no_day_is_refused(raw: str, language: str) -> None:
    assert check(raw, language) == FieldProblem("date_format")


def test_two_days_are_offered() -> None:
    problem = check("vum 3.3.2026 bis de 5.4.2026", "fr")
    assert isinstance(problem, FieldProblem)
    assert [(one.value, one.label) for one in problem.suggestions] == [
        ("2026-03-03", "3 mars 2026"),
        ("2026-04-05", "5 avril 2026"),
    ]


@pytest.mark.parametrize(
    ("language", "shown"),
    [("lb", "1. Mäerz 2026"), ("fr", "1er mars 2026"), ("de", "1. März 2026"), ("en", "1 March 2026")],
)
def test_a_date_is_shown_in_the_long_form_of_the_language(language: str, shown: str) -> None:
    assert check("2026-03-01", language) == Checked("2026-03-01", shown)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_every_day_is_read_back_in_every_language(day: date, language: str, other: str) -> None:
    checked = check(day.isoformat(), language)
    assert isinstance(checked, Checked)
    assert checked.value == day.isoformat()
    again = check(checked.shown, other)
    assert isinstance(again, Checked)
    assert again.value == checked.value


def test_without_a_day_given_today_is_that_of_luxembourg() -> None:
    checked = check_field("date", "haut", language="lb")
    assert isinstance(checked, Checked)
    assert abs(date.fromisoformat(checked.value) - date.today()) <= timedelta(days=1)  # noqa: DTZ011 - either clock will do
