"""Checks content that is not live yet as a whole, in a folder of its own, by the rules of ``./moien check``."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from channels.studio.publishing.folder import write_content
from contracts.catalogue.check import examine
from contracts.catalogue.problems import Problem
from contracts.desk.check import administrations_of, examine_desk
from contracts.knowledge.reader import read_knowledge


def check_content(content: Mapping[str, bytes], today: date) -> list[Problem]:
    """Return every problem, with paths relative to the bot's folder; takes some seconds of computing."""
    with tempfile.TemporaryDirectory(prefix="moien-check-") as made:
        folder = Path(made)
        write_content(folder, content)
        examined = examine(folder, today=today)
        services = {source.path.stem for source in examined.services}
        desk = examine_desk(folder, administrations_of(examined.services))
        _, pages = read_knowledge(folder, services, today=today)
    base = f"{folder.as_posix()}/"
    return sorted(
        msgspec.structs.replace(
            problem, path=problem.path.removeprefix(base), message=problem.message.replace(base, "")
        )
        for problem in [*examined.problems, *desk.problems, *pages]
    )
