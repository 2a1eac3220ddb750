"""Finds what a translation may not change: dates, times, amounts, numbers, references, addresses, plates, given names.

Dates, times, amounts and numbers may be written as each language writes them, so their values are compared
(``12. Mee 2026``, ``12 mai 2026``, ``12/05/2026``; ``1.234,50 €``, ``1 234,50 €``, ``€1,234.50``). All else stays as it
is, character by character. Every digit of a text belongs to a token. Numbers written as words are not looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from nlu.text.data import read_data

TokenKind = Literal[
    "name", "link", "email", "iban", "national_id", "date", "time", "amount", "phone", "plate", "reference", "number"
]
BY_VALUE: frozenset[TokenKind] = frozenset({"date", "time", "amount", "number"})
"""Kinds that each language may write in its own way."""


@dataclass(frozen=True)
class Token:
    """One part of a text that a translation may not change."""

    kind: TokenKind
    start: int
    end: int
    text: str
    """As it stands."""
    value: str
    """What is compared: ``2026-05-12`` and ``05-12`` for dates, ``14:30`` for times, ``1234.5 €`` for amounts, ``5 %``
    and ``1234.5`` for numbers, for hours without minutes too; of all others the text."""


Found = Iterator[tuple[int, int, TokenKind, str | None]]
"""Where something stands, its kind, and its value unless that is the text."""
Finder = Callable[[str], Found]
_FOUND = "\x00"
"""Stands for what has been found, while the rest is read."""

_WRITTEN = (
    r"(?:[1-9]\d{0,2}(?:(?: \d{3})+|(?:\.\d{3})+|(?:,\d{3})+|(?:'\d{3})+)(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?)"
)
"""A number: a sign with exactly three digits behind it groups thousands, in all four languages alike."""
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:[ .,']\d{3})+?)(?:[.,](\d{1,2}))?")
_NUMBER = re.compile(rf"({_WRITTEN})(?P<percent> ?(?:%|prozent|pour ?cent|per ?cent)(?![a-z]))?")
_CURRENCIES = {"€": "€", "eur": "€", "$": "$", "usd": "$", "£": "£", "gbp": "£", "chf": "chf"}
_AMOUNT = re.compile(
    rf"(?P<before>€|\$|£|(?<![a-z])(?:euros?|eur|chf|usd|gbp)(?= |\d)) ?(?P<n>{_WRITTEN})(?![\d:]| ?mi[lo])"
    rf"|(?<![\d.,:/])(?P<n2>{_WRITTEN})(?:,[\-–]{{1,2}})?[ \-]?"
    r"(?P<after>(?:€|\$|£)(?!\d)|(?:euros?|euroen|eur|chf|usd|gbp)(?![a-z\d]))"
)
_EMAIL = re.compile(r"(?<![\w.+\-@])[\w.+\-]{1,80}@[\w\-]{1,80}(?:\.[\w\-]{1,80}){1,5}")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]|]{1,300}"
    r"|(?<![\w@.\-])(?:[a-z\d\-]{2,60}\.){1,4}(?:lu|eu|com|org|net|int|info|be|fr|de|ch|gov)(?![\w\-])"
    r"(?:/[^\s<>()\[\]|]{0,200})?"
)
_BEHIND_LINK = ".,;:!?'\"»“”*_"
_IBAN = re.compile(
    r"(?<![A-Za-z\d])[A-Za-z]{2}\d{2}(?:(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?|[A-Za-z\d]{11,30})(?![A-Za-z\d])"
)
_NATIONAL_ID = re.compile(r"(?<!\d)(?:18|19|20)\d\d[ \-.]?\d\d[ \-.]?\d\d[ \-.]?\d{3}[ \-.]?\d\d(?!\d)")
_WHOLE_DAYS = (
    re.compile(r"(?<![\w\-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\w\-])"),
    re.compile(r"(?<![\w./\-])(?P<d>\d{1,2})(?P<s>[./\-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})(?![\w/\-]|\.\d)"),
)
_SHORT_DAY = re.compile(r"(?<![\w./\-,])(?P<d>\d{1,2})(?:\.(?P<m>0\d|1[0-2])\.|/(?P<m2>0\d|1[0-2]))(?![\w/])")
_HALF = r"(?P<half{0}>[ap]\.? ?m)(?![a-z])"
_TIME = re.compile(
    rf"(?<![\w:.,])(?P<h>\d{{1,2}})(?:(?: ?h ?|:| heures? )(?P<m>\d{{2}})(?![\d:])"
    rf"(?: ?(?:{_HALF.format(1)}|(?:auer|uhr)(?![a-z])))?"
    rf"|\.(?P<m2>\d{{2}}) ?(?:(?:h|auer|uhr)(?![a-z])|{_HALF.format(2)})"
    rf"| ?(?:(?:h|auer|uhr|o'clock|heures?)(?!\w)|{_HALF.format(3)}))"
)
_PHONE = re.compile(
    r"(?<![\w+])(?:\+|00)\d(?:[ ()./\-]{0,2}\d){7,17}(?!\d)"
    r"|(?<![\w.,/\-])\d{2,4}[\-/]\d{4,6}(?![\w\-/])"
    r"|(?<![\w.,])\d{2}(?: \d{2}){2,4}(?! ?\d)"
    r"|(?<![\w.,])(?:\d{4} \d{4}|\d{3,4} \d{3} \d{2,4})(?! ?\d)"
)
_YEARS = re.compile(r"(?:19|20)\d\d[\-/ ](?:19|20)\d\d")
_PLATE = re.compile(r"(?<![\w\-])[A-Z]{2} \d{4}(?![\w\-]| \d)")
_CAPITALS = re.compile(r"(?<![^\W_])[A-Z\d]{1,20}(?:[\-/._][A-Z\d]{1,20}){0,8}(?![^\W_])")
_GLUED = re.compile(r"(?<![^\W_])(?:[a-z]{1,6}(?:[\-/]\d{2,10}){2,6}|[a-z]{1,12}\d[a-z\d]{0,20})(?![^\W_])")
_LONG = re.compile(r"(?<!\d)\d{8,}(?!\d|[.,]\d)")
"""More digits in one piece than a number has that somebody writes down."""


def find_tokens(text: str, names: Collection[str] = ()) -> list[Token]:
    """Give what a translation of a text of any of the four languages may not change, in the order of the text.

    ``names``: names of forms, services and the like, which stay as they are. No two tokens overlap.
    """
    flat = "".join(map(_flatten, text))
    tokens: list[Token] = []
    for finder in (_names_in(names), *_FINDERS):
        for start, end, kind, value in list(finder(flat)):
            # What is found is blanked, so that nothing else reads it.
            if _FOUND not in flat[start:end]:
                written = text[start:end]
                tokens.append(Token(kind, start, end, written, written if value is None else value))
                flat = f"{flat[:start]}{_FOUND * (end - start)}{flat[end:]}"
    return sorted(tokens, key=lambda token: token.start)


def changed_tokens(original: str, translated: str, names: Collection[str] = ()) -> list[str]:
    """Give what a translation lost, as the original has it, then what it invented; nothing where all is there.

    Each counts as often as it stands there: a fee that is named twice is named twice in the translation.
    """
    before, after = find_tokens(original, names), find_tokens(translated, names)
    return [*_beyond(before, after), *_beyond(after, before)]


def same(one: Token, other: Token) -> bool:
    """Tell whether two tokens say the same."""
    return _key(one) == _key(other)


def _beyond(tokens: list[Token], others: list[Token]) -> Iterator[str]:
    left = Counter(map(_key, others))
    for token in tokens:
        if left[_key(token)]:
            left[_key(token)] -= 1
        else:
            yield token.text


def _key(token: Token) -> tuple[str, str]:
    # "14 Auer" may become "14:00" or "2 p.m.", and "5 Stonnen" is "5 h": a time of whole hours is its number.
    alike = token.kind == "time" and ":" not in token.value
    return ("number" if alike else token.kind, token.value)


def _flatten(character: str) -> str:
    """Give the character that patterns read: no accent, plain digits and blanks; always exactly one."""
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}":
        return " "
    if character == "’":
        return "'"
    return unicodedata.normalize("NFKD", character)[0] if character.isalpha() else character


def _low(flat: str) -> str:
    return "".join(low if len(low := character.lower()) == 1 else character for character in flat)


def _names_in(names: Collection[str]) -> Finder:
    wanted = sorted({"".join(map(_flatten, name)) for name in names if name.strip()}, key=len, reverse=True)
    return _as_is("name", re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted)) or '(?!)'})(?!\w)"))


def _as_is(kind: TokenKind, pattern: re.Pattern[str], *, low: bool = False) -> Finder:
    """Return a finder of what is compared as it stands; ``low``: the pattern reads small letters."""

    def find(flat: str) -> Found:
        for match in pattern.finditer(_low(flat) if low else flat):
            yield match.start(), match.end(), kind, None

    return find


def _find_links(flat: str) -> Found:
    for match in _LINK.finditer(_low(flat)):
        yield match.start(), match.start() + len(match[0].rstrip(_BEHIND_LINK)), "link", None


def _days_in(*patterns: re.Pattern[str]) -> Finder:
    def find(flat: str) -> Found:
        for pattern in patterns:
            for match in pattern.finditer(flat):
                parts = match.groupdict()
                yield from _day(match, parts["d"], int(parts["m"] or parts["m2"]), parts.get("y"))

    return find


def _find_days(flat: str) -> Found:
    low = _low(flat)
    day_first, month_first = _month_patterns()
    for match in day_first.finditer(low):
        if match["m"] == "may" and not match["y"] and low[match.end() :].lstrip()[:1].isalpha():
            continue  # "over 18 may apply" is no date
        yield from _day(match, match["d"], _months()[match["m"]], match["y"])
    for match in month_first.finditer(low):
        if not day_first.search(low, max(0, match.start() - 12), match.end()):
            yield from _day(match, match["d"], _months()[match["m"]], match["y"])


def _day(match: re.Match[str], day: str, month: int, year: str | None) -> Found:
    full = year if year is None or len(year) == 4 else f"{20 if year < '50' else 19}{year}"
    try:
        # 2024 was a leap year: 29 February may be meant.
        named = date(int(full or 2024), month, int(day))
    except ValueError:
        return
    yield match.start(), match.end(), "date", f"{named:%Y-%m-%d}" if full else f"{named:%m-%d}"


def _find_times(flat: str) -> Found:
    for match in _TIME.finditer(_low(flat)):
        half = match["half1"] or match["half2"] or match["half3"] or ""
        hour, minute = int(match["h"]), int(match["m"] or match["m2"] or 0)
        if hour > 24 or minute > 59 or (half and hour > 12):
            continue
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        yield match.start(), match.end(), "time", f"{hour}:{minute:02}" if minute else str(hour)


def _find_amounts(flat: str) -> Found:
    for match in _AMOUNT.finditer(_low(flat)):
        currency = match["before"] or match["after"]
        sign = _CURRENCIES.get(currency) or _CURRENCIES[currency[:3]]
        yield match.start(), match.end(), "amount", f"{_plain(match['n'] or match['n2'])} {sign}"


def _find_phones(flat: str) -> Found:
    for match in _PHONE.finditer(flat):
        if not _YEARS.fullmatch(match[0]):
            yield match.start(), match.end(), "phone", None


def _find_capitals(flat: str) -> Found:
    for match in _CAPITALS.finditer(flat):
        if any(character.isdigit() for character in match[0]) and any(character.isalpha() for character in match[0]):
            yield match.start(), match.end(), "reference", None


def _find_numbers(flat: str) -> Found:
    for match in _NUMBER.finditer(_low(flat)):
        if match[1][0] == "0" and match[1][1:2].isdigit():
            yield match.start(), match.end(), "reference", None
            continue
        yield match.start(), match.end(), "number", _plain(match[1]) + (" %" if match["percent"] else "")


_FINDERS: tuple[Finder, ...] = (
    _as_is("email", _EMAIL),
    _find_links,
    _as_is("iban", _IBAN),
    _as_is("national_id", _NATIONAL_ID),
    _days_in(*_WHOLE_DAYS),
    _find_amounts,
    _days_in(_SHORT_DAY),
    _find_days,
    _find_times,
    _find_phones,
    _as_is("plate", _PLATE),
    _find_capitals,
    _as_is("reference", _GLUED, low=True),
    _as_is("reference", _LONG),
    _find_numbers,
)


def _plain(written: str) -> str:
    """Write a number with a point before decimals and nothing between thousands."""
    grouped = _GROUPED.fullmatch(written)
    whole, cents = (grouped[1], grouped[2] or "") if grouped else re.split("[.,]", f"{written}.")[:2]
    digits = re.sub(r"\D", "", whole).lstrip("0") or "0"
    return f"{digits}.{decimals}" if (decimals := cents.rstrip("0")) else digits


@cache
def _months() -> dict[str, int]:
    listed = read_data("dates")["months"]
    return {name: number for number, names in enumerate(listed, start=1) for name in names if len(name) > 2}


@cache
def _month_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give how days with the name of a month are written, day first and, in English, month first."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    english = "|".join(f"{name.lower()}|{name[:3].lower()}" for name in read_data("dates")["shown"]["en"])
    year = r"(?:\.?[ ,]{1,2}(?P<y>(?:19|20)\d\d)(?!\d))?"
    first = re.compile(
        rf"(?<![\w.,/])(?P<d>\d{{1,2}})(?:\.|er|ten|te|st|nd|rd|th)?(?: of| vum)? ?(?P<m>{names})(?!\w){year}"
    )
    return first, re.compile(
        rf"(?<!\w)(?P<m>{english})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:]|[.,]\d| ?[€%]){year}"
    )
