"""Builds the web parts when their sources changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from launcher.commands import run_captured, run_logged
from launcher.one_at_a_time import one_at_a_time
from launcher.problem import Problem
from launcher.progress import step
from launcher.settings import Settings

_NOT_SOURCE = frozenset({"node_modules", "dist", "coverage"})
PACKAGES_MARKER = "node_modules/.moien-lock"
BUILD_MARKER = "dist/.moien-sources"
OLDEST_NODE = (20, 19)
"""What the build tools ask for."""


def ensure_packages(settings: Settings) -> None:
    """Install the npm packages of ``web/`` from their lock.

    Raises:
        Problem: npm is missing or fails.
    """
    with one_at_a_time(settings.env_dir / "web.lock"):
        _ensure_packages(settings)


def ensure_build(settings: Settings) -> None:
    """Build ``web/dist`` when a source changed.

    Raises:
        Problem: npm is missing or the build fails.
    """
    web = settings.root / "web"
    if _reads(web / BUILD_MARKER) == fingerprint(web):
        return
    with one_at_a_time(settings.env_dir / "web.lock"):
        wanted = fingerprint(web)
        if _reads(web / BUILD_MARKER) == wanted:
            return
        _ensure_packages(settings)
        # A build that fails half-way must not pass for the one before it.
        (web / BUILD_MARKER).unlink(missing_ok=True)
        with step("web: building widget, console, studio and demo page"):
            _npm(settings, "run", "build")
        (web / BUILD_MARKER).write_text(wanted, encoding="utf-8")


def fingerprint(web: Path) -> str:
    """Hash of every source file under ``web/``."""
    digest = hashlib.sha256()
    for path in sorted(_sources(web)):
        digest.update(f"{path.relative_to(web)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def check_node(settings: Settings) -> None:
    """Check that Node and npm are there and new enough.

    Raises:
        Problem: they are not; Debian 12's own Node is too old.
    """
    needed = "Install Node 20.19 or newer with npm and put it on the PATH (Debian 12's own nodejs is 18), then again."
    path = settings.variables.get("PATH")
    missing = [name for name in ("node", "npm") if shutil.which(name, path=path) is None]
    if missing:
        raise Problem(f"The web parts cannot be built: no {' and no '.join(missing)} on this machine.", needed)
    said = run_captured(["node", "--version"], variables=settings.variables).output.strip()
    version = re.fullmatch(r"v(\d+)\.(\d+)\..*", said)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_NODE:
        raise Problem(f"The web parts cannot be built: node --version says {said!r}.", needed)


def _ensure_packages(settings: Settings) -> None:
    web = settings.root / "web"
    lock = web / "package-lock.json"
    if not lock.exists():
        raise Problem(f"{lock} is not there.", "Check the clone out again.")
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if _reads(web / PACKAGES_MARKER) == wanted:
        return
    check_node(settings)
    with step("web: installing packages"):
        _npm(settings, "ci", "--no-audit", "--no-fund", "--no-update-notifier")
    (web / PACKAGES_MARKER).write_text(wanted, encoding="utf-8")


def _sources(web: Path) -> Iterator[Path]:
    for folder, inside, files in os.walk(web):
        inside[:] = [name for name in inside if name not in _NOT_SOURCE]
        yield from (Path(folder) / name for name in files)


def _npm(settings: Settings, *arguments: str) -> None:
    run_logged(
        ["npm", *arguments],
        log=settings.logs_dir / "setup-web.log",
        cwd=settings.root / "web",
        variables=settings.variables,
        doing=f"npm {' '.join(arguments)} in web/",
        hint="Mend what it says there (npm ci needs the package registry), then start again.",
    )


def _reads(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
