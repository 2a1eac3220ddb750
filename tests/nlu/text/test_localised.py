import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES, Language
from nlu.text.localised import write_token
from nlu.text.protected import changed_tokens, find_tokens


@pytest.mark.parametrize(
    ("written", "lb", "fr", "de", "en"),
    [
        ("12. Mee 2026", "12. Mee 2026", "12 mai 2026", "12. Mai 2026", "12 May 2026"),
        ("1er mars", "1. Mäerz", "1er mars", "1. März", "1 March"),
        ("29. Februar", "29. Februar", "29 février", "29. Februar", "29 February"),
        ("12/05/2026", *["12/05/2026"] * 4),
        ("1.234,50 €", "1.234,50 €", "1 234,50 €", "1.234,50 €", "€1,234.50"),
        ("50 Euro", "50 €", "50 €", "50 €", "€50"),
        ("CHF 20.5", "20,50 CHF", "20,50 CHF", "20,50 CHF", "CHF 20.50"),
        ("14h30", "14:30 Auer", "14 h 30", "14:30 Uhr", "14:30"),
        ("14:30 Uhr", "14:30 Auer", "14 h 30", "14:30 Uhr", "14:30"),
        ("14:30", "14:30", "14 h 30", "14:30", "14:30"),
        ("3.500", "3.500", "3 500", "3.500", "3,500"),
        ("2,75", "2,75", "2,75", "2,75", "2.75"),
        ("5 Prozent", "5 %", "5 %", "5 %", "5%"),
        ("2026", *["2026"] * 4),
        ("AB 1234", *["AB 1234"] * 4),
        ("+352 621 123 456", *["+352 621 123 456"] * 4),
        # As French writes it, it would be read as a telephone number.
        ("123.456.789", "123.456.789", "123.456.789", "123.456.789", "123,456,789"),
    ],
)
def test_a_token_is_written_as_the_language_does(written: str, lb: str, fr: str, de: str, en: str) -> None:
    (token,) = find_tokens(written)
    assert [write_token(token, language) for language in LANGUAGES] == [lb, fr, de, en]


@given(st.text(st.sampled_from("0123456789 .,:-/€$%hABma"), max_size=40), st.sampled_from(LANGUAGES))
def test_what_is_written_says_the_same(text: str, language: Language) -> None:
    for token in find_tokens(text):
        written = write_token(token, language)
        assert written == token.text or changed_tokens(token.text, written) == []
