"""Looks whether the ports are free before anything starts, and says who holds one that is not."""

from __future__ import annotations

import contextlib
import errno
import re
import socket
from pathlib import Path

from launcher.problem import Problem
from launcher.settings import DEFAULT_PORTS, Settings

EXIT_PORT_TAKEN = 3
_LISTEN = "0A"


def check_ports(settings: Settings) -> None:
    """Check that every process can listen.

    Raises:
        Problem: two processes share a port, or a port is taken; the message says which, by whom, and which setting
            to change.
    """
    owners: dict[int, str] = {}
    lines = []
    for process, port in settings.ports.items():
        setting = DEFAULT_PORTS[process][0]
        if port in owners:
            lines.append(f"    {port} is given to {owners[port]} and to {process}: change {setting}.")
        owners[port] = process
        reason = _why_not(settings.host, port)
        if reason:
            lines.append(f"    {port} for {process} {reason}: set {setting} to a free port.")
    if lines:
        raise Problem(
            "Some ports cannot be used:\n" + "\n".join(lines),
            "Settings come from the environment or from moien.env; all are listed in docs/settings.md",
            exit_code=EXIT_PORT_TAKEN,
        )


def _why_not(host: str, port: int) -> str | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"is taken by {who_listens(port) or 'another process'}"
            return f"on {host} cannot be used ({error.strerror})"
    return None


def who_listens(port: int) -> str | None:
    """Process that listens on a TCP port, as ``process 42 (python)``; None when /proc does not tell."""
    inodes = {
        columns[9]
        for table in ("tcp", "tcp6")
        for columns in _rows(Path("/proc/net") / table)
        if columns[3] == _LISTEN and int(columns[1].rsplit(":", 1)[1], 16) == port
    }
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal():
            continue
        if inodes & _sockets_of(process):
            with contextlib.suppress(OSError):
                return f"process {process.name} ({(process / 'comm').read_text(encoding='utf-8').strip()})"
    return None


def _sockets_of(process: Path) -> set[str]:
    """Inodes of a process's sockets; descriptors may close, and processes end, while one looks."""
    inodes = set()
    with contextlib.suppress(OSError):
        for link in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                inodes.update(re.findall(r"^socket:\[(\d+)\]$", str(link.readlink())))
    return inodes


def _rows(table: Path) -> list[list[str]]:
    try:
        return [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    except OSError:
        return []
