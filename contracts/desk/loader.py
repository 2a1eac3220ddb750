"""Loads what the gateway needs to know of the desk: the plan of the queues, and the services that it is about.

Whoever runs for long loads it again when a file has changed, and reads only such files again.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.check import CATALOGUE_FOLDER
from contracts.catalogue.loader import read_service
from contracts.catalogue.model import Service
from contracts.catalogue.problems import CatalogueError, Problem
from contracts.desk.check import (
    FOLDER,
    QUEUES_FILE,
    REPLIES_FILE,
    WRAP_UP_FILE,
    administration_of,
    examine_desk,
)
from contracts.desk.model import CannedReply, DeskPlan, Queue, WrapUpCode
from contracts.desk.rules import read_block


@dataclass(frozen=True, kw_only=True)
class DeskContent:
    """What service owners wrote for the desk, and the services of their catalogue."""

    plan: DeskPlan
    services: dict[str, Service]
    administrations: dict[str, str | None]
    """By service: the administration that its form goes to; None without a form."""


def load_desk(bot_dir: Path) -> DeskContent:
    """Read ``bot_dir/desk`` and the services of the catalogue; takes some seconds.

    Raises ``CatalogueError`` with all problems of the desk, or those that keep the services from being read.
    """
    return DeskReader(bot_dir).read()


_Stamps = dict[Path, tuple[int, int]]
"""What is different when a file was written anew, by file."""


class DeskReader:
    """Reads one folder again and again."""

    def __init__(self, bot_dir: Path) -> None:
        """Nothing is read yet."""
        self._bot_dir = bot_dir
        self._stamps: _Stamps = {}
        self._services: dict[Path, tuple[bytes, Service]] = {}
        """By file: what it held, and what that says."""

    def read(self) -> DeskContent:
        """Read everything that was not read before; raises ``CatalogueError`` as `load_desk` does, or ``OSError``."""
        self._stamps = _look_at(self._bot_dir)
        services = self._read_services()
        administrations = {
            service.id: administration_of(service.form.operation if service.form else None)
            for service in services.values()
        }
        return DeskContent(
            plan=_read_plan(self._bot_dir, administrations), services=services, administrations=administrations
        )

    def read_if_changed(self) -> DeskContent | None:
        """Read where a file is another than at the last reading, whatever came of that; else None. Raises as `read`."""
        return None if _look_at(self._bot_dir) == self._stamps else self.read()

    def _read_services(self) -> dict[str, Service]:
        found: dict[Path, tuple[bytes, Service]] = {}
        problems: list[Problem] = []
        for path in sorted((self._bot_dir / CATALOGUE_FOLDER).glob("*.yaml")):
            content = path.read_bytes()
            known = self._services.get(path)
            try:
                found[path] = known if known and known[0] == content else (content, read_service(path, content))
            except CatalogueError as error:
                problems += error.problems
        if problems:
            raise CatalogueError(sorted(problems))
        self._services = found
        return {service.id: service for _, service in found.values()}


def _look_at(bot_dir: Path) -> _Stamps:
    stamps = {}
    for folder in (FOLDER, CATALOGUE_FOLDER):
        for path in (bot_dir / folder).glob("*.yaml"):
            # A release takes files away while it is brought here.
            with contextlib.suppress(FileNotFoundError):
                status = path.stat()
                stamps[path] = (status.st_mtime_ns, status.st_size)
    return stamps


def _read_plan(bot_dir: Path, administrations: dict[str, str | None]) -> DeskPlan:
    examined = examine_desk(bot_dir, administrations)
    if examined.problems:
        raise CatalogueError(examined.problems)
    written: dict[str, Any] = {
        name: source.root.value for name, source in examined.sources.items() if source.root is not None
    }
    return DeskPlan(
        time_zone=written[QUEUES_FILE]["time_zone"],
        queues=[_build_queue(queue) for queue in written[QUEUES_FILE]["queues"]],
        wrap_up=msgspec.convert(written[WRAP_UP_FILE]["codes"], list[WrapUpCode]),
        replies=msgspec.convert(written[REPLIES_FILE]["replies"], list[CannedReply]),
    )


def _build_queue(written: dict[str, Any]) -> Queue:
    """Make numbers and truths of what the reader keeps as it was written."""
    built = {**written, "answer_within": int(written["answer_within"].text)}
    built["hours"] = {day: [read_block(block) for block in blocks] for day, blocks in written["hours"].items()}
    if "closed_on_holidays" in written:
        built["closed_on_holidays"] = written["closed_on_holidays"].text.lower() == "true"
    if "overflow" in written:
        built["overflow"] = {"to": written["overflow"]["to"], "after": int(written["overflow"]["after"].text)}
    return msgspec.convert(built, Queue)
