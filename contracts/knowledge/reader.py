"""Reads ``bot/knowledge/<language>/<id>.md``: the pages, and one line for each problem in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from contracts.catalogue.problems import Problem, quoted
from contracts.catalogue.source import describe_invisible, is_invisible
from contracts.knowledge.page import KnowledgePage
from contracts.knowledge.text import cut_blocks
from contracts.languages import LANGUAGES, Language

FOLDER = "knowledge"
MAX_BYTES = 256 * 1024
_REQUIRED = ("title", "authority", "link", "checked")
_FENCE = "---"
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LINK = "the address of the official page, beginning with https://"
_SAMPLE = "write --- on a line, below it title, authority, link and checked, then --- again, then the text"


def read_knowledge(
    bot_dir: Path, services: Collection[str], *, today: date | None = None
) -> tuple[list[KnowledgePage], list[Problem]]:
    """Give the sound pages, by id and language, and every problem of the others; both empty without the folder.

    ``services``: ids that pages must not have; ``today``: the day after which no page can have been checked.
    """
    folder = bot_dir / FOLDER
    pages, problems = list[KnowledgePage](), list[Problem]()
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.parent == folder or path.name.startswith("."):
            continue
        read = read_page(path, folder, services, today)
        if isinstance(read, KnowledgePage):
            pages.append(read)
        else:
            problems += read
    return sorted(pages, key=lambda page: (page.id, LANGUAGES.index(page.language))), sorted(problems)


def read_page(
    path: Path, folder: Path, services: Collection[str], today: date | None, content: bytes | None = None
) -> KnowledgePage | list[Problem]:
    """Give the page below ``folder``, or what is wrong with it.

    ``content``: what it holds, where that does not lie (like this) on the disk; the rest as for `read_knowledge`.
    """
    found = list(_check_place(path, folder, services))
    if found:
        return found
    return _read_page(path, next(it for it in LANGUAGES if it == path.parent.name), today, content)


def _check_place(path: Path, folder: Path, services: Collection[str]) -> Iterator[Problem]:
    where = path.relative_to(folder)
    if len(where.parts) != 2 or where.parts[0] not in LANGUAGES:
        message = f"pages lie in one folder per language ({', '.join(LANGUAGES)}): move {where.as_posix()} into one"
        yield _problem(path, 1, "page-place", message)
    elif path.suffix != ".md" or not _ID.fullmatch(path.stem):
        message = (
            f"{quoted(path.name)} is not read: a name has small letters, digits and single underscores, and ends in .md"
        )
        yield _problem(path, 1, "file-name", message)
    elif path.stem in services:
        message = f"{path.stem} is a service: choose another name, or write it into catalogue/{path.stem}.yaml"
        yield _problem(path, 1, "page-id", message)


def _read_page(
    path: Path, language: Language, today: date | None, content: bytes | None
) -> KnowledgePage | list[Problem]:
    text = _read_text(path, content)
    if isinstance(text, Problem):
        return [text]
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == _FENCE]
    if len(ends) < 2 or ends[0] != 0:
        return [_problem(path, 1, "page-head", f"the page does not say what it is: {_SAMPLE}")]
    head = _read_head(path, lines[1 : ends[1]])
    if isinstance(head, Problem):
        return [head]
    # Blank lines in the place of the head keep the numbers of lines.
    blocks, faults = cut_blocks("\n" * (ends[1] + 1) + "\n".join(lines[ends[1] + 1 :]))
    problems = [*_check_head(path, head, lines, today)]
    problems += [_problem(path, line, "page-markdown", message) for line, message in faults]
    if not blocks:
        problems.append(
            _problem(path, ends[1] + 1, "page-empty", "there is no text: write below the --- what the page says")
        )
    if problems:
        return problems
    return KnowledgePage(
        id=path.stem,
        language=language,
        blocks=blocks,
        asked=head.get("asked", []),
        **{key: head[key].strip() for key in _REQUIRED},
    )


def _read_text(path: Path, content: bytes | None) -> str | Problem:
    try:
        raw = path.read_bytes() if content is None else content
        if len(raw) > MAX_BYTES:
            return _problem(path, 1, "file-size", f"{len(raw)} bytes; at most {MAX_BYTES}: make several pages of it")
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        return _problem(path, 1, "file-unreadable", f"cannot be read ({error.strerror}): check the file's permissions")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _problem(path, line, "file-encoding", "the file is not UTF-8: save it again with the encoding UTF-8")
    for place, letter in enumerate(text):
        if is_invisible(letter):
            return _problem(path, text[:place].count("\n") + 1, "invisible", f"{describe_invisible(letter)}: delete it")
    return text


def _read_head(path: Path, lines: list[str]) -> dict[str, Any] | Problem:
    try:
        # The base loader makes nothing but texts, lists and mappings.
        head = YAML(typ="base", pure=True).load("\n".join(lines))
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        message = f"what stands between the --- is no YAML: {_SAMPLE}; texts with a colon stand in double quotes"
        return _problem(path, (mark.line if mark else 0) + 2, "yaml-syntax", message)
    if not isinstance(head, dict):
        return _problem(path, 2, "page-head", f"between the --- stand keys with their values: {_SAMPLE}")
    return head


def _check_head(path: Path, head: Mapping[str, Any], lines: list[str], today: date | None) -> Iterator[Problem]:
    def at(key: str) -> int:
        return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)

    for key in head:
        if key not in (*_REQUIRED, "asked"):
            message = f"the key {quoted(str(key))} is not known: there are {', '.join(_REQUIRED)} and asked"
            yield _problem(path, at(str(key)), "key-unknown", message)
    for key in _REQUIRED:
        value = head.get(key)
        if not isinstance(value, str) or not value.strip():
            yield _problem(path, at(key), "key-missing", f"{key}: has no text: write it between the ---")
        elif key == "link" and not _is_address(value.strip()):
            yield _problem(path, at(key), "link", f"link: {quoted(value)} is no address: write {_LINK}")
        elif key == "checked":
            yield from _check_day(path, at(key), value.strip(), today)
    asked = head.get("asked", [])
    if not isinstance(asked, list) or not all(isinstance(text, str) and text.strip() for text in asked):
        message = "asked: is a list of texts, how citizens ask for this page: one a line, each behind a dash"
        yield _problem(path, at("asked"), "asked", message)


def _check_day(path: Path, line: int, value: str, today: date | None) -> Iterator[Problem]:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        message = f"checked: {quoted(value)} is no day: write year-month-day, for instance 2026-11-01"
        yield _problem(path, line, "date-impossible", message)
    elif today is not None and day > today:
        message = f"checked: {value} is in the future (today is {today.isoformat()}): write the day of the comparison"
        yield _problem(path, line, "date-future", message)


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username and " " not in link


def _problem(path: Path, line: int, code: str, message: str) -> Problem:
    return Problem(path=path.as_posix(), line=line, code=code, message=message)
