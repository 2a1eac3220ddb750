"""Checks a whole catalogue and reports everything at once: shape, writing, rules, and what files say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from contracts import names
from contracts.catalogue.examples import (
    Example,
    check_conflicts,
    conversation_examples,
    crisis_examples,
    no_examples,
    out_of_scope_examples,
    service_examples,
)
from contracts.catalogue.near import check_near
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem
from contracts.catalogue.rules import check_offered, check_service, check_small_talk, check_synonyms, check_titles
from contracts.catalogue.sentences import NOT_CRISIS, check_sentences, read_sentences
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
from contracts.catalogue.writing import check_writing

CATALOGUE_FOLDER = "catalogue"
CONVERSATION_FILE = "conversation.yaml"
CRISIS_FILE = "crisis.yaml"
OUT_OF_SCOPE_FILE = "out_of_scope.yaml"
SYNONYMS_FILE = "synonyms.yaml"

_BESIDE = {
    CONVERSATION_FILE: (CONVERSATION_SCHEMA, conversation_examples),
    CRISIS_FILE: (CRISIS_SCHEMA, crisis_examples),
    OUT_OF_SCOPE_FILE: (OUT_OF_SCOPE_SCHEMA, out_of_scope_examples),
    SYNONYMS_FILE: (SYNONYMS_SCHEMA, no_examples),
}
"""The files beside the folder of services, with their schema and how their examples are read."""


@dataclass
class Examined:
    """The files of a catalogue with all problems found in them, sorted by file and line."""

    services: list[Source] = field(default_factory=list)
    beside: dict[str, Source] = field(default_factory=dict)
    """The files beside the folder of services by name; those that are missing are not in it."""
    examples: list[Example] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_catalogue(bot_dir: Path, *, today: date | None = None, held_out: Path | None = None) -> list[Problem]:
    """Give every problem of ``bot_dir/catalogue/*.yaml`` and of the files beside that folder; empty when all is well.

    ``today`` is the day after which no page can have been checked (None: not looked at); ``held_out`` is the folder of
    the test sentences, which must not be examples as well (None: not looked at).
    """
    return examine(bot_dir, today=today, held_out=held_out).problems


def examine(bot_dir: Path, *, today: date | None = None, held_out: Path | None = None) -> Examined:
    """Read and check all files of a catalogue."""
    examined = Examined()
    _examine_services(examined, bot_dir / CATALOGUE_FOLDER, today)
    for name in _BESIDE:
        _examine_beside(examined, bot_dir / name)
    examined.problems += check_conflicts(examined.examples)
    examined.problems += check_near(examined.examples)
    examined.problems += check_titles(examined.services)
    if CONVERSATION_FILE in examined.beside:
        services = {source.path.stem for source in examined.services}
        examined.problems += check_offered(examined.beside[CONVERSATION_FILE], services)
    if held_out is not None:
        _examine_sentences(examined, held_out)
    examined.problems = sorted(set(examined.problems))
    return examined


def _examine_services(examined: Examined, folder: Path, today: date | None) -> None:
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not paths:
        message = "no service here: put one file per public service into this folder, its name ending in .yaml"
        examined.problems.append(Problem(path=folder.as_posix(), line=1, code="file-missing", message=message))
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else []:
        message = f"files that end in .yml are not read: rename it to {path.stem}.yaml"
        examined.problems.append(Problem(path=path.as_posix(), line=1, code="file-name", message=message))
    for path in paths:
        source = read_source(path)
        examined.services.append(source)
        examined.problems += source.problems
        if source.root is not None:
            examined.problems += check_shape(source, source.root, SERVICE_SCHEMA)
            examined.problems += check_writing(source, source.root, SERVICE_SCHEMA)
            examined.problems += check_service(source, source.root, today)
            examined.examples += service_examples(source, source.root)


def _examine_beside(examined: Examined, path: Path) -> None:
    schema, read_examples = _BESIDE[path.name]
    if not path.is_file():
        message = f"this file is missing: put it back ({load_schema(schema)['description'].rstrip('.')})"
        examined.problems.append(Problem(path=path.as_posix(), line=1, code="file-missing", message=message))
        return
    source = read_source(path)
    examined.beside[path.name] = source
    examined.problems += source.problems
    if source.root is not None:
        examined.problems += check_shape(source, source.root, schema)
        examined.problems += check_writing(source, source.root, schema)
        examined.problems += check_small_talk(source, source.root)
        examined.problems += check_synonyms(source, source.root)
        examined.examples += read_examples(source, source.root)


def _examine_sentences(examined: Examined, folder: Path) -> None:
    sentences, problems = read_sentences(folder)
    examined.problems += problems
    if not sentences and not problems:
        message = "no test sentences here: expected <language>/<service>.yml"
        examined.problems.append(Problem(path=folder.as_posix(), line=1, code="file-missing", message=message))
    examined.problems += check_sentences(sentences, examined.examples, _known_intents(examined))


def _known_intents(examined: Examined) -> frozenset[str]:
    """Give every intent of the catalogue; a file that cannot be read has at least the intents it should have."""
    known = {example.intent for example in examined.examples} | {names.FALLBACK_INTENT, NOT_CRISIS}
    for source in examined.services:
        if source.root is None:
            known |= {names.service_intent(source.path.stem, question) for question in names.QUESTIONS}
    for name in _BESIDE:
        if name not in examined.beside or examined.beside[name].root is None:
            known |= set(load_schema(CONVERSATION_SCHEMA)["properties"]["small_talk"]["required"])
            known |= {names.service_intent(names.ANY_SERVICE, question) for question in names.QUESTIONS}
            known |= {names.crisis_intent(kind) for kind in names.CRISIS_KINDS}
    return frozenset(known)
