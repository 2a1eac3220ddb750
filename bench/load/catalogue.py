"""Writes a catalogue of so many services: the real ones, and beside them copies in invented words, the same each time.

A copy has the sentences, answers and form of a real service; each word that only few services use is another one in it,
letter by letter. So copies are as different from each other as the real ones, in all four languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from contracts.languages import LANGUAGES, Language
from contracts.models import copy_content

CONSONANTS = "bcdfghjklmnpqrstvwxz"
VOWELS = "aeiou"
COMMON = 16
"""Services from which a word is taken for one of the language, such as *what* or *costs*, and stays as it is."""
SHORT = 3
"""Letters up to which a word of a title is no name of a service, but one such as *for*."""
FEWEST = 12
"""Sentences of each question and language that a copy has: as few as the check allows."""
FIRST_TO_GO = ("ai_act", "e_invoicing", "public_holidays", "digital_accessibility", "emergency_numbers", "pension")
"""Services that a catalogue smaller than the real one can do without: no form is theirs, and the bench asks none."""
_WORD = re.compile(r"[^\W\d_]+")

Service = dict[str, Any]


class Copier:
    """Makes copies of the real services."""

    def __init__(self, services: Mapping[str, Service]) -> None:
        """``services``: the real ones as they are written, by id."""
        self._services = dict(sorted(services.items()))
        self._common = {language: _common_words(self._services.values(), language) for language in LANGUAGES}

    @property
    def most(self) -> int:
        """How many copies there are."""
        return len(self._services) * (len(CONSONANTS) - 1)

    def copy(self, number: int) -> tuple[str, Service]:
        """Return the id of copy ``number`` (from 0) and its content; raises ValueError where there are not so many."""
        if not 0 <= number < self.most:
            raise ValueError(f"copy {number}: there are {self.most}")
        names = list(self._services)
        turn, place = divmod(number, len(names))
        name, step = names[place], turn + 1
        title = {language: invent(text, step) for language, text in self._services[name]["title"].items()}
        intents = {
            question: {
                "examples": {
                    language: [self._say(sentence, language, step, title[language]) for sentence in sentences[:FEWEST]]
                    for language, sentences in asked["examples"].items()
                }
            }
            for question, asked in self._services[name]["intents"].items()
        }
        copied = f"{name}_{step}"
        return copied, {**self._services[name], "id": copied, "title": title, "intents": intents}

    def _say(self, sentence: str, language: Language, step: int, title: str) -> str:
        said = invent(sentence, step, self._common[language])
        # What has words of the language only says nothing of a service; two could claim it.
        return said if said != sentence else f"{sentence}, {title}"


def invent(text: str, step: int, common: frozenset[str] = frozenset()) -> str:
    """Return a text with other words, ``step`` letters on, but for those that are common."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        return word if word.casefold() in common else "".join(_letter(letter, step) for letter in word)

    return _WORD.sub(other, text)


def write_content(real: Path, target: Path, services: int) -> list[str]:
    """Write the content of the folder ``real`` with so many services into the folder ``target``, which is made.

    Returns the ids. Raises ValueError where there cannot be so few, or so many.
    """
    copy_content(real, target)
    folder = target / "catalogue"
    known = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    copier = Copier(known)
    fewest, most = len(known) - len(FIRST_TO_GO), len(known) + copier.most
    if not fewest <= services <= most:
        raise ValueError(f"{services} services: between {fewest} and {most} can be written")
    for name in FIRST_TO_GO[: max(0, len(known) - services)]:
        for path in (folder / f"{name}.yaml", target / "tests" / f"{name}.yaml"):
            path.unlink(missing_ok=True)
        del known[name]
    ids = list(known)
    for number in range(services - len(known)):
        name, content = copier.copy(number)
        written = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000)
        (folder / f"{name}.yaml").write_text(written, encoding="utf-8")
        ids.append(name)
    return sorted(ids)


def _letter(letter: str, step: int) -> str:
    for letters in (CONSONANTS, VOWELS):
        at = letters.find(letter.lower())
        if at >= 0:
            other = letters[(at + step) % len(letters)]
            return other.upper() if letter.isupper() else other
    return letter


def _common_words(services: Any, language: Language) -> frozenset[str]:  # noqa: ANN401 - content of YAML
    used: Counter[str] = Counter()
    names: set[str] = set()
    for service in services:
        names |= {word.casefold() for word in _WORD.findall(service["title"][language]) if len(word) > SHORT}
        sentences = [one for asked in service["intents"].values() for one in asked["examples"].get(language, ())]
        used.update({word.casefold() for sentence in sentences for word in _WORD.findall(sentence)})
    return frozenset(word for word, count in used.items() if count >= COMMON and word not in names)
