"""Finds what an answer may not invent: numbers with units, dates, times, telephone numbers, addresses, link tokens.

All notations of the four languages come out alike: ``31.12.``, ``31 décembre`` and ``December 31``; ``1.250,00``,
``1 250`` and ``1,250``; ``50 €`` and ``fifty euros``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from nlu.text.data import read_data
from nlu.text.fold import fold

SHORTEST_PHONE = 6
"""Digits from which a number is also compared without the country's code."""
OUR_CODE = "352"
"""Luxembourg's."""


class Quantity(NamedTuple):
    """One thing that must stand in the source as it stands in the answer."""

    value: str
    """``50``, ``12.5``, ``day 12-31``, ``time 22:00``, or an address in small letters."""
    unit: str = ""
    """What it counts; empty where nothing is said."""


_TOKEN = re.compile(r"\[\[[A-Z]\d+\]\]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]{1,300}|[\w.+\-]{1,80}@[\w\-]{1,80}(?:\.[\w\-]{1,80}){1,5}")
_DOMAIN = re.compile(r"(?<![\w@.])(?:[a-z\d\-]{2,60}\.){1,4}[a-z]{2,12}(?:/[^\s<>()\[\],]{0,200})?(?!\w)")
_NUMERIC_DAY = re.compile(r"(?<![\d./])(\d{1,2})([./])(\d{1,2})(?:\2(\d{4}|\d{2})?)?(?![\d/])")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d:.,])(\d{1,2})(?: ?h ?| ?: ?)(\d{2})(?!\d)"
    r"|(?<![\d:.,])(\d{1,2}) ?(?:(?:h|auer|uhr)(?!\w)|(?P<half>a\.?m|p\.?m)\b\.?)"
)
_PHONE = re.compile(
    r"\+\d[\d ()./\-]{5,20}\d|(?<![\d.,/\-])\d{2,4}[\-/ ]\d{4,6}(?![\d\-/])|(?<![\d.,])\d{2}(?: \d{2}){2,4}(?!\d)"
)
_NUMBER = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d{1,2}(?!\d))?")
_CODE = re.compile(r"(?<![\w.])[a-z]{1,3}\d{1,3}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+|[€%$£]")
_YEARS = re.compile(r"(?:19|20)\d\d[\-/ ](?:19|20)\d\d")


def find_quantities(text: str) -> set[Quantity]:
    """Find everything in a text, of any of the four languages, that must stand in the source."""
    found = {Quantity(token[0].lower()) for token in _TOKEN.finditer(text)}
    rest = list_marks().sub(" ", _TOKEN.sub(" ", text))
    folded = fold(rest.replace("\n", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " "))
    for finder in (_find_addresses, _find_days, _find_times, _find_phones, _find_codes, _find_numbers):
        taken: list[tuple[int, int]] = []
        for start, end, quantity in finder(folded):
            found.add(quantity)
            taken.append((start, end))
        for start, end in taken:
            folded = f"{folded[:start]}{'|' * (end - start)}{folded[end:]}"
    return found | {Quantity(value, _unit_after(folded, end)) for value, end in _find_number_words(folded)}


def missing(wanted: set[Quantity], there: set[Quantity]) -> list[Quantity]:
    """Give what is wanted and not there, in order; a unit must agree unless one side names none."""
    return sorted(quantity for quantity in wanted if not any(_agree(quantity, other) for other in there))


def _agree(one: Quantity, other: Quantity) -> bool:
    if one.unit and other.unit and one.unit != other.unit:
        return False
    if one.value == other.value:
        return True
    shorter, longer = sorted((one.value, other.value), key=len)
    if shorter.isdigit() and longer.isdigit() and len(shorter) >= SHORTEST_PHONE:
        return longer.removeprefix("00").removeprefix(OUR_CODE) == shorter
    # The name of a site stands for any page of it, not the other way round.
    return "." in one.value and "/" not in one.value and f"/{one.value}/" in f"/{_bare(other.value)}/"


def _find_addresses(text: str) -> Iterator[tuple[int, int, Quantity]]:
    for pattern in (_ADDRESS, _DOMAIN):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), Quantity(_bare(match[0]))


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address).rstrip(".,;:!?/")


def _find_days(text: str) -> Iterator[tuple[int, int, Quantity]]:
    for match in _ISO_DAY.finditer(text):
        yield from _day(match, match[3], int(match[2]), match[1])
    for match in _NUMERIC_DAY.finditer(text):
        # 31.12. and 31/12, but neither 12.50 nor 1/2.
        if match[0].endswith(".") or match[4] or (match[2] == "/" and len(match[3]) == 2):
            yield from _day(match, match[1], int(match[3]), match[4])
    day_first, month_first = _month_patterns()
    for match in day_first.finditer(text):
        if match["m"] == "may" and not match["y"] and text[match.end() :].lstrip()[:1].isalpha():
            continue  # "over 18 may apply" is no date
        yield from _day(match, match["d"], _months()[match["m"]], match["y"])
    for match in month_first.finditer(text):
        yield from _day(match, match["d"], _months()[match["m"]], match["y"])


def _day(match: re.Match[str], day: str, month: int, year: str | None) -> Iterator[tuple[int, int, Quantity]]:
    number = int(day) if day.isdigit() else 1
    if not (1 <= number <= 31 and 1 <= month <= 12):
        return
    yield match.start(), match.end(), Quantity(f"day {month:02}-{number:02}")
    if year:
        yield match.start(), match.end(), Quantity(year if len(year) == 4 else f"20{year}")


def _find_times(text: str) -> Iterator[tuple[int, int, Quantity]]:
    for match in _TIME.finditer(text):
        hour, minute = match[1] or match[3], match[2] or "00"
        after_noon = 12 if (match["half"] or "").startswith("p") and int(hour) < 12 else 0
        if int(hour) <= 24 and int(minute) < 60:
            yield match.start(), match.end(), Quantity(f"time {int(hour) + after_noon:02}:{minute}")


def _find_phones(text: str) -> Iterator[tuple[int, int, Quantity]]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) >= SHORTEST_PHONE and not _YEARS.fullmatch(match[0]):
            yield match.start(), match.end(), Quantity(digits)


def _find_codes(text: str) -> Iterator[tuple[int, int, Quantity]]:
    """Find levels and classes such as B1, A2 or C1E, in which the letter counts."""
    for match in _CODE.finditer(text):
        yield match.start(), match.end(), Quantity(match[0])


def _find_numbers(text: str) -> Iterator[tuple[int, int, Quantity]]:
    for match in _NUMBER.finditer(text):
        yield match.start(), match.end(), Quantity(_plain(match[0]), _unit_around(text, match))


def _plain(number: str) -> str:
    """Write a number with a point before decimals and nothing between thousands."""
    whole, cents = number, ""
    decimals = re.search(r"[.,](\d{1,2})$", number)
    if decimals:
        whole, cents = number[: decimals.start()], decimals[1].rstrip("0")
    digits = re.sub(r"\D", "", whole).lstrip("0") or "0"
    return f"{digits}.{cents}" if cents else digits


def _unit_around(text: str, match: re.Match[str]) -> str:
    before = text[: match.start()].rstrip()
    return _unit_after(text, match.end()) or ("euro" if before.endswith(("€", "eur")) else "")


def _unit_after(text: str, end: int) -> str:
    following = _WORD.match(text, end + (text[end : end + 1] in (" ", "-")))
    return _units().get(following[0], "") if following else ""


def _find_number_words(text: str) -> Iterator[tuple[str, int]]:
    for match in _WORD.finditer(text):
        value = _number_words().get(match[0])
        if value is not None:
            yield value, match.end()


@cache
def read_words() -> Any:  # noqa: ANN401 - the shape stands in the file
    """Read the words of this package; the same object each time."""
    return YAML(typ="safe", pure=True).load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))


@cache
def list_marks() -> re.Pattern[str]:
    """Give what begins an item of a list; the day of a date (``30. Dezember``) does not."""
    months = "|".join(map(re.escape, _months()))
    return re.compile(rf"(?mi)^\s*(?:[-*•] |\d{{1,2}}[.)] (?!(?:{months})(?!\w)))")


@cache
def _number_words() -> dict[str, str]:
    numbers = read_words()["numbers"]
    simple = {word: number for number, words in numbers.items() for word in words}
    ones = {word: number for word, number in simple.items() if number < 10} | {"ein": 1, "een": 1}
    tens = {word: number for word, number in simple.items() if number in range(20, 100, 10)}
    fused = {f"{one}{link}{ten}": ones[one] + tens[ten] for one in ones for link in ("und", "an", "a") for ten in tens}
    return {word: str(number) for word, number in (fused | simple).items()}


@cache
def _units() -> dict[str, str]:
    return {word: unit for unit, words in read_words()["units"].items() for word in words}


@cache
def _months() -> dict[str, int]:
    listed = read_data("dates")["months"]
    return {name: number for number, names in enumerate(listed, start=1) for name in names if len(name) > 2}


@cache
def _month_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    day = r"(?<![\d.,/])(?P<d>\d{1,2})(?:\.|er|st|nd|rd|th)?(?: of| de| vum)? "
    year = r"(?:[ ,]{1,2}(?P<y>(?:19|20)\d\d))?(?!\d)"
    first = re.compile(rf"{day}(?P<m>{names})(?!\w)\.?{year}")
    return first, re.compile(rf"(?<!\w)(?P<m>{names})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d.,]\d|\d){year}")
