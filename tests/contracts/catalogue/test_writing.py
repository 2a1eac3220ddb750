"""Numbers of a text are compared in one notation, whatever the language writes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.writing import numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("60 €", ["60"]),
        ("€1,740.09", ["1740.09"]),
        ("1.740,09 €", ["1740.09"]),
        ("1 740,09 €", ["1740.09"]),
        ("1\u202f740,09 €", ["1740.09"]),
        ("1'000", ["1000"]),
        ("12,50 € oder 12.5 EUR", ["12.5", "12.5"]),
        ("12,00 €", ["12"]),
        ("1.000.000", ["1000000"]),
        ("60, 80, 120 litres", ["60", "80", "120"]),
        ("31.12.2026", ["31", "12", "2026"]),
        ("01/02/2026", ["1", "2", "2026"]),
        ("18:00 Auer, 6:00", ["18:00", "6:00"]),
        ("18 h 00", ["18:00"]),
        ("de 1re, 2e, 3rd", ["1", "2", "3"]),
        ("45 x 35 mm", ["45", "35"]),
        ("L-2013", ["2013"]),
        ("4796-3640", ["4796", "3640"]),
        ("007", ["7"]),
        ("no numbers", []),
    ],
)
def test_numbers_are_read_in_every_notation(text: str, numbers: list[str]) -> None:
    assert numbers_in(text) == Counter(numbers)


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        ("lb", "Zwou Fotoen, dräi Deeg an een Dokument", ["2", "3"]),
        ("fr", "Deux photos, trois jours, un véhicule neuf", ["2", "3"]),
        ("de", "Zwei Fotos, dreißig Tage und ein Antrag", ["2"]),
        ("en", "Two photos within 3 days, one form", ["2", "3"]),
        (None, "two", []),
    ],
)
def test_small_numbers_may_be_words(language: str | None, text: str, numbers: list[str]) -> None:
    assert numbers_in(text, language) == Counter(numbers)


@given(st.integers(0, 999_999_999), st.integers(0, 99), st.sampled_from([(".", ","), (",", "."), ("\u00a0", ",")]))
def test_an_amount_is_the_same_in_each_language(whole: int, cents: int, signs: tuple[str, str]) -> None:
    grouped = f"{whole:,}".replace(",", signs[0])
    english, other = f"{whole:,}.{cents:02}", f"{grouped}{signs[1]}{cents:02}"
    assert numbers_in(english) == numbers_in(other)
    assert numbers_in(english) != numbers_in(f"{whole + 1:,}.{cents:02}")


@given(st.text())
def test_any_text_has_countable_numbers(text: str) -> None:
    assert all(count > 0 for count in numbers_in(text).values())
