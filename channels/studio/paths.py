"""Which files of the bot's folder may be edited in the studio, by an allow-list, and how one of them is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from channels.answers import CallError
from contracts.catalogue.check import (
    CATALOGUE_FOLDER,
    CONVERSATION_FILE,
    CRISIS_FILE,
    OUT_OF_SCOPE_FILE,
    SYNONYMS_FILE,
)
from contracts.catalogue.shape import (
    CONVERSATION_SCHEMA,
    CRISIS_SCHEMA,
    OUT_OF_SCOPE_SCHEMA,
    SERVICE_SCHEMA,
    SYNONYMS_SCHEMA,
    TESTS_SCHEMA,
)
from contracts.catalogue.source import MAX_BYTES
from contracts.catalogue.tests import TESTS_FOLDER
from contracts.desk import check as desk
from contracts.knowledge.reader import FOLDER as PAGES_FOLDER
from contracts.languages import LANGUAGES
from contracts.names import ANY_SERVICE
from contracts.studio import ContentKind

LONGEST_ID = 40
SCHEMAS: dict[ContentKind, str] = {
    "service": SERVICE_SCHEMA,
    "conversation": CONVERSATION_SCHEMA,
    "crisis": CRISIS_SCHEMA,
    "out_of_scope": OUT_OF_SCOPE_SCHEMA,
    "synonyms": SYNONYMS_SCHEMA,
    "queues": desk.QUEUES_SCHEMA,
    "wrap_up": desk.WRAP_UP_SCHEMA,
    "replies": desk.REPLIES_SCHEMA,
    "tests": TESTS_SCHEMA,
}
"""The JSON Schema of each kind of file; a page has none."""

_FIXED: dict[str, ContentKind] = {
    CONVERSATION_FILE: "conversation",
    CRISIS_FILE: "crisis",
    OUT_OF_SCOPE_FILE: "out_of_scope",
    SYNONYMS_FILE: "synonyms",
    f"{desk.FOLDER}/{desk.QUEUES_FILE}": "queues",
    f"{desk.FOLDER}/{desk.WRAP_UP_FILE}": "wrap_up",
    f"{desk.FOLDER}/{desk.REPLIES_FILE}": "replies",
}
_ID = r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
_NAMED: dict[ContentKind, re.Pattern[str]] = {
    "service": re.compile(rf"{CATALOGUE_FOLDER}/({_ID})\.yaml"),
    "page": re.compile(rf"{PAGES_FOLDER}/(?:{'|'.join(LANGUAGES)})/({_ID})\.md"),
    "tests": re.compile(rf"{TESTS_FOLDER}/({_ID})\.yaml"),
}
"""Files that come and go, with their ids."""


def find_kind(path: str) -> ContentKind | None:
    """Return what a path below the bot's folder holds; None where it is no file that may be edited."""
    if path in _FIXED:
        return _FIXED[path]
    for kind, pattern in _NAMED.items():
        match = pattern.fullmatch(path)
        if match is not None and len(match[1]) <= LONGEST_ID:
            return kind
    return None


def kind_of(path: str) -> ContentKind:
    """Return what a path holds; raises `CallError`."""
    kind = find_kind(path)
    if kind is None:
        allowed = f"catalogue/<id>.yaml, tests/<id>.yaml, knowledge/<language>/<id>.md, {', '.join(_FIXED)}"
        ids = f"an id has small letters, digits and single underscores, at most {LONGEST_ID}"
        raise CallError("unknown_file", f"{path[:80]!r} is no file of the studio; there are {allowed}; {ids}")
    return kind


def is_required(path: str) -> bool:
    """Tell whether the file must be there: services, tests and pages come and go, the others stay."""
    return path in _FIXED


def service_path(service: str) -> str:
    """Return where a new service lies; raises `CallError` for an id that no service can have."""
    path = f"{CATALOGUE_FOLDER}/{service}.yaml"
    if find_kind(path) != "service":
        wanted = "small letters, digits and single underscores, a letter first, for example residence_certificate"
        raise CallError("bad_frame", f"$.id: {service[:80]!r} can be no id; write {wanted}, at most {LONGEST_ID}")
    if service == ANY_SERVICE:
        raise CallError("bad_frame", f"$.id: {service!r} stands for questions that name no service; choose another")
    return path


def service_of_tests(path: str) -> str | None:
    """Return the service that a file of tests would be about by its name; None for other files."""
    match = _NAMED["tests"].fullmatch(path)
    return match[1] if match is not None else None


def tests_of(path: str) -> str:
    """Return where the tests of a service lie, given where the service does."""
    return f"{TESTS_FOLDER}/{path.rpartition('/')[2]}"


def list_live(bot_dir: Path) -> Iterator[str]:
    """Give the files that lie there and may be edited; nothing that only points to another place."""
    below = (bot_dir / folder for folder in (CATALOGUE_FOLDER, PAGES_FOLDER, TESTS_FOLDER))
    found = [*(bot_dir / path for path in _FIXED), *(path for folder in below for path in folder.rglob("*"))]
    for path in found:
        name = path.relative_to(bot_dir).as_posix()
        if find_kind(name) is not None and path.is_file() and not path.is_symlink():
            yield name


def read_live(bot_dir: Path, path: str) -> bytes | None:
    """Return what lies there, at most one byte more than is allowed; None where nothing (that can be read) does."""
    try:
        with (bot_dir / path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None


def as_text(content: bytes, path: str) -> str:
    """Return a published file as text, with � for what is not UTF-8; raises `CallError` where it is too large."""
    if len(content) > MAX_BYTES:
        detail = f"{path}: the published file is larger than {MAX_BYTES // 1024} KiB; shorten it in its folder"
        raise CallError("too_large", detail)
    return content.decode(errors="replace")
