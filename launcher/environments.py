"""Makes the Python environments from their hash-locked requirements, and remakes one whose lock changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher.commands import run_logged
from launcher.one_at_a_time import one_at_a_time
from launcher.progress import step
from launcher.python310 import find_python310
from launcher.settings import Settings

MARKER = "moien-locks.json"
"""Inside an environment: which locks and which Python it was made from. Absent in one that was not finished."""

TORCH = "torch==2.13.0"
"""Installed first and alone, so that a machine that offers a CPU build gives that one."""


@dataclass(frozen=True)
class Layer:
    """One ``pip install`` of an environment."""

    name: str
    lock: Path
    first: tuple[str, ...] = ()
    """Requirements installed alone before the lock."""

    def fingerprint(self) -> str:
        """Changes when anything that would be installed changes, and with nothing else: comments say who wants it."""
        lines = [
            line for line in self.lock.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
        ]
        return hashlib.sha256("\n".join([*self.first, *lines]).encode()).hexdigest()


def ensure_platform(settings: Settings, *, tests: bool) -> None:
    """Make the platform environment (Python 3.11 or newer: the one that runs this).

    Raises:
        Problem: it cannot be made.
    """
    names = ["platform", "dev"] if tests else ["platform"]
    _ensure(settings, "platform", _layers(settings, names), own_python)


def ensure_bot(settings: Settings, *, tests: bool) -> None:
    """Make the bot environment (Python 3.10). The platform environment must stand: its uv may be needed.

    Raises:
        Problem: it cannot be made.
    """
    names = ["bot", "bot_dev"] if tests else ["bot"]
    platform_uv = settings.python("platform").with_name("uv")
    _ensure(settings, "bot", _layers(settings, names), lambda: find_python310(settings.variables, platform_uv))


def ensure_llm(settings: Settings) -> None:
    """Make the environment of the local language model.

    Raises:
        Problem: it cannot be made.
    """
    _ensure(settings, "llm", _layers(settings, ["llm"]), own_python)


def what_stands(settings: Settings, environment: str) -> str:
    """Say in a word how an environment stands: ``ready``, ``outdated`` or ``missing``."""
    made = _read_marker(settings, environment)
    if not made:
        return "missing"
    base = _layers(settings, [environment])[0]
    return "ready" if made.get(environment) == base.fingerprint() else "outdated"


def own_python() -> Path:
    """The Python that runs this; when that is an environment's, the one it was made from."""
    return Path(sys.executable).resolve()


def _layers(settings: Settings, names: list[str]) -> list[Layer]:
    folder = settings.root / "requirements"
    return [Layer(name, folder / f"{name}.txt", first=(TORCH,) if name == "llm" else ()) for name in names]


def _version_for(environment: str) -> str:
    return "3.10" if environment == "bot" else f"{sys.version_info.major}.{sys.version_info.minor}"


def _ensure(settings: Settings, name: str, layers: list[Layer], find_python: Callable[[], Path]) -> None:
    folder = settings.env_dir / name
    wanted = {layer.name: layer.fingerprint() for layer in layers}

    def stands() -> bool:
        made = _read_marker(settings, name)
        return all(made.get(layer) == value for layer, value in wanted.items())

    if stands():
        return
    with one_at_a_time(settings.env_dir / f"{name}.lock"):
        # Another ./moien may have made it meanwhile.
        if stands():
            return
        log = settings.logs_dir / f"setup-{name}.log"
        with step(f"environment {name}: installing {' and '.join(layer.lock.name for layer in layers)}"):
            made = _read_marker(settings, name)
            if made.get(layers[0].name) != wanted[layers[0].name]:
                made = {"python": _version_for(name)}
                _make_folder(settings, folder, find_python(), log)
            for layer in layers:
                if made.get(layer.name) != wanted[layer.name]:
                    _install(settings, folder, layer, log)
                    made[layer.name] = wanted[layer.name]
                    (folder / MARKER).write_text(json.dumps(made), encoding="utf-8")


def _make_folder(settings: Settings, folder: Path, python: Path, log: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        # Moved aside first: something that still runs from it may write into it while it is being deleted.
        folder.rename(folder.with_name(f"{folder.name}.old-{os.getpid()}"))
    for old in folder.parent.glob(f"{folder.name}.old-*"):
        shutil.rmtree(old, ignore_errors=True)
    run_logged(
        [python, "-m", "venv", folder],
        log=log,
        cwd=settings.root,
        variables=settings.variables,
        doing=f"Making the environment {folder}",
        hint="On Debian: apt-get install python3-venv. Then start again.",
    )


def _install(settings: Settings, folder: Path, layer: Layer, log: Path) -> None:
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    pip.append("--disable-pip-version-check")
    calls = [[*pip, requirement] for requirement in layer.first]
    # A lock is complete: what its *_excludes.in leaves out must not be asked for again.
    calls.append([*pip, "--no-deps", "--require-hashes", "-r", layer.lock])
    for call in calls:
        run_logged(
            call,
            log=log,
            cwd=settings.root,
            variables=settings.variables,
            doing=f"Installing {layer.lock.name} into {folder}",
            hint="Look whether the package index can be reached and the disk has room; then start again.",
        )


def _read_marker(settings: Settings, environment: str) -> dict[str, str]:
    """What an environment was made from; nothing when it is unfinished or its Python is gone or another one."""
    try:
        made = json.loads((settings.env_dir / environment / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    usable = isinstance(made, dict) and made.get("python") == _version_for(environment)
    return dict(made) if usable and settings.python(environment).exists() else {}
