"""Loads what the gateway needs to know of the desk: the plan of the queues, and the services that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.loader import load_services
from contracts.catalogue.model import Service
from contracts.catalogue.problems import CatalogueError
from contracts.desk.check import (
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
    services = load_services(bot_dir)
    administrations = {
        service.id: administration_of(service.form.operation if service.form else None) for service in services.values()
    }
    examined = examine_desk(bot_dir, administrations)
    if examined.problems:
        raise CatalogueError(examined.problems)
    written: dict[str, Any] = {
        name: source.root.value for name, source in examined.sources.items() if source.root is not None
    }
    plan = DeskPlan(
        time_zone=written[QUEUES_FILE]["time_zone"],
        queues=[_build_queue(queue) for queue in written[QUEUES_FILE]["queues"]],
        wrap_up=msgspec.convert(written[WRAP_UP_FILE]["codes"], list[WrapUpCode]),
        replies=msgspec.convert(written[REPLIES_FILE]["replies"], list[CannedReply]),
    )
    return DeskContent(plan=plan, services=services, administrations=administrations)


def _build_queue(written: dict[str, Any]) -> Queue:
    """Make numbers and truths of what the reader keeps as it was written."""
    built = {**written, "answer_within": int(written["answer_within"].text)}
    built["hours"] = {day: [read_block(block) for block in blocks] for day, blocks in written["hours"].items()}
    if "closed_on_holidays" in written:
        built["closed_on_holidays"] = written["closed_on_holidays"].text.lower() == "true"
    if "overflow" in written:
        built["overflow"] = {"to": written["overflow"]["to"], "after": int(written["overflow"]["after"].text)}
    return msgspec.convert(built, Queue)
