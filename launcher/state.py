"""The file that says what is running: written by ``up``, read by ``down`` and ``status``."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class ProcessState:
    """How one process stands."""

    state: str = "waiting"
    """``waiting``, ``starting``, ``ready``, ``crashed`` or ``stopped``."""
    pid: int | None = None
    port: int | None = None
    since: float = 0.0
    """Unix time of the last start."""
    restarts: int = 0


@dataclass
class PlatformState:
    """How the platform stands."""

    pid: int
    """Of the supervising ``./moien up``."""
    started_at: float
    addresses: dict[str, str] = field(default_factory=dict)
    processes: dict[str, ProcessState] = field(default_factory=dict)


def write_state(path: Path, state: PlatformState) -> None:
    """Replace the file as a whole, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    half.replace(path)


def read_state(path: Path) -> PlatformState | None:
    """What runs now; None when the file is absent or its ``up`` is gone."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        processes = {name: ProcessState(**state) for name, state in raw.pop("processes").items()}
        state = PlatformState(**raw, processes=processes)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return state if runs(state.pid) else None


def runs(pid: int) -> bool:
    """Whether a process of this id is there and not a zombie."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except PermissionError:
        return True
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
