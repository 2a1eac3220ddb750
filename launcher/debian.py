"""Programs that the tests run and that are no Python packages: looked for, installed from Debian where missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.commands import run_logged
from launcher.problem import Problem
from launcher.progress import step
from launcher.settings import Settings

POLICY = Path("/usr/sbin/policy-rc.d")
"""What Debian's packages ask whether they may start their service."""

INSTALL = """
set -e
policy=$1 services=$2
shift 2
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod 755 "$policy"
fi
apt-get update
apt-get install -y --no-install-recommends "$@"
for service in $services; do
    systemctl disable --quiet "$service" || true
done
"""
"""Installs packages without starting their services, now or at the next boot: the tests start servers of their own, and
what listens on this machine is for its owner to say."""


@dataclass(frozen=True)
class Program:
    """One program and where it comes from."""

    name: str
    packages: tuple[str, ...]
    """Packages of Debian that bring it, with what it needs to be useful."""
    services: tuple[str, ...] = ()
    """Services that these packages would run."""
    folders: tuple[str, ...] = ()
    """Folders (patterns) in which it may stand beside those of the PATH."""

    def is_there(self, path: str | None) -> bool:
        """Whether this machine has it; ``path`` is the PATH to look in."""
        if shutil.which(self.name, path=path):
            return True
        root = Path("/")
        return any((folder / self.name).exists() for pattern in self.folders for folder in root.glob(pattern))


PROGRAMS = (
    Program("chromium", ("chromium", "fonts-dejavu-core")),
    Program("redis-server", ("redis-server",), services=("redis-server",)),
    Program("initdb", ("postgresql",), services=("postgresql",), folders=("usr/lib/postgresql/*/bin",)),
    Program("promtool", ("prometheus",), services=("prometheus", "prometheus-node-exporter")),
    Program("caddy", ("caddy",), services=("caddy",)),
    Program("clamd", ("clamav-daemon",), services=("clamav-daemon", "clamav-freshclam"), folders=("usr/sbin",)),
    Program("ip", ("iproute2",), folders=("usr/sbin", "sbin")),
)
"""What the tests run: the browser, servers that they start for themselves, and tools."""


def ensure_programs(settings: Settings, programs: Sequence[Program] = PROGRAMS, *, policy: Path = POLICY) -> None:
    """Install what is missing of ``programs``, all in one call.

    Raises:
        Problem: something is missing and cannot be installed; the message names it.
    """
    path = settings.variables.get("PATH")
    missing = [program for program in programs if not program.is_there(path)]
    if not missing:
        return
    names = _join([program.name for program in missing])
    packages = [package for program in missing for package in program.packages]
    hint = f"The tests need it: apt-get install {' '.join(packages)}, or run ./moien test --fast without them."
    if shutil.which("apt-get", path=path) is None:
        raise Problem(f"Not on this machine: {names}. And there is no apt-get to install it with.", hint)
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    services = " ".join(service for program in missing for service in program.services)
    with step(f"installing from Debian's packages: {' '.join(packages)}"):
        run_logged(
            [*prefix, "/bin/sh", "-c", INSTALL, "install", policy, services, *packages],
            log=settings.logs_dir / "setup-debian.log",
            cwd=settings.root,
            variables={**settings.variables, "DEBIAN_FRONTEND": "noninteractive"},
            doing=f"Installing {names}",
            hint=hint,
        )


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
