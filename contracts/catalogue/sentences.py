"""Reads the evaluation sentences of the files of tests, and checks them: they measure the bot, and are no examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import msgspec

from contracts.catalogue.examples import Example, fold
from contracts.catalogue.near import telling_words
from contracts.catalogue.nodes import Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.languages import LANGUAGES, Language

NOT_CRISIS = "not_crisis"
"""In place of an intent: whatever the sentence means, nobody is in danger."""


FEWEST_WORDS = 3
"""Telling words from which a test sentence may not nearly be an example; shorter queries coincide in real life too."""


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that a citizen might write and the intent it should be understood as."""

    language: Language
    intent: str
    text: str
    path: str
    line: int


def read_sentences(source: Source) -> list[Sentence]:
    """Read the sentences of a file of tests; what is no sentence is left out, the schema tells of it."""
    listed = source.root.at("sentences") if source.root is not None else None
    path = source.path.as_posix()
    return [
        Sentence(language=language, intent=str(intent), text=text.value, path=path, line=text.line)
        for intent, by_language in (listed.children.items() if listed is not None else ())
        for language in LANGUAGES
        for text in _texts(by_language.at(language))
    ]


def check_intents(sentences: Iterable[Sentence], intents: frozenset[str]) -> list[Problem]:
    """Report intents that are not there, each once a file."""
    unknown: dict[tuple[str, str], Sentence] = {}
    for sentence in sentences:
        if sentence.intent not in intents:
            unknown.setdefault((sentence.path, sentence.intent), sentence)
    return [
        _problem(
            sentence,
            "intent-unknown",
            f"no service and no small talk has the intent {quoted(sentence.intent)}: correct the name, or delete the "
            "tests with their service",
        )
        for sentence in unknown.values()
    ]


def check_conflicts(sentences: Iterable[Sentence]) -> list[Problem]:
    """Report sentences that stand under two intents."""
    first: dict[str, Sentence] = {}
    problems = []
    for sentence in sentences:
        other = first.setdefault(fold(sentence.text), sentence)
        if other.intent != sentence.intent:
            place = f"{other.path}:{other.line}"
            message = f"{quoted(sentence.text)} stands under {other.intent} as well ({place}): keep it in one of them"
            problems.append(_problem(sentence, "sentence-conflict", message))
    return problems


class KnowsNear(Protocol):
    """The examples, as they can be asked for those that are nearly a sentence."""

    def near(self, sentence: Sentence, /) -> Iterator[Example]:
        """Give those that say nearly the same."""
        ...


def check_held_out(sentences: Iterable[Sentence], examples: KnowsNear) -> list[Problem]:
    """Report sentences that are examples too, or nearly."""
    problems = []
    for sentence in sentences:
        folded = fold(sentence.text)
        near = sorted(examples.near(sentence), key=_place_of)
        same = next((example for example in near if fold(example.text) == folded), None)
        if same is not None:
            place = f"{same.source.path.as_posix()}:{same.line}"
            message = f"{quoted(sentence.text)} is an example too ({place}), so it measures nothing: change one of them"
            problems.append(_problem(sentence, "example-held-out", message))
        elif near and len(telling_words(sentence.text, sentence.language)) >= FEWEST_WORDS:
            problems.append(_nearly(sentence, near[0]))
    return problems


def _place_of(example: Example) -> tuple[str, int]:
    return example.source.path.as_posix(), example.line


def _nearly(sentence: Sentence, example: Example) -> Problem:
    message = (
        f"{quoted(sentence.text)} says nearly the same as the example {quoted(example.text)} "
        f"({example.source.path.as_posix()}:{example.line}), so it measures little: word the example otherwise"
    )
    return _problem(sentence, "example-held-out", message)


def _problem(sentence: Sentence, code: str, message: str) -> Problem:
    return Problem(path=sentence.path, line=sentence.line, code=code, message=message)


def _texts(node: Node | None) -> list[Node]:
    return [text for text in node.children.values() if isinstance(text.value, str)] if node is not None else []
