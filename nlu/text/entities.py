"""Finds what has a form in a sentence: dates, amounts, numbers of people, cars and accounts, addresses, communes.

Where something may stand is told by a pattern; what counts is told by the checkers of ``nlu.text.fields``, so that a
sentence and the answer to a question of a form are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers

from contracts.languages import Language
from nlu.text.data import read_data
from nlu.text.fields import Checked, check_field
from nlu.text.fields.commune_names import CommuneNames, read_commune_names, words_of
from nlu.text.fold import fold

EntityType = Literal["email", "iban", "national_id", "date", "phone", "amount", "postcode", "plate", "commune"]
"""Types of entities, which are types of fields as well; in the order in which they are looked for."""

LONGEST_TEXT = 2000
"""Characters that are read of a message."""
_FEWEST_DIGITS = 6
"""Of a telephone number; also the digits without which none is looked for."""
_SHORTEST_MISSPELT = 5
"""Letters of a misspelt commune."""
_CAPITAL = "luxembourg"
"""The commune whose plain name means the country more often than the city."""

_PATTERNS: dict[EntityType, re.Pattern[str]] = {
    "email": re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\w"),
    "iban": re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ \-]?\d{2}(?:[ \-.]?[A-Za-z0-9]{1,4}){3,8}(?![A-Za-z0-9])"),
    "national_id": re.compile(r"(?<!\d)\d(?:[ ./\-–]{0,3}\d){12}(?![ ./\-–]?\d)"),
    "date": re.compile(
        r"(?<![\w./\-])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2} ?([./\-]) ?\d{1,2} ?\1 ?(?:\d{4}|\d{2})"
        r"|\d{1,2}(?:\.|er|st|nd|rd|th|ten)? ?(?:of |de |vum )?[^\W\d_]{3,12}[.,]? \d{4}"
        r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?![\w]|[./\-]\d)"
    ),
    "amount": re.compile(
        r"(?<![\w.,])(?:(?:€|eur(?:os?)?\b) ?\d(?:[\d.,'’ ]*\d)?|\d(?:[\d.,'’ ]*\d)? ?(?:€|eur(?:os?)?\b))",
        re.IGNORECASE,
    ),
    "postcode": re.compile(r"(?<![\w\-])L(?:U)?[ \-–]{0,3}[1-9]\d{3}(?![\d\-])", re.IGNORECASE),
    "plate": re.compile(r"(?<![\w\-])(?:[A-Z]{2}[ .\-]?|[a-z]{2}[.\-]?)\d{4}(?!\w|[ \-]\d)"),
}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Entity:
    """A part of a text that has a value; ``text`` is the part as it stands there."""

    type: EntityType
    start: int
    end: int
    text: str
    value: str
    """In the writing of ``nlu.text.fields``: ISO dates, E.164 numbers, slugs of communes …"""
    shown: str


def find_entities(text: str, language: Language = "lb") -> list[Entity]:
    """Give what a text holds, in the order of the text; no two overlap.

    ``language`` is that of the conversation: how values are shown.
    """
    found: list[Entity] = []
    read = text[:LONGEST_TEXT]
    for entity in (*_find_written(read, language), *_find_communes(read, language)):
        if all(entity.end <= other.start or other.end <= entity.start for other in found):
            found.append(entity)
    return sorted(found, key=lambda entity: entity.start)


def _find_written(text: str, language: Language) -> Iterator[Entity]:
    if not any(character.isdigit() or character == "@" for character in text):
        return
    for type_, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            yield from _check(type_, text, match.start(), match.end(), language)
        if type_ == "date":  # before amounts and postal codes, which telephone numbers resemble
            yield from _find_phones(text, language)


def _find_phones(text: str, language: Language) -> Iterator[Entity]:
    if sum(character.isdigit() for character in text) >= _FEWEST_DIGITS:
        for match in phonenumbers.PhoneNumberMatcher(text, "LU"):
            if sum(character.isdigit() for character in match.raw_string) >= _FEWEST_DIGITS:
                yield from _check("phone", text, match.start, match.end, language)


def _check(type_: EntityType, text: str, start: int, end: int, language: Language) -> Iterator[Entity]:
    """Give the span as an entity where its checker takes it; words behind an account number are let go."""
    checked = check_field(type_, text[start:end], language=language)
    if not isinstance(checked, Checked):
        return
    if type_ == "iban":
        length = len(checked.value)
        letters = [place for place in range(start, end) if text[place].isalnum()]
        end = letters[length - 1] + 1
    yield Entity(type_, start, end, text[start:end], checked.value, checked.shown)


def _find_communes(text: str, language: Language) -> Iterator[Entity]:
    names = read_commune_names()
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        before = fold(words[place - 1][0]) if place else ""
        last, id_ = _name_at(words, place, text, names, before)
        if id_ is not None:
            start, end = words[place].start(), words[last].end()
            yield Entity("commune", start, end, text[start:end], id_, names.shown(id_, language))
        place = last + 1


def _name_at(
    words: list[re.Match[str]], first: int, text: str, names: CommuneNames, before: str
) -> tuple[int, str | None]:
    """Give the commune named from a word on, with its last word; ``before``: the folded word in front of it."""
    word = words[first][0]
    data = read_data("entities")
    if not (word[0].isupper() or before in data["before_place"]) or not words_of(word):
        return first, None
    for last in range(min(first + names.longest + 1, len(words) - 1), first - 1, -1):
        span = text[words[first].start() : words[last].end()]
        id_ = names.sure.get(words_of(span))
        named = words_of(span)
        # Neither "L" of "L-4221 Esch" nor a link at the end belongs to the name.
        if id_ is not None and named[:1] == words_of(word)[:1] and named[-1:] == words_of(words[last][0]):
            return last, None if _means_the_country(span, id_, names) else id_
    may_be_misspelt = before in data["before_misspelt"] and word[0].isupper() and len(word) >= _SHORTEST_MISSPELT
    if may_be_misspelt and not _is_known(words_of(word), names):
        near = check_field("commune", word, language="lb")
        return first, near.value if isinstance(near, Checked) and near.value != _CAPITAL else None
    return first, None


def _means_the_country(span: str, id_: str, names: CommuneNames) -> bool:
    return id_ == _CAPITAL and words_of(span) in _spellings(names.names[_CAPITAL].values())


def _spellings(names: Iterable[str]) -> set[tuple[str, ...]]:
    return {words_of(name) for name in names}


def _is_known(words: tuple[str, ...], names: CommuneNames) -> bool:
    """Whether words are a name that several communes share, or an everyday word."""
    return words in names.unsure or words in names.alone
