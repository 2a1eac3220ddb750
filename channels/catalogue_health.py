"""What service owners see of the catalogue: each service with its languages and examples, and every problem.

A file with mistakes is shown as far as it can be read: its owner must see what to mend.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.check import examine
from contracts.catalogue.nodes import Node, Source
from contracts.catalogue.problems import Problem
from contracts.languages import LANGUAGES, Language


class ServiceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One service of the catalogue."""

    id: str
    title: dict[Language, str]
    """Empty where a language is missing."""
    checked: str
    """Day on which a person compared it with the official page, ISO 8601; empty where it is missing."""
    link: dict[str, str]
    """Official page by the language of the page."""
    has_form: bool
    examples: dict[Language, int]
    """How many examples all its intents have."""
    problems: list[Problem]


class CatalogueHealth(msgspec.Struct, frozen=True, kw_only=True):
    """The whole catalogue."""

    services: list[ServiceHealth]
    problems: list[Problem]
    """Those of files that are no service."""


def describe_catalogue(bot_dir: Path) -> CatalogueHealth:
    """Read and check the catalogue in ``bot_dir``; blocks while it reads."""
    examined = examine(bot_dir)
    by_file: dict[str, list[Problem]] = {}
    for problem in examined.problems:
        by_file.setdefault(problem.path, []).append(_relative(problem, bot_dir))
    services = [_describe(source, by_file.pop(source.path.as_posix(), [])) for source in examined.services]
    return CatalogueHealth(services=services, problems=[problem for rest in by_file.values() for problem in rest])


def _describe(source: Source, problems: list[Problem]) -> ServiceHealth:
    root = source.root or Node(line=1, value={})
    link = root.at("link")
    return ServiceHealth(
        id=source.path.stem,
        title={language: _text(root.at("title", language)) for language in LANGUAGES},
        checked=_text(root.at("checked")),
        link={str(language): _text(page) for language, page in (link.children if link else {}).items()},
        has_form=root.at("form") is not None,
        examples={language: _count_examples(root, language) for language in LANGUAGES},
        problems=problems,
    )


def _count_examples(root: Node, language: Language) -> int:
    intents = root.at("intents")
    lists = [intent.at("examples", language) for intent in (intents.children.values() if intents else ())]
    return sum(len(examples.children) for examples in lists if examples is not None)


def _text(node: Node | None) -> str:
    value: Any = node.value if node else ""
    return value if isinstance(value, str) else ""


def _relative(problem: Problem, bot_dir: Path) -> Problem:
    """Name the file as the service owner knows it, from the folder that holds ``bot`` on."""
    path = Path(problem.path)
    if path.is_relative_to(bot_dir):
        path = Path(bot_dir.name) / path.relative_to(bot_dir)
    return msgspec.structs.replace(problem, path=path.as_posix())
