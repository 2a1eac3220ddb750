"""Builds the web parts when their sources changed."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from launcher.problem import Problem
from launcher.progress import run_logged, step
from launcher.settings import Settings

_NOT_SOURCE = frozenset({"node_modules", "dist", "coverage"})
PACKAGES_MARKER = "node_modules/.moien-lock"
BUILD_MARKER = "dist/.moien-sources"


def ensure_packages(settings: Settings) -> None:
    """Install the npm packages of ``web/`` from their lock.

    Raises:
        Problem: npm is missing or fails.
    """
    web = settings.root / "web"
    wanted = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if _reads(web / PACKAGES_MARKER) == wanted:
        return
    if shutil.which("npm", path=settings.variables.get("PATH")) is None:
        raise Problem("npm is not on this machine.", "Install Node 20 with npm (Debian: apt-get install nodejs npm).")
    with step("web: installing packages"):
        _npm(settings, "ci", "--no-audit", "--no-fund")
    (web / PACKAGES_MARKER).write_text(wanted, encoding="utf-8")


def ensure_build(settings: Settings) -> None:
    """Build ``web/dist`` when a source changed.

    Raises:
        Problem: npm is missing or the build fails.
    """
    web = settings.root / "web"
    wanted = fingerprint(web)
    if _reads(web / BUILD_MARKER) == wanted:
        return
    ensure_packages(settings)
    with step("web: building widget, console, studio and demo page"):
        _npm(settings, "run", "build")
    (web / BUILD_MARKER).write_text(wanted, encoding="utf-8")


def fingerprint(web: Path) -> str:
    """Hash of every source file under ``web/``."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        inside = path.relative_to(web)
        if path.is_file() and not _NOT_SOURCE.intersection(inside.parts):
            digest.update(str(inside).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _npm(settings: Settings, *arguments: str) -> None:
    run_logged(
        ["npm", *arguments],
        log=settings.logs_dir / "setup-web.log",
        cwd=settings.root / "web",
        variables=settings.variables,
        doing=f"npm {' '.join(arguments)} in web/",
        hint="Node 20 is needed (node --version). After mending, start again.",
    )


def _reads(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
