"""Checks a whole catalogue and reports everything at once: shape, writing, rules, and what files say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from contracts import names
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem
from contracts.catalogue.rules import (
    Example,
    check_conflicts,
    check_service,
    check_small_talk,
    service_examples,
    small_talk_examples,
)
from contracts.catalogue.sentences import check_sentences, read_sentences
from contracts.catalogue.shape import CONVERSATION_SCHEMA, SERVICE_SCHEMA, check_shape, load_schema
from contracts.catalogue.source import read_source
from contracts.catalogue.writing import check_writing

CATALOGUE_FOLDER = "catalogue"
CONVERSATION_FILE = "conversation.yaml"


@dataclass
class Examined:
    """The files of a catalogue with all problems found in them, sorted by file and line."""

    services: list[Source] = field(default_factory=list)
    conversation: Source | None = None
    examples: list[Example] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_catalogue(bot_dir: Path, *, today: date | None = None, held_out: Path | None = None) -> list[Problem]:
    """Give every problem of ``bot_dir/catalogue/*.yaml`` and ``bot_dir/conversation.yaml``; empty when all is well.

    ``today`` is the day after which no page can have been checked (None: not looked at); ``held_out`` is the folder of
    the test sentences, which must not be examples as well (None: not looked at).
    """
    return examine(bot_dir, today=today, held_out=held_out).problems


def examine(bot_dir: Path, *, today: date | None = None, held_out: Path | None = None) -> Examined:
    """Read and check all files of a catalogue."""
    examined = Examined()
    _examine_services(examined, bot_dir / CATALOGUE_FOLDER, today)
    _examine_conversation(examined, bot_dir / CONVERSATION_FILE)
    examined.problems += check_conflicts(examined.examples)
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


def _examine_conversation(examined: Examined, path: Path) -> None:
    if not path.is_file():
        message = "this file holds the small talk and the wording of the dialogue and is missing: put it back"
        examined.problems.append(Problem(path=path.as_posix(), line=1, code="file-missing", message=message))
        return
    source = read_source(path)
    examined.conversation = source
    examined.problems += source.problems
    if source.root is not None:
        examined.problems += check_shape(source, source.root, CONVERSATION_SCHEMA)
        examined.problems += check_writing(source, source.root, CONVERSATION_SCHEMA)
        examined.problems += check_small_talk(source, source.root)
        examined.examples += small_talk_examples(source, source.root)


def _examine_sentences(examined: Examined, folder: Path) -> None:
    sentences, problems = read_sentences(folder)
    examined.problems += problems
    if not sentences and not problems:
        message = "no test sentences here: expected <language>/<service>.yaml"
        examined.problems.append(Problem(path=folder.as_posix(), line=1, code="file-missing", message=message))
    examined.problems += check_sentences(sentences, examined.examples, _known_intents(examined))


def _known_intents(examined: Examined) -> frozenset[str]:
    """Give every intent of the catalogue; a file that cannot be read has at least the intents it should have."""
    known = {example.intent for example in examined.examples} | {names.FALLBACK_INTENT}
    for source in examined.services:
        if source.root is None:
            known |= {names.about_intent(source.path.stem), names.apply_intent(source.path.stem)}
    if examined.conversation is None or examined.conversation.root is None:
        known |= set(load_schema(CONVERSATION_SCHEMA)["properties"]["small_talk"]["required"])
    return frozenset(known)
