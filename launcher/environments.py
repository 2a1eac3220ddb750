"""Makes the Python environments from their hash-locked requirements, and remakes one whose lock changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher.problem import Problem
from launcher.progress import run_logged, step
from launcher.python310 import find_python310
from launcher.settings import Settings

MARKER = "moien-locks.json"
"""Inside an environment: which locks it was made from. Absent in one that was not finished."""

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
        """Changes when anything that would be installed changes."""
        return hashlib.sha256(self.lock.read_bytes() + " ".join(self.first).encode()).hexdigest()


def ensure_platform(settings: Settings, *, tests: bool) -> None:
    """Make the platform environment (Python 3.11 or newer: the one that runs this)."""
    names = ["platform", "dev"] if tests else ["platform"]
    _ensure(settings, "platform", _layers(settings, names), lambda: Path(sys.executable))


def ensure_bot(settings: Settings, *, tests: bool) -> None:
    """Make the bot environment (Python 3.10). The platform environment must stand: its uv may be needed."""
    names = ["bot", "bot_dev"] if tests else ["bot"]
    platform_uv = settings.env_dir / "platform" / "bin" / "uv"
    _ensure(settings, "bot", _layers(settings, names), lambda: find_python310(settings.variables, platform_uv))


def ensure_llm(settings: Settings) -> None:
    """Make the environment of the local language model."""
    layer = Layer("llm", settings.root / "requirements" / "llm.txt", first=(TORCH,))
    _ensure(settings, "llm", [layer], lambda: Path(sys.executable))


def what_stands(settings: Settings, environment: str) -> str:
    """Say in a word how an environment stands: ``ready``, ``outdated`` or ``missing``."""
    made = _read_marker(settings.env_dir / environment)
    if not made:
        return "missing"
    base = settings.root / "requirements" / f"{environment}.txt"
    first = (TORCH,) if environment == "llm" else ()
    return "ready" if made.get(environment) == Layer(environment, base, first).fingerprint() else "outdated"


def _layers(settings: Settings, names: list[str]) -> list[Layer]:
    return [Layer(name, settings.root / "requirements" / f"{name}.txt") for name in names]


def _ensure(settings: Settings, name: str, layers: list[Layer], find_python: Callable[[], Path]) -> None:
    folder = settings.env_dir / name
    made = _read_marker(folder)
    wanted = {layer.name: layer.fingerprint() for layer in layers}
    if all(made.get(layer) == value for layer, value in wanted.items()):
        return
    log = settings.logs_dir / f"setup-{name}.log"
    with step(f"environment {name}: installing from requirements/{layers[-1].lock.name} (log: {log})"):
        if made.get(layers[0].name) != wanted[layers[0].name]:
            made = {}
            _make_folder(settings, folder, find_python(), log)
        for layer in layers:
            if made.get(layer.name) != wanted[layer.name]:
                _install(settings, folder, layer, log)
                made[layer.name] = wanted[layer.name]
                (folder / MARKER).write_text(json.dumps(made), encoding="utf-8")


def _make_folder(settings: Settings, folder: Path, python: Path, log: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    run_logged(
        [python, "-m", "venv", folder],
        log=log,
        cwd=settings.root,
        variables=settings.variables,
        doing=f"Making the environment {folder}",
        hint="On Debian: apt-get install python3-venv. Then start again.",
    )


def _install(settings: Settings, folder: Path, layer: Layer, log: Path) -> None:
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    calls: list[list[str | Path]] = [[*pip, requirement] for requirement in layer.first]
    calls.append([*pip, "--require-hashes", "-r", layer.lock])
    for call in calls:
        run_logged(
            call,
            log=log,
            cwd=settings.root,
            variables=settings.variables,
            doing=f"Installing {layer.lock.name} into {folder}",
            hint="Look whether the package index can be reached and the disk has room; then start again.",
        )


def _read_marker(folder: Path) -> dict[str, str]:
    try:
        made = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(made, dict):
        raise Problem(f"{folder / MARKER} holds no object.", f"Delete {folder} and start again.")
    return {str(name): str(value) for name, value in made.items()}
