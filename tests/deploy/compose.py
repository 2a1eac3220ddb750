"""docker-compose.yml as ``docker compose`` reads it: anchors merged, variables put in."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::?-([^}]*))?\}")


def read_compose(**variables: str) -> dict[str, Any]:
    """The whole file with these variables; the others have the defaults that the file names."""

    def put_in(match: re.Match[str]) -> str:
        return variables.get(match[1], match[2] or "")

    read: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(put_in, FILE.read_text(encoding="utf-8")))
    return read


def services(**variables: str) -> dict[str, dict[str, Any]]:
    """The services by name."""
    found: dict[str, dict[str, Any]] = read_compose(**variables)["services"]
    return found


def named_volumes(service: dict[str, Any]) -> dict[str, str]:
    """By path inside: what is mounted there, with ``:ro`` where it cannot be written to."""
    mounts = {}
    for written in service.get("volumes", []):
        source, target, *mode = written.split(":")
        mounts[target] = ":".join([source, *mode])
    return mounts
