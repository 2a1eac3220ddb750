"""Checks the three files of ``bot/desk`` and reports everything at once, with file and line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts.catalogue.nodes import Source
from contracts.catalogue.problems import Problem
from contracts.catalogue.shape import check_shape, load_schema
from contracts.catalogue.source import read_source
from contracts.catalogue.writing import check_writing
from contracts.desk.rules import check_codes, check_queues, check_replies

FOLDER = "desk"
QUEUES_FILE = "queues.yaml"
WRAP_UP_FILE = "wrap_up.yaml"
REPLIES_FILE = "replies.yaml"

QUEUES_SCHEMA = "desk/queues.schema.json"
WRAP_UP_SCHEMA = "desk/wrap_up.schema.json"
REPLIES_SCHEMA = "desk/replies.schema.json"

SCHEMAS = {QUEUES_FILE: QUEUES_SCHEMA, WRAP_UP_FILE: WRAP_UP_SCHEMA, REPLIES_FILE: REPLIES_SCHEMA}


@dataclass
class ExaminedDesk:
    """The files with all problems found in them, sorted by file and line."""

    sources: dict[str, Source] = field(default_factory=dict)
    """By name of the file; those that are missing are not in it."""
    problems: list[Problem] = field(default_factory=list)


def administrations_of(services: Collection[Source]) -> dict[str, str | None]:
    """Give for each service of the catalogue the administration that its form goes to; None without a form."""
    found: dict[str, str | None] = {}
    for source in services:
        node = source.root.at("form", "operation") if source.root is not None else None
        found[source.path.stem] = administration_of(node.value if node and isinstance(node.value, str) else None)
    return found


def administration_of(operation: str | None) -> str | None:
    """Give the administration of an operation: what stands before the point."""
    return operation.partition(".")[0] if operation else None


def examine_desk(bot_dir: Path, services: Mapping[str, str | None]) -> ExaminedDesk:
    """Read and check ``bot_dir/desk``; ``services``: the catalogue's, as `administrations_of` gives them."""
    examined = ExaminedDesk()
    for name in SCHEMAS:
        _examine(examined, bot_dir / FOLDER / name, services)
    examined.problems = sorted(set(examined.problems))
    return examined


def _examine(examined: ExaminedDesk, path: Path, services: Mapping[str, str | None]) -> None:
    if not path.is_file():
        examined.problems.append(missing(path))
        return
    source = read_source(path)
    examined.sources[path.name] = source
    examined.problems += check_file(source, services)


def missing(path: Path) -> Problem:
    """Say that one of the files is not there."""
    message = f"this file is missing: put it back ({load_schema(SCHEMAS[path.name])['description'].rstrip('.')})"
    return Problem(path=path.as_posix(), line=1, code="file-missing", message=message)


def check_file(source: Source, services: Mapping[str, str | None]) -> list[Problem]:
    """Give all problems of one of the files; ``services``: as for `examine_desk`."""
    root = source.root
    if root is None:
        return source.problems
    schema = SCHEMAS[source.path.name]
    problems = [*source.problems, *check_shape(source, root, schema), *check_writing(source, root, schema)]
    if source.path.name == QUEUES_FILE:
        problems += check_queues(source, root, services)
    elif source.path.name == WRAP_UP_FILE:
        problems += check_codes(source, root)
    else:
        problems += check_replies(source, root, services)
    return problems
