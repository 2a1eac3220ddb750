import time
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES, Language
from nlu.text.fields.dates import show_date
from nlu.text.protected import BY_VALUE, changed_tokens, find_tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12. Mee 2026", [("date", "2026-05-12")]),
        ("12 mai 2026", [("date", "2026-05-12")]),
        ("12. Mai 2026", [("date", "2026-05-12")]),
        ("May 12, 2026", [("date", "2026-05-12")]),
        ("12th of May 2026", [("date", "2026-05-12")]),
        ("12/05/2026", [("date", "2026-05-12")]),
        ("12.5.26", [("date", "2026-05-12")]),
        ("2026-05-12", [("date", "2026-05-12")]),
        ("le 1er mars", [("date", "03-01")]),
        ("den 3. Mäerz, den 31.12.", [("date", "03-03"), ("date", "12-31")]),
        ("31/12", [("date", "12-31")]),
        ("over 18 may apply", [("number", "18")]),
        ("31.02.2026", [("number", "31.02"), ("number", "2026")]),
        ("14:30, 14h30, 14 h 30, 14.30 Auer, 2:30 pm", [("time", "14:30")] * 5),
        ("14 Auer, 14 heures, 2 p.m", [("time", "14")] * 3),
        ("12 am", [("time", "0")]),
        ("1.234,50 €", [("amount", "1234.5 €")]),
        ("1 234,50 €", [("amount", "1234.5 €")]),
        ("1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€", [("amount", "1234.5 €")]),
        ("€1,234.50", [("amount", "1234.5 €")]),
        ("EUR 50, 50 Euro, 50,- €, 50 EUR, € 50", [("amount", "50 €")] * 5),
        ("20 $ an £5", [("amount", "20 $"), ("amount", "5 £")]),
        ("€2 million", [("number", "2")]),
        ("5 %, 5%, 5 Prozent, 5 pour cent, 5 percent", [("number", "5 %")] * 5),
        ("12.000 Leit, 12 000 personnes, 12,000 people, 12000", [("number", "12000")] * 4),
        ("0,5 an 2.75", [("number", "0.5"), ("number", "2.75")]),
        ("+352 621 123 456", [("phone", "+352 621 123 456")]),
        (
            "26 12 34 56 oder 247-82000 oder 8002 8080",
            [("phone", "26 12 34 56"), ("phone", "247-82000"), ("phone", "8002 8080")],
        ),
        ("2024-2025", [("number", "2024"), ("number", "2025")]),
        ("1985 0412 12393", [("national_id", "1985 0412 12393")]),
        ("LU28 0019 4006 4475 0000", [("iban", "LU28 0019 4006 4475 0000")]),
        ("AB 1234", [("plate", "AB 1234")]),
        ("RP-2026-0042, rp-2026-0042", [("reference", "RP-2026-0042"), ("reference", "rp-2026-0042")]),
        ("A4-Blat, L-2450, CO2, B1", [("reference", it) for it in ("A4", "L-2450", "CO2", "B1")]),
        ("0042 an 12345678", [("reference", "0042"), ("reference", "12345678")]),
        ("kuckt op https://guichet.lu/a?b=1.", [("link", "https://guichet.lu/a?b=1")]),
        ("[hei](https://guichet.lu/x) oder guichet.lu", [("link", "https://guichet.lu/x"), ("link", "guichet.lu")]),
        ("a.b@example.lu!", [("email", "a.b@example.lu")]),
        ("", []),
        ("Moien, wéi geet et Iech?", []),
    ],
)
def test_what_may_not_change_is_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(token.kind, token.value) for token in find_tokens(text)] == found


@pytest.mark.parametrize(
    ("original", "translated"),
    [
        ("Bis den 12. Mee 2026 um 14 Auer, 1.234,50 €.", "Avant le 12 mai 2026 à 14h, 1 234,50 €."),
        ("Bis den 12. Mee 2026 um 14 Auer, 1.234,50 €.", "By 12/05/2026 at 2 pm, €1,234.50."),
        ("Dat dauert 5 Stonnen, vun 8 bis 12 Auer.", "Cela prend 5 h, de 8 à 12 heures."),
        ("Rufft +352 621 123 456 un, Referenz RP-2026-0042.", "Call +352 621 123 456, reference RP-2026-0042."),
        ("10 % vun 3.500 Leit", "10 pour cent de 3 500 personnes"),
    ],
)
def test_each_language_writes_dates_and_amounts_in_its_way(original: str, translated: str) -> None:
    assert changed_tokens(original, translated) == []


@pytest.mark.parametrize(
    ("original", "translated", "changed"),
    [
        ("den 12. Mee", "le 13 mai", ["12. Mee", "13 mai"]),
        ("50 €", "50 $", ["50 €", "50 $"]),
        ("50 € an 30 €", "50 € et 50 €", ["30 €", "50 €"]),
        ("AB 1234", "AB-1234", ["AB 1234", "AB-1234"]),
        ("+352 621 123 456", "+352621123456", ["+352 621 123 456", "+352621123456"]),
        ("guichet.lu/a", "guichet.lu/b", ["guichet.lu/a", "guichet.lu/b"]),
        ("3 Dokumenter", "des documents", ["3"]),
        ("des documents", "3 Dokumenter", ["3"]),
        ("RP-2026-0042", "RP-2026-0043", ["RP-2026-0042", "RP-2026-0043"]),
        ("L-2450", "2450", ["L-2450", "2450"]),
    ],
)
def test_what_was_lost_or_invented_is_named(original: str, translated: str, changed: list[str]) -> None:
    assert changed_tokens(original, translated) == changed


def test_names_stay_as_they_are() -> None:
    names = ("Formulaire 163 R", "MyGuichet.lu")
    assert [token.kind for token in find_tokens("Benotzt Formulaire 163 R op MyGuichet.lu", names)] == ["name", "name"]
    assert changed_tokens("op MyGuichet.lu", "sur MyGuichet.lu", names) == []
    assert changed_tokens("op MyGuichet.lu", "sur Mon Guichet", names) == ["MyGuichet.lu"]


DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
AMOUNTS = st.integers(0, 99_999_999)


def written_amount(cents: int, language: Language) -> str:
    english = f"{cents / 100:,.2f}"
    turned = english.translate(str.maketrans(",.", "\N{NARROW NO-BREAK SPACE}," if language == "fr" else ".,"))
    return f"€{english}" if language == "en" else f"{turned} €"


@given(DAYS, AMOUNTS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_values_are_compared_across_languages(day: date, cents: int, one: Language, other: Language) -> None:
    original = f"{show_date(day, one)}: {written_amount(cents, one)}."
    translated = f"{written_amount(cents, other)} - {show_date(day, other)}"
    assert changed_tokens(original, translated) == []
    assert changed_tokens(original, f"{written_amount(cents, other)} ({day:%d/%m/%Y})") == []


@given(DAYS, DAYS, AMOUNTS, AMOUNTS, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_another_value_is_noticed(
    day: date, another: date, cents: int, others: int, one: Language, other: Language
) -> None:
    assume((day, cents) != (another, others))
    original = f"{show_date(day, one)}: {written_amount(cents, one)}."
    assert changed_tokens(original, f"{show_date(another, other)}: {written_amount(others, other)}.")


TEXTS = st.text(st.one_of(st.sampled_from("0123456789 .,:-/€$%+()hABab@\n"), st.characters()), max_size=60)


@given(TEXTS)
def test_a_text_keeps_what_it_has(text: str) -> None:
    assert changed_tokens(text, text) == []


@given(TEXTS)
def test_tokens_stand_where_they_say_and_hold_every_digit(text: str) -> None:
    tokens = find_tokens(text)
    end = 0
    for token in tokens:
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.text
        assert token.kind in BY_VALUE or token.value == token.text
        end = token.end
    held = {place for token in tokens for place in range(token.start, token.end)}
    assert [place for place, sign in enumerate(text) if sign.isdecimal() and place not in held] == []


@given(
    st.from_regex(r"[A-Z]{2}-20[0-9]{2}-[0-9]{4}", fullmatch=True), st.integers(0, 11), st.sampled_from("0123456789")
)
def test_no_digit_of_a_reference_can_change(reference: str, place: int, digit: str) -> None:
    altered = f"{reference[:place]}{digit}{reference[place + 1 :]}"
    assume(altered != reference)
    assert changed_tokens(f"Referenz {reference}!", f"référence {altered} !")


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1.", "12 345 ", "a1-", "A-1", "+1 ", "a.", "a@", "www.", "€1", "12. mee ", "1:"]
)
def test_time_grows_with_the_length(piece: str) -> None:
    began = time.perf_counter()
    find_tokens(piece * (4000 // len(piece)))
    assert time.perf_counter() - began < 1
