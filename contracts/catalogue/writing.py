"""Checks how texts are written: placeholders, markup, numbers that agree between the languages, spelling traps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from contracts.catalogue.examples import UNWRITTEN
from contracts.catalogue.nodes import Node, Place, Source, path_in_words
from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.shape import placeholders_at, takes_values
from contracts.languages import LANGUAGES

_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--|&[a-z]+;|&#\d+;")
_MARKDOWN = re.compile(r"\*\*|__|\]\(|^#{1,6} |^[-*+] |`", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]]*\]\(")
_ANNOTATION = re.compile(r"[\[\]{}]")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_VALUE_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NUMBER = re.compile(
    r"""
    (?<!\d)
    (?: (?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})               # 31.12.2026, 31/12/2026
      | (?P<hour>\d{1,2})\s?[:h]\s?(?P<minute>\d{2})                              # 18:00, 18 h 00
      | (?P<grouped>\d{1,3}(?:[.,'’\ \u00a0\u202f]\d{3})+)(?:[.,](?P<cents>\d{1,2}))?  # 1.000 1,000 1 000,50
      | (?P<whole>\d+)(?:[.,](?P<part>\d{1,2}))?                                # 14 14,50 14.50
    )
    (?!\d)
    """,
    re.VERBOSE,
)

_NUMBER_WORDS: dict[str, dict[str, str]] = {
    "lb": {"zwee": "2", "zwou": "2", "zwéin": "2", "dräi": "3", "véier": "4", "fënnef": "5", "sechs": "6", "siwen": "7",
           "aacht": "8", "zéng": "10", "eelef": "11", "zwielef": "12"},
    "fr": {"deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "dix": "10",
           "onze": "11", "douze": "12"},
    "de": {"zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "zehn": "10",
           "elf": "11", "zwölf": "12"},
    "en": {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "ten": "10",
           "eleven": "11", "twelve": "12"},
}  # fmt: skip
"""Small numbers as words, which count like digits. One is an article in all four; nine is "new" in French."""
_WORD = re.compile(r"[^\W\d_]+")

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Spot:
    """A place of a file where one thing is said in several languages."""

    place: Place
    node: Node
    languages: dict[str, Node]

    @property
    def is_example(self) -> bool:
        """Tell whether citizens say it, not the bot."""
        return "examples" in self.place or "drafted" in self.place

    @property
    def is_plain(self) -> bool:
        """Tell whether it stands on a button, a label or a title, where Markdown would show as it is."""
        last = str(self.place[-1]) if self.place else ""
        return last in {"title", "authority", "label"} or last.startswith(("button_", "label_"))

    @property
    def is_fact(self) -> bool:
        """Tell whether it states facts of a service."""
        return bool(self.place) and self.place[0] == "answer"


def find_spots(node: Node, place: Place = ()) -> Iterator[Spot]:
    """Give every place below a node that has texts or lists of texts by language."""
    languages = {str(key): child for key, child in node.children.items() if key in LANGUAGES}
    if languages and place[:1] != ("link",):
        yield Spot(place, node, languages)
        return
    for key, child in node.children.items():
        yield from find_spots(child, (*place, key))


def check_writing(source: Source, root: Node, schema_name: str) -> list[Problem]:
    """Report what is wrong in the texts of a file, apart from its shape."""
    problems: list[Problem] = []
    for spot in find_spots(root):
        problems += _check_written(source, spot)
        if spot.is_example:
            problems += _check_examples(source, spot)
        else:
            problems += _check_said(source, spot)
            if takes_values(schema_name, spot.place):
                problems += _check_values(source, spot)
            else:
                problems += _check_placeholders(source, spot, placeholders_at(schema_name, spot.place))
        if spot.is_fact:
            problems += _check_facts(source, spot)
    return problems


def numbers_in(text: str, language: str | None = None) -> Counter[str]:
    """Count the numbers of a text in one notation: ``1.000``, ``1,000`` and ``1 000`` are all ``1000``.

    With its language, small numbers written as words count too: ``three`` is ``3``.

    Two digits behind a point or comma are decimals, three are a group; dates become day, month and year, times hours
    and minutes.
    """
    found: Counter[str] = Counter()
    for match in _NUMBER.finditer(text):
        group = match.groupdict()
        if group["year"]:
            found.update(str(int(group[name])) for name in ("day", "month", "year"))
        elif group["hour"]:
            found[f"{int(group['hour'])}:{group['minute']}"] += 1
        elif group["grouped"]:
            found[_decimal(re.sub(r"\D", "", group["grouped"]), group["cents"])] += 1
        else:
            found[_decimal(group["whole"], group["part"])] += 1
    words = _NUMBER_WORDS.get(language or "", {})
    found.update(words[word] for word in _WORD.findall(text.casefold()) if word in words)
    return found


def placeholders_in(text: str) -> set[str]:
    """Give the names that stand in braces in a text."""
    return set(_PLACEHOLDER.findall(text))


def _decimal(whole: str, part: str | None) -> str:
    decimals = (part or "").rstrip("0")
    digits = whole.lstrip("0") or "0"
    return f"{digits}.{decimals}" if decimals else digits


def _where(spot: Spot, language: str) -> str:
    return path_in_words((*spot.place, language))


def _check_written(source: Source, spot: Spot) -> Iterator[Problem]:
    """Report texts that a template put there."""
    for language, node in spot.languages.items():
        for text in node.texts():
            if text.value.startswith(UNWRITTEN):
                message = f"{_where(spot, language)}: {quoted(text.value)} is still to be written"
                advice = f"write the text in its place, without {UNWRITTEN}, or leave the whole key out"
                yield source.problem(text.line, "text-unwritten", f"{message}: {advice}")


def _check_examples(source: Source, spot: Spot) -> Iterator[Problem]:
    for language, node in spot.languages.items():
        where = _where(spot, language)
        first_lines: dict[str, int] = {}
        for example in node.texts():
            text = example.value
            if text in first_lines:
                message = f"{where}: {quoted(text)} stands twice (first on line {first_lines[text]}): delete one"
                yield source.problem(example.line, "example-twice", message)
            first_lines.setdefault(text, example.line)
            if text.startswith("/"):
                message = f"{where}: {quoted(text)} begins with / and would be read as a command: delete the /"
                yield source.problem(example.line, "example-command", message)
            if _HTML.search(text) or _MARKDOWN.search(text) or _ANNOTATION.search(text) or "\n" in text:
                message = f"{where}: {quoted(text)} has markup, brackets or several lines"
                yield source.problem(example.line, "markup", f"{message}: write only what a citizen would type")


def _check_said(source: Source, spot: Spot) -> Iterator[Problem]:
    for language, node in spot.languages.items():
        where = _where(spot, language)
        for text in node.texts():
            yield from _check_markup(source, spot, where, text)
            if language == "lb" and ("ß" in text.value or "ẞ" in text.value):
                message = f"{where}: Luxembourgish has no ß in {quoted(text.value)}: write ss"
                yield source.problem(text.line, "letter-sharp-s", message)


def _check_markup(source: Source, spot: Spot, where: str, text: Node) -> Iterator[Problem]:
    html = _HTML.search(text.value)
    if html:
        message = f"{where}: {quoted(html.group())} is HTML, which citizens would see as it is: delete it"
        yield source.problem(text.line, "markup", message)
    if _IMAGE.search(text.value):
        yield source.problem(text.line, "markup", f"{where}: images are not shown: delete the ![…](…)")
    elif spot.is_plain and (_MARKDOWN.search(text.value) or "\n" in text.value):
        message = f"{where}: {quoted(text.value)} stands on a button or label"
        yield source.problem(text.line, "markup", f"{message}: write one line without **, lists or links")


def _check_placeholders(source: Source, spot: Spot, declared: frozenset[str]) -> Iterator[Problem]:
    """Report placeholders that the bot does not fill in here, and those that are missing."""
    allowed = " and ".join(f"{{{name}}}" for name in sorted(declared)) or "none"
    for language, node in spot.languages.items():
        where = _where(spot, language)
        for text in node.texts():
            used = placeholders_in(text.value)
            for name in sorted(used - declared):
                message = f"{where}: {quoted('{' + name + '}')} is not known: allowed here: {allowed}"
                yield source.problem(text.line, "placeholder-unknown", message)
            for name in sorted(declared - used):
                message = f"{where}: {{{name}}} is missing: put it where the bot has to fill it in"
                yield source.problem(text.line, "placeholder-missing", message)
            yield from _check_braces(source, where, text, allowed)


def _check_values(source: Source, spot: Spot) -> Iterator[Problem]:
    """Report placeholders that can be no value of an administration, and those that not all languages have."""
    allowed = "{reference} and the values that the operation gives"
    texts = {language: node for language, node in spot.languages.items() if isinstance(node.value, str)}
    users = Counter(name for text in texts.values() for name in placeholders_in(text.value))
    usual = {name for name, count in users.items() if 2 * count >= len(texts) and _VALUE_NAME.fullmatch(name)}
    for language, text in texts.items():
        where = _where(spot, language)
        used = placeholders_in(text.value)
        for name in sorted(used - usual):
            message = f"{where}: {quoted('{' + name + '}')} is no name of a value, or stands in this language only"
            yield source.problem(text.line, "placeholder-unknown", f"{message}: allowed here: {allowed}")
        for name in sorted(usual - used):
            message = f"{where}: {{{name}}} is missing: put it in as in the other languages"
            yield source.problem(text.line, "placeholder-missing", message)
        yield from _check_braces(source, where, text, allowed)


def _check_braces(source: Source, where: str, text: Node, allowed: str) -> Iterator[Problem]:
    if any(brace in _PLACEHOLDER.sub("", text.value) for brace in "{}"):
        message = f"{where}: a brace stands alone in {quoted(text.value)}: delete it; allowed here: {allowed}"
        yield source.problem(text.line, "placeholder-unknown", message)


def _check_facts(source: Source, spot: Spot) -> Iterator[Problem]:
    """Compare the languages of one fact: as many items, the same numbers in each."""
    lists = {language: node for language, node in spot.languages.items() if isinstance(node.value, list)}
    lengths = {language: len(node.children) for language, node in lists.items()}
    usual = _most_common(list(lengths.values())) if lengths else 0
    if not lists:
        yield from _check_numbers(source, spot.place, spot.languages)
    elif len(set(lengths.values())) == 1:
        for index in range(usual):
            items = {language: node.children[index] for language, node in lists.items()}
            yield from _check_numbers(source, (*spot.place, index), items)
    for language, node in lists.items():
        if lengths[language] != usual:
            message = f"{_where(spot, language)}: has {lengths[language]} items, the other languages have {usual}"
            yield source.problem(node.line, "lists-differ", f"{message}: write the same points in each language")


def _check_numbers(source: Source, place: Place, by_language: dict[str, Node]) -> Iterator[Problem]:
    found = {lang: numbers_in(node.value, lang) for lang, node in by_language.items() if isinstance(node.value, str)}
    if not found:
        return
    usual = _most_common(list(found.values()))
    for language, numbers in found.items():
        if numbers != usual:
            message = (
                f"{path_in_words((*place, language))}: has the numbers {_list(numbers)}, elsewhere stand {_list(usual)}"
            )
            advice = "write the same amounts and times as digits in each language"
            yield source.problem(by_language[language].line, "numbers-differ", f"{message}: {advice}")


def _list(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements())) or "none"


def _most_common(values: list[_Value]) -> _Value:
    return max(values, key=values.count)
