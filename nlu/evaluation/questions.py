"""Reads questions for the answers from the official content: JSON Lines that anybody can write."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from contracts.catalogue.problems import Problem, quoted
from contracts.languages import LANGUAGES, Language
from nlu.evaluation.cases import read_lines


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question, the service that answers it (None where none does), and what a good answer must contain."""

    question: str
    lang: Language
    service: str | None
    must_contain: list[str] = []
    path: str = ""
    line: int = 0


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    lang: str
    service: str | None
    must_contain: list[str] = []


def read_questions(files: Iterable[Path], services: Collection[str]) -> list[Question]:
    """Read ``{"question", "lang", "service" or null, "must_contain": […]}`` lines; empty lines are skipped.

    Raises:
        BadCasesError: a file cannot be read, or a line is not such a line.
    """

    def read(line: str, path: str, number: int) -> Question | Problem:
        try:
            return _read_line(line, path, number, services)
        except ValueError as error:
            return Problem(path=path, line=number, code="bad-question", message=str(error))

    return read_lines(files, read, "question")


def _read_line(line: str, path: str, number: int, services: Collection[str]) -> Question:
    try:
        read = msgspec.json.decode(line, type=_Line)
    except msgspec.DecodeError as error:
        raise ValueError(
            f'{quoted(line)}: {error}; write {{"question": …, "lang": …, "service": … or null, "must_contain": […]}}'
        ) from error
    language = next((known for known in LANGUAGES if known == read.lang), None)
    if language is None:
        raise ValueError(f'lang "{read.lang}" is no language of the bot; write one of {", ".join(LANGUAGES)}')
    if read.service is not None and read.service not in services:
        raise ValueError(f'service "{read.service}" is not in the catalogue; write its id, or null where none answers')
    if not read.question.strip():
        raise ValueError("the question is empty; write one")
    return Question(
        question=read.question,
        lang=language,
        service=read.service,
        must_contain=read.must_contain,
        path=path,
        line=number,
    )
