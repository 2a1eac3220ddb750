"""Reads what is to be understood: JSON Lines that anybody can write, or the project's own test sentences."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from contracts import names
from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.sentences import NOT_CRISIS
from contracts.catalogue.tests import read_tests
from contracts.languages import LANGUAGES, Language
from contracts.understood import service_of

SHOWN = 80
"""Characters of a bad line that are shown."""

Read = TypeVar("Read")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence and what it means: one of ``intent``, ``service``, ``out_of_scope`` and ``harmless``."""

    text: str
    language: Language | None = None
    intent: str | None = None
    service: str | None = None
    """The service it is about; that of the intent, where the intent is one of a service."""
    out_of_scope: bool = False
    harmless: bool = False
    """Whatever it means, nobody is in danger."""
    path: str = ""
    line: int = 0

    @property
    def meant(self) -> str:
        """Name what it means, as exactly as is known."""
        return self.intent or self.service or ("out_of_scope" if self.out_of_scope else NOT_CRISIS)


class BadCasesError(ValueError):
    """Lines that cannot be read; the message has one line each: place, value, what to do."""


class _Line(msgspec.Struct):
    text: str
    lang: str | None = None
    service: str | None = None
    question: str | None = None
    intent: str | None = None
    out_of_scope: bool = False


def read_cases(files: Iterable[Path], intents: Collection[str]) -> list[Case]:
    """Read JSON Lines: ``{"text": …, "lang": …}`` with one of ``intent``, ``service``, ``out_of_scope``.

    ``lang`` may be missing; ``question`` may stand beside ``service``; other keys are left alone; empty lines are
    skipped. ``intents``: every intent the bot has.

    Raises:
        BadCasesError: a file cannot be read, or a line is not such a line.
    """
    return read_lines(files, lambda line, path, number: _read_line(line, path, number, intents), "sentence")


def read_lines(files: Iterable[Path], read: Callable[[str, str, int], Read | Problem], what: str) -> list[Read]:
    """Read every line of files that is not empty; ``read`` gets it with its file and number. ``what`` names a line.

    Raises:
        BadCasesError: a file cannot be read, a line has a problem, or there is no line.
    """
    found: list[Read] = []
    problems: list[Problem] = []
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(path=str(path), line=1, code="file-unreadable", message=str(error)))
            continue
        for number, line in enumerate(lines, start=1):
            if line.strip():
                it = read(line, str(path), number)
                problems.append(it) if isinstance(it, Problem) else found.append(it)
    if problems:
        raise BadCasesError("\n".join(map(str, problems)))
    if not found:
        raise BadCasesError(f"there is no {what} in the files: write one JSON object a line")
    return found


def read_test_sentences(content: Path) -> list[Case]:
    """Read the test sentences of the content in a folder; none where it has no tests.

    Raises:
        BadCasesError: a file is not as it should be (``./moien check`` says more).
    """
    files = read_tests(content)
    problems = [problem for file in files for problem in file.problems]
    if problems:
        raise BadCasesError("\n".join(map(str, problems)))
    return [
        Case(
            text=sentence.text,
            language=sentence.language,
            intent=None if sentence.intent in {names.FALLBACK_INTENT, NOT_CRISIS} else sentence.intent,
            service=service_of(sentence.intent),
            out_of_scope=sentence.intent == names.FALLBACK_INTENT,
            harmless=sentence.intent == NOT_CRISIS,
            path=sentence.path,
            line=sentence.line,
        )
        for file in files
        for sentence in file.sentences
    ]


def _read_line(line: str, path: str, number: int, intents: Collection[str]) -> Case | Problem:
    def problem(code: str, message: str) -> Problem:
        return Problem(path=path, line=number, code=code, message=message)

    try:
        read = msgspec.json.decode(line, type=_Line)
    except msgspec.DecodeError as error:
        shape = '{"text": "…", "lang": "lb", "service": "passport", "question": "fee"}'
        return problem("line-wrong", f"{quoted(line.strip()[:SHOWN])}: {error}: write a line like {shape}")
    if not read.text.strip():
        return problem("text-empty", '"text" is empty: write what a citizen would')
    language = next((language for language in LANGUAGES if language == read.lang), None)
    if read.lang is not None and language is None:
        return problem(
            "language-unknown", f'"lang" is {quoted(read.lang)}: write {", ".join(LANGUAGES)}, or leave it out'
        )
    if sum([read.service is not None, read.intent is not None, read.out_of_scope]) != 1:
        return problem("meaning-missing", 'write exactly one of "intent", "service" and "out_of_scope": true')
    if read.out_of_scope:
        return Case(text=read.text, language=language, out_of_scope=True, path=path, line=number)
    services = {service for service in map(service_of, intents) if service}
    if read.service is not None and read.service not in services:
        return problem("service-unknown", f"there is no service {quoted(read.service)}{_near(read.service, services)}")
    intent = read.intent
    if read.service is not None and read.question is not None:
        intent = f"{read.service}_{read.question}"
    if intent is not None and intent not in intents:
        return problem("intent-unknown", f"there is no intent {quoted(intent)}{_near(intent, intents)}")
    service = read.service or service_of(intent or "")
    return Case(text=read.text, language=language, intent=intent, service=service, path=path, line=number)


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=3)
    return f": did you mean {' or '.join(near)}?" if near else ": ./moien check lists what the catalogue lacks"
