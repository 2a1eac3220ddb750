"""Checks a whole catalogue and reports everything at once: shape, writing, rules, and what files say together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from contracts.catalogue.examples import (
    Example,
    check_conflicts,
    conversation_examples,
    crisis_examples,
    no_examples,
    out_of_scope_examples,
    service_examples,
)
from contracts.catalogue.near_examples import NearExamples, Rank
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem
from contracts.catalogue.rules import check_offered, check_service, check_small_talk, check_synonyms, check_titles
from contracts.catalogue.sentences import check_held_out
from contracts.catalogue.shape import (
    CONVERSATION_SCHEMA,
    CRISIS_SCHEMA,
    OUT_OF_SCOPE_SCHEMA,
    SERVICE_SCHEMA,
    SYNONYMS_SCHEMA,
    check_shape,
    load_schema,
)
from contracts.catalogue.source import read_source
from contracts.catalogue.tests import TESTS_FOLDER, ExaminedTests, check_tests, list_known, read_tests
from contracts.catalogue.writing import check_writing

CATALOGUE_FOLDER = "catalogue"
CONVERSATION_FILE = "conversation.yaml"
CRISIS_FILE = "crisis.yaml"
OUT_OF_SCOPE_FILE = "out_of_scope.yaml"
SYNONYMS_FILE = "synonyms.yaml"

BESIDE = {
    CONVERSATION_FILE: (CONVERSATION_SCHEMA, conversation_examples),
    CRISIS_FILE: (CRISIS_SCHEMA, crisis_examples),
    OUT_OF_SCOPE_FILE: (OUT_OF_SCOPE_SCHEMA, out_of_scope_examples),
    SYNONYMS_FILE: (SYNONYMS_SCHEMA, no_examples),
}
"""The files beside the folder of services, with their schema and how their examples are read."""


@dataclass(frozen=True)
class ExaminedFile:
    """One file, with what is wrong with it whatever the others say."""

    source: Source
    examples: tuple[Example, ...]
    problems: tuple[Problem, ...]


@dataclass
class Examined:
    """The files of a catalogue with all problems found in them, sorted by file and line."""

    services: list[Source] = field(default_factory=list)
    beside: dict[str, Source] = field(default_factory=dict)
    """The files beside the folder of services by name; those that are missing are not in it."""
    examples: list[Example] = field(default_factory=list)
    tests: list[ExaminedTests] = field(default_factory=list)
    """Only where they were to be looked at."""
    problems: list[Problem] = field(default_factory=list)


def check_catalogue(bot_dir: Path, *, today: date | None = None, with_tests: bool = False) -> list[Problem]:
    """Give every problem of ``bot_dir/catalogue/*.yaml`` and of the files beside that folder; empty when all is well.

    ``today`` is the day after which no page can have been checked (None: not looked at); ``with_tests``: look at the
    files of tests as well, whose sentences must not be examples.
    """
    return examine(bot_dir, today=today, with_tests=with_tests).problems


def examine(bot_dir: Path, *, today: date | None = None, with_tests: bool = False) -> Examined:
    """Read and check all files of a catalogue."""
    folder = bot_dir / CATALOGUE_FOLDER
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    services = [examine_service(read_source(path), today) for path in paths]
    beside = {name: examine_beside(read_source(bot_dir / name)) for name in BESIDE if (bot_dir / name).is_file()}
    near = NearExamples()
    for file in (*services, *beside.values()):
        near.put(rank(file.source.path), file.examples)
    examined = Examined(
        services=[file.source for file in services],
        beside={name: file.source for name, file in beside.items()},
        examples=[example for file in (*services, *beside.values()) for example in file.examples],
        problems=[*check_together(bot_dir, services, beside), *near.problems()],
    )
    for path in sorted([*folder.glob("*.yml"), *(bot_dir / TESTS_FOLDER).glob("*.yml")]):
        message = f"files that end in .yml are not read: rename it to {path.stem}.yaml"
        examined.problems.append(Problem(path=path.as_posix(), line=1, code="file-name", message=message))
    if with_tests:
        _examine_tests(examined, bot_dir, near)
    examined.problems = sorted(set(examined.problems))
    return examined


def rank(path: Path) -> Rank:
    """Give the place of a file among those of the catalogue: services by name, then the files beside their folder."""
    return (1 + list(BESIDE).index(path.name), "") if path.name in BESIDE else (0, path.name)


def examine_service(source: Source, today: date | None) -> ExaminedFile:
    """Check one service by itself."""
    root = source.root
    if root is None:
        return ExaminedFile(source, (), tuple(source.problems))
    problems = [
        *source.problems,
        *check_shape(source, root, SERVICE_SCHEMA),
        *check_writing(source, root, SERVICE_SCHEMA),
        *check_service(source, root, today),
    ]
    return ExaminedFile(source, tuple(service_examples(source, root)), tuple(problems))


def examine_beside(source: Source) -> ExaminedFile:
    """Check one of the files beside the folder of services by itself."""
    schema, read_examples = BESIDE[source.path.name]
    root = source.root
    if root is None:
        return ExaminedFile(source, (), tuple(source.problems))
    problems = [
        *source.problems,
        *check_shape(source, root, schema),
        *check_writing(source, root, schema),
        *check_small_talk(source, root),
        *check_synonyms(source, root),
    ]
    return ExaminedFile(source, tuple(read_examples(source, root)), tuple(problems))


def check_together(
    bot_dir: Path, services: Sequence[ExaminedFile], beside: Mapping[str, ExaminedFile]
) -> Iterator[Problem]:
    """Give the problems of all files, and what they say against each other; what `NearExamples` finds comes on top.

    ``services``: in the order of their names; ``beside``: in that of `BESIDE`; ``bot_dir``: only named.
    """
    if not services:
        message = "no service here: put one file per public service into this folder, its name ending in .yaml"
        path = (bot_dir / CATALOGUE_FOLDER).as_posix()
        yield Problem(path=path, line=1, code="file-missing", message=message)
    for name in set(BESIDE) - set(beside):
        message = f"this file is missing: put it back ({load_schema(BESIDE[name][0])['description'].rstrip('.')})"
        yield Problem(path=(bot_dir / name).as_posix(), line=1, code="file-missing", message=message)
    files = (*services, *beside.values())
    for file in files:
        yield from file.problems
    yield from check_conflicts(example for file in files for example in file.examples)
    yield from check_titles([file.source for file in services])
    if CONVERSATION_FILE in beside:
        yield from check_offered(beside[CONVERSATION_FILE].source, {file.source.path.stem for file in services})


def _examine_tests(examined: Examined, bot_dir: Path, near: NearExamples) -> None:
    examined.tests = read_tests(bot_dir)
    talk, crisis = examined.beside.get(CONVERSATION_FILE), examined.beside.get(CRISIS_FILE)
    examined.problems += check_tests(examined.tests, list_known(examined.services, talk, crisis, examined.examples))
    sentences = (sentence for file in examined.tests for sentence in file.sentences)
    examined.problems += check_held_out(sentences, near)
