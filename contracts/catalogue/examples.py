"""Reads the example sentences of all files, and finds those that two intents claim."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from contracts import names
from contracts.catalogue.nodes import Node, Source
from contracts.catalogue.problems import Problem, quoted
from contracts.languages import LANGUAGES

UNWRITTEN = "✎"
"""Begins a text that a template put there: it is still to be written, and no sentence of citizens."""


@dataclass(frozen=True)
class Example:
    """An example sentence with the intent it stands for."""

    intent: str
    language: str
    text: str
    source: Source
    line: int


@lru_cache(maxsize=2**16)
def fold(text: str) -> str:
    """Reduce a sentence to what tells it from others: without case, accents, punctuation and double spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split()) or text.strip()


def service_examples(source: Source, root: Node) -> Iterator[Example]:
    """Give the examples of a service with the names that their intents have for the bot."""
    for question in names.QUESTIONS:
        intent = names.service_intent(source.path.stem, question)
        yield from _examples(source, root.at("intents", question, "examples"), intent)


def conversation_examples(source: Source, root: Node) -> Iterator[Example]:
    """Give the examples of small talk and of questions that name no service."""
    small_talk = root.at("small_talk")
    for name, node in small_talk.children.items() if small_talk else ():
        yield from _examples(source, node.at("examples"), str(name))
    for question in names.QUESTIONS:
        intent = names.service_intent(names.ANY_SERVICE, question)
        yield from _examples(source, root.at("questions", question, "examples"), intent)


def crisis_examples(source: Source, root: Node) -> Iterator[Example]:
    """Give the examples of people in danger, and of people who are not; nothing is learned from phrases."""
    for kind in names.CRISIS_KINDS:
        yield from _examples(source, root.at("crisis", kind, "examples"), names.crisis_intent(kind))
    yield from _examples(source, root.at("harmless"), names.HARMLESS_INTENT)


def no_examples(_source: Source, _root: Node) -> Iterator[Example]:
    """Give nothing: the file has no sentences of citizens."""
    yield from ()


def out_of_scope_examples(source: Source, root: Node) -> Iterator[Example]:
    """Give the examples of matters that are none of the bot's."""
    yield from _examples(source, root.at("examples"), names.OUT_OF_SCOPE_INTENT)


def check_conflicts(examples: Iterable[Example]) -> list[Problem]:
    """Report sentences that stand as examples of two intents: the bot could not tell which one is meant."""
    first: dict[str, Example] = {}
    problems = []
    for example in examples:
        other = first.setdefault(fold(example.text), example)
        if other.intent != example.intent:
            message = (
                f"{quoted(example.text)} is an example of {example.intent} and of {other.intent} "
                f"({other.source.path.as_posix()}:{other.line}): keep it in one of them"
            )
            problems.append(example.source.problem(example.line, "example-conflict", message))
    return problems


def _examples(source: Source, by_language: Node | None, intent: str) -> Iterator[Example]:
    for language in LANGUAGES:
        node = by_language.at(language) if by_language else None
        for text in node.texts() if node else ():
            if text.value.startswith(UNWRITTEN):
                continue
            yield Example(intent, language, text.value, source, text.line)
