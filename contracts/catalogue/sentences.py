"""Reads the evaluation sentences that measure the bot: a YAML file per service and language, never used as examples."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import msgspec

from contracts.catalogue.examples import Example, fold
from contracts.catalogue.near import NearSentences, telling_words
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.source import read_source
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


def read_sentences(folder: Path) -> tuple[list[Sentence], list[Problem]]:
    """Read ``<folder>/<language>/*.yml``, each a mapping from intent to sentences; give what is wrong as well."""
    sentences: list[Sentence] = []
    problems: list[Problem] = []
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.yml")):
            source = read_source(path)
            problems += source.problems
            _collect(source, language, sentences, problems)
    return sentences, problems


def check_sentences(
    sentences: Iterable[Sentence], examples: Iterable[Example], intents: frozenset[str]
) -> list[Problem]:
    """Report test sentences that are (nearly) examples too, stand under two intents or name an unknown intent."""
    listed = list(examples)
    trained: dict[str, Example] = {}
    for example in listed:
        trained.setdefault(fold(example.text), example)
    near = NearSentences(listed)
    first: dict[str, Sentence] = {}
    problems = []
    unknown: set[tuple[str, str]] = set()
    for sentence in sentences:
        folded = fold(sentence.text)
        if sentence.intent not in intents and (sentence.path, sentence.intent) not in unknown:
            unknown.add((sentence.path, sentence.intent))
            message = f"no service and no small talk has the intent {quoted(sentence.intent)}: correct the name"
            problems.append(_problem(sentence, "intent-unknown", message))
        if folded in trained:
            example = trained[folded]
            place = f"{example.source.path.as_posix()}:{example.line}"
            message = f"{quoted(sentence.text)} is an example too ({place}), so it measures nothing: change one of them"
            problems.append(_problem(sentence, "example-held-out", message))
        elif len(telling_words(sentence.text, sentence.language)) >= FEWEST_WORDS:
            problems += [_nearly(sentence, example) for example in islice(near.near(sentence), 1)]
        other = first.setdefault(folded, sentence)
        if other.intent != sentence.intent:
            place = f"{other.path}:{other.line}"
            message = f"{quoted(sentence.text)} stands under {other.intent} as well ({place}): keep it in one of them"
            problems.append(_problem(sentence, "sentence-conflict", message))
    return problems


def _nearly(sentence: Sentence, example: Example) -> Problem:
    message = (
        f"{quoted(sentence.text)} says nearly the same as the example {quoted(example.text)} "
        f"({example.source.path.as_posix()}:{example.line}), so it measures little: word the example otherwise"
    )
    return _problem(sentence, "example-held-out", message)


def _problem(sentence: Sentence, code: str, message: str) -> Problem:
    return Problem(path=sentence.path, line=sentence.line, code=code, message=message)


def _collect(source: Source, language: Language, sentences: list[Sentence], problems: list[Problem]) -> None:
    if source.root is None:
        return
    if not isinstance(source.root.value, dict):
        problems.append(source.problem(1, "type-wrong", 'write "intent:" and below it sentences that begin with "- "'))
        return
    for intent, node in source.root.children.items():
        if not isinstance(node.value, list) or not node.value:
            message = f'{intent}: write sentences below it, each on a line that begins with "- "'
            problems.append(source.problem(node.line, "type-wrong", message))
            continue
        for child in node.children.values():
            if not isinstance(child.value, str) or not child.value:
                message = f"{intent}: this is not a sentence: put it in double quotes"
                problems.append(source.problem(child.line, "type-wrong", message))
                continue
            path = source.path.as_posix()
            sentence = Sentence(language=language, intent=str(intent), text=child.value, path=path, line=child.line)
            sentences.append(sentence)
