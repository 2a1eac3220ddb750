"""Looks for secrets in every file that git tracks, with detect-secrets; what was reviewed stands in a list."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parents[1]
REVIEWED = Path(__file__).with_name("reviewed_secrets.yaml")
NOT_USED = {"Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"}
"""They take hashes of locks and versions for secrets: hundreds, among which nobody would see one."""
ONLY_IN_CODE = "Secret Keyword"
"""A value beside a word such as password: tests are full of invented ones, and so are words on screens."""
HASHES = ("requirements/*.txt", "*package-lock.json")
"""Files that hold hashes and nothing else that counts; binary ones are left out by their content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspect:
    """Something that looks like a secret."""

    path: str
    kind: str
    line: int

    def __str__(self) -> str:
        """Say where, without the value."""
        return f"{self.path}:{self.line}: {self.kind}"


class Reviewed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file in which somebody has looked at what looks like secrets of a kind."""

    path: str
    kind: str
    why: str
    """Why it is none."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: list[Reviewed]


def tracked_files(root: Path = ROOT) -> list[str]:
    """Return what git tracks, but for locks."""
    left_out = [f":!{pattern}" for pattern in HASHES]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", ".", *left_out], cwd=root, capture_output=True, check=True, text=True
    )
    return [name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def find_secrets(files: Iterable[str], root: Path = ROOT) -> Iterator[Suspect]:
    """Give what looks like a secret."""
    plugins: Iterable[type] = get_mapping_from_secret_type_to_class().values()
    kinds = [plugin.__name__ for plugin in plugins if plugin.__name__ not in NOT_USED]
    filters = ("allowlist.is_line_allowlisted", "heuristic.is_templated_secret", "heuristic.is_indirect_reference")
    chosen = {
        "plugins_used": [{"name": kind} for kind in kinds],
        "filters_used": [{"path": f"detect_secrets.filters.{name}"} for name in filters],
    }
    with transient_settings(chosen):
        for name in files:
            path = root / name
            if b"\0" in path.read_bytes()[:8192]:
                continue
            for found in scan_file(str(path)):
                if found.type != ONLY_IN_CODE or is_code(name):
                    yield Suspect(path=name, kind=found.type, line=found.line_number)


def is_code(name: str) -> bool:
    """Whether a value beside the word for a secret means something there."""
    parts = Path(name).parts
    return "tests" not in parts and "words" not in parts and parts[0] != "bench"


def read_reviewed(file: Path = REVIEWED) -> list[Reviewed]:
    """Return what was reviewed; raises `ValueError`."""
    try:
        return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), _File).reviewed
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{file}: {error}") from error


def unreviewed(found: Iterable[Suspect], reviewed: Iterable[Reviewed]) -> list[Suspect]:
    """Return what nobody has looked at."""
    known = {(one.path, one.kind) for one in reviewed}
    return [one for one in found if (one.path, one.kind) not in known]
