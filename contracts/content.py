"""All files that service owners write, kept in memory together: says at once what another text of one would change.

The full check of ``contracts/catalogue``, ``contracts/desk`` and ``contracts/knowledge`` gives the same problems.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TypeVar

from contracts.catalogue.check import (
    BESIDE,
    CONVERSATION_FILE,
    CRISIS_FILE,
    ExaminedFile,
    check_together,
    examine_beside,
    examine_service,
    rank,
)
from contracts.catalogue.conversations import Known
from contracts.catalogue.near_examples import ChangedExamples, NearExamples
from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem
from contracts.catalogue.rereading import reread
from contracts.catalogue.sentences import check_held_out
from contracts.catalogue.source import read_source
from contracts.catalogue.tests import TESTS_FOLDER, ExaminedTests, check_tests, examine_tests, list_known
from contracts.desk import check as desk
from contracts.knowledge.page import KnowledgePage
from contracts.knowledge.reader import FOLDER as PAGES_FOLDER
from contracts.knowledge.reader import read_page

_KEPT = 16
"""Texts that were read lately; one is often asked for again: checked, then saved, then opened by somebody else."""
_HERE = Path()
_File = TypeVar("_File")


class Content:
    """The files by their path below the bot's folder: services, the files beside them, the desk's, pages, tests."""

    def __init__(self, today: date) -> None:
        """It has no file yet. ``today``: the day after which no page can have been checked."""
        self.today = today
        self._examined: dict[str, ExaminedFile] = {}
        self._desk: dict[str, Source] = {}
        self._pages: dict[str, bytes] = {}
        self._tests: dict[str, ExaminedTests] = {}
        self._near = NearExamples()
        self._held: dict[str, bytes] = {}
        """What the files hold that were examined."""
        self._lately: OrderedDict[tuple[str, bytes], ExaminedFile] = OrderedDict()

    def put(self, path: str, content: bytes | None) -> None:
        """Keep what a file holds now; None where it goes."""
        if _is_page(path):
            _set(self._pages, path, content)
        elif _is_of_desk(path):
            _set(self._desk, path, None if content is None else read_source(Path(path), content))
        elif _is_of_tests(path):
            _set(self._tests, path, None if content is None else self._examine_tests(path, content))
            _set(self._held, path, content)
        else:
            file = None if content is None else self._examine(path, content)
            _set(self._examined, path, file)
            _set(self._held, path, content)
            self._near.put(rank(Path(path)), file.examples if file else ())

    def source(self, path: str, content: bytes) -> Source:
        """Give a file of YAML, not a page, as it is read."""
        if _is_of_desk(path):
            return read_source(Path(path), content)
        if _is_of_tests(path):
            return self._examine_tests(path, content).source
        return self._examine(path, content).source

    def problems(self) -> list[Problem]:
        """Give every problem, by file and line."""
        return self._report(self._examined, self._desk, self._pages, self._tests, self._near)

    def problems_with(self, path: str, content: bytes | None) -> list[Problem]:
        """Give every problem that there would be if one file held something else; keeps nothing.

        ``content`` None: if there was no such file.
        """
        if _is_page(path):
            pages = _with(self._pages, path, content)
            return self._report(self._examined, self._desk, pages, self._tests, self._near)
        if _is_of_desk(path):
            of_desk = _with(self._desk, path, None if content is None else read_source(Path(path), content))
            return self._report(self._examined, of_desk, self._pages, self._tests, self._near)
        if _is_of_tests(path):
            tests = _with(self._tests, path, None if content is None else self._examine_tests(path, content))
            return self._report(self._examined, self._desk, self._pages, tests, self._near)
        file = None if content is None else self._examine(path, content)
        place, examples = rank(Path(path)), file.examples if file else ()
        changed = _with(self._examined, path, file)
        return self._report(changed, self._desk, self._pages, self._tests, self._near.put_aside(place, examples))

    def _examine_tests(self, path: str, content: bytes) -> ExaminedTests:
        if self._held.get(path) == content:
            return self._tests[path]
        return examine_tests(read_source(Path(path), content))

    def _examine(self, path: str, content: bytes) -> ExaminedFile:
        if self._held.get(path) == content:
            return self._examined[path]
        key = (path, content)
        file = self._lately.pop(key, None)
        if file is None:
            source = self._read(path, content)
            file = examine_beside(source) if path in BESIDE else examine_service(source, self.today)
        self._lately[key] = file
        if len(self._lately) > _KEPT:
            self._lately.popitem(last=False)
        return file

    def _read(self, path: str, content: bytes) -> Source:
        if path in self._held:
            return reread(Path(path), content, self._examined[path].source, self._held[path])
        return read_source(Path(path), content)

    def _report(
        self,
        examined: Mapping[str, ExaminedFile],
        of_desk: Mapping[str, Source],
        pages: Mapping[str, bytes],
        tests: Mapping[str, ExaminedTests],
        near: NearExamples | ChangedExamples,
    ) -> list[Problem]:
        services = [examined[path] for path in sorted(examined) if path not in BESIDE]
        beside = {name: examined[name] for name in BESIDE if name in examined}
        found = {*check_together(_HERE, services, beside), *near.problems()}
        found.update(_check_desk(of_desk, [service.source for service in services]))
        found.update(self._check_pages(pages, {service.source.path.stem for service in services}))
        listed = [tests[path] for path in sorted(tests)]
        found.update(check_tests(listed, _known_to_tests(services, beside)))
        found.update(check_held_out((sentence for file in listed for sentence in file.sentences), near))
        return sorted(found)

    def _check_pages(self, pages: Mapping[str, bytes], services: set[str]) -> Iterator[Problem]:
        for path, content in pages.items():
            read = read_page(Path(path), Path(PAGES_FOLDER), services, self.today, content)
            if not isinstance(read, KnowledgePage):
                yield from read


def _check_desk(of_desk: Mapping[str, Source], services: list[Source]) -> Iterator[Problem]:
    administrations = desk.administrations_of(services)
    for name in desk.SCHEMAS:
        source = of_desk.get(f"{desk.FOLDER}/{name}")
        if source is None:
            yield desk.missing(Path(desk.FOLDER, name))
        else:
            yield from desk.check_file(source, administrations)


def _known_to_tests(services: list[ExaminedFile], beside: Mapping[str, ExaminedFile]) -> Known:
    talk, crisis = (beside[name].source if name in beside else None for name in (CONVERSATION_FILE, CRISIS_FILE))
    examples = (example for file in (*services, *beside.values()) for example in file.examples)
    return list_known([service.source for service in services], talk, crisis, examples)


def _is_page(path: str) -> bool:
    return PurePosixPath(path).parts[0] == PAGES_FOLDER


def _is_of_desk(path: str) -> bool:
    return PurePosixPath(path).parts[0] == desk.FOLDER


def _is_of_tests(path: str) -> bool:
    return PurePosixPath(path).parts[0] == TESTS_FOLDER


def _set(files: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        files.pop(path, None)
    else:
        files[path] = file


def _with(files: Mapping[str, _File], path: str, file: _File | None) -> dict[str, _File]:
    changed = dict(files)
    _set(changed, path, file)
    return changed
