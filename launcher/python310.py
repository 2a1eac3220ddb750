"""Finds the Python 3.10 that Rasa Open Source 3.6 needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from launcher.commands import run_captured
from launcher.problem import Problem
from launcher.progress import step

_PROBE = "import ensurepip, ssl, sqlite3, sys, venv; print('%d.%d' % sys.version_info[:2])"

UV_PATIENCE = 900
"""Seconds that the download of a Python may take."""


def find_python310(variables: Mapping[str, str], platform_uv: Path) -> Path:
    """Give a working Python 3.10, looked for where docs/settings.md says, in this order.

    ``$MOIEN_PYTHON310``, ``python3.10`` on the PATH, ``~/.pyenv/versions/3.10.*``, ``uv python install 3.10`` with the
    uv on the PATH or else ``platform_uv``.

    Raises:
        Problem: none works; the message lists what was tried.
    """
    tried: list[str] = []
    chosen = variables.get("MOIEN_PYTHON310")
    if chosen:
        wrong = what_is_wrong(Path(chosen), variables)
        if wrong:
            raise Problem(
                f"MOIEN_PYTHON310 is {chosen!r}, but {wrong}.", "Set it to a Python 3.10 with venv, or leave it out."
            )
        return Path(chosen)
    for candidate in _candidates(variables):
        wrong = what_is_wrong(candidate, variables)
        if not wrong:
            return candidate
        tried.append(f"{candidate}: {wrong}")
    if not tried:
        tried.append("python3.10 on the PATH and ~/.pyenv/versions/3.10.*: not there")
    installed = _install_with_uv(variables, platform_uv, tried)
    if installed:
        return installed
    raise Problem(
        "Rasa needs Python 3.10, and none was found:\n" + "\n".join(f"    {line}" for line in tried),
        "Install Python 3.10 (with pyenv: pyenv install 3.10; with uv: uv python install 3.10), "
        "or set MOIEN_PYTHON310 to one.",
    )


def what_is_wrong(python: Path, variables: Mapping[str, str]) -> str | None:
    """Run a Python and say why it does not serve; None when it does. A pyenv shim may exist and not work."""
    try:
        probe = run_captured([python, "-c", _PROBE], variables=variables, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"it does not run ({error.__class__.__name__})"
    if probe.code:
        last = probe.errors.strip().splitlines()[-1:] or ["no message"]
        return f"it does not work: {last[0]}"
    return None if probe.output.strip() == "3.10" else f"it is Python {probe.output.strip()}"


def _candidates(variables: Mapping[str, str]) -> Iterator[Path]:
    on_path = shutil.which("python3.10", path=variables.get("PATH"))
    if on_path:
        yield Path(on_path)
    versions = Path(variables.get("HOME", "~")).expanduser() / ".pyenv" / "versions"
    yield from sorted(versions.glob("3.10.*/bin/python"), key=_version, reverse=True)


def _version(python: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", python.parts[-3]))


def _install_with_uv(variables: Mapping[str, str], platform_uv: Path, tried: list[str]) -> Path | None:
    uv = shutil.which("uv", path=variables.get("PATH")) or (str(platform_uv) if platform_uv.exists() else None)
    if uv is None:
        tried.append("uv: not there")
        return None
    try:
        with step("Python 3.10: installing it with uv"):
            install = run_captured([uv, "python", "install", "3.10"], variables=variables, timeout=UV_PATIENCE)
        found = run_captured(
            [uv, "python", "find", "--managed-python", "3.10"], variables=variables, timeout=UV_PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        tried.append(f"uv python install 3.10: {error.__class__.__name__}")
        return None
    python = Path(found.output.strip()) if found.code == 0 else None
    if python and not what_is_wrong(python, variables):
        return python
    last = (install.errors.strip().splitlines() or ["no message"])[-1]
    tried.append(f"uv python install 3.10: {last}")
    return None
