"""The rules of the house that no linter knows, held over every tracked file."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("contracts", "nlu", "bot", "channels", "services", "launcher")
LONGEST_MODULE = 320
"""Lines; a module that needs more has two jobs."""


def tracked(*patterns: str) -> list[Path]:
    """Files of the working tree that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="ignore")


def test_no_address_of_a_package_registry() -> None:
    # Spelt in pieces, so that this file does not hold what it looks for.
    registries = re.compile(
        "|".join(["python" + "hosted", "pypi" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian"])
    )
    offenders = [str(path.relative_to(ROOT)) for path in tracked() if registries.search(text_of(path))]
    assert offenders == [], f"addresses of package registries in {offenders}: remove them"


def test_no_path_of_one_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:" + "work|root|home/[a-z]" + r")/")
    offenders = [str(path.relative_to(ROOT)) for path in tracked() if machine.search(text_of(path))]
    assert offenders == [], f"paths of one machine in {offenders}: make them relative"


def test_requirements_are_locked_by_hash() -> None:
    locks = tracked("requirements/*.txt")
    assert locks, "requirements/ holds no lock"
    for lock in locks:
        pins = re.findall(r"^([A-Za-z0-9._\[\]-]+)==\S+(.*)$", text_of(lock), flags=re.MULTILINE)
        assert pins, f"{lock.name} pins nothing"
        assert "--hash=sha256:" in text_of(lock), f"{lock.name} has no hashes"
        assert not re.search(r"^--(?:extra-)?index-url|^--find-links|^-i ", text_of(lock), flags=re.MULTILINE), (
            lock.name
        )


def test_package_locks_hold_hashes_and_no_addresses() -> None:
    locks = tracked("*package-lock.json")
    assert locks, "web/ holds no package-lock.json"
    for lock in locks:
        packages = json.loads(text_of(lock))["packages"]
        assert not [name for name, entry in packages.items() if "resolved" in entry and not entry.get("link")]
        assert not [
            name
            for name, entry in packages.items()
            if name.startswith("node_modules/") and not entry.get("link") and "integrity" not in entry
        ]


@pytest.mark.parametrize("path", [p for p in tracked("*.py") if p.relative_to(ROOT).parts[0] in ROOMS], ids=str)
def test_a_module_has_one_job_and_says_which(path: Path) -> None:
    text = text_of(path)
    lines = text.count("\n")
    assert lines <= LONGEST_MODULE, f"{path}: {lines} lines; split it into modules of one job each"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{path}: begin with one sentence on the module's job and place"


@pytest.mark.parametrize("path", [p for p in tracked("*.py", "*.ts", "*.tsx") if p != Path(__file__)], ids=str)
def test_nothing_is_left_open_in_the_code(path: Path) -> None:
    open_ends = re.findall(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b", text_of(path))
    assert not open_ends, f"{path}: {open_ends}"


def test_rasa_telemetry_is_off_wherever_rasa_is_imported() -> None:
    starts_rasa = [
        p
        for p in tracked("bot/*.py")
        if re.search(r"^\s*(?:import rasa\b|from rasa\b)", text_of(p), flags=re.MULTILINE)
    ]
    assert starts_rasa, "no module of bot/ imports Rasa any more: this test is out of date"
    for name in ("bot/train.py", "bot/server.py"):
        assert "RASA_TELEMETRY_ENABLED" in text_of(ROOT / name), f"{name} must turn Rasa's telemetry off by itself"
