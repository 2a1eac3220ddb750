"""One of the options of a field: by value, by label in any language, by number, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from contracts.languages import LANGUAGES, Language
from nlu.text.fields.outcome import Checked, Option, Outcome, suggest
from nlu.text.fold import fold

NEAR = 85.0
"""Similarity (0 to 100) from which a misspelt label is taken for the option."""
LEAD = 8.0
"""How much nearer it must be than the next option."""
LETTERS = 4
"""A part of a label must be at least this long to stand for it: shorter words (an article) stand in many."""
_NUMBER = re.compile(r"(?:nr?\.? ?|no\.? ?|n° ?|# ?)?([1-9][0-9]?)[.)]?")


def check_choice(answer: str, language: Language, choices: Sequence[Option]) -> Outcome:
    """Find the option meant; the first of these ways that gives exactly one option wins."""
    said = fold(answer).strip(" .!?")
    for matching in (
        [option for option in choices if option.value == answer],
        [option for option in choices if said in _labels(option)],
        [option for option in choices if fold(option.value) == said],
        _by_number(said, choices),
        _held(said, choices),
        _begun(said, choices),
    ):
        if len(matching) == 1:
            return _checked(matching[0], language)
    return _by_likeness(said, language, choices)


def _labels(option: Option) -> Iterator[str]:
    labels = [option.label] if isinstance(option.label, str) else [option.label[language] for language in LANGUAGES]
    for label in labels:
        yield fold(label).strip(" .!?")


def _by_number(said: str, choices: Sequence[Option]) -> list[Option]:
    number = _NUMBER.fullmatch(said)
    return list(choices[int(number[1]) - 1 : int(number[1])]) if number else []


def _held(said: str, choices: Sequence[Option]) -> list[Option]:
    """Give the options whose label stands in the answer; a label within a longer one that stands there too is none."""
    held = [(label, option) for option in choices for label in _labels(option) if label and _stands_in(label, said)]
    inner = {label for label, _ in held if any(label != other and _stands_in(label, other) for other, _ in held)}
    kept: list[Option] = []
    for label, option in held:
        if label not in inner and option not in kept:
            kept.append(option)
    return kept


def _begun(said: str, choices: Sequence[Option]) -> list[Option]:
    """Give the options of whose label the answer is a part, such as a noun without its article."""
    if len(said) < LETTERS:
        return []
    return [option for option in choices if any(_stands_in(said, label) for label in _labels(option))]


def _stands_in(label: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None


def _by_likeness(said: str, language: Language, choices: Sequence[Option]) -> Outcome:
    ranked = sorted(
        ((max(fuzz.ratio(said, label) for label in _labels(option)), option) for option in choices),
        key=lambda pair: -pair[0],
    )
    near = [pair for pair in ranked if pair[0] >= NEAR]
    if near and (len(ranked) == 1 or near[0][0] - ranked[1][0] >= LEAD):
        return _checked(near[0][1], language)
    return suggest("choice_unknown", [_checked(option, language) for _, option in near])


def _checked(option: Option, language: Language) -> Checked:
    return Checked(option.value, option.label if isinstance(option.label, str) else option.label[language])
