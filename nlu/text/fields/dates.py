"""Dates as citizens write them in the four languages: day first, month names, ISO, words such as *muer*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import fuzz, process

from contracts.languages import Language
from nlu.text.data import read_data
from nlu.text.fields.outcome import Checked, Outcome, take_only
from nlu.text.fields.reading import is_short
from nlu.text.fold import fold

YEARS = range(1900, 2100)
YEARS_AHEAD = 10
"""A year of two digits lies at most so many years ahead, else in the last century: 26 is 2026, 85 is 1985."""
NEAR_MONTH = 80.0
"""Similarity (0 to 100) from which a misspelt month is understood."""
SHORTEST_GUESS = 5
"""Letters; shorter words are months only when they stand in the table."""

_ISO = re.compile(r"(?<![\w./\-])(?P<y>\d{4})(?P<s>[./\-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\w|[./\-]\d)")
_NUMERIC = re.compile(
    r"(?<![\w./\-])(?P<d>\d{1,2}) ?(?P<s>[./\- ]) ?(?P<m>\d{1,2}) ?(?P=s) ?(?P<y>\d{4}|\d{2})(?!\w|[./\-]\d)"
)
_COMPACT = re.compile(r"(?<!\w)\d{8}(?!\w)")
_MONTH_FIRST = re.compile(r"(?<!\w)(?P<m>[a-z]{3,12})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})(?!\d)")
_DAY_FIRST = (
    r"(?<![\w.,/])(?P<d>{first}|\d{{1,2}})(?:\.|er|ten|te|st|nd|rd|th|en|e)?[ \-/]*(?:of |de |d |vum )?"
    r"(?P<m>[a-z]{{3,12}})[.,]?[ \-/]*(?P<y>\d{{4}}|\d{{2}})(?!\w|[.,]\d)"
)


def check_date(answer: str, language: Language, today: date) -> Outcome:
    """Find the one day that the answer names; the value is ISO 8601. Explicit dates go before words such as *today*."""
    folded = fold(answer)
    days = set(_explicit(folded, today))
    if not days and is_short(folded):
        days = set(_relative(folded, language, today))
    return take_only([Checked(day.isoformat(), show_date(day, language)) for day in sorted(days)], "date_format")


def show_date(day: date, language: Language) -> str:
    """Write a date in the long form of the language: ``3. Mäerz 2026``, ``1er mars 2026``, ``3 March 2026``."""
    month = read_data("dates")["shown"][language][day.month - 1]
    with_point = f"{day.day}."
    number = {"lb": with_point, "fr": "1er" if day.day == 1 else str(day.day), "de": with_point, "en": str(day.day)}
    return f"{number[language]} {month} {day.year}"


def _explicit(folded: str, today: date) -> Iterator[date]:
    patterns = _patterns()
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(folded):
            yield from _day(match["y"], int(match["m"]), match["d"], today)
    for match in _COMPACT.finditer(folded):
        digits = match[0]
        yield from _day(digits[4:], int(digits[2:4]), digits[:2], today)
        yield from _day(digits[:4], int(digits[4:6]), digits[6:], today)
    for pattern in patterns:
        for match in pattern.finditer(folded):
            month = _month(match["m"])
            if month:
                yield from _day(match["y"], month, match["d"], today)


def _day(year: str, month: int, day: str, today: date) -> Iterator[date]:
    number = int(year)
    if len(year) == 2:
        number += 2000 if 2000 + number <= today.year + YEARS_AHEAD else 1900
    try:
        found = date(number, month, int(day) if day.isdigit() else 1)
    except ValueError:
        return
    if found.year in YEARS:
        yield found


def _relative(folded: str, language: Language, today: date) -> Iterator[date]:
    pattern, offsets = _day_words()
    only_in = read_data("dates")["only_in"]
    for match in pattern.finditer(folded):
        word = match[0]
        if word in offsets and only_in.get(word, language) == language:
            yield today + timedelta(days=offsets[word])


def _month(word: str) -> int | None:
    """Give the number of a month from its folded name, also misspelt where only one month is near."""
    months = _months()
    if word in months:
        return months[word]
    if len(word) < SHORTEST_GUESS:
        return None
    near = process.extract(word, months.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_MONTH, limit=None)
    best = {months[name] for name, score, _ in near if score == near[0][1]}
    return best.pop() if len(best) == 1 else None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {name: number for number, names in enumerate(read_data("dates")["months"], start=1) for name in names}


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    first = "|".join(map(re.escape, read_data("dates")["first"]))
    return re.compile(_DAY_FIRST.format(first=first)), _MONTH_FIRST


@lru_cache(maxsize=1)
def _day_words() -> tuple[re.Pattern[str], dict[str, int]]:
    """Give a pattern of all words for days, longest first, and how far each lies from today."""
    data = read_data("dates")
    offsets = {word: offset for offset, words in data["days"].items() for word in words}
    words = sorted([*offsets, *data["no_day"]], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"), offsets
