"""Reads and checks ``bot/tests/<name>.yaml``: test sentences and test conversations, a file per service or matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts import names
from contracts.catalogue.conversations import Conversation, Known, check_conversations, read_conversations
from contracts.catalogue.examples import Example
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem
from contracts.catalogue.sentences import (
    NOT_CRISIS,
    Sentence,
    check_conflicts,
    check_intents,
    read_sentences,
)
from contracts.catalogue.shape import CONVERSATION_SCHEMA, TESTS_SCHEMA, check_shape, load_schema
from contracts.catalogue.source import read_source

TESTS_FOLDER = "tests"
"""Below the bot's folder. It is content, though no model depends on it."""


@dataclass(frozen=True)
class ExaminedTests:
    """One file of tests, with what is wrong with it whatever the others say."""

    source: Source
    sentences: tuple[Sentence, ...]
    conversations: tuple[Conversation, ...]
    problems: tuple[Problem, ...]


def read_tests(bot_dir: Path) -> list[ExaminedTests]:
    """Read all files of tests below the bot's folder, by name; none where there is no such folder."""
    return [examine_tests(read_source(path)) for path in sorted((bot_dir / TESTS_FOLDER).glob("*.yaml"))]


def list_sentences(bot_dir: Path) -> list[Sentence]:
    """Give all test sentences below the bot's folder; what cannot be read is left out, the check tells of it."""
    return [sentence for file in read_tests(bot_dir) for sentence in file.sentences]


def examine_tests(source: Source) -> ExaminedTests:
    """Check one file of tests by itself."""
    root = source.root
    if root is None:
        return ExaminedTests(source, (), (), tuple(source.problems))
    problems = [*source.problems, *check_shape(source, root, TESTS_SCHEMA)]
    conversations, unreadable = ([], []) if problems else read_conversations(source)
    return ExaminedTests(source, tuple(read_sentences(source)), tuple(conversations), (*problems, *unreadable))


def check_tests(files: Iterable[ExaminedTests], known: Known) -> Iterator[Problem]:
    """Give the problems of all files, and what they name that is not there."""
    listed = list(files)
    for file in listed:
        yield from file.problems
        yield from check_intents(file.sentences, known.intents)
        yield from check_conversations(file.conversations, known)
    yield from check_conflicts(sentence for file in listed for sentence in file.sentences)


def list_known(
    services: Iterable[Source], talk: Source | None, crisis: Source | None, examples: Iterable[Example]
) -> Known:
    """Give what tests may name; a file that cannot be read has at least what it should have.

    ``talk``: ``conversation.yaml``; ``crisis``: ``crisis.yaml``; ``examples``: of all files.
    """
    listed = list(services)
    intents = {example.intent for example in examples} | {names.FALLBACK_INTENT, NOT_CRISIS}
    for source in listed:
        if source.root is None:
            intents |= {names.service_intent(source.path.stem, question) for question in names.QUESTIONS}
    if talk is None or talk.root is None:
        intents |= set(load_schema(CONVERSATION_SCHEMA)["properties"]["small_talk"]["required"])
        intents |= {names.service_intent(names.ANY_SERVICE, question) for question in names.QUESTIONS}
    if crisis is None or crisis.root is None:
        intents |= {names.crisis_intent(kind) for kind in names.CRISIS_KINDS}
    wording = talk.root.at("wording") if talk is not None and talk.root is not None else None
    return Known(
        intents=frozenset(intents),
        services={source.path.stem: _fields_of(source) for source in listed},
        wording=frozenset(map(str, wording.children)) if wording is not None else None,
    )


def _fields_of(source: Source) -> frozenset[str] | None:
    """Give the fields of a service's form; None where the service cannot be read."""
    if source.root is None:
        return None
    fields = source.root.at("form", "fields")
    named = (field.at("name") for field in fields.children.values()) if fields is not None else ()
    return frozenset(str(name.value) for name in named if name is not None)
