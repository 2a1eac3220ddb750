"""Writes what a translation may not change as the other language writes it: dates with months, times, amounts."""

from __future__ import annotations

from datetime import date

from contracts.languages import Language
from nlu.text.fields.dates import show_date
from nlu.text.protected import BY_VALUE, Token, find_tokens, same

_SOME_YEAR = "2024"
"""A leap year, so that 29 February can be written without its year."""


def write_token(token: Token, language: Language) -> str:
    """Write a token in a language: ``12. Mee`` as ``12 mai``, ``1.234,50 €`` as ``€1,234.50``.

    What stays character by character is given as it stands, and so is what this language would write ambiguously.
    """
    if token.kind not in BY_VALUE:
        return token.text
    written = _write(token, language)
    read = find_tokens(written)
    return written if len(read) == 1 and same(read[0], token) else token.text


def _write(token: Token, language: Language) -> str:
    match token.kind:
        case "date":
            return _write_date(token, language)
        case "time" if ":" in token.value:
            hour, minute = token.value.split(":")
            units = {"lb": " Auer", "fr": "", "de": " Uhr", "en": ""}
            has_unit = any(character.isalpha() for character in token.text)
            return f"{hour} h {minute}" if language == "fr" else f"{token.value}{units[language] if has_unit else ''}"
        case "amount":
            number, currency = token.value.split(" ")
            whole, _, cents = number.partition(".")
            value = _group(whole, f"{cents:0<2}" if cents else "", language)
            sign = currency.upper()
            return f"{sign}{' ' if sign.isalpha() else ''}{value}" if language == "en" else f"{value} {sign}"
        case "number":
            number, _, percent = token.value.partition(" ")
            whole, _, decimals = number.partition(".")
            value = _group(whole, decimals, language) if token.text not in (number, f"{number} %") else number
            return value + (("" if language == "en" else " ") + percent if percent else "")
        case _:
            return token.text


def _write_date(token: Token, language: Language) -> str:
    if not any(character.isalpha() for character in token.text):
        return token.text  # digits are read alike in all four languages, day first
    has_year = token.value.count("-") > 1
    day = date.fromisoformat(token.value if has_year else f"{_SOME_YEAR}-{token.value}")
    written = show_date(day, language)
    return written if has_year else written.removesuffix(f" {_SOME_YEAR}")


def _group(whole: str, decimals: str, language: Language) -> str:
    """Write a number with the signs of a language between thousands and before decimals."""
    thousands, point = {"lb": (".", ","), "fr": (" ", ","), "de": (".", ","), "en": (",", ".")}[language]
    grouped = f"{int(whole):,}".replace(",", thousands)
    return f"{grouped}{point}{decimals}" if decimals else grouped
